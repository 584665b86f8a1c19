"""What a change of the graph touches: which findings can differ, and what decides them.

A rule looks at a statement, its frameworks, and the statements that share a key with it: mapping
set, pair of frameworks, identifier, IRI, or that of a version it replaces (rules 9 and 11 to 14).
A rule about levels (10, 15, 20, 22) looks at the framework and the statements from and to it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mappings import namespaces
from mappings.model import (
    Citation,
    Correspondence,
    Graph,
    LearningOpportunity,
    Procedure,
    Rule,
)

Member = Correspondence | Rule | Citation | Procedure | LearningOpportunity
Key = tuple[str, ...]

# The framework that levels and qualifications name beside their own (elm:EQFLevel, rule 22).
EQF = "eqf"


@dataclass(frozen=True, slots=True)
class ChangeScope:
    """focus: IRIs whose findings can differ. context: the part of the graph that decides them."""

    focus: frozenset[str]
    context: Graph


def of_change(before: Graph, after: Graph) -> ChangeScope:
    """The scope of what differs between two graphs; mostly a few mapping sets, never too small."""
    changed = [*_only_in(before, after), *_only_in(after, before)]
    frameworks = _changed_frameworks(before, after)
    if not changed and not frameworks:
        return ChangeScope(frozenset(), Graph({}))
    sight = _Sight(after)
    touched = sight.neighbours(changed)
    touched += [one for name in frameworks for one in sight.naming[name]]
    judged = _judged(changed, frameworks, sight)
    focus = {one.iri for one in (*changed, *touched)}
    for graph in (before, after):
        focus.update(_framework_iris(judged, graph))
    context = sight.neighbours([*changed, *touched]) + sight.around(judged)
    return ChangeScope(frozenset(focus), _part(after, context, judged))


class _Sight:
    """The members of a graph by the keys they share and by the frameworks they name."""

    def __init__(self, graph: Graph) -> None:
        self.hubs = {name for name, framework in graph.frameworks.items() if framework.hub}
        self.naming: dict[str, list[Member]] = defaultdict(list)
        self.leaving: dict[str, list[Correspondence]] = defaultdict(list)
        self._by_key: dict[Key, list[Member]] = defaultdict(list)
        for member in _members(graph):
            for key in (*_chain_keys(member), *_other_keys(member)):
                self._by_key[key].append(member)
            for name in _named_frameworks(member):
                self.naming[name].append(member)
            if isinstance(member, Correspondence):
                self.leaving[member.source_framework].append(member)

    def neighbours(self, members: Iterable[Member]) -> list[Member]:
        """Members, of this graph, that share a key with one of these or stand in its chain."""
        chained, pending = set[Key](), [key for one in members for key in _chain_keys(one)]
        # A circle of replacements is told of each in it, however far from the change.
        while pending:
            key = pending.pop()
            if key not in chained:
                chained.add(key)
                pending += [more for one in self._by_key.get(key, ()) for more in _chain_keys(one)]
        keys = chained.union(*(_other_keys(one) for one in members))
        found = {id(one): one for key in keys for one in self._by_key.get(key, ())}
        return list(found.values())

    def around(self, judged: Iterable[str]) -> list[Member]:
        """What decides the findings of these frameworks' levels."""
        found: list[Member] = []
        for name in judged:
            # What reaches a hub says nothing of its levels; it may be half of the graph.
            found += self.leaving[name] if name in self.hubs else self.naming[name]
        for hub in self.hubs:
            found += [one for one in self.leaving[hub] if one.target_framework == EQF]
        return found


def _members(graph: Graph) -> Iterator[Member]:
    yield from graph.correspondences
    yield from graph.rules
    yield from graph.citations
    yield from graph.procedures
    yield from graph.opportunities


def _chain_keys(member: Member) -> list[Key]:
    keys: list[Key] = [("iri", member.iri)]
    if isinstance(member, Correspondence | Rule):
        keys.append(("identifier", member.id))
        if member.replaces:
            keys.append(("iri", member.replaces))
    return keys


def _other_keys(member: Member) -> list[Key]:
    if not isinstance(member, Correspondence):
        return []
    pair = sorted((member.source_framework, member.target_framework))
    return [("set", member.mapping_set), ("pair", *pair)]


def _named_frameworks(member: Member) -> set[str]:
    if isinstance(member, Correspondence | Rule):
        return {member.source_framework or "", member.target_framework or ""} - {""}
    return set()


def _only_in(one: Graph, other: Graph) -> list[Member]:
    known: dict[str, list[Member]] = defaultdict(list)
    for member in _members(other):
        known[member.iri].append(member)
    return [member for member in _members(one) if member not in known.get(member.iri, ())]


def _changed_frameworks(before: Graph, after: Graph) -> set[str]:
    return {
        name
        for name in (*before.frameworks, *after.frameworks)
        if before.frameworks.get(name) != after.frameworks.get(name)
    }


def _judged(changed: Iterable[Member], frameworks: set[str], sight: _Sight) -> set[str]:
    """The frameworks whose own findings, or those of their levels, can differ."""
    judged, ways = set(frameworks), set(frameworks)
    for one in changed:
        if isinstance(one, Correspondence):
            judged |= {one.source_framework} | ({one.target_framework} - sight.hubs)
            if one.target_framework == EQF:
                ways.add(one.source_framework)
    # A step from a hub to the EQF decides what the levels of the frameworks at that hub reach.
    for name in ways:
        judged |= {
            one.source_framework
            for one in sight.naming[name]
            if isinstance(one, Correspondence) and one.target_framework == name
        }
    return judged


def _framework_iris(names: Iterable[str], graph: Graph) -> Iterator[str]:
    for name in names:
        if name in graph.frameworks:
            yield namespaces.framework_iri(name)
            for level in graph.frameworks[name].levels:
                yield namespaces.level_iri(name, level.code)


def _part(graph: Graph, members: Iterable[Member], frameworks: set[str]) -> Graph:
    """These members and frameworks, and the frameworks that the members name."""
    kept = {id(one): one for one in members}.values()
    named = frameworks.union(*(_named_frameworks(one) for one in kept))
    return Graph(
        frameworks={name: one for name, one in graph.frameworks.items() if name in named},
        correspondences=tuple(one for one in kept if isinstance(one, Correspondence)),
        rules=tuple(one for one in kept if isinstance(one, Rule)),
        citations=tuple(one for one in kept if isinstance(one, Citation)),
        procedures=tuple(one for one in kept if isinstance(one, Procedure)),
        opportunities=tuple(one for one in kept if isinstance(one, LearningOpportunity)),
    )
