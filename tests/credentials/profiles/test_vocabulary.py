"""Every term of ours that a credential can hold is explained at the address it names."""

import re
from importlib.resources import files

import pytest
from rdflib import RDFS, Graph, URIRef

from credentials.claim_kinds import (
    IdentityCheck,
)
from credentials.profiles import elm_concepts

NS = "https://w3id.org/open-recognition/ns#"


@pytest.fixture(scope="module")
def vocabulary():
    graph = Graph()
    for house in ("mappings", "credentials.profiles"):
        graph.parse(data=(files(house) / "vocabulary.ttl").read_text(), format="turtle")
    return graph


@pytest.mark.parametrize(
    "name", ["context-v1.jsonld", "elm-context-v1.jsonld", "elm-context-v2.jsonld"]
)
def test_every_term_of_a_context_is_explained(vocabulary, name):
    text = (files("credentials.profiles") / name).read_text()
    terms = set(re.findall(re.escape(NS) + r"[A-Za-z0-9]+", text))
    assert terms
    for term in terms:
        assert vocabulary.value(URIRef(term), RDFS.label), term
        assert vocabulary.value(URIRef(term), RDFS.comment), term


def test_our_own_concepts_in_elm_are_explained(vocabulary):
    named = [elm_concepts.identity_check(check) for check in IdentityCheck]
    named.append(elm_concepts.credit_system("SCQF credit"))
    for concept in named:
        for iri in (concept["id"], concept["inScheme"]["id"]):
            assert vocabulary.value(URIRef(iri), RDFS.label), iri


def test_no_term_is_explained_in_both_houses():
    """Two explanations of one term would sooner or later be two terms."""
    explained = []
    for house in ("mappings", "credentials.profiles"):
        text = (files(house) / "vocabulary.ttl").read_text()
        explained.append(set(re.findall(r"^qrr:(\S+) a ", text, re.MULTILINE)))
    assert explained[0].isdisjoint(explained[1])
