from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from credentials.did import did_document, multikey_url
from credentials.did_jwk import did_jwk_of
from credentials.did_key import did_key_of, did_key_url
from credentials.errors import KeyCompromised, KeyRetired, TrustListInvalid
from credentials.trust import (
    TrustedIssuer,
    TrustedKey,
    TrustList,
    issuer_of_document,
    keys_of_did,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_issuers_are_found_by_did_and_by_the_short_name_of_a_qr_key(registry):
    issuer = registry.trusted
    (qr_key,) = issuer.qr_keys
    assert registry.trust.find(issuer.did) == issuer
    assert registry.trust.find("did:web:elsewhere.example") is None
    assert registry.trust.find_by_short_kid(qr_key.short_kid) == (issuer, qr_key)
    assert registry.trust.find_by_short_kid(b"????") is None


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


def test_a_document_that_cannot_be_read_is_refused(registry):
    document = did_document(registry.ring)
    for broken in (
        {},
        {**document, "verificationMethod": 5},
        {**document, "verificationMethod": [5]},
        {**document, "verificationMethod": [{}] * 1000},
        {**document, "assertionMethod": "all"},
    ):
        with pytest.raises(TrustListInvalid):
            issuer_of_document(broken, name="R", status_url_prefixes=[])


@pytest.mark.parametrize("change", [{"assertionMethod": []}, {"id": "did:web:elsewhere.example"}])
def test_keys_of_another_use_or_another_controller_are_no_keys_of_the_issuer(registry, change):
    document = did_document(registry.ring) | change
    assert issuer_of_document(document, name="R", status_url_prefixes=[]).keys == ()


def test_a_key_is_found_under_both_of_its_names(registry):
    issuer = registry.trusted
    key = issuer.by_kid[registry.ring.credential_signer.kid]
    assert issuer.by_kid[multikey_url(issuer.did, key.key)] is key


def test_a_retired_key_verifies_what_names_an_earlier_time(registry):
    key = replace(registry.trusted.keys[0], retired_at=NOW)
    key.require_usable(signed_at=NOW - timedelta(seconds=1))
    for signed_at in (NOW, NOW + timedelta(days=1), None):
        with pytest.raises(KeyRetired):
            key.require_usable(signed_at=signed_at)


def test_a_compromised_key_verifies_only_what_somebody_else_saw_before(registry):
    key = replace(registry.trusted.keys[0], compromised_since=NOW)
    before, after = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)
    key.require_usable(signed_at=before, proven_at=before)
    for signed_at, proven_at in ((before, None), (None, None), (before, NOW), (before, after)):
        with pytest.raises(KeyCompromised):
            key.require_usable(signed_at=signed_at, proven_at=proven_at)


def test_an_entry_vouches_for_its_types_in_its_time(registry):
    issuer = replace(
        registry.trusted,
        accepted_types=frozenset({"OpenBadgeCredential"}),
        valid_from=NOW,
        valid_until=NOW + timedelta(days=1),
    )
    badge, other = ["VerifiableCredential", "OpenBadgeCredential"], ["VerifiableCredential"]
    assert issuer.refusal(badge, now=NOW) is None
    assert issuer.refusal(other, now=NOW) == "issuer_not_for_this"
    assert issuer.refusal(badge, now=NOW - timedelta(1)) == "issuer_not_yet_trusted"
    assert issuer.refusal(badge, now=NOW + timedelta(1)) == "issuer_no_longer_trusted"
    assert registry.trusted.refusal(other, now=NOW) is None


def test_keys_that_stand_in_the_did_itself_need_no_document(registry):
    key = registry.ring.credential_signer.public_key
    (found,) = keys_of_did(did_key_of(key))
    assert (found.key, found.kid) == (key, did_key_url(key))
    (found,) = keys_of_did(did_jwk_of(key))
    assert (found.key, found.kid) == (key, did_jwk_of(key) + "#0")
    assert keys_of_did("did:web:elsewhere.example") == ()


def test_fetched_keys_reach_those_alone_who_resolve_theirs(registry):
    issuer = registry.trusted
    resolving = TrustedIssuer("did:web:a.example", "A", (), resolves_keys=True)
    trust = TrustList((issuer, resolving))
    key = TrustedKey("did:web:a.example#1", issuer.keys[0].key)
    fetched = trust.with_keys({"did:web:a.example": [key], issuer.did: []})
    assert fetched.find("did:web:a.example").keys == (key,)
    assert fetched.find(issuer.did) == issuer
