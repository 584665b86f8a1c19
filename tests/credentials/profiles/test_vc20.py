import copy
from datetime import UTC, datetime

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from credentials import errors
from credentials.contexts import contexts, published
from credentials.encodings import parse_json
from credentials.model import StatusEntry
from credentials.profiles.vc20 import (
    CONTEXT_URL,
    Credential,
    parse,
    parse_document,
    serialize,
    serialize_document,
)
from tests.credentials.random_records import records

ENTRY = StatusEntry("https://registry.example/status/r1", 94_567)
JWT_CLAIMS = ("iss", "sub", "jti", "nbf", "exp")
DID = "did:web:registry.example"


@pytest.fixture(scope="module")
def payload(record):
    return serialize(Credential(record, DID, (ENTRY,)))


@pytest.fixture(scope="module")
def schema():
    _, raw = published()["credentials/v1/schema.json"]
    parsed = parse_json(raw)
    jsonschema.Draft202012Validator.check_schema(parsed)
    return jsonschema.Draft202012Validator(
        parsed, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_the_payload_is_a_credential_with_jwt_claims_beside(payload, record):
    assert payload["type"] == ["VerifiableCredential", "RecognitionDecisionCredential"]
    assert payload["iss"] == payload["issuer"] == DID
    assert payload["sub"] == payload["credentialSubject"]["id"] == record.holder.id
    assert payload["jti"] == payload["id"] == record.id
    assert datetime.fromtimestamp(payload["nbf"], UTC) == record.valid_from
    assert datetime.fromtimestamp(payload["exp"], UTC) == record.valid_until
    assert payload["validFrom"] == "2026-11-24T09:30:00Z"


def test_what_is_written_is_read_back(payload, record, skill_record):
    assert parse(payload) == Credential(record, DID, (ENTRY,))
    thin = Credential(skill_record, DID, (ENTRY, StatusEntry(ENTRY.list_url, 5, "suspension")))
    assert parse(serialize(thin)) == thin


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_every_record_survives_and_follows_the_published_schema(schema, record):
    written = serialize(Credential(record, DID, (ENTRY,)))
    assert parse(written) == Credential(record, DID, (ENTRY,))
    schema.validate(written)
    document = serialize_document(Credential(record, DID, (ENTRY,)))
    assert parse_document(document) == Credential(record, DID, (ENTRY,))
    schema.validate(document)
    schema.validate({**document, "proof": {"type": "DataIntegrityProof"}})


def test_a_document_and_a_token_are_not_taken_for_each_other(schema, payload):
    document = {name: payload[name] for name in payload if name not in JWT_CLAIMS}
    with pytest.raises(errors.ClaimMissing, match="iss"):
        parse(document)
    with pytest.raises(errors.TermUnknown, match="iss"):
        parse_document(payload)
    assert not schema.is_valid({**payload, "proof": {}})
    for claim in JWT_CLAIMS:
        assert not schema.is_valid({**document, claim: payload[claim]})


def everywhere(value, path=()):
    """Paths to all members and list entries of a JSON value."""
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for name, child in children:
        yield (*path, name)
        if isinstance(child, dict | list):
            yield from everywhere(child, (*path, name))


def at(value, path):
    for name in path:
        value = value[name]
    return value


CHANGES = ("drop", "unknown", 7.5, 0, -1, True, None, "", "???", "x" * 4001, [], {}, [""], [{}])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_parser_and_published_schema_refuse_the_same_changes(schema, record, data):
    """Of the record that says everything, and of random ones; as a token and as a document."""
    changed_record = data.draw(st.just(record) | records)
    write, read = data.draw(
        st.sampled_from([(serialize, parse), (serialize_document, parse_document)])
    )
    changed = copy.deepcopy(write(Credential(changed_record, DID, (ENTRY,))))
    path = data.draw(st.sampled_from(list(everywhere(changed))))
    holder, name = at(changed, path[:-1]), path[-1]
    change = data.draw(st.sampled_from(CHANGES))
    if change == "drop":
        del holder[name]
    elif change == "unknown":
        if isinstance(holder, dict):
            holder["unknownTerm"] = 1
        else:
            holder.append({"unknownTerm": 1})
    else:
        holder[name] = change
    try:
        read(changed)
        refused = None
    except errors.ClaimsInvalid as error:
        refused = error
    if refused is None:
        assert schema.is_valid(changed)
    elif not isinstance(refused, errors.ClaimsDisagree):
        # That one claim repeats another is more than a schema can say.
        assert not schema.is_valid(changed), refused.detail


@pytest.mark.parametrize(
    ("path", "value", "refusal"),
    [
        (("surprise",), 1, errors.TermUnknown),
        (("credentialSubject", "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "achievement", "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "trace", 0, "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "recognition", "authority", "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "recognition", "measure", 0, "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "learningOutcome", 0, "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "assessment", 0, "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "quality", 0, "surprise"), 1, errors.TermUnknown),
        (("evidence", 0, "surprise"), 1, errors.TermUnknown),
        (("credentialSubject", "id"), "https://a.example/maria-dela-cruz", errors.ClaimsInvalid),
        (("credentialSubject", "basis"), "hearsay", errors.ClaimsInvalid),
        (("credentialSubject", "achievement", "iscedF"), "welding", errors.ClaimsInvalid),
        (("credentialSubject", "achievement", "workloadHours"), 0, errors.ClaimsInvalid),
        (("credentialSubject", "learningOutcome", 0, "skill"), "weld", errors.ClaimsInvalid),
        (("credentialSubject", "recognition", "measure", 0, "months"), 37, errors.ClaimsInvalid),
        (("credentialSubject", "recognition", "measure", 0, "kind"), "other", errors.ClaimsInvalid),
        (("credentialSubject", "quality", 0, "heldUntil"), "2001-01-01", errors.ClaimsInvalid),
        (("type",), ["VerifiableCredential"], errors.TermUnknown),
        (("@context",), [CONTEXT_URL], errors.ContextUnknown),
        (("@context",), ["https://evil.example/v2"], errors.ContextUnknown),
        (("credentialSubject", "birthDate"), "1991-02-30", errors.ClaimsInvalid),
        (("credentialSubject", "achievement", "name"), "", errors.ClaimsInvalid),
        (("credentialSubject", "recognition", "outcome"), "MAYBE", errors.ClaimsInvalid),
        (("credentialSubject", "equivalence", 0, "force"), True, errors.ClaimsInvalid),
        (("credentialSubject", "equivalence", 0, "force"), 9, errors.ClaimsInvalid),
        (("validFrom",), "2026-11-24T09:30:00+00:00", errors.ClaimsInvalid),
        (("credentialStatus", "statusListIndex"), "007", errors.ClaimsInvalid),
        (("credentialStatus", "statusListCredential"), "http://a.example", errors.ClaimsInvalid),
        (("evidence", 0, "digestSRI"), "sha256-" + "A" * 42 + "B=", errors.ClaimsInvalid),
        (("iss",), "did:web:other.example", errors.ClaimsDisagree),
        (("sub",), "urn:uuid:other", errors.ClaimsDisagree),
        (("jti",), "urn:uuid:other", errors.ClaimsDisagree),
        (("nbf",), 5, errors.ClaimsDisagree),
        (("exp",), 2_000_000_000, errors.ClaimsDisagree),
        (("nbf",), 1_795_512_600.0, errors.ClaimsDisagree),
        (("relatedResource", 0, "digestSRI"), "sha256-x", errors.ClaimsDisagree),
    ],
)
def test_each_refusal_has_its_own_code(payload, path, value, refusal):
    changed = copy.deepcopy(payload)
    at(changed, path[:-1])[path[-1]] = value
    with pytest.raises(errors.ClaimsInvalid) as refused:
        parse(changed)
    assert refused.value.code == refusal.code


def test_a_missing_claim_is_named(payload):
    changed = copy.deepcopy(payload)
    del changed["credentialSubject"]["achievement"]["name"]
    with pytest.raises(errors.ClaimMissing, match=r"achievement\.name"):
        parse(changed)


def load(url, options):
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": parse_json(contexts()[url]),
    }


def expand(document):
    """Expansion over bundled contexts that fails where a term would be dropped."""

    def refuse(name):
        raise AssertionError(f"{name} is not defined by any context")

    return jsonld.expand(document, {"documentLoader": load}, on_property_dropped=refuse)


def test_the_safe_expansion_of_these_tests_notices_an_unknown_term(payload):
    with pytest.raises(AssertionError, match="surprise"):
        expand({**payload, "surprise": 1})


def keys_of(value):
    if isinstance(value, dict):
        return set(value).union(*(keys_of(child) for child in value.values()))
    if isinstance(value, list):
        return set().union(*(keys_of(child) for child in value))
    return set()


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_no_term_of_any_record_is_dropped(record):
    (expanded,) = expand(serialize(Credential(record, DID, (ENTRY,))))
    assert all(":" in key or key.startswith("@") for key in keys_of(expanded))


def test_terms_mean_what_they_should(payload):
    (expanded,) = expand(payload)
    ns = "https://w3id.org/open-recognition/ns#"
    (subject,) = expanded["https://www.w3.org/2018/credentials#credentialSubject"]
    assert subject["https://schema.org/familyName"] == [{"@value": "dela Cruz"}]
    (equivalence,) = subject[ns + "equivalence"]
    assert equivalence[ns + "interval"] == [{"@list": [{"@value": "2"}, {"@value": "3"}]}]
    (trace,) = subject[ns + "trace"]
    assert [step[ns + "checked"][0]["@value"] for step in trace["@list"]] == [True, False]
    assert trace["@list"][0][ns + "statement"][0]["@id"].startswith("https://w3id.org/")
    assert ns + "RecognitionDecisionCredential" in expanded["@type"]
