"""Messages encrypted between wallets and us. RFC 7516; RFC 7518, 4.6."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credentials.encodings import decode_base64url, encode_base64url, serialize_json
from credentials.errors import JweInvalid, KeyUnfit
from credentials.proofs import jwe

# RFC 7518, appendix C: the keys of two people, and what they agree on.
ALICE = {
    "kty": "EC",
    "crv": "P-256",
    "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
}
BOBS_SECRET = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"
AGREED = "VqqN6vgjbSBcIijNcacQGg"
PARTIES = {"apu": "QWxpY2U", "apv": "Qm9i"}


def counted(size: int) -> bytes:
    return bytes(range(size))


OWN = jwe.private_key_of(counted(jwe.SEED_BYTES))
PUBLIC = jwe.encryption_jwk(OWN, "k1")


def message(cipher="A256GCM", payload=b"told"):
    recipient = jwe.parse_recipient(PUBLIC)
    return jwe.encrypt(payload, recipient, cipher=cipher, random_bytes=counted)


def reheaded(**changes):
    """The message with another header, which the cipher then does not fit."""
    header, *rest = message().split(".")
    altered = json.loads(decode_base64url(header.encode())) | changes
    kept = {name: value for name, value in altered.items() if value is not None}
    return ".".join([encode_base64url(serialize_json(kept)), *rest])


def test_the_agreed_key_is_the_one_of_the_standard():
    header = {"alg": "ECDH-ES", "enc": "A128GCM", "kid": "bob", "epk": ALICE, **PARTIES}
    protected = encode_base64url(serialize_json(header))
    sealed = AESGCM(decode_base64url(AGREED.encode())).encrypt(
        b"i" * 12, b"hello", protected.encode()
    )
    parts = (b"i" * 12, sealed[:-16], sealed[-16:])
    told = ".".join([protected, "", *(encode_base64url(part) for part in parts)])
    secret = int.from_bytes(decode_base64url(BOBS_SECRET.encode()))
    bob = ec.derive_private_key(secret, ec.SECP256R1())
    assert jwe.decrypt(told.encode(), {"bob": bob}) == b"hello"


@pytest.mark.parametrize("cipher", jwe.CIPHERS)
def test_what_is_encrypted_is_read_by_the_one_it_is_for(cipher):
    told = message(cipher)
    assert jwe.decrypt(told.encode(), {"k1": OWN}) == b"told"
    another = jwe.private_key_of(bytes(jwe.SEED_BYTES))
    with pytest.raises(JweInvalid):
        jwe.decrypt(told.encode(), {"k1": another})


OFF_CURVE = {**ALICE, "y": ALICE["x"]}
REFUSED = {
    "compressed": reheaded(zip="DEF"),
    "critical": reheaded(crit=["x"]),
    "another algorithm": reheaded(alg="RSA-OAEP"),
    "wrapped": reheaded(alg="ECDH-ES+A128KW"),
    "direct": reheaded(alg="dir"),
    "another cipher": reheaded(enc="A128CBC-HS256"),
    "a cipher that is none": reheaded(enc=["A128GCM"]),
    "another key": reheaded(kid="k2"),
    "a list for a key": reheaded(kid=["k1"]),
    "no key": reheaded(kid=None),
    "no sender": reheaded(epk=None),
    "a sender off the curve": reheaded(epk=OFF_CURVE),
    "another header": reheaded(cty="json"),
    "a party that is no text": reheaded(apu=7),
    "four parts": "a.b.c.d",
    "an encrypted key": message().replace("..", ".AA."),
    "altered": message()[:-2] + "AA",
    "cut": message()[:-4],
    "not base64url": message() + "=",
    "nothing": "",
    "too long": "x" * (jwe.MAX_BYTES + 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_encrypted_otherwise_is_refused(name):
    with pytest.raises(JweInvalid):
        jwe.decrypt(REFUSED[name].encode(), {"k1": OWN})


@pytest.mark.parametrize(
    "changes",
    [
        {"alg": "RSA-OAEP"},
        {"alg": None},
        {"use": "sig"},
        {"crv": "P-384"},
        {"d": "AA"},
        {"kid": 7},
        {"y": PUBLIC["x"]},
        {"x": "AA"},
        {"x": 7},
    ],
)
def test_nothing_is_encrypted_to_what_is_no_key_for_it(changes):
    with pytest.raises(KeyUnfit):
        jwe.parse_recipient(PUBLIC | changes)
