"""Releases of the equivalence graph and what they cover."""

from dataclasses import asdict

from fastapi import APIRouter, Depends

from mappings import coverage
from registry.usecases import publishing
from registry.web.dependencies import ReadingSession, Release
from registry.web.schemas import CoverageOut, ListOf, ReleaseNumber, ReleaseOut
from registry.web.security import anyone

router = APIRouter(prefix="/api/v1/graph", tags=["graph"])


@router.get("/releases", dependencies=[Depends(anyone)])
def list_releases(session: ReadingSession) -> ListOf[ReleaseOut]:
    """All, newest first."""
    return ListOf(items=[ReleaseOut.of(row) for row in publishing.list_releases(session)])


@router.get("/releases/{number}", dependencies=[Depends(anyone)])
def get_release(number: ReleaseNumber, session: ReadingSession) -> ReleaseOut:
    """Its hash is that of the N-Quads that /id/release/{number} gives."""
    return ReleaseOut.of(publishing.get_stored_release(session, number))


@router.get("/coverage", dependencies=[Depends(anyone)])
def get_coverage(release: Release) -> ListOf[CoverageOut]:
    """By country: what the release in force can answer, and what waits for confirmation."""
    rows = coverage.by_country(release.release.graph)
    return ListOf(items=[CoverageOut.model_validate(asdict(row)) for row in rows])
