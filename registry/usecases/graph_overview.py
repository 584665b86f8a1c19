"""The graph as its curators watch over it: releases compared, conflicts, coverage, what ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlmodel import Session

from mappings import coverage_matrix, diff, expiry
from mappings.conflicts import Conflict, find_conflicts
from mappings.coverage_matrix import Cell
from mappings.diff import Difference
from mappings.expiry import Expiry
from mappings.model import Graph
from registry.errors import DatesReversed
from registry.services import ReleaseInForce
from registry.usecases import cursors, publishing


@dataclass(frozen=True, slots=True)
class ConflictPage:
    rows: Sequence[Conflict]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class CellPage:
    rows: Sequence[Cell]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ExpiryPage:
    rows: Sequence[Expiry]
    next_cursor: str | None


def compare_releases(
    session: Session, in_force: ReleaseInForce, *, number: int, other: int
) -> Difference:
    """What leads from one release to another. Raises ReleaseUnknown."""
    before, after = (_graph(session, in_force, each) for each in (number, other))
    return diff.between(before, after)


def _graph(session: Session, in_force: ReleaseInForce, number: int) -> Graph:
    if number == in_force.release.number:
        return in_force.release.graph
    return publishing.get_release(session, number).graph


def page_conflicts(
    in_force: ReleaseInForce, *, cursor: str | None = None, limit: int = 20, now: datetime
) -> ConflictPage:
    """Pairs of frameworks in conflict today, by their ids. CursorInvalid, ValidationFailed."""
    limit = cursors.check_limit(limit)
    position = cursors.decode(cursor, size=2)
    found = find_conflicts(
        in_force.index,
        as_of=now.date(),
        known_at=max(now, in_force.release.published_at),
        after=(position[0], position[1]) if position else None,
    )
    rows = list(islice(found, limit + 1))
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return ConflictPage(
        shown, cursors.encode(last.from_framework, last.to_framework) if last else None
    )


def page_matrix(
    in_force: ReleaseInForce,
    *,
    country: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
    now: datetime,
) -> CellPage:
    """Countries by hubs, of one country if asked. Raises CursorInvalid, ValidationFailed."""
    limit = cursors.check_limit(limit)
    position = cursors.decode(cursor, size=3)
    cells = coverage_matrix.matrix(
        in_force.index,
        as_of=now.date(),
        known_at=max(now, in_force.release.published_at),
        country=country,
        after=(position[0], position[1], position[2]) if position else None,
    )
    rows = list(islice(cells, limit + 1))
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return CellPage(shown, cursors.encode(last.country, last.framework, last.hub) if last else None)


def page_expiry(
    in_force: ReleaseInForce,
    *,
    first: date,
    last: date,
    cursor: str | None = None,
    limit: int = 100,
) -> ExpiryPage:
    """What ends or is due for review in [first, last), in order.

    Raises DatesReversed, CursorInvalid, ValidationFailed.
    """
    if first >= last:
        raise DatesReversed(
            "The calendar would end before it begins.", first=str(first), last=str(last)
        )
    limit = cursors.check_limit(limit)
    position = cursors.decode(cursor, size=3)
    rows = [
        row
        for row in expiry.calendar(in_force.release.graph, first=first, last=last)
        if position is None or _key(row) > tuple(position)
    ]
    shown = rows[:limit]
    return ExpiryPage(shown, cursors.encode(*_key(shown[-1])) if len(rows) > limit else None)


def _key(row: Expiry) -> tuple[str, str, str]:
    return row.day.isoformat(), row.iri, row.kind
