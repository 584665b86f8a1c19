"""Coverage: what the graph knows of each country, and what still waits for confirmation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields

from mappings.model import Correspondence, Force, Graph

NO_COUNTRY = "--"


@dataclass(frozen=True, slots=True)
class CountryCoverage:
    """Counts for one country, ISO 3166 code; `--` gathers hubs and transnational frameworks.

    A correspondence counts for the country of its source framework, answering where its force is
    above F0, else awaiting. A rule or a citation counts for each of its parties.
    """

    country: str
    frameworks: int
    levels: int
    answering: int
    awaiting: int
    absences: int
    rules: int
    citations: int
    qualifications: int
    procedures: int
    opportunities: int

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


_COUNTED = tuple(field.name for field in fields(CountryCoverage))[1:]


def by_country(graph: Graph, qualifications: Iterable[str] = ()) -> tuple[CountryCoverage, ...]:
    """Coverage of every country that the graph names, by code.

    qualifications: the country of each qualification in the register.
    """
    counts = {name: Counter[str]() for name in _COUNTED}
    for framework in graph.frameworks.values():
        country = framework.territory or NO_COUNTRY
        counts["frameworks"][country] += 1
        counts["levels"][country] += len(framework.levels)
    for one in graph.correspondences:
        territory = graph.frameworks[one.source_framework].territory or NO_COUNTRY
        counts[_standing(one)][territory] += 1
    for rule in graph.rules:
        counts["rules"].update(rule.origins | rule.destinations)
    for citation in graph.citations:
        counts["citations"].update(citation.parties)
    counts["qualifications"].update(qualifications)
    counts["procedures"].update(procedure.destination for procedure in graph.procedures)
    counts["opportunities"].update(opportunity.country for opportunity in graph.opportunities)
    countries = sorted({country for counter in counts.values() for country in counter})
    return tuple(
        CountryCoverage(country, *(counts[name][country] for name in _COUNTED))
        for country in countries
    )


def _standing(one: Correspondence) -> str:
    if one.absence:
        return "absences"
    return "answering" if one.force > Force.UNREVIEWED else "awaiting"


def as_table(coverage: Iterable[CountryCoverage]) -> str:
    """Coverage as aligned text: a head, a line per country, a total (of rules: per party)."""
    rows = [astuple(one) for one in coverage]
    totals = ("all", *(sum(row[at] for row in rows) for at in range(1, len(_COUNTED) + 1)))
    head = ("country", *_COUNTED)
    widths = [max(len(name), 7) for name in head]
    return "\n".join(
        "  ".join(
            str(cell).ljust(width) if at == 0 else str(cell).rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows, totals)
    )
