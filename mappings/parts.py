"""The parts of a graph, each under its IRI: what a difference compares and an edit changes."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from mappings import namespaces
from mappings.errors import StatementInvalid
from mappings.model import (
    Citation,
    Correspondence,
    Framework,
    Graph,
    LearningOpportunity,
    Procedure,
    Rule,
)
from mappings.plain import from_plain

Part = Framework | Correspondence | Rule | Citation | Procedure | LearningOpportunity
Statement = Correspondence | Rule
Kind = TypeVar("Kind", Correspondence, Rule, Citation, Procedure, LearningOpportunity)


class Noun(StrEnum):
    FRAMEWORK = "framework"
    CORRESPONDENCE = "correspondence"
    RULE = "rule"
    CITATION = "citation"
    PROCEDURE = "procedure"
    OPPORTUNITY = "opportunity"


KINDS: dict[Noun, type[Part]] = {
    Noun.FRAMEWORK: Framework,
    Noun.CORRESPONDENCE: Correspondence,
    Noun.RULE: Rule,
    Noun.CITATION: Citation,
    Noun.PROCEDURE: Procedure,
    Noun.OPPORTUNITY: LearningOpportunity,
}
_NOUNS = {kind: noun for noun, kind in KINDS.items()}


def noun_of(part: Part) -> Noun:
    return _NOUNS[type(part)]


def iri_of(part: Part) -> str:
    return namespaces.framework_iri(part.id) if isinstance(part, Framework) else part.iri


def read_part(noun: Noun, plain: object) -> Part:
    """A part as `plain.to_plain` writes it. Raises StatementInvalid."""
    return from_plain(KINDS[noun], plain)


def parts_of(graph: Graph) -> dict[str, Part]:
    """Every part by IRI, frameworks first, in their order. Raises StatementInvalid for two
    parts under one IRI."""
    found: dict[str, Part] = {}
    listed: list[Part] = [
        *graph.frameworks.values(),
        *graph.correspondences,
        *graph.rules,
        *graph.citations,
        *graph.procedures,
        *graph.opportunities,
    ]
    for part in listed:
        iri = iri_of(part)
        if iri in found:
            raise StatementInvalid(f"{iri} stands in the graph twice.", statement=iri)
        found[iri] = part
    return found


def graph_of(parts: Iterable[Part]) -> Graph:
    """The graph of these parts; all but the frameworks sorted by IRI."""
    listed = list(parts)
    return Graph(
        frameworks={part.id: part for part in listed if isinstance(part, Framework)},
        correspondences=_sorted(part for part in listed if isinstance(part, Correspondence)),
        rules=_sorted(part for part in listed if isinstance(part, Rule)),
        citations=_sorted(part for part in listed if isinstance(part, Citation)),
        procedures=_sorted(part for part in listed if isinstance(part, Procedure)),
        opportunities=_sorted(part for part in listed if isinstance(part, LearningOpportunity)),
    )


def _sorted(parts: Iterable[Kind]) -> tuple[Kind, ...]:
    return tuple(sorted(parts, key=lambda part: part.iri))
