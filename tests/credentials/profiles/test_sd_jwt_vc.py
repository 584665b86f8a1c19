import copy
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.contexts import published
from credentials.encodings import parse_json, serialize_json
from credentials.model import RecognitionDecision
from credentials.profiles import sd_jwt_vc
from credentials.profiles.sd_jwt_vc import DISCLOSABLE, LISTED_CLAIMS, VCT, WHOLE_CLAIMS
from credentials.proofs import sd_jwt
from tests.credentials.random_records import records

DID = "did:web:registry.example"
STATUS = {"status_list": {"idx": 412, "uri": "https://registry.example/status/t1"}}


@pytest.fixture(scope="module")
def claims(record):
    return sd_jwt_vc.serialize(record, issuer=DID, status=STATUS)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_every_record_survives_full_disclosure(record):
    written = sd_jwt_vc.serialize(record, issuer=DID, status=STATUS)
    disclosed = sd_jwt_vc.parse(parse_json(serialize_json(written)))
    assert disclosed.record() == sd_jwt_vc.by_the_day(record)
    assert (disclosed.issuer, disclosed.status) == (DID, STATUS)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records, st.sets(st.sampled_from(DISCLOSABLE)))
def test_any_subset_shows_what_was_chosen_and_nothing_else(registry, record, chosen):
    written = sd_jwt_vc.serialize(record, issuer=DID, status=STATUS)
    signed = sd_jwt.issue(
        written,
        DISCLOSABLE,
        signer=registry.ring.credential_signer,
        # Salts that repeat, as a drawn source would give, are no salts.
        randomness=secrets.token_bytes,
    )
    held = sd_jwt.parse(signed.encode())
    there = [path for path in chosen if path[0] in written]
    shown = sd_jwt.parse(sd_jwt.present(held, there).encode()).unproven_claims
    for name in WHOLE_CLAIMS:
        assert (name in shown) == ((name,) in there)
    for name in LISTED_CLAIMS:
        kept = written.get(name, []) if (name, None) in there else []
        assert shown.get(name, []) == kept
    assert shown["iss"] == DID
    disclosed = sd_jwt_vc.parse(shown)
    everything = sd_jwt_vc.parse(written)
    for name in disclosed.__dataclass_fields__:
        value = getattr(disclosed, name)
        if name == "decision" and value and ("decision_id",) not in there:
            assert value == replace(record.decision, id=sd_jwt_vc.HIDDEN_ID)
        elif name != "achievement":
            assert not value or value == getattr(everything, name)


def test_a_copy_has_an_identifier_of_its_own_and_may_tell_what_it_is_a_copy_of(record, claims):
    copy_id = "urn:uuid:00000000-0000-4000-8000-000000000001"
    written = sd_jwt_vc.serialize(record, issuer=DID, status=STATUS, copy_id=copy_id)
    assert {name for name in written if written[name] != claims.get(name)} == {"jti", "copy_of"}
    assert sd_jwt_vc.parse(written).record() == sd_jwt_vc.by_the_day(record)
    del written["copy_of"]
    assert sd_jwt_vc.parse(written).id == copy_id


def test_a_decision_is_shown_without_its_number_unless_the_holder_tells_it(record, claims):
    assert "id" not in claims["recognition"][0]
    everything = sd_jwt_vc.parse(claims)
    assert everything.decision == record.decision
    without = sd_jwt_vc.parse({name: claims[name] for name in claims if name != "decision_id"})
    assert without.decision == replace(record.decision, id=sd_jwt_vc.HIDDEN_ID)
    with pytest.raises(errors.ClaimMissing):
        without.record()
    # As it was written before.
    number = claims["decision_id"]
    inside = {**claims, "recognition": [{**claims["recognition"][0], "id": number}]}
    with pytest.raises(errors.TermUnknown):
        sd_jwt_vc.parse(inside)
    del inside["decision_id"]
    assert sd_jwt_vc.parse(inside).record() == everything.record()


def test_times_are_told_by_the_day_and_never_later(record):
    evening = record.valid_from.replace(hour=23, minute=59, second=58)
    ends = evening.replace(year=evening.year + 1)
    written = sd_jwt_vc.serialize(
        replace(record, valid_from=evening, valid_until=ends), issuer=DID, status=STATUS
    )
    for name, told in (("nbf", evening), ("exp", ends)):
        assert written[name] % 86_400 == 0
        assert 0 <= told.timestamp() - written[name] < 86_400
    with pytest.raises(errors.RecordInvalid):
        sd_jwt_vc.by_the_day(
            replace(record, valid_from=evening, valid_until=evening + timedelta(seconds=1))
        )


def test_one_skill_can_be_shown_without_the_others(registry, claims):
    signed = sd_jwt.issue(
        claims,
        DISCLOSABLE,
        signer=registry.ring.credential_signer,
        randomness=secrets.token_bytes,
    )
    shown = sd_jwt.present(sd_jwt.parse(signed.encode()), [("skills", 1), ("family_name",)])
    disclosed = sd_jwt_vc.parse(sd_jwt.parse(shown.encode()).unproven_claims)
    assert [outcome.text for outcome in disclosed.outcomes] == ["Reads technical drawings."]
    assert (disclosed.family_name, disclosed.given_name) == ("dela Cruz", "")
    assert disclosed.decision is None
    with pytest.raises(errors.ClaimMissing):
        disclosed.record()


def test_what_every_verifier_needs_is_never_hidden():
    hidden = {path[0] for path in DISCLOSABLE}
    assert hidden.isdisjoint(sd_jwt.ALWAYS_DISCLOSED)


def test_every_other_claim_can_be_hidden(claims):
    assert claims.keys() - sd_jwt.ALWAYS_DISCLOSED == {path[0] for path in DISCLOSABLE} - {
        "name_native",
        "copy_of",
    }


def test_names_are_spelled_as_in_a_jwt(claims):
    assert claims["equivalence"][0]["release_sha256"] == "ab" * 32
    assert claims["awarding_body"]["awarded_on"] == "2019-05"
    assert claims["recognition"][0]["legal_basis"].startswith("Berufsqualifikations")
    assert claims["evidence"][0].keys() == {"kind", "name", "digest_sri"}
    assert datetime.fromtimestamp(claims["nbf"], UTC).year == 2026


def spots(value, path=()):
    """Every object in the claims, by its path."""
    if isinstance(value, dict):
        yield path
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from spots(inner, (*path, name))


def at(value, path):
    for name in path:
        value = value[name]
    return value


@pytest.mark.parametrize("term", ["surprise", "releaseSha256", "legalBasis", "type", "from__x"])
def test_an_unknown_term_is_refused_everywhere(claims, term):
    for path in spots(claims):
        if path[:1] == ("status",):
            continue
        changed = copy.deepcopy(claims)
        at(changed, path)[term] = "x"
        with pytest.raises(errors.TermUnknown):
            sd_jwt_vc.parse(changed)


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("vct", "https://a.example/other", errors.TermUnknown),
        ("vct", VCT["SkillRecordCredential"], errors.ClaimsInvalid),
        ("nbf", "2026", errors.ClaimsInvalid),
        ("exp", 2**40, errors.ClaimsInvalid),
        ("iss", "https://registry.example", errors.ClaimsInvalid),
        ("status", "fine", errors.ClaimsInvalid),
        ("cnf", [], errors.ClaimsInvalid),
        ("birthdate", "14.3.1991", errors.ClaimsInvalid),
        ("sub", "https://a.example/maria", errors.ClaimsInvalid),
        ("skills", {"text": "x"}, errors.ClaimsInvalid),
        ("skills", ["weld"], errors.ClaimsInvalid),
        ("recognition", [{}], errors.ClaimMissing),
    ],
)
def test_each_refusal_has_its_own_code(claims, name, value, refusal):
    with pytest.raises(errors.ClaimsInvalid) as refused:
        sd_jwt_vc.parse({**claims, name: value})
    assert refused.value.code == refusal.code


def test_two_decisions_are_none(claims):
    twice = {**claims, "recognition": claims["recognition"] * 2}
    with pytest.raises(errors.ClaimsInvalid):
        sd_jwt_vc.parse(twice)


def test_the_type_is_described_at_the_address_it_names(record, claims):
    for vct in VCT.values():
        media_type, raw = published()[vct.removeprefix("https://w3id.org/open-recognition/ns/")]
        described = parse_json(raw)
        assert (media_type, described["vct"]) == ("application/json", vct)
        hidden = [tuple(one["path"]) for one in described["claims"] if one["sd"] == "always"]
        optional = set() if "Decision" in vct else {("recognition", None)}
        assert set(hidden) == set(DISCLOSABLE) - optional
        assert len({len(one.get("display", "1234")) for one in described["claims"]}) == 1
    assert isinstance(record, RecognitionDecision)
    assert claims["vct"] == VCT["RecognitionDecisionCredential"]
