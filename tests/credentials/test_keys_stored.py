import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from credentials.encodings import parse_json, serialize_json
from credentials.errors import KeyRingInvalid, PassphraseWrong, TokenUnavailable
from credentials.keys import KeyPurpose, KeyState, generate_key_ring
from credentials.keys_pem import is_encrypted, private_key_from_pem
from credentials.keys_stored import RING_FILE, parse_key_ring, serialize_key_ring
from credentials.public_keys import EDDSA, ES256

DID = "did:web:registry.example"
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
LATER = CREATED + timedelta(days=365)
PASSPHRASE = b"correct horse battery staple"
PLAIN = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


@pytest.fixture(scope="module")
def ring():
    wanted = ((KeyPurpose.ASSERTION, EDDSA), (KeyPurpose.QR, ES256))
    return generate_key_ring(DID, CREATED, wanted=wanted)


def serialize(ring):
    return serialize_key_ring(ring, passphrase=PASSPHRASE, random_bytes=os.urandom)


@pytest.fixture(scope="module")
def files(ring):
    return serialize(ring)


def facts(ring):
    return [
        (k.kid, k.purpose, k.created, k.succeeded_at, k.retired_at, k.compromised_since)
        for k in ring.keys
    ]


def test_a_stored_ring_is_the_same_ring(ring, files):
    stored = parse_key_ring(files, passphrase=PASSPHRASE)
    assert facts(stored.ring) == facts(ring)
    assert not stored.outdated
    signature = stored.ring.credential_signer.sign(b"message")
    assert ring.credential_signer.public_key.verifies(b"message", signature)


def test_every_private_key_is_encrypted_each_with_its_own_salt(files):
    keys = [content for name, content in files.items() if name != RING_FILE]
    assert len(set(keys)) == 2
    assert all(is_encrypted(pem) for pem in keys)
    assert b"PRIVATE" not in files[RING_FILE]


def test_openssl_opens_a_stored_key_and_says_it_is_scrypt(ring, files, tmp_path):
    name = ring.credential_signer.kid.partition("#")[2] + ".pem"
    path = tmp_path / "key.pem"
    path.write_bytes(files[name])
    opened = subprocess.run(
        ["openssl", "pkey", "-in", path, "-passin", f"pass:{PASSPHRASE.decode()}", "-pubout"],
        check=True,
        capture_output=True,
    ).stdout
    public = serialization.load_pem_public_key(opened)
    assert public.public_bytes_raw() == ring.credential_signer.public_key.raw
    parsed = subprocess.run(
        ["openssl", "asn1parse", "-in", path], check=True, capture_output=True
    ).stdout
    assert b":scrypt" in parsed
    assert b":aes-256-cbc" in parsed


@pytest.mark.parametrize("passphrase", [None, b"", b"wrong passphrase"])
def test_another_passphrase_is_told_apart_from_a_damaged_ring(files, passphrase):
    with pytest.raises(PassphraseWrong) as refused:
        parse_key_ring(files, passphrase=passphrase)
    assert refused.value.code == "key_passphrase_wrong"
    assert "wrong passphrase" not in str(refused.value)


def test_a_ring_from_before_keys_were_encrypted_is_read_and_outdated(ring):
    listed, old = [], {}
    for key in ring.keys:
        name = key.kid.partition("#")[2] + ".pem"
        old[name] = key.signer.private_key.private_bytes(*PLAIN)
        listed.append(
            {
                "kid": key.kid,
                "file": name,
                "purpose": key.purpose.value,
                "created": key.created.isoformat(),
                "retired_at": None,
            }
        )
    listed[0]["retired_at"] = LATER.isoformat()
    old[RING_FILE] = serialize_json({"controller": DID, "keys": listed})
    stored = parse_key_ring(old, passphrase=PASSPHRASE)
    assert stored.outdated
    assert [key.state for key in stored.ring.keys] == [KeyState.RETIRED, KeyState.ACTIVE]
    again = parse_key_ring(serialize(stored.ring), passphrase=PASSPHRASE)
    assert facts(again.ring) == facts(stored.ring)
    assert not again.outdated


def test_a_plain_key_among_encrypted_ones_makes_a_ring_outdated(ring, files):
    name = ring.qr_signer.kid.partition("#")[2] + ".pem"
    mixed = {**files, name: ring.qr_signer.private_key.private_bytes(*PLAIN)}
    assert parse_key_ring(mixed, passphrase=PASSPHRASE).outdated


def test_ended_keys_are_kept_by_their_public_half(ring):
    old = ring.credential_signer.kid
    ended = ring.rotate(KeyPurpose.ASSERTION, EDDSA, now=LATER).retire(old, now=LATER)
    ended = ended.compromise(ring.qr_signer.kid, since=CREATED)
    files = serialize(ended)
    assert len(files) == 2, "the list, and the one key that signs"
    stored = parse_key_ring(files, passphrase=PASSPHRASE).ring
    assert facts(stored) == facts(ended)
    assert stored.get(old).public_key == ring.credential_signer.public_key


def test_a_key_in_a_token_is_opened_there(ring, files):
    listed = parse_json(files[RING_FILE])
    listed["keys"][0] |= {"file": None, "token": True}
    held = {**files, RING_FILE: serialize_json(listed)}
    opened = parse_key_ring(
        held, passphrase=PASSPHRASE, open_token=lambda *_: ring.credential_signer
    )
    assert opened.ring.credential_signer is ring.credential_signer
    with pytest.raises(TokenUnavailable):
        parse_key_ring(held, passphrase=PASSPHRASE)


def edited(files, change):
    listed = parse_json(files[RING_FILE])
    change(listed)
    return {**files, RING_FILE: serialize_json(listed)}


@pytest.mark.parametrize(
    "change",
    [
        lambda listed: listed.pop("keys"),
        lambda listed: listed.update(version=3),
        lambda listed: listed["keys"][0].pop("kid"),
        lambda listed: listed["keys"][0].update(file="missing.pem"),
        lambda listed: listed["keys"][0].update(file=listed["keys"][1]["file"]),
        lambda listed: listed["keys"][0].update(file=None, publicJwk=5),
        lambda listed: (listed["keys"][0].update(file=None), listed["keys"][0].pop("publicJwk")),
        lambda listed: listed["keys"][0].update(purpose="anything"),
        lambda listed: listed["keys"][0].update(created="soon"),
        lambda listed: listed.update(controller="did:web:elsewhere.example"),
    ],
)
def test_damaged_rings_are_refused(files, change):
    with pytest.raises(KeyRingInvalid):
        parse_key_ring(edited(files, change), passphrase=PASSPHRASE)


def test_a_list_that_is_cut_off_is_refused(files):
    for raw in (b"", b"{}", files[RING_FILE][:-4]):
        with pytest.raises(KeyRingInvalid):
            parse_key_ring({**files, RING_FILE: raw}, passphrase=PASSPHRASE)


def test_only_the_two_kinds_of_key_are_loaded():
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(*PLAIN)
    for pem in (other, b"-----BEGIN PRIVATE KEY-----\n", b""):
        with pytest.raises(KeyRingInvalid):
            private_key_from_pem(pem, None)
