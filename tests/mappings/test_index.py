"""The compiled index answers what the plain reading of the domain model answers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.comparison import Answer, compare
from mappings.errors import FrameworkUnknown
from mappings.index import MEMO_LIMIT, compile_graph
from mappings.model import Graph, Period
from tests.mappings import naive
from tests.mappings.graphs import TODAY, framework, graph, graphs, query, questions, statement


def plain(answer: Answer) -> dict[str, object]:
    """An answer in the terms of the naive reference."""
    told: dict[str, object] = {"status": answer.status.value}
    if answer.bound is not None:
        return told | {"bound": answer.bound}
    if answer.interval is None:
        return told | ({"interval": None} if answer.status.value == "CONTESTED" else {})
    told |= {"interval": (answer.interval.low, answer.interval.high), "hops": answer.hops}
    if answer.status.value == "IDENTITY":
        return told
    return told | {
        "core": answer.core and (answer.core.low, answer.core.high),
        "predicate": answer.predicate,
        "confidence": answer.confidence,
        "force": answer.force and int(answer.force),
        "dissent": sorted((span.low, span.high) for span in answer.dissent),
    }


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_the_index_answers_as_the_naive_reference(data: st.DataObject):
    drawn = data.draw(graphs())
    index = compile_graph(drawn, release=1)
    for _ in range(8):
        asked = data.draw(questions(drawn))
        assert plain(compare(index, asked)) == naive.answer(drawn, asked)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.randoms())
def test_the_order_in_which_statements_come_does_not_matter(data: st.DataObject, random):
    drawn = data.draw(graphs())
    shuffled = Graph(
        dict(random.sample(list(drawn.frameworks.items()), len(drawn.frameworks))),
        tuple(random.sample(drawn.correspondences, len(drawn.correspondences))),
    )
    asked = data.draw(questions(drawn))
    first = compare(compile_graph(drawn, release=1), asked)
    assert compare(compile_graph(shuffled, release=1), asked) == first


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_answer_does_not_depend_on_what_was_asked_before(data: st.DataObject):
    drawn = data.draw(graphs())
    warm = compile_graph(drawn, release=1)
    asked = [data.draw(questions(drawn)) for _ in range(6)]
    for question in asked:
        compare(warm, question)
    for question in asked:
        assert compare(warm, question) == compare(compile_graph(drawn, release=1), question)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_each_path_is_in_force_on_the_day_asked_for(data: st.DataObject):
    drawn = data.draw(graphs())
    asked = data.draw(questions(drawn))
    for path in compare(compile_graph(drawn, release=1), asked).paths:
        assert path.valid is not None
        assert path.valid.covers(asked.as_of)
        assert path.scope is not None
        assert len(path.hops) <= asked.max_hops
        stops = [path.hops[0].source, *(hop.target for hop in path.hops)]
        assert len(set(stops)) == len(stops)
        assert all(drawn.frameworks[stop].hub for stop in stops[1:-1])


def test_a_second_question_is_answered_from_memory():
    index = compile_graph(
        graph(framework("X", 2), framework("H", 2), statements=[statement("X1", "H1")]), release=1
    )
    assert compare(index, query("X1", "H")) is compare(index, query("X1", "H"))


def test_a_full_memory_is_emptied():
    index = compile_graph(
        graph(framework("X", 2), framework("H", 2), statements=[statement("X1", "H1")]), release=1
    )
    answer = compare(index, query("X1", "H"))
    for number in range(MEMO_LIMIT):
        index.remember(query("X1", "H", occupation=str(number)), answer)
    assert 0 < len(index.answers) <= MEMO_LIMIT


def test_a_statement_about_an_unknown_framework_is_refused():
    with pytest.raises(FrameworkUnknown):
        compile_graph(graph(framework("X", 2), statements=[statement("X1", "Q1")]), release=1)


def test_only_the_epochs_asked_for_are_compiled():
    statements = [
        statement("X1", "H1", id=str(year), valid=Period(date(year, 1, 1), date(year + 1, 1, 1)))
        for year in range(2000, 2030)
    ]
    index = compile_graph(
        graph(framework("X", 2), framework("H", 2), statements=statements), release=1
    )
    link = index.link("X", "H")
    assert link is not None
    assert len(link._compiled) == 0
    answer = compare(index, query("X1", "H", as_of=TODAY))
    assert [s.id for path in answer.paths for s in path.statements] == ["2024"]
    assert answer.confidence == Decimal("0.9")
    assert len(link._compiled) == 1
