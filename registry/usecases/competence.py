"""Whose word counts for which part of the graph."""

from mappings.model import (
    Citation,
    Correspondence,
    Framework,
    Graph,
    LearningOpportunity,
    Procedure,
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
    # A rule binds those who are to recognise; nobody else can say so for them.
    return part.destinations


def is_competent(organisation: Organisation, part: Part, graph: Graph) -> bool:
    if organisation.kind in CURATING and not organisation.jurisdiction:
        return True
    if organisation.kind not in CURATING | {"authority"}:
        return False
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
