"""Rule 9 on random graphs: the constraint finds the pairs that a plain loop finds."""

from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import statements, validation
from mappings.model import Correspondence, Graph
from mappings.namespaces import PREFIXES
from tests.mappings import graphs


def crossing(graph: Graph) -> set[tuple[str, str]]:
    """IRIs of what reaches lower, and of the lower level's statement that reaches higher."""
    stated = [one for one in graph.correspondences if not (one.absence or one.negative)]
    return {
        (one.iri, other.iri) for one, other in product(stated, stated) if _cross(graph, one, other)
    }


def _cross(graph: Graph, one: Correspondence, other: Correspondence) -> bool:
    def key(each: Correspondence) -> tuple[str, str, str]:
        return each.mapping_set, each.source_framework, each.target_framework

    if key(one) != key(other) or not _meet(one, other):
        return False
    source = graph.frameworks[one.source_framework]
    target = graph.frameworks[one.target_framework]
    above = source.by_code[one.source]
    if source.by_code[other.source].rank >= above.rank or above.parent == other.source:
        return False

    def ranks(each: Correspondence) -> tuple[int, int]:
        ends = (each.target_low or "", each.target_high or "")
        return target.by_code[ends[0]].rank, target.by_code[ends[1]].rank

    (low, high), (lowest, highest) = ranks(one), ranks(other)
    return low < lowest or high < highest


def _meet(one: Correspondence, other: Correspondence) -> bool:
    """On a common day, in the record at a common moment."""
    return all(
        (a.valid.end is None or b.valid.start is None or a.valid.end > b.valid.start)
        and (a.recorded.superseded_at is None or a.recorded.superseded_at > b.recorded.at)
        for a, b in ((one, other), (other, one))
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_the_constraint_finds_what_a_loop_finds(seed: int) -> None:
    graph = graphs.random_graph(Random(seed))  # noqa: S311 - no secret
    store = validation.store_of(statements.quads(graph))
    (constraint,) = [one for one in validation.constraints() if one.rule == 9]
    found = {
        (row["this"].value, row["other"].value)
        for row in store.query(constraint.query, prefixes=PREFIXES)
    }
    assert found == crossing(graph)


def test_random_graphs_do_cross() -> None:
    drawn = [graphs.random_graph(Random(seed)) for seed in range(20)]  # noqa: S311 - no secret
    assert any(crossing(graph) for graph in drawn)
