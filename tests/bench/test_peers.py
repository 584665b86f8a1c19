"""The bench compares like with like: every peer finds what we find, on the same questions."""

import re
from dataclasses import replace

import pyoxigraph
import pytest
from rdflib.plugins.sparql import prepareQuery

from bench.comparison import as_found
from bench.generated import KNOWN_AT, generate, questions
from bench.peers import QUERY, oxigraph, plain_dict, rdflib_store, sparql
from mappings.comparison import Answer, compare
from mappings.index import compile_graph

GRAPH = generate()
INDEX = compile_graph(GRAPH, release=1)
ASKED = questions(GRAPH, 600)


def plain_answers() -> list[Answer]:
    """Those that SPARQL can find whole: one path, not rounded."""
    found = [compare(INDEX, query) for query in ASKED]
    return [one for one in found if len(one.paths) == 1 and not one.paths[0].rounded]


@pytest.fixture(scope="module")
def ask_oxigraph():
    return oxigraph(GRAPH)


def test_sparql_finds_interval_predicate_confidence_force_and_hops(ask_oxigraph):
    answers = plain_answers()
    assert {answer.hops for answer in answers} == {2, 3}
    assert len({answer.predicate for answer in answers}) > 1
    for answer in answers[:80]:
        assert ask_oxigraph(answer.query) == as_found(answer), answer.query


@pytest.mark.parametrize("make", [oxigraph, rdflib_store], ids=["pyoxigraph", "rdflib"])
def test_a_store_finds_the_level_of_a_qualification_first(make):
    """The one table of `bench/table.py` asks by qualification."""
    answer = next(answer for answer in plain_answers() if not answer.paths[0].denials)
    register = {"mine": (answer.query.from_framework, answer.query.level), "other": ("c001", "1")}
    ask = make(GRAPH, register)
    assert ask(replace(answer.query, from_framework="", level="mine")) == as_found(answer)


def test_sparql_finds_nothing_where_we_find_nothing(ask_oxigraph):
    silent = [query for query in ASKED if not compare(INDEX, query).paths]
    assert silent
    assert [ask_oxigraph(query) for query in silent[:30]] == [None] * 30


def test_the_plain_dict_finds_the_interval_of_two_hops():
    ask = plain_dict(GRAPH)
    for answer in [one for one in plain_answers() if one.hops == 2]:
        hub = answer.paths[0].hops[0].target
        assert ask(answer.query)[hub] == (answer.interval.low, answer.interval.high)


def test_the_query_is_sparql_to_both_stores_and_leaves_no_gap_to_fill():
    text = sparql(GRAPH, ASKED[0])
    assert not re.search(r"%\(\w+\)", text)
    assert len(re.findall(r"%\(\w+\)[sd]", QUERY)) > 10
    prepareQuery(text)
    assert list(pyoxigraph.Store().query(text)) == []


def test_the_generated_graph_has_the_size_that_the_figures_are_stated_for():
    assert len(GRAPH.frameworks) == 168
    assert 12_000 < len(GRAPH.correspondences) < 14_000
    assert all(query.known_at == KNOWN_AT for query in ASKED)
