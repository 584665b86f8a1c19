"""Whose word counts for which part of the graph."""

from collections.abc import Iterable
from dataclasses import replace

from mappings.model import (
    Citation,
    Correspondence,
    Framework,
    Graph,
    LearningOpportunity,
    Procedure,
    Rule,
)
from mappings.parts import Part, iri_of
from registry.errors import OfficeNotCompetent
from registry.storage.tables.organisations import Organisation

# Bodies that keep the graph for everyone, unless a jurisdiction of their own is named.
CURATING = frozenset({"registry", "curating_body"})


def territories_of(part: Part, graph: Graph) -> frozenset[str]:
    """Countries whose authorities may speak to this part; empty where only curating bodies may."""
    if isinstance(part, Correspondence):
        sides = (part.source_framework, part.target_framework)
        return frozenset(
            framework.territory
            for side in sides
            if (framework := graph.frameworks.get(side)) is not None and framework.territory
        )
    if isinstance(part, Framework):
        return frozenset({part.territory} - {""})
    if isinstance(part, Citation):
        return frozenset(part.parties)
    if isinstance(part, Procedure):
        return frozenset({part.destination})
    if isinstance(part, LearningOpportunity):
        return frozenset({part.country})
    return part.destinations


def with_new_frameworks(graph: Graph, parts: Iterable[Part | None]) -> Graph:
    """The graph with frameworks that a draft adds: who adds one may speak of its levels.

    Those that stand already count as they stand, whatever a draft would make of them.
    """
    added = {part.id: part for part in parts if isinstance(part, Framework)}
    return replace(graph, frameworks={**added, **graph.frameworks})


def is_competent(organisation: Organisation, part: Part, graph: Graph) -> bool:
    if organisation.kind in CURATING and not organisation.jurisdiction:
        return True
    if organisation.kind not in CURATING | {"authority"}:
        return False
    if isinstance(part, Rule):
        # A rule binds those who are to recognise; nobody can say so for others as well.
        return part.destinations == {organisation.jurisdiction}
    return organisation.jurisdiction in territories_of(part, graph)


def require(organisation: Organisation, part: Part, graph: Graph) -> None:
    """Raises OfficeNotCompetent."""
    if not is_competent(organisation, part, graph):
        raise OfficeNotCompetent(
            f"{organisation.name} has no say in {iri_of(part)}.",
            statement=iri_of(part),
            organisation=organisation.id,
            territories=sorted(territories_of(part, graph)),
        )
