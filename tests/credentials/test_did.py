from datetime import UTC, datetime

import pytest

from credentials.did import did_document, did_web_of, did_web_url, jwks, multikey_url
from credentials.errors import DidInvalid
from credentials.keys import KeyPurpose
from credentials.multikey import parse_multikey
from credentials.public_keys import EDDSA, parse_jwk

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


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


def published_names(key):
    return [key.kid, multikey_url(key.signer.kid.partition("#")[0], key.public_key)]


def test_the_did_document_publishes_every_key_twice_and_no_private_one(registry):
    document = did_document(registry.ring)
    keys = [key for key in registry.ring.keys if key.purpose is not KeyPurpose.SEAL]
    assert document["id"] == registry.ring.controller
    assert [method["id"] for method in document["verificationMethod"]] == [
        name for key in keys for name in published_names(key)
    ]
    for method in document["verificationMethod"]:
        key = next(key for key in keys if method["id"] in published_names(key))
        if method["type"] == "JsonWebKey":
            assert "d" not in method["publicKeyJwk"]
            assert parse_jwk(method["publicKeyJwk"]) == key.public_key
        else:
            assert method["type"] == "Multikey"
            assert parse_multikey(method["publicKeyMultibase"]) == key.public_key


def test_each_key_may_be_used_for_its_own_purpose_alone(registry):
    document = did_document(registry.ring)
    for key in registry.ring.keys:
        names = set(published_names(key))
        asserting = key.purpose in {KeyPurpose.ASSERTION, KeyPurpose.QR, KeyPurpose.TOKEN_STATUS}
        assert names.issubset(document["assertionMethod"]) is asserting
        answering = key.purpose is KeyPurpose.AUTHENTICATION
        assert names.issubset(document["authentication"]) is answering


def test_the_document_keeps_its_history_and_marks_what_was_compromised(registry):
    ring = registry.ring.rotate(KeyPurpose.ASSERTION, EDDSA, now=NOW)
    old = registry.ring.credential_signer
    retired = ring.retire(old.kid, now=NOW)
    assert old.kid in did_document(retired)["assertionMethod"]
    assert old.kid in [key["kid"] for key in jwks(retired)["keys"]]
    stolen = did_document(retired.compromise(old.kid, since=NOW))
    assert old.kid not in stolen["assertionMethod"]
    (method,) = [method for method in stolen["verificationMethod"] if method["id"] == old.kid]
    assert method["revoked"] == "2026-11-24T12:00:00Z"
    assert old.kid not in [
        key["kid"] for key in jwks(retired.compromise(old.kid, since=NOW))["keys"]
    ]


def test_the_jwks_has_the_keys_that_may_verify(registry):
    published = jwks(registry.ring)["keys"]
    keys = [key for key in registry.ring.keys if key.purpose is not KeyPurpose.SEAL]
    assert [jwk["kid"] for jwk in published] == [key.kid for key in keys]
    for jwk, key in zip(published, keys, strict=True):
        assert "d" not in jwk
        assert parse_jwk(jwk) == key.public_key
