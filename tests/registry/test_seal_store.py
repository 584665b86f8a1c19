from datetime import timedelta
from pathlib import Path

import pytest

from credentials.certificate.x509_chain import serialize_chain
from credentials.errors import PassphraseWrong
from credentials.keys import KeyPurpose
from registry.errors import SecretsInvalid
from registry.key_store import KeyStore
from registry.seal_store import SealStore
from tests.credentials.conftest import DID, NOW

NAME = "Open Recognition Registry, registry.example"


def stores(folder: Path, passphrase: bytes = b"correct horse battery"):
    keys = KeyStore(folder, passphrase)
    return keys.open(DID, now=NOW), SealStore(keys, NAME)


def test_the_registry_is_its_own_root_and_stays_it(tmp_path):
    ring, store = stores(tmp_path)
    chain = store.seal_of(ring, now=NOW).chain
    assert chain.seals_for(ring.signer(KeyPurpose.SEAL, "ES256").public_key)
    again, later = stores(tmp_path)
    assert later.seal_of(again, now=NOW + timedelta(days=9)).chain == chain


def test_its_files_are_private_and_its_key_is_encrypted(tmp_path):
    ring, store = stores(tmp_path)
    store.seal_of(ring, now=NOW)
    for path in store.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in (store.folder / "root-key.pem").read_bytes()


def test_a_new_key_for_seals_is_certified_by_the_same_root(tmp_path):
    ring, store = stores(tmp_path)
    first = store.seal_of(ring, now=NOW).chain
    changed = store.keys.change(lambda old: old.rotate(KeyPurpose.SEAL, "ES256", now=NOW))
    second = store.seal_of(changed, now=NOW).chain
    assert second.root == first.root
    assert second.certificates[0] != first.certificates[0]
    assert second.seals_for(changed.signer(KeyPurpose.SEAL, "ES256").public_key)


def test_an_operators_chain_is_used_if_it_is_for_the_key(tmp_path):
    ring, store = stores(tmp_path / "own")
    chain = store.seal_of(ring, now=NOW).chain
    file = tmp_path / "chain.pem"
    file.write_bytes(serialize_chain(chain))
    handed_in = SealStore(store.keys, NAME, chain_file=file)
    assert handed_in.seal_of(ring, now=NOW).chain == chain
    other, strange = stores(tmp_path / "other")
    with pytest.raises(SecretsInvalid):
        SealStore(strange.keys, NAME, chain_file=file).seal_of(other, now=NOW)
    for wrong in (tmp_path / "none.pem", tmp_path):
        with pytest.raises(SecretsInvalid):
            SealStore(store.keys, NAME, chain_file=wrong).seal_of(ring, now=NOW)


def test_the_root_is_not_used_without_its_passphrase_or_its_file(tmp_path):
    ring, store = stores(tmp_path)
    store.seal_of(ring, now=NOW)
    rotated = store.keys.change(lambda old: old.rotate(KeyPurpose.SEAL, "ES256", now=NOW))
    with pytest.raises(PassphraseWrong):
        SealStore(KeyStore(tmp_path, b"another passphrase"), NAME).seal_of(rotated, now=NOW)
    (store.folder / "root-key.pem").unlink()
    with pytest.raises(SecretsInvalid):
        SealStore(store.keys, NAME).seal_of(rotated, now=NOW)
