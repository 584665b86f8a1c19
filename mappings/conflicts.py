"""What the graph says twice and not alike: a queue for curators, pair by pair.

Contested answers and dissent need two ways from one framework to another, or one that runs off
both ends, so only such pairs are asked. Statements that contradict each other stand beside their
own pair.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from mappings import algebra
from mappings.answer import Answer
from mappings.comparison import ComparisonQuery, compare
from mappings.hops import is_restricted, target_span
from mappings.index import Index, Link
from mappings.model import Correspondence, Framework, Purpose, Status
from mappings.question import Asked

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LevelConflict:
    """One level whose answer is contested, or has dissent, with all that it says."""

    level: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of one pair that cannot both hold, and in which way.

    kind: "denied" (one denies what the other states), "absent" (one says that there is no
    counterpart), "disjoint" (equal force, no level in common).
    """

    kind: str
    one: Correspondence
    other: Correspondence


@dataclass(frozen=True, slots=True)
class Conflict:
    """All that is in conflict from one framework to another."""

    from_framework: str
    to_framework: str
    levels: tuple[LevelConflict, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of contested, dissent, contradiction."""
        found = {
            "contested" if one.answer.status is Status.CONTESTED else "dissent"
            for one in self.levels
        }
        if self.contradictions:
            found.add("contradiction")
        return tuple(sorted(found))


def find_conflicts(
    index: Index,
    *,
    as_of: date,
    known_at: datetime,
    purpose: Purpose = Purpose.INFORMATION,
    after: Pair | None = None,
) -> Iterator[Conflict]:
    """Pairs in conflict, by their two ids, those up to `after` left out; found one by one."""
    asking = Asked(purpose, "", None, None, as_of, known_at, None)
    reach = _reach(index, asking)
    for source in sorted(index.graph.frameworks):
        if after is not None and source < after[0]:
            continue
        ways = _ways(index, reach, source)
        for target in sorted(index.graph.frameworks):
            if target == source or (after is not None and (source, target) <= after):
                continue
            levels: tuple[LevelConflict, ...] = ()
            if ways[target] > 1:
                levels = _levels(index, source, target, asking)
            contradictions = _contradictions(index.link(source, target), source, asking)
            if levels or contradictions:
                yield Conflict(source, target, levels, contradictions)


def _reach(index: Index, asking: Asked) -> dict[str, dict[str, int]]:
    """How many ways lead from a framework to its neighbours on that day."""
    return {
        source: {name: count for name, link in links.items() if (count := _count(link, asking))}
        for source, links in index.links.items()
    }


def _count(link: Link, asking: Asked) -> int:
    """Mapping sets; one that leaves both ends of the source open may contest itself."""
    sets: dict[str, list[Correspondence]] = defaultdict(list)
    for one in link.statements:
        if asking.in_force(one) and not one.absence and not one.negative:
            sets[one.mapping_set].append(one)
    return sum(2 if _open_at_both_ends(link, found) else 1 for found in sets.values())


def _open_at_both_ends(link: Link, spoken: list[Correspondence]) -> bool:
    """Whether a level of the source may reach beyond all that the target is compared with."""
    if any(map(is_restricted, spoken)):
        return True
    spans = [
        target_span(link.source, one) for one in spoken if one.source_framework == link.target.id
    ]
    if not spans:
        return False
    top = len(link.source.leaves) - 1
    return min(span.low for span in spans) > 0 and max(span.high for span in spans) < top


def _ways(index: Index, reach: dict[str, dict[str, int]], source: str) -> dict[str, int]:
    """At least how many ways lead to each framework, counted up to what three hops allow."""
    ways: dict[str, int] = defaultdict(int)

    def walk(stop: str, passed: frozenset[str], left: int, count: int) -> None:
        for name, sets in reach.get(stop, {}).items():
            if name in passed:
                continue
            ways[name] += count * sets
            if left > 1 and index.graph.frameworks[name].hub:
                walk(name, passed | {name}, left - 1, count * sets)

    walk(source, frozenset({source}), 3, 1)
    return ways


def _levels(index: Index, source: str, target: str, asking: Asked) -> tuple[LevelConflict, ...]:
    framework = index.framework(source)
    found = []
    for code in top_levels(framework):
        query = ComparisonQuery(
            source, code, target, asking.as_of, asking.known_at, purpose=asking.purpose
        )
        answer = compare(index, query)
        if answer.status is Status.CONTESTED or answer.dissent:
            found.append(LevelConflict(code, answer))
    return tuple(found)


def top_levels(framework: Framework) -> list[str]:
    """Codes of the levels that have no parent, lowest first."""
    ordered = sorted(framework.levels, key=lambda level: level.rank)
    return [level.code for level in ordered if level.parent is None]


def _contradictions(link: Link | None, source: str, asking: Asked) -> tuple[Contradiction, ...]:
    """Told once, in the direction in which the statements were made."""
    if link is None:
        return ()
    spoken = [s for s in link.statements if s.source_framework == source and asking.in_force(s)]
    found = []
    for one, other in combinations(spoken, 2):
        kind = _contradict(link, one, other)
        if kind is not None:
            found.append(Contradiction(kind, one, other))
    return tuple(found)


def _contradict(link: Link, one: Correspondence, other: Correspondence) -> str | None:
    if one.source != other.source or not _scopes_meet(one, other):
        return None
    if one.absence or other.absence:
        return None if one.absence and other.absence else "absent"
    apart = algebra.disjoint(target_span(link.target, one), target_span(link.target, other))
    if one.negative != other.negative:
        return None if apart else "denied"
    if one.negative:
        return None
    return "disjoint" if apart and one.force == other.force else None


def _scopes_meet(one: Correspondence, other: Correspondence) -> bool:
    return algebra.intersect_scopes([one.scope, other.scope]) is not None
