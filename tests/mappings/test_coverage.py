"""What the graph knows of each country."""

from dataclasses import replace

from mappings import coverage, curated
from mappings.model import Force, Graph

SEED = curated.read()


def find(country: str, graph: Graph = SEED) -> coverage.CountryCoverage:
    return next(one for one in coverage.by_country(graph, ["PH", "PH"]) if one.country == country)


def test_a_country_counts_what_starts_from_its_frameworks() -> None:
    philippines = find("PH")
    assert (philippines.frameworks, philippines.levels) == (1, 8)
    assert (philippines.answering, philippines.awaiting) == (8, 0)
    assert philippines.qualifications == 2


def test_hubs_are_gathered_under_no_country() -> None:
    hubs = find(coverage.NO_COUNTRY)
    assert hubs.frameworks == sum(not one.territory for one in SEED.frameworks.values())
    assert hubs.answering == 4  # the EQF levels that the QF-EHEA knows


def test_what_is_unreviewed_awaits() -> None:
    doubted = tuple(replace(one, force=Force.UNREVIEWED) for one in SEED.correspondences)
    germany = find("DE", replace(SEED, correspondences=doubted))
    assert (germany.answering, germany.awaiting) == (0, 8)


def test_a_country_without_a_framework_is_covered_by_its_procedures() -> None:
    japan = find("JP")
    assert (japan.frameworks, japan.procedures) == (0, 2)


def test_the_table_has_a_line_per_country_a_head_and_a_total() -> None:
    known = coverage.by_country(SEED)
    lines = coverage.as_table(known).split("\n")
    assert len(lines) == len(known) + 2
    assert lines[0].startswith("country")
    assert lines[-1].split()[:3] == ["all", "126", "1101"]
