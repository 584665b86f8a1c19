import copy
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyld import jsonld
from pyshacl import validate
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from credentials import errors
from credentials.contexts import contexts, published
from credentials.encodings import parse_json, serialize_json
from credentials.jsonld.document import canonical_nquads
from credentials.model import (
    Basis,
    Equivalence,
    Outcome,
    RecognitionDecision,
    StatusEntry,
)
from credentials.profiles import elm, elm_reading, facts
from credentials.profiles.fields import Fields
from tests.credentials.random_records import records

ISSUER = elm.Issuer("did:web:registry.example", "Open Recognition Registry", "IE")
STATUS = (StatusEntry("https://registry.example/status/r1", 5),)
ELM = Namespace("http://data.europa.eu/snb/model/elm/")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SHAPES = Graph().parse(
    data=(files("credentials.profiles") / "elm-shapes-v2.ttl").read_text(), format="turtle"
)


def written(record):
    return elm.serialize(record, issuer=ISSUER, status=STATUS)


def graph_of(document):
    """Through our own canonicalisation: what a proof would sign."""
    return Graph().parse(data=canonical_nquads(document, contexts=contexts()), format="nt")


def faults(document):
    conforms, _, text = validate(graph_of(document), shacl_graph=SHAPES, advanced=False)
    return "" if conforms else text


@pytest.fixture(scope="module")
def document(record):
    return written(record)


@pytest.fixture(scope="module")
def graph(document):
    return graph_of(document)


def test_a_decision_follows_the_shapes(document):
    assert faults(document) == ""


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_every_record_follows_the_shapes(record):
    assert faults(written(record)) == ""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("displayParameter",), None),
        (("credentialProfiles",), None),
        (("issuer", "location"), None),
        (("issuer", "legalName"), {}),
        (("credentialSubject", "fullName"), {}),
        (("credentialSubject", "hasClaim", 0, "awardedBy"), None),
        (("credentialSubject", "hasClaim", 0, "title"), {}),
        (("credentialSubject", "hasClaim", 0, "provenBy", 0, "grade"), None),
        (("credentialSubject", "hasClaim", 0, "specifiedBy", "volumeOfLearning"), "268 hours"),
        (("credentialSubject", "dateOfBirth"), "1991"),
        (("issuer", "eIDASIdentifier"), None),
        (("displayParameter", "individualDisplay"), None),
        (("displayParameter", "individualDisplay", 0, "displayDetail", 0, "page"), 0),
        (("expirationDate",), None),
        (("credentialSubject", "givenName"), {"en": "Ana", "es": "Ana"}),
        (("credentialSubject", "location"), "https://nobody.example/asks"),
    ],
)
def test_the_shapes_notice_what_is_missing_or_wrong(document, path, value):
    changed = parse_json(serialize_json(document))
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    assert faults(changed)


def test_the_terms_are_the_ontology_s_own(graph):
    (achievement,) = graph.subjects(RDF.type, ELM.LearningAchievement)
    (qualification,) = graph.objects(achievement, ELM.specifiedBy)
    (level,) = graph.objects(qualification, ELM.educationLevel)
    assert str(level) == "https://w3id.org/open-recognition/id/level/ph-pqf/2"
    skills = {
        str(skill)
        for outcome in graph.objects(qualification, ELM.learningOutcome)
        for skill in graph.objects(outcome, ELM.relatedESCOSkill)
    }
    assert skills == {"http://data.europa.eu/esco/skill/2fcd95a4-1f9a-41cf-95a9-4701bde476b4"}
    (entitlement,) = graph.objects(achievement, ELM.entitlesTo)
    (specification,) = graph.objects(entitlement, ELM.specifiedBy)
    assert list(graph.objects(specification, ELM.limitJurisdiction)) == [
        URIRef("http://publications.europa.eu/resource/authority/atu/DEU")
    ]
    assert list(graph.objects(specification, ELM.limitOccupation)) == [
        URIRef("http://data.europa.eu/esco/isco/C7212")
    ]
    assert Literal("Shielded Metal Arc Welding NC II", lang="en") in set(
        graph.objects(achievement, DCTERMS.title)
    )
    fields = graph.objects(qualification, ELM.ISCEDFCode)
    assert list(fields) == [URIRef("http://data.europa.eu/snb/isced-f/0715")]
    languages = {
        str(one).rpartition("/")[2] for one in graph.objects(qualification, DCTERMS.language)
    }
    assert languages == {"ENG", "FIL"}


def test_every_node_but_a_comparison_and_the_status_has_an_iri(graph):
    ns = "https://w3id.org/open-recognition/ns#"
    unnamed = {node for node in graph.subjects() if not isinstance(node, URIRef)}
    compared = set(graph.objects(None, URIRef(ns + "equivalence")))
    evidence = set(graph.objects(None, URIRef(ns + "evidenceDocument")))
    lists = set(graph.subjects(RDF.first))
    assert unnamed == compared | evidence | lists


def test_a_condition_makes_a_prospect_and_no_right_comes_of_a_statement(record):
    def entitlements(outcome):
        decision = replace(record.decision, outcome=outcome)
        graph = graph_of(written(replace(record, decision=decision)))
        return [
            str(status).rpartition("/")[2] for status in graph.objects(None, ELM.entitlementStatus)
        ]

    assert entitlements(Outcome.CONDITIONAL) == ["5b8d6b34fb"]
    assert entitlements(Outcome.FULL) == ["b7015a8a8c"]
    assert entitlements(Outcome.STATEMENT_ONLY) == []
    assert entitlements(Outcome.REFUSED) == []


def test_the_decision_is_told_even_where_it_entitles_to_nothing(record):
    refused = replace(record.decision, outcome=Outcome.REFUSED, reasons="Too short.", level=None)
    graph = graph_of(written(replace(record, decision=refused)))
    notes = {str(note) for note in graph.objects(None, ELM.noteLiteral)}
    assert "Reasons: Too short." in notes


def test_the_eqf_level_comes_from_one_level_of_a_comparison(record):
    def compared(*interval):
        claim = Equivalence(
            framework="eqf",
            framework_name="European Qualifications Framework",
            interval=interval,
            status="DETERMINED",
            release=1,
            release_sha256="ab" * 32,
            as_of=record.equivalences[0].as_of,
            path_id="cd" * 32,
        )
        graph = graph_of(written(replace(record, equivalences=(claim,))))
        return [str(level) for level in graph.objects(None, ELM.EQFLevel)]

    assert compared("3") == ["http://data.europa.eu/snb/eqf/3"]
    assert compared("3", "3") == ["http://data.europa.eu/snb/eqf/3"]
    assert compared("3", "4") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_every_document_is_read_back_strictly_with_its_comparisons(record):
    document = parse_json(serialize_json(written(record)))
    assert elm_reading.parse(document) == record.equivalences


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
        with pytest.raises((errors.TermUnknown, errors.ClaimsInvalid)):
            elm_reading.parse(changed)
        told = {"noteLiteral", "title", "prefLabel", "legalName", "fullName"}
        if not told & set(path) and path[-1:] not in {("givenName",), ("familyName",)}:
            with pytest.raises(errors.TermUnknown):
                canonical_nquads(changed, contexts=contexts())


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_document_is_refused_or_still_follows_the_shapes(document, data):
    changed = copy.deepcopy(document)
    path = data.draw(st.sampled_from([path for path in objects(document) if path]))
    holder = at(changed, path[:-1])
    change = data.draw(st.sampled_from(["drop", 7.5, "", None, [], {}, "???"]))
    if change == "drop":
        del holder[path[-1]]
    else:
        holder[path[-1]] = change
    try:
        elm_reading.parse(changed)
    except errors.ClaimsInvalid:
        return
    assert faults(changed) == ""


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(records)
def test_comparisons_survive_and_are_told_in_words(record):
    (claim,) = written(record)["credentialSubject"]["hasClaim"]
    listed = claim.get("equivalence", [])
    read = tuple(facts.parse_equivalence(Fields(one, "equivalence")) for one in listed)
    assert read == record.equivalences
    told = " ".join(note["noteLiteral"]["en"] for note in claim["additionalNote"])
    assert told.count("not a recognition decision") >= len(record.equivalences)


def test_only_what_was_learned_in_school_is_formal(record):
    for basis, settings_named in ((Basis.FORMAL_QUALIFICATION, 1), (Basis.ON_THE_JOB, 0)):
        graph = graph_of(written(replace(record, basis=basis)))
        assert len(list(graph.objects(None, ELM.learningSetting))) == settings_named


def test_a_country_nobody_told_is_provisional(record):
    unknown = elm.serialize(record, issuer=replace(ISSUER, country=""), status=STATUS)
    (location,) = unknown["issuer"]["location"]
    country = location["address"][0]["countryCode"]["id"]
    assert country == "http://publications.europa.eu/resource/authority/country/OP_DATPRO"


def test_what_is_signed_is_what_a_general_jsonld_processor_sees(document):
    """pyld, which knows nothing of our contexts beforehand, gives the same statements."""

    def load(url, _):
        return {"contextUrl": None, "documentUrl": url, "document": parse_json(contexts()[url])}

    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": load,
    }
    assert jsonld.normalize(document, options) == canonical_nquads(document, contexts=contexts())


def test_the_context_and_the_shapes_are_published():
    for url, media_type in (
        (elm.ELM_CONTEXT_URL, "application/ld+json"),
        (elm.ELM_SHAPES_URL, "text/turtle"),
    ):
        path = url.removeprefix("https://w3id.org/open-recognition/ns/")
        assert published()[path][0] == media_type


def test_a_token_says_the_same(record, document):
    payload = elm.jwt_payload(record, issuer=ISSUER, status=STATUS)
    assert {name: payload[name] for name in document} == document
    assert (payload["iss"], payload["sub"], payload["jti"]) == (
        ISSUER.id,
        record.holder.id,
        record.id,
    )
    assert isinstance(record, RecognitionDecision)
