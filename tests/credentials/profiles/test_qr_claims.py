import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.model import StatusEntry
from credentials.profiles import qr_claims
from credentials.profiles.vc20 import Credential
from credentials.proofs.cose import encode_cbor

PREFIX = "https://registry.example/status/"
ENTRIES = (StatusEntry(PREFIX + "r1", 94_567), StatusEntry(PREFIX + "s1", 7, "suspension"))


def summary(record, entries=ENTRIES):
    return qr_claims.summarise(
        Credential(record, "did:web:registry.example", entries), status_prefix=PREFIX
    )


def test_what_fits_is_read_back_whole(record, skill_record):
    for kind in (record, skill_record):
        claims = summary(kind)
        payload = qr_claims.serialize(claims)
        assert len(payload) <= qr_claims.MAX_PAYLOAD_BYTES
        assert qr_claims.parse(payload) == claims


def test_the_decision_s_level_is_told_from_the_graph_s_indication(record):
    assert summary(record).recognised == "de-dqr:3"
    assert summary(record).equivalent == ""
    undecided = replace(record, decision=replace(record.decision, level=None))
    assert summary(undecided).recognised == ""
    assert summary(undecided).equivalent == "de-dqr:2..3"
    claims = qr_claims.as_claims(summary(undecided))
    assert claims["credentialSubject"]["equivalence"] == [
        {"frameworkId": "de-dqr", "interval": ["2", "3"]}
    ]


def test_the_code_tells_the_year_of_birth_only(record):
    claims = qr_claims.as_claims(summary(record))
    assert claims["credentialSubject"]["birthYear"] == 1991
    assert "1991-03-14" not in str(claims)


@settings(max_examples=150)
@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_any_name_fits_and_is_cut_between_characters(with_name, given_name, title):
    record = with_name("x" + given_name)
    record = replace(record, achievement=replace(record.achievement, name="x" + title))
    payload = qr_claims.serialize(summary(record))
    assert len(payload) <= qr_claims.MAX_PAYLOAD_BYTES
    read = qr_claims.parse(payload)
    whole = unicodedata.normalize("NFC", record.holder.name)
    if read.name != whole:
        kept = read.name.removesuffix("…")
        assert read.name.endswith("…")
        assert whole.startswith(kept)
        following = whole[len(kept) :].lstrip()
        assert not unicodedata.category(following[0]).startswith("M") or whole[len(kept)].isspace()


def test_a_short_name_stays_whole_beside_a_long_title(record):
    long_title = replace(record, achievement=replace(record.achievement, name="Welding " * 25))
    read = qr_claims.parse(qr_claims.serialize(summary(long_title)))
    assert read.name == "María Luisa dela Cruz"
    assert read.authority == "IHK FOSA"
    assert read.achievement.startswith("Welding Welding")
    assert read.achievement.endswith("…")


@pytest.mark.parametrize("name", ["Wu", "李", "U"])
def test_a_very_short_name_has_room_beside_any_title(with_name, name):
    record = with_name(name)
    long_title = replace(record, achievement=replace(record.achievement, name="Welding " * 25))
    assert qr_claims.parse(qr_claims.serialize(summary(long_title))).name == name


@pytest.mark.parametrize("name", ["a/b", "..", "", "x" * 25, "é", "a?b", "a%2Fb"])
def test_a_list_without_a_plain_short_name_is_refused_when_issued(record, name):
    with pytest.raises(errors.RecordInvalid):
        summary(record, (StatusEntry(PREFIX + name, 1),))


def test_a_list_that_stands_elsewhere_is_refused_when_issued(record):
    with pytest.raises(errors.RecordInvalid):
        summary(record, (StatusEntry("https://elsewhere.example/status/r1", 1),))


OURS = {1: "Maria", 2: 1991, 3: "Welding", 8: {0: ["r1", 5]}}
CLAIMS = {5: 1_700_000_000, 7: bytes(16), -65537: OURS}


def test_the_good_claims_of_these_tests_are_good():
    assert qr_claims.parse(encode_cbor(CLAIMS)).name == "Maria"


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ([], errors.ClaimsInvalid),
        ({**CLAIMS, 1: "did:web:evil.example"}, errors.TermUnknown),
        ({**CLAIMS, -65537: {**OURS, 99: 1}}, errors.TermUnknown),
        ({**CLAIMS, 7: bytes(15)}, errors.TermUnknown),
        ({**CLAIMS, 7: "text"}, errors.ClaimsInvalid),
        ({**CLAIMS, 5: True}, errors.ClaimsInvalid),
        ({**CLAIMS, 5: 2**60}, errors.ClaimsInvalid),
        ({**CLAIMS, 5: -1}, errors.ClaimsInvalid),
        ({**CLAIMS, 4: 1.5}, errors.ClaimsInvalid),
        ({5: 1, 7: bytes(16)}, errors.ClaimMissing),
        ({**CLAIMS, -65537: {**OURS, 6: 9}}, errors.ClaimsInvalid),
        ({**CLAIMS, -65537: {**OURS, 9: "Germany"}}, errors.ClaimsInvalid),
        ({**CLAIMS, -65537: {**OURS, 8: {}}}, errors.ClaimMissing),
        ({**CLAIMS, -65537: {**OURS, 8: {2: ["r1", 5]}}}, errors.ClaimsInvalid),
        ({**CLAIMS, -65537: {**OURS, 8: {0: ["../x", 5]}}}, errors.ClaimsInvalid),
        ({**CLAIMS, -65537: {**OURS, 8: {0: ["r1", -5]}}}, errors.ClaimsInvalid),
    ],
)
def test_claims_of_another_shape_are_refused(claims, refusal):
    with pytest.raises(errors.ClaimsInvalid) as refused:
        qr_claims.parse(encode_cbor(claims))
    assert refused.value.code == refusal.code
