"""The short way gives the report of the long way where all is well, or none."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import issuer
from credentials.at_once import report_at_once
from credentials.encodings import parse_json, serialize_json
from credentials.errors import Unreadable
from credentials.formats import recognise
from credentials.keys import KeyPurpose
from credentials.model import StatusEntry
from credentials.profiles.vc20 import Credential, serialize
from credentials.proofs.jose import parse_jws, sign_jws
from credentials.trust import TrustList
from credentials.verifier import Collected, GraphKnowledge, verify_in_steps
from tests.credentials.conftest import (
    DID,
    INDEX,
    NOW,
    PATH_ID,
    RELEASE_SHA256,
    REVOCATION_URL,
    SUSPENSION_URL,
)
from tests.credentials.random_records import records

KNOWLEDGE = GraphKnowledge({1: RELEASE_SHA256}, {PATH_ID: ("2", "3")})


def in_steps(token, **collected):
    try:
        return verify_in_steps(recognise(token), Collected(**collected))
    except Unreadable:
        return None


def agreed(token, **collected):
    """The report of the short way, which is that of the long way."""
    report = report_at_once(token, **collected)
    if report is not None:
        long = in_steps(token, **collected)
        assert report == long
        assert (report.claims, report.subject) == (long.claims, long.subject)
        assert report.outcome == long.outcome
    return report


def signed(registry, payload):
    signer = registry.ring.credential_signer
    return sign_jws(serialize_json(payload), {"typ": "vc+jwt", "cty": "vc"}, signer).encode()


@pytest.fixture
def at_hand(registry, statuses):
    return {"trust": registry.trust, "statuses": statuses, "now": NOW, "knowledge": KNOWLEDGE}


@pytest.fixture(scope="session", params=["record", "skill_record"])
def token(request, registry):
    return registry.issue(request.getfixturevalue(request.param)).credential.encode()


def test_what_is_sound_is_valid_at_once(token, at_hand):
    assert agreed(token, **at_hand).valid


def test_so_is_what_is_signed_with_es256(registry, record, at_hand):
    signer = registry.ring.signer(KeyPurpose.ASSERTION, "ES256")
    secured = issuer.issue(registry.prepare(record), signer=signer)
    assert agreed(secured.credential.encode(), **at_hand).valid


@settings(max_examples=40, deadline=None)
@given(record=records, shift=st.integers(-500, 5000))
def test_whatever_a_record_says_both_ways_agree(registry, statuses, record, shift):
    payload = serialize(Credential(record, DID, (StatusEntry(REVOCATION_URL, INDEX),)))
    secured = signed(registry, payload)
    for now in (NOW, record.valid_from + timedelta(days=shift)):
        told = {"trust": registry.trust, "statuses": statuses, "now": now, "knowledge": None}
        sound = in_steps(secured, **told).valid
        assert (agreed(secured, **told) is not None) is sound


CHANGED_LISTS = {
    "revoked": lambda registry: registry.statuses(revoked=(INDEX,)),
    "suspended": lambda registry: registry.statuses(suspended=(INDEX,)),
    "both": lambda registry: registry.statuses(revoked=(INDEX,), suspended=(INDEX,)),
    "none": lambda _: {},
    "one": lambda registry: {REVOCATION_URL: registry.statuses()[REVOCATION_URL]},
    "swapped": lambda registry: {
        SUSPENSION_URL: registry.statuses()[REVOCATION_URL],
        REVOCATION_URL: registry.statuses()[SUSPENSION_URL],
    },
    "old": lambda registry: {
        REVOCATION_URL: registry.publish(REVOCATION_URL, "revocation", now=NOW - timedelta(days=3))
    },
    "no list": lambda _: {REVOCATION_URL: b"{}", SUSPENSION_URL: b"eyJ.a.b"},
}


@pytest.mark.parametrize("lists", CHANGED_LISTS.values(), ids=CHANGED_LISTS.keys())
def test_what_its_lists_do_not_clear_is_left_to_the_long_way(registry, token, at_hand, lists):
    told = {**at_hand, "statuses": lists(registry)}
    assert report_at_once(token, **told) is None
    assert not in_steps(token, **told).valid


def trusted_with(**changes):
    return lambda registry: TrustList((replace(registry.trusted, **changes),))


def with_keys(**changes):
    return lambda registry: TrustList(
        (
            replace(
                registry.trusted,
                keys=tuple(replace(key, **changes) for key in registry.trusted.keys),
            ),
        )
    )


CHANGED_TRUST = {
    "not yet": trusted_with(valid_from=NOW + timedelta(days=1)),
    "no longer": trusted_with(valid_until=NOW - timedelta(days=1)),
    "for other types": trusted_with(accepted_types=frozenset({"OpenBadgeCredential"})),
    "no place for lists": trusted_with(status_url_prefixes=("https://elsewhere.example/",)),
}


@pytest.mark.parametrize("change", CHANGED_TRUST.values(), ids=CHANGED_TRUST.keys())
def test_an_issuer_without_standing_is_left_to_the_long_way(registry, token, at_hand, change):
    told = {**at_hand, "trust": change(registry)}
    assert report_at_once(token, **told) is None
    assert not in_steps(token, **told).valid


ELSEWHERE = {
    "nobody trusted": lambda _: TrustList(),
    "keys elsewhere": trusted_with(keys=(), resolves_keys=True),
    "retired": with_keys(retired_at=NOW - timedelta(days=20)),
    "stolen": with_keys(compromised_since=NOW),
    "keys for other things": with_keys(purposes=frozenset({KeyPurpose.AUTHENTICATION})),
}


@pytest.mark.parametrize("change", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_without_a_key_in_use_the_long_way_has_to_say(registry, token, at_hand, change):
    assert report_at_once(token, **{**at_hand, "trust": change(registry)}) is None


def test_the_graph_s_word_is_told_alike(token, at_hand):
    for knowledge in (
        None,
        GraphKnowledge(),
        GraphKnowledge({1: "00" * 32}, {PATH_ID: ("4",)}),
        GraphKnowledge({1: RELEASE_SHA256}, {PATH_ID: None}),
    ):
        assert agreed(token, **{**at_hand, "knowledge": knowledge}).valid


def test_a_forger_is_told_alike(stranger, record, at_hand):
    forged = stranger.issue(record).credential.encode()
    assert agreed(forged, **at_hand) is None or not agreed(forged, **at_hand).valid


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whichever_byte_is_changed_both_ways_agree(registry, token, statuses, data):
    changed = bytearray(token)
    place = data.draw(st.integers(0, len(changed) - 1))
    if data.draw(st.booleans()):
        changed[place] ^= data.draw(st.integers(1, 255))
    else:
        changed[place:place] = data.draw(st.sampled_from([b"=", b".", b"+", b"/", b"A", b" "]))
    told = {"trust": registry.trust, "statuses": statuses, "now": NOW, "knowledge": None}
    report = agreed(bytes(changed), **told)
    assert report is None or not report.valid


def test_what_the_issuer_itself_signed_wrongly_is_left_to_the_long_way(registry, token, at_hand):
    payload = parse_json(parse_jws(token, typ="vc+jwt").payload)
    for changes in (
        {"unknownTerm": 1},
        {"issuer": "did:web:other.example", "iss": "did:web:other.example"},
        {"nbf": payload["nbf"] + 1},
        {"credentialSchema": {"id": "https://x.example/s", "type": "JsonSchema"}},
    ):
        report = agreed(signed(registry, {**payload, **changes}), **at_hand)
        assert report is None or not report.valid
