import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from credentials.did import decode_did_key, did_document, did_web_of, did_web_url, jwks
from credentials.errors import CredentialError, DidInvalid, KeyUnfit
from credentials.public_keys import EDDSA, parse_jwk

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("url", "did", "document"),
    [
        (
            "https://registry.example",
            "did:web:registry.example",
            "https://registry.example/.well-known/did.json",
        ),
        (
            "https://registry.example:8443/",
            "did:web:registry.example%3A8443",
            "https://registry.example:8443/.well-known/did.json",
        ),
        (
            "https://labour.example/recognition/eu",
            "did:web:labour.example:recognition:eu",
            "https://labour.example/recognition/eu/did.json",
        ),
    ],
)
def test_did_web_and_url_are_two_names_of_one_place(url, did, document):
    assert did_web_of(url) == did
    assert did_web_url(did) == document


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web",
        "did:web:user@host",
        "did:web:host%2Fpath",
        "did:web:host%3A8443%2F..",
        "did:web:host:..",
        "did:web:host:%2E%2E",
        "did:web:host:a/b",
        "did:web:host:",
        "did:web:HOST?x",
    ],
)
def test_a_did_web_cannot_point_elsewhere(did):
    with pytest.raises(DidInvalid):
        did_web_url(did)


@pytest.mark.parametrize(
    "url", ["http://registry.example", "https://", "https://a.example/?q", "ftp://a.example"]
)
def test_a_did_web_needs_https(url):
    with pytest.raises(DidInvalid):
        did_web_of(url)


def test_the_did_document_publishes_every_key_and_no_private_one(registry):
    document = did_document(registry.ring)
    kids = [key.signer.kid for key in registry.ring.keys]
    assert document["id"] == registry.ring.controller
    assert document["assertionMethod"] == kids
    assert [method["id"] for method in document["verificationMethod"]] == kids
    for method, key in zip(jwks(registry.ring)["keys"], registry.ring.keys, strict=True):
        assert "d" not in method
        assert parse_jwk(method) == key.signer.public_key


def encode_base58(raw):
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def test_did_keys_of_both_kinds_are_decoded(registry):
    ed = registry.ring.credential_signer.public_key
    assert decode_did_key("did:key:z" + encode_base58(b"\xed\x01" + ed.raw)) == ed
    signer = registry.ring.qr_signer
    point = signer.private_key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    assert decode_did_key("did:key:z" + encode_base58(b"\x80\x24" + point)) == signer.public_key


def test_the_did_key_method_s_own_example():
    key = decode_did_key("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
    assert key.algorithm == EDDSA
    assert key.raw.hex() == "2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6"


@given(st.binary(max_size=40))
def test_any_other_did_key_is_refused_and_never_crashes(raw):
    try:
        key = decode_did_key("did:key:z" + encode_base58(raw))
    except (DidInvalid, KeyUnfit):
        return
    assert raw[:2] in (b"\xed\x01", b"\x80\x24")
    assert key.raw


@pytest.mark.parametrize("did", ["did:key:z0OIl", "did:key:", "did:web:a", "did:key:z" + "2" * 500])
def test_texts_that_are_no_did_key(did):
    with pytest.raises(CredentialError):
        decode_did_key(did)
