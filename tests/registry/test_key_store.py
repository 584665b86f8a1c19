"""Keys on disk: encrypted, made once, changed under a lock and seen by every process."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from credentials.encodings import serialize_json
from credentials.errors import CredentialError, PassphraseWrong
from credentials.keys import KeyPurpose, KeyRing, KeyState, generate_key_ring
from credentials.keys_stored import RING_FILE
from credentials.public_keys import EDDSA, ES256
from registry.key_store import LOCK_FILE, PASSPHRASE_FILE, KeyStore

DID = "did:web:registry.example"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def kids(ring: KeyRing) -> list[str]:
    return [key.kid for key in ring.keys]


def test_a_first_start_makes_encrypted_keys_and_a_second_one_keeps_them(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "secrets")
    ring = store.open(DID, now=NOW)
    assert {path.name for path in store.secrets_dir.iterdir()} == {
        "keys",
        LOCK_FILE,
        PASSPHRASE_FILE,
    }
    for path in store.folder.glob("*.pem"):
        assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert path.stat().st_mode & 0o777 == 0o600
    again = KeyStore(tmp_path / "secrets").open(DID, now=NOW + timedelta(days=1))
    assert kids(again) == kids(ring)


def test_processes_that_start_together_share_one_ring(tmp_path: Path) -> None:
    def start(_: int) -> tuple[str, ...]:
        return tuple(kids(KeyStore(tmp_path / "secrets").open(DID, now=NOW)))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1


def test_a_passphrase_of_the_operator_s_own_leaves_no_file(tmp_path: Path) -> None:
    own = KeyStore(tmp_path, b"correct horse battery")
    ring = own.open(DID, now=NOW)
    assert not (tmp_path / PASSPHRASE_FILE).exists()
    assert kids(KeyStore(tmp_path, b"correct horse battery").read()) == kids(ring)
    with pytest.raises(PassphraseWrong):
        KeyStore(tmp_path, b"another passphrase").open(DID, now=NOW)
    assert "correct" not in repr(own)


def test_the_first_key_tells_the_passphrase_and_the_others_wait(tmp_path: Path) -> None:
    KeyStore(tmp_path, b"correct horse battery").open(DID, now=NOW)
    wrong = KeyStore(tmp_path, b"another passphrase").open(DID, now=NOW, locked=True)
    with pytest.raises(PassphraseWrong):
        wrong.unlock(at_most=1)
    ring = KeyStore(tmp_path, b"correct horse battery").open(DID, now=NOW, locked=True)
    for path in (tmp_path / "keys").glob("*.pem"):
        if path.stem != ring.keys[0].kid.partition("#")[2]:
            path.unlink()
    ring.unlock()
    assert all(key.signer.sign(b"message") for key in ring.keys)


def test_keys_from_before_are_encrypted_and_completed_at_the_next_start(tmp_path: Path) -> None:
    wanted = ((KeyPurpose.ASSERTION, EDDSA), (KeyPurpose.QR, ES256))
    old = generate_key_ring(DID, NOW, wanted=wanted)
    folder = tmp_path / "keys"
    folder.mkdir()
    listed = []
    for key in old.keys:
        name = key.kid.partition("#")[2] + ".pem"
        private = key.signer.private_key  # type: ignore[attr-defined]
        (folder / name).write_bytes(
            private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        listed.append(
            {
                "kid": key.kid,
                "file": name,
                "purpose": key.purpose.value,
                "created": NOW.isoformat(),
                "retired_at": None,
            }
        )
    (folder / RING_FILE).write_bytes(serialize_json({"controller": DID, "keys": listed}))
    ring = KeyStore(tmp_path).open(DID, now=NOW + timedelta(days=1))
    assert ring.credential_signer.kid == old.credential_signer.kid
    assert ring.qr_signer.kid == old.qr_signer.kid
    assert ring.request_signer.algorithm == ES256
    assert all(b"ENCRYPTED" in path.read_bytes() for path in folder.glob("*.pem"))


def test_a_change_is_seen_by_the_other_process(tmp_path: Path) -> None:
    serving, shell = KeyStore(tmp_path), KeyStore(tmp_path)
    ring = serving.open(DID, now=NOW)
    assert not serving.changed()
    shell.change(lambda found: found.rotate(KeyPurpose.QR, ES256, now=NOW + timedelta(days=1)))
    assert serving.changed()
    seen = serving.read()
    assert not serving.changed()
    assert seen.get(ring.qr_signer.kid).state is KeyState.RETIRING
    assert seen.qr_signer.kid != ring.qr_signer.kid


def test_the_private_half_of_an_ended_key_is_deleted(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    kid = store.open(DID, now=NOW).qr_signer.kid
    before = len(list(store.folder.glob("*.pem")))
    store.change(lambda ring: ring.compromise(kid, since=NOW))
    assert not (store.folder / f"{kid.partition('#')[2]}.pem").exists()
    assert len(list(store.folder.glob("*.pem"))) == before - 1
    restarted = KeyStore(tmp_path).open(DID, now=NOW)
    assert restarted.get(kid).state is KeyState.COMPROMISED
    assert restarted.missing, "a compromised key is replaced by hand, never by a restart"


def test_a_step_that_is_refused_changes_nothing(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    kid = store.open(DID, now=NOW).qr_signer.kid
    before = {path.name: path.read_bytes() for path in store.folder.iterdir()}
    with pytest.raises(CredentialError):
        store.change(lambda ring: ring.retire(kid, now=NOW))
    assert {path.name: path.read_bytes() for path in store.folder.iterdir()} == before


def test_what_a_crash_left_behind_is_no_key(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    ring = store.open(DID, now=NOW)
    draft = store.folder / f".{RING_FILE}-{os.urandom(4).hex()}"
    draft.write_bytes(b"{")
    assert kids(KeyStore(tmp_path).open(DID, now=NOW)) == kids(ring)
