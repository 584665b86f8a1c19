from dataclasses import replace

import pytest

from credentials.did import did_document
from credentials.encodings import parse_json, serialize_json
from credentials.errors import TrustListInvalid
from credentials.trust import (
    TrustedIssuer,
    TrustList,
    issuer_of_document,
    parse_trust_list,
    serialize_trust_list,
)


def test_an_exported_list_is_imported_unchanged(registry):
    assert parse_trust_list(serialize_trust_list(registry.trust)) == registry.trust


def test_issuers_are_found_by_did_and_by_the_short_name_of_a_qr_key(registry):
    issuer = registry.trusted
    (qr_key,) = issuer.qr_keys
    assert registry.trust.find(issuer.did) == issuer
    assert registry.trust.find("did:web:elsewhere.example") is None
    assert registry.trust.find_by_short_kid(qr_key.short_kid) == (issuer, qr_key)
    assert registry.trust.find_by_short_kid(b"????") is None


def edited(registry, change):
    listed = parse_json(serialize_trust_list(registry.trust))
    change(listed["issuers"][0])
    return serialize_json(listed)


@pytest.mark.parametrize(
    "change",
    [
        lambda issuer: issuer.pop("name"),
        lambda issuer: issuer.update(name=""),
        lambda issuer: issuer.update(did="https://registry.example"),
        lambda issuer: issuer.update(keys=5),
        lambda issuer: issuer["keys"][0].update(kid="did:web:elsewhere.example#1"),
        lambda issuer: issuer["keys"][0].update(purpose="anything"),
        lambda issuer: issuer["keys"][0]["jwk"].update(x="A" * 43),
        lambda issuer: issuer.update(statusUrlPrefixes=["http://registry.example/status/"]),
        lambda issuer: issuer.update(statusUrlPrefixes=["https://registry.example/status"]),
    ],
)
def test_a_list_that_would_trust_too_much_is_refused(registry, change):
    with pytest.raises(TrustListInvalid):
        parse_trust_list(edited(registry, change))


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"issuers":{}}', b'{"issuers":[5]}'])
def test_what_is_no_trust_list_is_refused(raw):
    with pytest.raises(TrustListInvalid):
        parse_trust_list(raw)


def test_an_issuer_stands_once_and_short_names_are_unique(registry):
    issuer = registry.trusted
    with pytest.raises(TrustListInvalid):
        TrustList((issuer, issuer))
    twin_did = "did:web:twin.example"
    keys = tuple(replace(key, kid=key.kid.replace(issuer.did, twin_did)) for key in issuer.keys)
    with pytest.raises(TrustListInvalid):
        TrustList((issuer, TrustedIssuer(twin_did, "Twin", keys)))


def test_status_lists_are_fetched_only_from_listed_places(registry):
    issuer = registry.trusted
    assert issuer.allows_status_url("https://registry.example/status/r1")
    for url in (
        "https://registry.example/other",
        "https://registry.example.evil.example/status/r1",
        "https://registry.example/status/../admin",
        "http://registry.example/status/r1",
        "file:///etc/passwd",
    ):
        assert not issuer.allows_status_url(url)


def test_a_did_document_at_hand_is_enough_to_trust_its_keys(registry, check, credential, qr_text):
    document = did_document(registry.ring)
    prefixes = ["https://registry.example/status/"]
    issuer = issuer_of_document(document, name="R", status_url_prefixes=prefixes)
    trust = TrustList((issuer,))
    assert check(credential, trust=trust).valid
    assert check(qr_text.encode(), trust=trust).valid


def test_a_did_document_without_usable_keys_is_refused(registry):
    document = did_document(registry.ring)
    for broken in (
        {},
        {**document, "verificationMethod": 5},
        {**document, "verificationMethod": [{"id": document["assertionMethod"][0]}]},
        {**document, "id": "did:web:elsewhere.example"},
    ):
        with pytest.raises(TrustListInvalid):
            issuer_of_document(broken, name="R", status_url_prefixes=[])
    unasserted = issuer_of_document(
        {**document, "assertionMethod": []}, name="R", status_url_prefixes=[]
    )
    assert unasserted.keys == ()
