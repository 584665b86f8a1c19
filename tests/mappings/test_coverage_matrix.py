"""Countries by hubs, level by level."""

from datetime import UTC, date, datetime

import pytest

from mappings import curated
from mappings.coverage_matrix import Cell, Standing, matrix
from mappings.index import compile_graph
from mappings.model import Force, Period
from tests.mappings.graphs import NOW, TODAY, framework, graph, statement

A = framework("A", 7, split=2)
H, K = framework("H", 8, hub=True), framework("K", 8, hub=True)
SEEDED = datetime(2026, 12, 1, tzinfo=UTC)
STATEMENTS = [
    statement("A1", "H1"),
    statement("A2", "H2..H3"),
    statement("A3", "H"),
    statement("A4", "H4", force=Force.UNREVIEWED),
    statement("A5", "H5", valid=Period(date(2010, 1, 1), date(2020, 1, 1))),
    statement("A6", "H6", mutual=False),
    *(statement(f"H{n}", f"K{n}") for n in range(1, 7)),
]


@pytest.fixture(scope="module")
def cells() -> dict[str, Cell]:
    index = compile_graph(graph(A, H, K, statements=STATEMENTS), release=1)
    return {cell.hub: cell for cell in matrix(index, as_of=TODAY, known_at=NOW)}


def test_each_level_says_how_it_stands(cells):
    assert [one.standing for one in cells["H"].levels] == [
        Standing.DIRECT,
        Standing.DIRECT,
        Standing.ABSENT,
        Standing.AWAITING,
        Standing.ENDED,
        Standing.DIRECT,
        Standing.GAP,
    ]
    assert (cells["H"].levels[1].low, cells["H"].levels[1].high) == ("H2", "H3")


def test_a_way_over_another_hub_counts_as_derived(cells):
    standing = {one.level: one.standing for one in cells["K"].levels}
    assert standing["A1"] is Standing.DERIVED
    assert standing["A7"] is Standing.GAP


def test_sublevels_are_told_by_their_parent(cells):
    assert [one.level for one in cells["H"].levels] == ["A1", "A2", "A3", "A4", "A5", "A6", "A7"]


def test_gaps_are_what_is_not_covered(cells):
    for cell in cells.values():
        assert cell.covered + len(cell.gaps) == len(cell.levels)
    assert cells["H"].gaps == ("A4", "A5", "A7")


def test_the_seed_covers_dutch_levels_at_the_eqf():
    index = compile_graph(curated.read(), release=1)
    cells = {
        (cell.framework, cell.hub): cell
        for cell in matrix(index, as_of=SEEDED.date(), known_at=SEEDED)
    }
    found = {one.level: one for one in cells["nl-nlqf", "eqf"].levels}
    assert (found["4"].low, found["4"].standing) == ("4", Standing.DIRECT)
    assert all(cell.country for cell in cells.values())
