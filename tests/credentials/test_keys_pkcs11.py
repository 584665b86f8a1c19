"""Keys in a real token: SoftHSM2."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pkcs11
import pytest
from pkcs11 import Attribute, ObjectClass

from credentials.errors import KeyRingInvalid, TokenUnavailable
from credentials.keys import Held, KeyPurpose, KeyState, generate_key, generate_key_ring
from credentials.keys_pkcs11 import HardwareToken
from credentials.keys_stored import parse_key_ring, serialize_key_ring
from credentials.public_keys import EDDSA, ES256
from tests.hardware import MODULE, PIN, make_token

DID = "did:web:registry.example"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WANTED = ((KeyPurpose.ASSERTION, EDDSA), (KeyPurpose.QR, ES256))


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    made = make_token(tmp_path_factory.mktemp("hsm"))
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(made.conf)
    try:
        library = pkcs11.lib(str(MODULE))
        library.reinitialize()
        yield library.get_token(token_label=made.label)
    finally:
        os.environ.pop("SOFTHSM2_CONF")
        if before is not None:
            os.environ["SOFTHSM2_CONF"] = before


class Sessions:
    """Opens sessions, and keeps count."""

    def __init__(self, device):
        self.device, self.opened = device, []

    def __call__(self):
        try:
            self.opened.append(self.device.open(rw=True, user_pin=PIN))
        except pkcs11.UserAlreadyLoggedIn:
            self.opened.append(self.device.open(rw=True))
        return self.opened[-1]


@pytest.fixture
def sessions(device):
    return Sessions(device)


@pytest.fixture
def token(sessions):
    return HardwareToken(sessions)


@pytest.mark.parametrize(("purpose", "algorithm"), WANTED)
def test_a_key_made_in_the_token_signs_there(token, purpose, algorithm):
    key = token.create(DID, purpose, algorithm, NOW)
    signature = key.signer.sign(b"message")
    assert len(signature) == 64
    assert key.public_key.verifies(b"message", signature)
    assert not key.public_key.verifies(b"massage", signature)
    assert (key.algorithm, key.held, key.state) == (algorithm, Held.TOKEN, KeyState.ACTIVE)


@pytest.mark.parametrize("algorithm", [EDDSA, ES256])
def test_the_private_half_does_not_leave_the_token(token, sessions, algorithm):
    key = token.create(DID, KeyPurpose.ASSERTION, algorithm, NOW)
    private = sessions.opened[0].get_key(
        object_class=ObjectClass.PRIVATE_KEY, id=key.public_key.thumbprint
    )
    assert private[Attribute.EXTRACTABLE] is False
    assert private[Attribute.SENSITIVE] is True
    with pytest.raises(pkcs11.AttributeSensitive):
        private[Attribute.VALUE]


def test_a_ring_of_token_keys_is_stored_without_them_and_opened_again(token, device):
    ring = generate_key_ring(DID, NOW, wanted=WANTED, make=token.create)
    ring = ring.add(token.create(DID, KeyPurpose.QR, ES256, NOW + timedelta(days=1)))
    files = serialize_key_ring(ring, passphrase=b"not needed here", random_bytes=os.urandom)
    assert set(files) == {"key-ring.json"}
    restarted = HardwareToken(Sessions(device))
    stored = parse_key_ring(files, open_token=restarted.signer).ring
    assert [(key.kid, key.state, key.held) for key in stored.keys] == [
        (key.kid, key.state, Held.TOKEN) for key in ring.keys
    ]
    signature = stored.qr_signer.sign(b"message")
    assert ring.qr_signer.public_key.verifies(b"message", signature)


def test_software_and_token_keys_stand_in_one_ring(token):
    ring = generate_key_ring(DID, NOW, wanted=WANTED)
    ring = ring.add(token.create(DID, KeyPurpose.ASSERTION, EDDSA, NOW + timedelta(days=1)))
    files = serialize_key_ring(ring, passphrase=b"correct horse battery", random_bytes=os.urandom)
    stored = parse_key_ring(
        files, passphrase=b"correct horse battery", open_token=token.signer
    ).ring
    assert [key.held for key in stored.keys] == [Held.FILE, Held.FILE, Held.TOKEN]
    assert stored.credential_signer.kid == ring.credential_signer.kid


def test_many_threads_share_one_session(token, sessions):
    signers = [
        token.create(DID, KeyPurpose.ASSERTION, algorithm, NOW).signer
        for algorithm in (EDDSA, ES256)
    ]

    def sign(number):
        signer, message = signers[number % 2], str(number).encode()
        return signer.public_key.verifies(message, signer.sign(message))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(sign, range(200)))
    assert len(sessions.opened) == 1


def test_a_session_that_was_dropped_is_opened_anew(token, sessions):
    signer = token.create(DID, KeyPurpose.ASSERTION, EDDSA, NOW).signer
    sessions.opened[0].close()
    assert signer.public_key.verifies(b"message", signer.sign(b"message"))
    assert len(sessions.opened) == 2


def test_a_key_that_the_token_does_not_hold_is_told_at_once(token):
    foreign = generate_key(DID, KeyPurpose.ASSERTION, EDDSA, NOW)
    with pytest.raises(TokenUnavailable) as refused:
        token.signer(foreign.kid, foreign.public_key)
    assert refused.value.code == "key_token_unavailable"


def test_only_the_two_algorithms_are_made(token):
    with pytest.raises(KeyRingInvalid):
        token.create(DID, KeyPurpose.ASSERTION, "RS256", NOW)


def test_a_token_that_is_not_there_is_told_without_its_pin(device):
    def absent():
        device.open(rw=True, user_pin="wrong")

    device.open(rw=True).close()
    with pytest.raises(TokenUnavailable) as refused:
        HardwareToken(absent).create(DID, KeyPurpose.ASSERTION, EDDSA, NOW)
    assert "wrong" not in str(refused.value)
