"""Our ELM documents, held against what the Commission's own shapes and context say."""

import base64
import io
import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image
from pyld import jsonld
from pyshacl import validate
from rdflib import RDF, SH, Graph, Literal

from credentials import errors
from credentials.contexts import W3C_CONTEXT_V1, contexts
from credentials.encodings import parse_json, serialize_json
from credentials.jsonld.document import canonical_nquads
from credentials.model import Outcome, StatusEntry
from credentials.profiles import elm, elm_reading
from credentials.proofs.data_integrity import parse_proofs, verify_proof
from credentials.proofs.jose import VC_JWT, parse_jws, verify_jws
from tests.credentials.profiles import edc_constraints as facts
from tests.credentials.profiles import edc_shapes as edc
from tests.credentials.random_records import records
from tools import formats_document

ISSUER = elm.Issuer("did:web:registry.example", "Open Recognition Registry", "IE", "IE-123456")
STATUS = (
    StatusEntry("https://registry.example/status/r1", 5),
    StatusEntry("https://registry.example/status/s1", 5, "suspension"),
)
THEIRS = edc.shapes(edc.current())
THEIRS_BEFORE = edc.shapes(edc.earlier())
OURS = Graph().parse(
    data=(files("credentials.profiles") / "elm-shapes-v2.ttl").read_text(), format="turtle"
)
STATUS_PATH = edc.named("cred:credentialStatus")
EDITION_1 = Path(__file__).parent / "elm-edition-1"


def written(record):
    return elm.serialize(record, issuer=ISSUER, status=STATUS)


def faults(document, shapes=THEIRS):
    """What is wrong at which property."""
    graph = Graph().parse(data=canonical_nquads(document, contexts=contexts()), format="nt")
    _, report, _ = validate(graph, shacl_graph=shapes, advanced=False)
    return {
        (report.value(result, SH.resultPath), report.value(result, SH.sourceConstraintComponent))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


# The one constraint that is not kept: theirs is of their class and stands once. Ours has the
# W3C's type alone, as status libraries pass over an entry of two types, and stands once per list.
STATUS_OF_THE_W3C = {
    (STATUS_PATH, SH.ClassConstraintComponent),
    (STATUS_PATH, SH.MaxCountConstraintComponent),
}
# Until 1.2.0 it was a literal.
STATUS_BEFORE = {
    (STATUS_PATH, SH.DatatypeConstraintComponent),
    (STATUS_PATH, SH.MaxCountConstraintComponent),
}


@pytest.mark.parametrize("outcome", Outcome)
def test_every_decision_follows_the_commission_s_shapes(record, outcome):
    decided = replace(record, decision=replace(record.decision, outcome=outcome))
    assert faults(written(decided)) == STATUS_OF_THE_W3C


@pytest.mark.parametrize("purpose", ["employment", "further_learning"])
def test_a_right_is_to_an_occupation_or_to_learn(record, purpose):
    decision = replace(record.decision, purpose=purpose, outcome=Outcome.FULL)
    document = written(replace(record, decision=decision))
    assert faults(document) == STATUS_OF_THE_W3C
    (entitlement,) = document["credentialSubject"]["hasClaim"][0]["entitlesTo"]
    (kind,) = entitlement["specifiedBy"]["dcType"]
    named = {"employment": "52f62180c2", "further_learning": "64aad92881"}
    assert kind["id"] == f"http://data.europa.eu/snb/entitlement/{named[purpose]}"


def test_a_skill_record_follows_them_as_a_document_and_as_a_token(skill_record):
    assert faults(written(skill_record)) == STATUS_OF_THE_W3C
    payload = elm.jwt_payload(skill_record, issuer=ISSUER, status=STATUS)
    assert faults(payload) == STATUS_OF_THE_W3C
    assert faults(payload, OURS) == set()


def test_the_shapes_before_find_no_more(record):
    assert faults(written(record), THEIRS_BEFORE) == STATUS_BEFORE


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
    phases=[Phase.generate],
)
@given(records)
def test_so_does_every_record(record):
    assert faults(written(record)) == STATUS_OF_THE_W3C


def test_a_concept_that_is_named_twice_has_one_label(record):
    first, _ = record.outcomes
    again = replace(first, text="Joins plates.", skill_label="weld plates")
    document = written(replace(record, outcomes=(first, again)))
    assert faults(document) == STATUS_OF_THE_W3C


# Ours, at least as strict: every constraint of theirs is in our shapes, or its property is not.


def _shape_of(cls):
    (shape,) = OURS.subjects(SH.targetClass, edc.named(cls))
    return shape


def _ours(shape, path):
    return [one for one in OURS.objects(shape, SH.property) if OURS.value(one, SH.path) == path]


def _says(one, predicate):
    """What a property shape says itself, or by the shape that its values follow."""
    said = set(OURS.objects(one, predicate))
    for node in OURS.objects(one, SH.node):
        said |= set(OURS.objects(node, predicate))
    return said


def _kind_is_kept(one, value):
    kind, _, scheme = value.partition(":")
    if value == "text":
        return RDF.langString in _says(one, SH.datatype)
    if value == "literal":
        return SH.Literal in _says(one, SH.nodeKind)
    if kind == "xsd":
        return edc.named(value) in _says(one, SH.datatype)
    if kind == "in":
        lists = {
            OURS.value(member, SH.hasValue)
            for node in OURS.objects(one, SH.node)
            for member in OURS.objects(node, SH.property)
        }
        return edc.named(scheme) in lists and SH.IRI in _says(one, SH.nodeKind)
    return edc.named(value) in _says(one, SH["class"])


def _is_kept(constraint):
    shape = _shape_of(constraint.on)
    found = _ours(shape, constraint.path)
    if not found:
        closed = OURS.value(shape, SH.closed) == Literal(True)
        return closed and constraint.low == 0
    low = max(int(OURS.value(one, SH.minCount, default=Literal(0))) for one in found)
    highs = [int(high) for one in found for high in OURS.objects(one, SH.maxCount)]
    if highs == [0]:
        return constraint.low == 0
    return (
        any(_kind_is_kept(one, value) for one in found for value in constraint.values)
        and low >= constraint.low
        and (constraint.high is None or (highs and min(highs) <= constraint.high))
        and (
            not constraint.unique
            or any(OURS.value(one, SH.uniqueLang) == Literal(True) for one in found)
        )
        and (not constraint.iri or any(SH.IRI in _says(one, SH.nodeKind) for one in found))
    )


def test_our_shapes_ask_for_all_that_theirs_ask_for_but_status_and_proof():
    missed = [
        constraint
        for constraint in edc.current() + edc.constraints(facts.BEFORE)
        if not _is_kept(constraint)
    ]
    assert {(one.on, one.path) for one in missed} == {
        ("elm:EuropeanDigitalCredential", STATUS_PATH),
        ("elm:EuropeanDigitalCredential", edc.named("sec:proof")),
    }


def test_the_facts_cover_every_class_of_ours():
    ours = {str(cls) for cls in OURS.objects(None, SH.targetClass)}
    own = {"https://w3id.org/open-recognition/ns#EvidenceDocument"}
    assert {str(edc.named(cls)) for cls in facts.GENERIC} == ours - own


# Member of the Commission's context -> its IRI there, for all that we write. edc-ap-context.jsonld.
_SAME = (
    "accreditation accreditingAgent additionalNote address assessedBy awardedBy awardingBody"
    " awardingDate content contentEncoding contentType countryCode credentialProfiles creditPoint"
    " dateOfBirth displayDetail displayParameter educationLevel entitlementStatus entitlesTo"
    " entryRequirement expiryDate framework grade gradingScheme hasClaim idVerification image"
    " individualDisplay landingPage learningOutcome learningSetting limitJurisdiction"
    " limitOccupation location maximumDuration noteLiteral organisation page point"
    " primaryLanguage provenBy relatedESCOSkill relatedSkill schemeName specifiedBy"
    " volumeOfLearning Accreditation Address AwardingProcess CreditPoint DisplayDetail"
    " DisplayParameter EuropeanDigitalCredential GradingScheme Identifier IndividualDisplay"
    " LearningAchievement LearningAssessment LearningAssessmentSpecification LearningEntitlement"
    " LearningEntitlementSpecification LearningOutcome LegalIdentifier MediaObject Note"
    " Organisation Person Qualification ShaclValidator2017 WebResource"
)
COMMISSION_S_NAMES = {name: f"elm:{name}" for name in _SAME.split()} | {
    "contentURL": "elm:contentUrl",
    "eIDASIdentifier": "elm:eidasLegalIdentifier",
    "eqfLevel": "elm:EQFLevel",
    "thematicArea": "elm:ISCEDFCode",
    "identifier": "adms:identifier",
    "dateIssued": "dc:issued",
    "dcType": "dc:type",
    "description": "dc:description",
    "language": "dc:language",
    "spatial": "dc:spatial",
    "title": "dc:title",
    "Location": "dc:Location",
    "familyName": "foaf:familyName",
    "fullName": "foaf:fullName",
    "givenName": "foaf:givenName",
    "homepage": "foaf:homepage",
    "legalName": "rov:legalName",
    "inScheme": "skos:inScheme",
    "notation": "skos:notation",
    "prefLabel": "skos:prefLabel",
    "Concept": "skos:Concept",
    "ConceptScheme": "skos:ConceptScheme",
}
# Of the W3C's first data model, whose context theirs builds on, and of JSON-LD and JWT.
OTHERS = {"issuanceDate", "issued", "expirationDate", "id", "type", "jti", "@version", "@protected"}
OWN = {"equivalence", "evidenceDocument", "EvidenceDocument"}


def _terms():
    context = parse_json(contexts()[elm.ELM_CONTEXT_URL])["@context"]
    scoped = context["hasClaim"]["@context"]
    return {
        name: term if isinstance(term, str) else term["@id"]
        for name, term in (context | scoped).items()
        if name not in {"@version", "@protected"}
    } | {"@version": "", "@protected": ""}


def test_members_are_named_as_in_the_commission_s_context():
    terms = _terms()
    assert terms.keys() == COMMISSION_S_NAMES.keys() | OTHERS | OWN
    for name, iri in COMMISSION_S_NAMES.items():
        assert terms[name] == str(edc.named(iri)), name


# How their context coerces: the rest are nodes.
_BY_LANGUAGE = {"description", "familyName", "fullName", "givenName", "legalName", "noteLiteral"}
_BY_LANGUAGE |= {"prefLabel", "title"}
_LITERALS = {
    **dict.fromkeys(("content", "point", "schemeName"), "xsd:string"),
    **dict.fromkeys(("awardingDate", "dateIssued", "dateOfBirth", "expiryDate"), "xsd:dateTime"),
    **dict.fromkeys(("volumeOfLearning", "maximumDuration"), "xsd:duration"),
    "contentURL": "xsd:anyURI",
    "page": "xsd:positiveInteger",
}
EDC_CONTEXT_URL = "http://data.europa.eu/snb/model/context/edc-ap"


def _their_term(name, iri):
    if name[0].isupper() or name == "notation":
        return iri
    if name in _BY_LANGUAGE:
        return {"@id": iri, "@container": "@language"}
    kind = _LITERALS.get(name)
    return {"@id": iri, "@type": str(edc.named(kind)) if kind else "@id"}


def _their_reader(url, _options=None):
    if url == EDC_CONTEXT_URL:
        terms = {
            name: _their_term(name, str(edc.named(iri))) for name, iri in COMMISSION_S_NAMES.items()
        }
        document = {"@context": terms}
    else:
        document = parse_json(contexts()[url])
    return {"contextUrl": None, "documentUrl": url, "document": document}


def _without(value, names):
    if isinstance(value, dict):
        return {name: _without(one, names) for name, one in value.items() if name not in names}
    return [_without(one, names) for one in value] if isinstance(value, list) else value


def test_a_reader_with_the_commission_s_context_finds_the_same_statements(record):
    """It builds on the W3C's first data model, and knows neither our terms nor the status."""
    document = _without(written(record), {*OWN, "credentialStatus"})
    theirs = {**document, "@context": [W3C_CONTEXT_V1, EDC_CONTEXT_URL]}
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _their_reader,
    }
    found = jsonld.normalize(theirs, options)
    assert found == canonical_nquads(document, contexts=contexts())
    assert found.count("\n") > 250


def test_the_cover_is_a_picture(record):
    (shown,) = written(record)["displayParameter"]["individualDisplay"]
    (detail,) = shown["displayDetail"]
    with Image.open(io.BytesIO(base64.b64decode(detail["image"]["content"]))) as picture:
        assert (picture.format, picture.size) == ("PNG", (420, 594))


@pytest.mark.parametrize(
    ("number", "notation", "scheme"),
    [
        ("IE-123456", "IE-123456", "official registration number"),
        ("", ISSUER.id, "decentralized identifier (DID)"),
    ],
)
def test_the_issuer_has_a_number_and_says_of_what_kind(record, number, notation, scheme):
    issuer = replace(ISSUER, legal_number=number)
    document = elm.serialize(record, issuer=issuer, status=STATUS)
    numbered = document["issuer"]["eIDASIdentifier"]
    assert (numbered["notation"], numbered["schemeName"]) == (notation, scheme)
    assert numbered["spatial"]["id"].endswith("/country/IRL")


def _changed(record, change):
    document = parse_json(serialize_json(written(record)))
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d["issuer"].pop("eIDASIdentifier"), errors.ClaimMissing),
        (lambda d: d.pop("expirationDate"), errors.ClaimMissing),
        (lambda d: d.update(expirationDate="2030-01-01T00:00:00Z"), errors.ClaimsInvalid),
        (lambda d: d["credentialSubject"]["fullName"].update(es="Ana"), errors.ClaimsInvalid),
        (lambda d: _image(d).update(content="not base64!"), errors.ClaimsInvalid),
        (lambda d: _image(d).update(content="A" * 500_004), errors.ClaimsInvalid),
        (lambda d: d.update(evidence=[]), errors.TermUnknown),
    ],
)
def test_what_their_shapes_would_find_is_refused_when_read(record, change, fault):
    with pytest.raises(fault):
        elm_reading.parse(_changed(record, change))


def _image(document):
    (shown,) = document["displayParameter"]["individualDisplay"]
    return shown["displayDetail"][0]["image"]


# Documents that were issued in edition 1 stay valid.


def test_a_document_of_edition_1_verifies_and_is_read():
    document = json.loads((EDITION_1 / "elm.json").read_text(encoding="utf-8"))
    keys = {signer.kid: signer.public_key for signer in formats_document.signers()}
    (proof,) = parse_proofs(document)
    verify_proof(document, proof, keys[proof.verification_method], contexts=contexts())
    del document["proof"]
    assert elm_reading.is_elm(document)
    assert elm_reading.parse(document) == formats_document.record().equivalences
    shapes = Graph().parse(
        data=(files("credentials.profiles") / "elm-shapes-v1.ttl").read_text(), format="turtle"
    )
    assert faults(document, shapes) == set()


def test_a_token_of_edition_1_verifies_and_is_read():
    signer, _ = formats_document.signers()
    token = (EDITION_1 / "elm.jwt").read_text(encoding="utf-8").strip()
    parsed = parse_jws(token.encode(), typ=VC_JWT)
    verify_jws(parsed, signer.public_key)
    payload = parse_json(parsed.payload)
    for name in ("iss", "sub", "jti", "nbf"):
        del payload[name]
    assert elm_reading.parse(payload) == formats_document.record().equivalences


def test_an_edition_does_not_borrow_from_the_other(record):
    document = written(record)
    document["@context"] = [document["@context"][0], elm_reading.EARLIER_CONTEXT_URL]
    with pytest.raises((errors.ClaimsInvalid, errors.TermUnknown)):
        elm_reading.parse(document)
    document["@context"] = [*document["@context"], elm.ELM_CONTEXT_URL]
    with pytest.raises(errors.ContextUnknown):
        elm_reading.parse(document)
