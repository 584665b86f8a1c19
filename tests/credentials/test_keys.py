from datetime import UTC, datetime, timedelta

import pytest

from credentials.errors import KeyRingInvalid, NoSigningKey
from credentials.keys import (
    RING_FILE,
    KeyPurpose,
    KeyRing,
    generate_key_ring,
    parse_key_ring,
    serialize_key_ring,
    signer_from_pem,
)
from credentials.public_keys import EDDSA, ES256

DID = "did:web:registry.example"
CREATED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ring():
    return generate_key_ring(DID, CREATED)


def test_a_new_ring_signs_credentials_and_qr_codes_with_different_keys(ring):
    assert ring.credential_signer.algorithm == EDDSA
    assert ring.qr_signer.algorithm == ES256
    assert len({key.signer.kid for key in ring.keys}) == 3
    assert all(key.signer.kid.startswith(f"{DID}#") for key in ring.keys)


@pytest.mark.parametrize("purpose", list(KeyPurpose))
def test_what_a_signer_signs_its_public_key_verifies(ring, purpose):
    signer = ring.signer(purpose, ES256)
    signature = signer.sign(b"message")
    assert signer.public_key.verifies(b"message", signature)
    assert not signer.public_key.verifies(b"massage", signature)
    assert signer.sign(b"message") == signature  # RFC 6979: no randomness to get wrong


@pytest.mark.parametrize("password", [None, b"correct horse"])
def test_a_stored_ring_is_the_same_ring(ring, password):
    files = serialize_key_ring(ring, password=password)
    stored = parse_key_ring(files, password=password)
    assert stored.controller == ring.controller
    assert [(k.signer.kid, k.purpose, k.created) for k in stored.keys] == [
        (k.signer.kid, k.purpose, k.created) for k in ring.keys
    ]
    signature = stored.credential_signer.sign(b"message")
    assert ring.credential_signer.public_key.verifies(b"message", signature)


def test_an_encrypted_ring_needs_its_password(ring):
    files = serialize_key_ring(ring, password=b"correct horse")
    for password in (None, b"wrong"):
        with pytest.raises(KeyRingInvalid):
            parse_key_ring(files, password=password)


def test_damaged_rings_are_refused(ring):
    files = serialize_key_ring(ring)
    pem = next(name for name in files if name != RING_FILE)
    for broken in (
        {**files, RING_FILE: b"{}"},
        {**files, RING_FILE: files[RING_FILE][:-4]},
        {name: raw for name, raw in files.items() if name != pem},
        {**files, pem: b"-----BEGIN PRIVATE KEY-----\n"},
    ):
        with pytest.raises(KeyRingInvalid):
            parse_key_ring(broken)


def test_only_the_two_kinds_of_key_are_loaded():
    from_another_curve = (
        b"-----BEGIN PRIVATE KEY-----\n"
        b"MC4CAQAwBQYDK2VuBCIEIHCHbXHf3j1b3xpA0Kfmj1YhPzKxRzYYQ8B2nyHJpXBC\n"
        b"-----END PRIVATE KEY-----\n"
    )
    with pytest.raises(KeyRingInvalid):
        signer_from_pem(f"{DID}#x", from_another_curve)


def test_after_rotation_the_old_key_is_kept_and_signs_no_more(ring):
    later = CREATED + timedelta(days=365)
    rotated = ring.rotate(KeyPurpose.ASSERTION, EDDSA, now=later)
    assert rotated.credential_signer.kid != ring.credential_signer.kid
    assert rotated.qr_signer.kid == ring.qr_signer.kid
    retired = [key for key in rotated.keys if key.retired_at]
    assert [(key.signer.kid, key.retired_at) for key in retired] == [
        (ring.credential_signer.kid, later)
    ]


def test_a_ring_without_an_active_key_says_so(ring):
    empty = KeyRing(DID, ())
    with pytest.raises(NoSigningKey):
        _ = empty.credential_signer
    with pytest.raises(NoSigningKey):
        ring.signer(KeyPurpose.QR, EDDSA)


def test_a_ring_holds_each_key_once_and_only_its_own(ring):
    with pytest.raises(KeyRingInvalid):
        KeyRing(DID, ring.keys + ring.keys[:1])
    with pytest.raises(KeyRingInvalid):
        KeyRing("did:web:elsewhere.example", ring.keys)
