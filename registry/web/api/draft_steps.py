"""The steps of a draft: hand in, review, bring up to date, take back, publish."""

from uuid import UUID

from fastapi import APIRouter, Response

from registry.usecases import drafts, publication, reviews
from registry.web.dependencies import Release, Wired, WritingSession
from registry.web.draft_requests import Reviewer, Step
from registry.web.draft_schemas import DraftOut, ReviewIn, ReviewOut
from registry.web.schemas import ReleaseOut

router = APIRouter(prefix="/api/v1/graph/drafts/{draft_id}", tags=["curation"])


@router.post("/submit")
def submit(step: Step, session: WritingSession, release: Release) -> DraftOut:
    """Hand it to a reviewer."""
    return DraftOut.of(drafts.submit(session, release, **step.members))


@router.post("/rebase")
def rebase(step: Step, session: WritingSession, release: Release) -> DraftOut:
    """Start from the release in force, after another draft was published first."""
    return DraftOut.of(drafts.rebase(session, release, **step.members))


@router.post("/reopen")
def reopen(step: Step, session: WritingSession) -> DraftOut:
    """To change it again; an approval is void."""
    return DraftOut.of(drafts.take(session, step="reopen", **step.members))


@router.post("/withdraw")
def withdraw(step: Step, session: WritingSession) -> DraftOut:
    """For good."""
    return DraftOut.of(drafts.take(session, step="withdraw", **step.members))


@router.post("/review")
def review(caller: Reviewer, draft_id: UUID, said: ReviewIn, services: Wired) -> ReviewOut:
    """By a reviewer of a competent office who wrote none of it."""
    row = reviews.review_draft(
        services,
        actor=caller.account,
        draft_id=draft_id,
        verdict=said.verdict,
        note=said.note,
        expected_version=said.expected_version,
        now=services.clock(),
    )
    return ReviewOut.of(row)


@router.post("/publish", status_code=201)
def publish(step: Step, response: Response, services: Wired) -> ReleaseOut:
    """An approved draft becomes the next release and is in force at once, or nothing happens."""
    row = publication.publish_draft(services, **step.members)
    response.headers["Location"] = f"/api/v1/graph/releases/{row.number}"
    return ReleaseOut.of(row)
