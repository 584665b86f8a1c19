"""What is known where no path holds: what held earlier, what waits, which link is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mappings.answer import Answer
from mappings.comparison import compare
from mappings.index import Index, Link
from mappings.model import Correspondence, Force, Interval
from mappings.paths import find_paths
from mappings.question import Asked, ComparisonQuery


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last answer that held before, and the first day on which it no longer did."""

    answer: Answer
    until: date


@dataclass(frozen=True, slots=True)
class Gap:
    """Why there is no path.

    awaiting: unreviewed statements (F0) that would lead on once confirmed. missing: pairs of
    frameworks, from and to, between which one statement would close the path.
    """

    earlier: Earlier | None
    awaiting: tuple[Correspondence, ...]
    missing: tuple[tuple[str, str], ...]


def find_gap(index: Index, query: ComparisonQuery) -> Gap:
    """Explain a NO_PATH. Raises FrameworkUnknown, LevelUnknown."""
    start = index.framework(query.from_framework).span(query.level)
    asked = query.asked(index.framework(query.to_framework).territory)
    return Gap(
        earlier=_earlier(index, query),
        awaiting=_awaiting(index, query, start),
        missing=_missing(index, query, start, asked),
    )


def _earlier(index: Index, query: ComparisonQuery) -> Earlier | None:
    ends = {
        end
        for link in _links_around(index, query)
        for statement in link.statements
        if statement.recorded.covers(query.known_at)
        and (end := statement.valid.end) is not None
        and end <= query.as_of
    }
    for end in sorted(ends, reverse=True):
        answer = compare(index, replace(query, as_of=end - timedelta(days=1)))
        if answer.interval is not None:
            return Earlier(answer, end)
    return None


def _links_around(index: Index, query: ComparisonQuery) -> Iterable[Link]:
    """Links that a path between the two frameworks could use."""
    ends = {query.from_framework, query.to_framework}
    for source, links in index.links.items():
        if source in ends or index.framework(source).hub:
            for target, link in links.items():
                if target in ends or link.target.hub:
                    yield link


def _awaiting(index: Index, query: ComparisonQuery, start: Interval) -> tuple[Correspondence, ...]:
    """F0 statements on paths that would exist; else those that would at least lead away."""
    found = find_paths(index, query, start, unreviewed=True)
    unreviewed = [
        statement
        for path in found.paths
        for statement in path.statements
        if statement.force is Force.UNREVIEWED
    ]
    if not unreviewed:
        asked = query.asked(index.framework(query.to_framework).territory, unreviewed=True)
        unreviewed = [
            statement
            for name, link in index.links_from(query.from_framework).items()
            if link.target.hub or name == query.to_framework
            for table in link.hops(asked).tables
            if (hop := table.follow(start)) is not None and not hop.rounded
            for statement in hop.statements
            if statement.force is Force.UNREVIEWED
        ]
    unique = {(statement.iri, statement.id): statement for statement in unreviewed}
    return tuple(unique[key] for key in sorted(unique))


def _missing(
    index: Index, query: ComparisonQuery, start: Interval, asked: Asked
) -> tuple[tuple[str, str], ...]:
    source, target = query.from_framework, query.to_framework
    outward = _hubs_reached(index, source, start, asked)
    inward = _hubs_before(index, target, asked)
    if not outward:
        return tuple((source, hub) for hub in inward or [target])
    if not inward:
        return tuple((hub, target) for hub in outward)
    return tuple(
        (hub, other) if hub != other else (hub, target)
        for hub in outward
        for other in inward
        if hub == other or not _leads(index.link(hub, other), asked)
    )


def _hubs_reached(index: Index, source: str, start: Interval, asked: Asked) -> list[str]:
    """Hubs that the level itself compares with, or the framework if it is one."""
    if index.framework(source).hub:
        return [source]
    return sorted(
        name
        for name, link in index.links_from(source).items()
        if link.target.hub
        and any(table.follow(start) is not None for table in link.hops(asked).tables)
    )


def _hubs_before(index: Index, target: str, asked: Asked) -> list[str]:
    """Hubs from which some statement leads to the target, or the target if it is one."""
    if index.framework(target).hub:
        return [target]
    return sorted(
        name
        for name, links in index.links.items()
        if index.framework(name).hub and _leads(links.get(target), asked)
    )


def _leads(link: Link | None, asked: Asked) -> bool:
    return link is not None and bool(link.hops(asked).tables)
