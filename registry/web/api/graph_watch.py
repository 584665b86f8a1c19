"""What curators watch over, open to everyone: differences, conflicts, coverage, what ends."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from registry.usecases import graph_overview
from registry.web.dependencies import ReadingSession, Release, Wired
from registry.web.graph_schemas import CellOut, ConflictOut, DifferenceOut, ExpiryOut
from registry.web.paging import Cursor, Limit, link_next
from registry.web.schemas import ListOf, ReleaseNumber
from registry.web.security import anyone

router = APIRouter(prefix="/api/v1/graph", tags=["graph"])
# How far the calendar looks when nobody says: a year back for what is overdue, and one ahead.
YEAR = timedelta(days=365)


@router.get("/releases/{number}/diff/{other}", dependencies=[Depends(anyone)])
def compare_releases(
    number: ReleaseNumber, other: ReleaseNumber, session: ReadingSession, release: Release
) -> DifferenceOut:
    """What leads from one release to another."""
    return DifferenceOut.of(
        graph_overview.compare_releases(session, release, number=number, other=other)
    )


@router.get("/conflicts", dependencies=[Depends(anyone)])
def list_conflicts(
    request: Request,
    response: Response,
    release: Release,
    services: Wired,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ListOf[ConflictOut]:
    """Contested answers, dissent and contradictions, by pair of frameworks."""
    page = graph_overview.page_conflicts(release, cursor=cursor, limit=limit, now=services.clock())
    link_next(request, response, page.next_cursor)
    items = [ConflictOut.of(row, release.index) for row in page.rows]
    return ListOf(items=items, next=page.next_cursor)


@router.get("/coverage/matrix", dependencies=[Depends(anyone)])
def get_matrix(
    request: Request,
    response: Response,
    release: Release,
    services: Wired,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> ListOf[CellOut]:
    """Countries by hubs, level by level, with gaps."""
    page = graph_overview.page_matrix(
        release, country=country, cursor=cursor, limit=limit, now=services.clock()
    )
    link_next(request, response, page.next_cursor)
    return ListOf(items=[CellOut.of(row) for row in page.rows], next=page.next_cursor)


@router.get("/expiry", dependencies=[Depends(anyone)])
def get_calendar(
    request: Request,
    response: Response,
    release: Release,
    services: Wired,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="until")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> ListOf[ExpiryOut]:
    """What ends or is due for review from a day to the day before another."""
    today = services.clock().date()
    page = graph_overview.page_expiry(
        release,
        first=first or today - YEAR,
        last=last or today + YEAR,
        cursor=cursor,
        limit=limit,
    )
    link_next(request, response, page.next_cursor)
    return ListOf(items=[ExpiryOut.of(row) for row in page.rows], next=page.next_cursor)
