"""The difference of two graphs is what leads from one to the other."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from mappings import diff
from mappings.diff import Kind
from mappings.errors import StatementInvalid
from mappings.model import Graph, Period, Recorded
from mappings.parts import graph_of, parts_of
from tests.mappings.graphs import LONG_AGO, NOW, framework, graph, statement
from tests.mappings.random_graphs import graphs

A, H, K = framework("A", 4), framework("H", 4, hub=True), framework("K", 4, hub=True)
ONE, OTHER = statement("A1", "H1"), statement("A2", "H2")


@given(graphs(), graphs())
def test_applying_the_difference_gives_the_other_graph(before: Graph, after: Graph) -> None:
    arrived = diff.apply(diff.between(before, after), before)
    assert arrived == graph_of(parts_of(after).values())
    assert list(arrived.frameworks) == list(after.frameworks)


@given(graphs(), graphs())
def test_the_way_back_undoes_it(before: Graph, after: Graph) -> None:
    there = diff.apply(diff.between(before, after), before)
    back = diff.apply(diff.between(after, before), there)
    assert back == graph_of(parts_of(before).values())


@given(graphs())
def test_a_graph_does_not_differ_from_itself(one: Graph) -> None:
    assert not diff.between(one, graph_of(reversed(parts_of(one).values())))


def kinds(before: Graph, after: Graph) -> list[tuple[Kind, str]]:
    return [(change.kind, change.id) for change in diff.between(before, after).changes]


def test_added_and_removed_statements_are_told() -> None:
    assert kinds(graph(A, H, statements=[ONE]), graph(A, H, statements=[OTHER])) == [
        (Kind.REMOVED, "A1-H1"),
        (Kind.ADDED, "A2-H2"),
    ]


def test_a_changed_statement_names_its_fields() -> None:
    changed = replace(
        ONE,
        valid=Period(date(2000, 1, 1), date(2021, 1, 1)),
        provenance=replace(ONE.provenance, locator="table 2"),
        mutual=False,
    )
    found = diff.between(graph(A, H, statements=[ONE]), graph(A, H, statements=[changed]))
    (change,) = found.changes
    assert change.kind is Kind.CHANGED
    assert set(change.fields) == {"valid.end", "provenance.locator", "mutual"}


def test_a_superseded_statement_names_the_version_that_follows() -> None:
    ended = replace(ONE, recorded=Recorded(LONG_AGO, NOW))
    newer = replace(ONE, iri=f"{ONE.iri}.v2", version=2, recorded=Recorded(NOW))
    found = diff.between(graph(A, H, statements=[ONE]), graph(A, H, statements=[ended, newer]))
    (superseded,) = found.of_kind(Kind.SUPERSEDED)
    assert superseded.by == newer.iri
    withdrawn = diff.between(graph(A, H, statements=[ONE]), graph(A, H, statements=[ended]))
    assert withdrawn.changes[0].by is None


def test_frameworks_and_their_order_are_part_of_it() -> None:
    before, after = graph(A, H), graph(K, replace(H, name="Other"), A)
    found = diff.between(before, after)
    assert [(change.kind, change.id) for change in found.changes] == [
        (Kind.CHANGED, "H"),
        (Kind.ADDED, "K"),
    ]
    assert list(diff.apply(found, before).frameworks) == ["K", "H", "A"]


def test_a_difference_fits_only_the_graph_it_starts_from() -> None:
    found = diff.between(graph(A, H, statements=[ONE]), graph(A, H))
    with pytest.raises(StatementInvalid):
        diff.apply(found, graph(A, H, statements=[replace(ONE, mutual=False)]))
    with pytest.raises(StatementInvalid):
        diff.apply(found, graph(A, H))


def test_two_parts_under_one_iri_are_refused() -> None:
    with pytest.raises(StatementInvalid):
        diff.between(graph(A, H, statements=[ONE, replace(ONE, mutual=False)]), graph(A, H))
