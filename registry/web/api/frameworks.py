"""The register: frameworks with their levels, and qualifications."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from registry.errors import CursorInvalid
from registry.usecases import qualifications
from registry.web.dependencies import ReadingSession, Release
from registry.web.paging import Cursor, Limit, link_next
from registry.web.schemas import (
    FrameworkOut,
    FrameworkSummary,
    ListOf,
    OptionalCode,
    QualificationOut,
)
from registry.web.security import anyone

router = APIRouter(prefix="/api/v1", tags=["register"])


@router.get("/frameworks", dependencies=[Depends(anyone)])
def list_frameworks(
    request: Request,
    response: Response,
    release: Release,
    country: Annotated[str | None, Query(max_length=10)] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> ListOf[FrameworkSummary]:
    """By id. country: ISO 3166-1 alpha-2."""
    by_id = release.release.graph.frameworks
    if cursor is not None and cursor not in by_id:
        raise CursorInvalid("The cursor is not one of this list.")
    wanted = [
        by_id[key]
        for key in sorted(by_id)
        if key > (cursor or "") and (country is None or by_id[key].territory == country.upper())
    ]
    following = wanted[limit - 1].id if len(wanted) > limit else None
    link_next(request, response, following)
    return ListOf(items=[FrameworkSummary.of(one) for one in wanted[:limit]], next=following)


@router.get("/frameworks/{framework_id}", dependencies=[Depends(anyone)])
def get_framework(framework_id: str, release: Release) -> FrameworkOut:
    """With its levels, lowest first."""
    return FrameworkOut.of(release.index.framework(framework_id))


@router.get("/qualifications", dependencies=[Depends(anyone)])
def search_qualifications(
    request: Request,
    response: Response,
    session: ReadingSession,
    q: Annotated[str, Query(max_length=200)] = "",
    country: Annotated[str | None, Query(max_length=10)] = None,
    framework: Annotated[str | None, Query(max_length=60)] = None,
    level: Annotated[OptionalCode, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ListOf[QualificationOut]:
    """By title. q: words of the title, in English or as the country writes it."""
    page = qualifications.page_qualifications(
        session,
        q=q,
        country=country,
        framework=framework,
        level=level,
        cursor=cursor,
        limit=limit,
    )
    link_next(request, response, page.next_cursor)
    return ListOf(items=[QualificationOut.of(row) for row in page.rows], next=page.next_cursor)


@router.get("/qualifications/{qualification_id}", dependencies=[Depends(anyone)])
def get_qualification(qualification_id: str, session: ReadingSession) -> QualificationOut:
    return QualificationOut.of(qualifications.get_qualification(session, qualification_id))
