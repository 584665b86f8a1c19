import copy
from dataclasses import replace
from secrets import token_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.contexts import contexts
from credentials.encodings import parse_json, serialize_json
from credentials.jsonld.expansion import expand
from credentials.model import RecognitionDecision, StatusEntry
from credentials.profiles import open_badges
from credentials.profiles.badge import EQUIVALENCE, Profile, badge_of
from tests.credentials.random_records import records

ISSUER = Profile("did:web:registry.example", "Open Recognition Registry")
STATUS = (
    StatusEntry("https://registry.example/status/r1", 5),
    StatusEntry("https://registry.example/status/s1", 5, "suspension"),
)


def badge(record):
    return badge_of(record, issuer=ISSUER, status=STATUS, randomness=token_bytes)


@pytest.fixture(scope="module")
def document(record):
    return open_badges.serialize(badge(record))


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_every_badge_is_read_back_and_every_comparison_with_it(record):
    made = badge(record)
    written = parse_json(serialize_json(open_badges.serialize(made)))
    assert open_badges.parse(written) == made
    assert open_badges.parse_jwt_payload(open_badges.jwt_payload(made)) == made
    assert made.equivalences() == record.equivalences


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_no_term_of_any_badge_is_unknown_to_the_contexts_of_open_badges(record):
    (node,) = expand(open_badges.serialize(badge(record)), contexts())
    assert "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential" in node["@type"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_what_a_badge_keeps_of_a_record(record):
    """The column of Open Badges in docs/formats.md."""
    made = badge(record)
    assert (made.id, made.holder_id, made.holder_name) == (
        record.id,
        record.holder.id,
        record.holder.name,
    )
    assert made.name == record.achievement.name
    assert len(made.results) == len(record.assessments)
    assert len(made.evidence) == len(record.evidence)
    assert len(made.quality) == len(record.quality)
    assert len(made.decisions) == isinstance(record, RecognitionDecision)
    urls = [alignment.url for alignment in made.alignments]
    assert all(one.skill_iri in urls for one in record.outcomes if one.skill_iri)
    assert record.origin_level is None or record.origin_level.level_iri in urls


def test_a_badge_names_the_holder_so_that_a_claim_to_it_can_be_checked(record):
    made = badge(record)
    name, birth_date = made.identities
    assert name.matches("María Luisa dela Cruz")
    assert not name.matches("Maria Luisa dela Cruz")
    assert birth_date.matches("1991-03-14")
    assert "1991" not in str(open_badges.serialize(made))
    assert name.salt != birth_date.salt
    assert made.identities != badge(record).identities


def test_the_contexts_are_those_of_the_standard_and_none_of_ours(document):
    assert document["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert "AchievementSubject" in document["credentialSubject"]["type"]


def test_a_decision_is_an_endorsement_and_a_comparison_is_none(document, record):
    (decision,) = document["endorsement"]
    comment = decision["credentialSubject"]["endorsementComment"]
    assert comment.startswith("IHK FOSA (DE) decided on 2026-11-23: CONDITIONAL.")
    assert record.decision.legal_basis in comment
    (compared,) = [
        one
        for one in document["credentialSubject"]["achievement"]["alignment"]
        if one["targetType"] == EQUIVALENCE
    ]
    assert compared["targetDescription"].startswith("Indicative comparison of levels, not a")


def test_an_award_date_known_to_the_day_only_is_a_claim_of_its_own(record):
    exact = replace(record, achievement=replace(record.achievement, awarded_on="2019-05-17"))
    assert open_badges.serialize(badge(exact))["awardedDate"] == "2019-05-17T00:00:00Z"
    month = open_badges.serialize(badge(record))
    assert "awardedDate" not in month
    assert "awarded 2019-05" in month["credentialSubject"]["achievement"]["description"]


def objects(value, path=()):
    if isinstance(value, dict):
        yield path
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from objects(inner, (*path, name))


def at(value, path):
    for name in path:
        value = value[name]
    return value


def test_an_unknown_term_is_refused_everywhere(document):
    for path in objects(document):
        changed = copy.deepcopy(document)
        at(changed, path)["surprise"] = "x"
        with pytest.raises(errors.TermUnknown):
            open_badges.parse(changed)
        with pytest.raises(errors.TermUnknown):
            expand(changed, contexts())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_changed_badge_is_refused_or_another_badge_and_never_a_crash(document, record, data):
    changed = copy.deepcopy(document)
    path = data.draw(st.sampled_from([path for path in objects(document) if path]))
    holder = at(changed, path[:-1])
    change = data.draw(st.sampled_from(["drop", 7.5, "", None, [], {}, "???"]))
    if change == "drop":
        del holder[path[-1]]
    else:
        holder[path[-1]] = change
    try:
        read = open_badges.parse(changed)
    except errors.ClaimsInvalid:
        return
    assert open_badges.serialize(read) == changed


@pytest.mark.parametrize(
    ("path", "value", "refusal"),
    [
        (("@context",), ["https://www.w3.org/ns/credentials/v2"], errors.ContextUnknown),
        (("type",), ["VerifiableCredential"], errors.ClaimsInvalid),
        (("name",), "Another", errors.ClaimsInvalid),
        (("id",), "https://a.example/1", errors.ClaimsInvalid),
        (("credentialSubject", "id"), "https://a.example/maria", errors.ClaimsInvalid),
        (("credentialSubject", "identifier", 0, "hashed"), False, errors.ClaimsInvalid),
        (("credentialSubject", "identifier", 0, "identityHash"), "sha256$", errors.ClaimsInvalid),
        (("credentialSubject", "result", 0, "resultDescription"), "urn:a:b", errors.ClaimsInvalid),
        (("credentialSubject", "result"), [], errors.ClaimsInvalid),
        (("endorsement", 0, "issuer", "name"), "Somebody", errors.ClaimsDisagree),
        (("endorsement", 0, "validFrom"), "2020-01-01T00:00:00Z", errors.ClaimsDisagree),
        (("credentialStatus", 0, "statusPurpose"), "refresh", errors.ClaimsInvalid),
    ],
)
def test_each_refusal_has_its_own_code(document, path, value, refusal):
    changed = copy.deepcopy(document)
    at(changed, path[:-1])[path[-1]] = value
    with pytest.raises(errors.ClaimsInvalid) as refused:
        open_badges.parse(changed)
    assert refused.value.code == refusal.code


def test_the_claims_of_the_jwt_agree_with_the_badge(record):
    payload = open_badges.jwt_payload(badge(record))
    for name in ("iss", "sub", "jti", "nbf", "exp"):
        with pytest.raises(errors.ClaimsDisagree):
            open_badges.parse_jwt_payload({**payload, name: 5})
        missing = {other: value for other, value in payload.items() if other != name}
        with pytest.raises(errors.ClaimMissing):
            open_badges.parse_jwt_payload(missing)
