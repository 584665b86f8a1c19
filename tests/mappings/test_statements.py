"""Graph to RDF and back, and what the RDF must never hold."""

import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib import RDFS, URIRef
from rdflib import Graph as RdfGraph

from mappings import curated, namespaces, statements, statements_read
from mappings.errors import StatementInvalid
from mappings.model import Framework, Graph, Level
from mappings.namespaces import BASE, QRR, SKOS, SSSOM
from mappings.nodes import A
from tests.mappings.random_graphs import graphs

SEED = curated.read()
QUADS = list(statements.quads(SEED))


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(graph: Graph) -> None:
    again = statements_read.read(statements.quads(graph))
    assert again == graph
    assert list(again.frameworks) == list(graph.frameworks)


def test_the_seed_is_read_back_whole() -> None:
    again = statements_read.read(QUADS)
    assert list(again.frameworks.values()) == list(SEED.frameworks.values())
    assert set(again.correspondences) == set(SEED.correspondences)
    assert set(again.rules) == set(SEED.rules)
    assert set(again.citations) == set(SEED.citations)
    assert set(again.procedures) == set(SEED.procedures)
    assert set(again.opportunities) == set(SEED.opportunities)


def test_no_level_is_linked_to_another_by_a_bare_match() -> None:
    """A reasoner would chain exactMatch past scope, time and authority. ADR: records, not links."""
    assert not [quad for quad in QUADS if re.search(r"Match$", quad.predicate.value)]


def test_every_node_has_an_iri_and_every_quad_a_named_graph() -> None:
    for quad in QUADS:
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        assert isinstance(quad.graph_name, NamedNode)
        assert re.match(f"{re.escape(BASE)}(fw|set|rules|guide)/", quad.graph_name.value)


def test_a_statement_stands_in_the_graph_of_its_mapping_set_alone() -> None:
    graphs_of = defaultdict(set)
    for quad in QUADS:
        graphs_of[quad.subject.value].add(quad.graph_name.value)
    for one in SEED.correspondences:
        assert graphs_of[one.iri] == {namespaces.mapping_set_graph(one.mapping_set, one.version)}


def test_an_absence_is_written_as_no_term_found() -> None:
    absent = namespaces.statement_iri("nz-nzqcf-8--eqf--none")
    targets = [
        quad.object.value
        for quad in QUADS
        if quad.subject.value == absent and quad.predicate.value.endswith("annotatedTarget")
    ]
    assert targets == [f"{SSSOM}NoTermFound"]


def test_a_level_code_with_signs_and_spaces_makes_an_iri_and_comes_back() -> None:
    iri = namespaces.level_iri("nl-nlqf", "4+")
    assert iri == f"{BASE}level/nl-nlqf/4%2B"
    assert namespaces.level_of(iri) == ("nl-nlqf", "4+")
    entry = namespaces.level_iri("gb-rqf", "Entry 3")
    assert namespaces.level_of(entry) == ("gb-rqf", "Entry 3")


def test_an_iri_of_another_kind_is_no_level() -> None:
    with pytest.raises(ValueError, match="not the IRI of a level"):
        namespaces.level_of(namespaces.framework_iri("eqf"))


def test_each_term_of_ours_is_explained_in_the_vocabulary() -> None:
    text = files("mappings").joinpath("vocabulary.ttl").read_text(encoding="utf-8")
    vocabulary = RdfGraph().parse(data=text, format="turtle")
    used = {term.value for quad in QUADS for term in (quad.predicate, quad.object)}
    ours = {term for term in used if term.startswith(QRR)}
    assert ours
    for term in sorted(ours):
        assert vocabulary.value(URIRef(term), RDFS.label), term
        assert vocabulary.value(URIRef(term), RDFS.comment), term


def test_a_graph_with_a_blank_node_is_not_read() -> None:
    blank = Quad(BlankNode(), NamedNode(A), NamedNode(f"{QRR}Level"))
    with pytest.raises(StatementInvalid, match="blank node"):
        statements_read.read([*QUADS, blank])


def test_a_level_of_an_unknown_framework_is_not_read() -> None:
    other = NamedNode(namespaces.framework_iri("zz-nqf"))
    level = NamedNode(namespaces.level_iri("zz-nqf", "1"))
    stray = [
        Quad(level, NamedNode(A), NamedNode(f"{QRR}Level")),
        Quad(level, NamedNode(f"{SKOS}inScheme"), other),
    ]
    with pytest.raises(StatementInvalid, match="not a framework here"):
        statements_read.read([*QUADS, *stray])


@pytest.mark.parametrize("value", ["high", "1", "0.9 or so"])
def test_a_second_confidence_is_not_read(value: str) -> None:
    statement = NamedNode(SEED.correspondences[0].iri)
    second = Quad(statement, NamedNode(f"{SSSOM}confidence"), Literal(value))
    with pytest.raises(StatementInvalid, match="2 values"):
        statements_read.read([*QUADS, second])


def test_an_iri_with_a_space_is_refused_when_written() -> None:
    one = SEED.correspondences[0]
    spaced = Graph(SEED.frameworks, (replace(one, iri="https://a b"),))
    with pytest.raises(StatementInvalid, match="not an IRI"):
        list(statements.quads(spaced))


def test_confidence_keeps_its_digits() -> None:
    graph = Graph(
        {"aa-nqf": Framework("aa-nqf", "A", (Level("1", 1),), confidence=Decimal("0.90"))}
    )
    again = statements_read.read(statements.quads(graph))
    assert str(again.frameworks["aa-nqf"].confidence) == "0.90"
