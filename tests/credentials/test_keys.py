from datetime import UTC, datetime, timedelta

import pytest

from credentials.errors import KeyNotInRing, KeyRingInvalid, KeyStepNotAllowed, NoSigningKey
from credentials.keys import (
    WANTED,
    KeyPurpose,
    KeyRing,
    KeyState,
    VerifyingKey,
    generate_key,
    generate_key_ring,
)
from credentials.public_keys import EDDSA, ES256

DID = "did:web:registry.example"
CREATED = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def ring():
    return generate_key_ring(DID, CREATED)


def test_a_new_ring_has_a_key_of_its_own_for_each_purpose(ring):
    assert ring.credential_signer.algorithm == EDDSA
    for signer in (
        ring.qr_signer,
        ring.request_signer,
        ring.token_status_signer,
        ring.seal_signer,
    ):
        assert signer.algorithm == ES256
    assert len({key.kid for key in ring.keys}) == len(WANTED)
    assert all(key.kid.startswith(f"{DID}#") for key in ring.keys)
    assert {key.state for key in ring.keys} == {KeyState.ACTIVE}
    assert ring.missing == ()


@pytest.mark.parametrize("purpose", list(KeyPurpose))
def test_what_a_signer_signs_its_public_key_verifies(ring, purpose):
    signer = ring.signer(purpose, ES256)
    signature = signer.sign(b"message")
    assert signer.public_key.verifies(b"message", signature)
    assert not signer.public_key.verifies(b"massage", signature)
    assert signer.sign(b"message") == signature  # RFC 6979: no randomness to get wrong


LATER = CREATED + timedelta(days=365)


def state_of(ring, kid):
    return ring.get(kid).state


def test_after_rotation_the_old_key_verifies_and_its_successor_signs(ring):
    old = ring.credential_signer
    rotated = ring.rotate(KeyPurpose.ASSERTION, EDDSA, now=LATER)
    assert rotated.credential_signer.kid != old.kid
    assert rotated.qr_signer.kid == ring.qr_signer.kid
    assert state_of(rotated, old.kid) is KeyState.RETIRING
    assert rotated.get(old.kid).succeeded_at == LATER
    assert ring.credential_signer is old, "a ring never changes"


def test_a_retired_key_keeps_its_public_half_alone(ring):
    old = ring.credential_signer
    rotated = ring.rotate(KeyPurpose.ASSERTION, EDDSA, now=LATER)
    retired = rotated.retire(old.kid.partition("#")[2], now=LATER + timedelta(days=30))
    key = retired.get(old.kid)
    assert key.state is KeyState.RETIRED
    assert key.retired_at == LATER + timedelta(days=30)
    assert key.public_key == old.public_key
    assert isinstance(key.signer, VerifyingKey)
    with pytest.raises(NoSigningKey):
        key.signer.sign(b"message")


def test_a_key_in_use_is_not_retired_and_an_ended_one_not_again(ring):
    kid = ring.credential_signer.kid
    with pytest.raises(KeyStepNotAllowed) as refused:
        ring.retire(kid, now=LATER)
    assert refused.value.members["state"] == "active"
    retired = ring.rotate(KeyPurpose.ASSERTION, EDDSA, now=LATER).retire(kid, now=LATER)
    with pytest.raises(KeyStepNotAllowed):
        retired.retire(kid, now=LATER)
    with pytest.raises(KeyNotInRing):
        ring.retire("no-such-key", now=LATER)


def test_a_compromised_key_signs_no_more_whatever_state_it_was_in(ring):
    kid = ring.credential_signer.kid
    compromised = ring.compromise(kid, since=LATER)
    assert state_of(compromised, kid) is KeyState.COMPROMISED
    assert compromised.missing == ((KeyPurpose.ASSERTION, EDDSA),)
    with pytest.raises(NoSigningKey):
        _ = compromised.credential_signer
    assert compromised.rotate(KeyPurpose.ASSERTION, EDDSA, now=LATER).credential_signer


def test_of_two_reports_of_a_compromise_the_earlier_instant_counts(ring):
    kid = ring.credential_signer.kid
    twice = ring.compromise(kid, since=LATER).compromise(kid, since=CREATED)
    assert twice.get(kid).compromised_since == CREATED
    again = twice.compromise(kid, since=LATER)
    assert again.get(kid).compromised_since == CREATED


def test_only_the_two_algorithms_have_keys():
    with pytest.raises(KeyRingInvalid):
        generate_key(DID, KeyPurpose.ASSERTION, "RS256", CREATED)


def test_a_private_key_is_not_printed(ring):
    assert "private" not in repr(ring).lower()


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
