"""Drafts of the next release: written, looked at, talked about. Their steps: `draft_steps`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Query, Request, Response, UploadFile

from registry.usecases import (
    draft_changes,
    draft_imports,
    draft_views,
    drafts,
    regression_examples,
    reviews,
)
from registry.web.dependencies import ReadingSession, Release, Wired, WritingSession
from registry.web.draft_requests import Curator, Edited, Reader
from registry.web.draft_schemas import (
    ChangeIn,
    ChangeOut,
    CommentIn,
    CommentOut,
    DifferingOut,
    DraftDetailOut,
    DraftIn,
    DraftOut,
    ExamplesOut,
    FindingOut,
    ImportOut,
    ReviewOut,
)
from registry.web.graph_schemas import DifferenceOut, ImpactOut, TouchedCredential
from registry.web.paging import Cursor, Limit, link_next
from registry.web.schemas import ListOf

router = APIRouter(prefix="/api/v1/graph", tags=["curation"])


@router.get("/drafts")
def list_drafts(
    request: Request,
    response: Response,
    _: Reader,
    session: ReadingSession,
    state: Annotated[str | None, Query(max_length=20)] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ListOf[DraftOut]:
    """Newest first."""
    page = drafts.page(session, state=state, cursor=cursor, limit=limit)
    link_next(request, response, page.next_cursor)
    return ListOf(items=[DraftOut.of(row) for row in page.rows], next=page.next_cursor)


@router.post("/drafts", status_code=201)
def create_draft(
    caller: Curator,
    wanted: DraftIn,
    response: Response,
    session: WritingSession,
    release: Release,
    services: Wired,
) -> DraftOut:
    """An empty draft on the release in force."""
    row = drafts.create(
        session,
        release,
        actor=caller.account,
        title=wanted.title,
        description=wanted.description,
        now=services.clock(),
    )
    response.headers["Location"] = f"/api/v1/graph/drafts/{row.id}"
    return DraftOut.of(row)


@router.get("/drafts/{draft_id}")
def get_draft(_: Reader, draft_id: UUID, session: ReadingSession) -> DraftDetailOut:
    """With its changes, its reviews and the files of examples attached to it."""
    return DraftDetailOut(
        **DraftOut.of(drafts.get(session, draft_id)).model_dump(),
        changes=[ChangeOut.of(row) for row in draft_changes.list_changes(session, draft_id)],
        reviews=[ReviewOut.of(row) for row in reviews.list_reviews(session, draft_id)],
        examples=[
            ExamplesOut.of(row) for row in regression_examples.list_of_draft(session, draft_id)
        ],
    )


@router.post("/drafts/{draft_id}/changes", status_code=201)
def put_change(
    caller: Curator,
    draft_id: UUID,
    change: ChangeIn,
    session: WritingSession,
    release: Release,
    services: Wired,
) -> ChangeOut:
    """Add, supersede, confirm or withdraw; a change of the same IRI is replaced."""
    row = draft_changes.put(
        session,
        release,
        actor=caller.account,
        draft_id=draft_id,
        wanted=change.wanted(),
        expected_version=change.expected_version,
        now=services.clock(),
    )
    return ChangeOut.of(row)


@router.delete("/drafts/{draft_id}/changes/{change_id}")
def remove_change(edited: Edited, change_id: UUID, session: WritingSession) -> DraftOut:
    """Take a change out of the draft."""
    row = draft_changes.remove(session, change_id=change_id, **edited.members)
    return DraftOut.of(row)


@router.post("/drafts/{draft_id}/import", status_code=201)
def import_file(edited: Edited, file: Annotated[UploadFile, File()], services: Wired) -> ImportOut:
    """Statements of a spreadsheet, SSSOM or RDF file, as unreviewed (F0): all or none of them."""
    taken = draft_imports.import_file(
        services, content=file.file.read(), name=file.filename or "", **edited.members
    )
    return ImportOut.of(taken)


@router.get("/drafts/{draft_id}/diff")
def get_difference(
    _: Reader, draft_id: UUID, session: ReadingSession, release: Release, services: Wired
) -> DifferenceOut:
    """What it changes in the release that it starts from."""
    found = draft_views.difference(session, release, draft_id=draft_id, now=services.clock())
    return DifferenceOut.of(found)


@router.get("/drafts/{draft_id}/validation")
def get_findings(
    _: Reader, draft_id: UUID, session: ReadingSession, release: Release, services: Wired
) -> ListOf[FindingOut]:
    """What the rules say of the changes and what they touch; violations bar publication."""
    found = draft_views.findings(session, release, draft_id=draft_id, now=services.clock())
    return ListOf(items=[FindingOut.of(row) for row in found])


@router.get("/drafts/{draft_id}/impact")
def get_impact(
    _: Reader, draft_id: UUID, session: ReadingSession, release: Release, services: Wired
) -> ImpactOut:
    """Which answers change, which credentials and which open cases are touched."""
    found = draft_views.touched(session, release, draft_id=draft_id, now=services.clock())
    return ImpactOut.of(found, release.index)


@router.get("/drafts/{draft_id}/impact/credentials")
def list_touched_credentials(
    request: Request,
    response: Response,
    _: Reader,
    draft_id: UUID,
    session: ReadingSession,
    release: Release,
    services: Wired,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ListOf[TouchedCredential]:
    """Issued credentials that rest on a changed statement."""
    page = draft_views.page_credentials(
        session, release, draft_id=draft_id, cursor=cursor, limit=limit, now=services.clock()
    )
    link_next(request, response, page.next_cursor)
    return ListOf(items=[TouchedCredential.of(row) for row in page.rows], next=page.next_cursor)


@router.get("/drafts/{draft_id}/comments")
def list_comments(_: Reader, draft_id: UUID, session: ReadingSession) -> ListOf[CommentOut]:
    """Oldest first."""
    return ListOf(items=[CommentOut.of(row) for row in drafts.list_comments(session, draft_id)])


@router.post("/drafts/{draft_id}/comments", status_code=201)
def comment(
    caller: Reader, draft_id: UUID, said: CommentIn, session: WritingSession, services: Wired
) -> CommentOut:
    row = drafts.comment(
        session,
        actor=caller.account,
        draft_id=draft_id,
        text=said.text,
        iri=said.iri,
        now=services.clock(),
    )
    return CommentOut.of(row)


@router.post("/drafts/{draft_id}/examples", status_code=201)
def attach_examples(
    edited: Edited, file: Annotated[UploadFile, File()], session: WritingSession, release: Release
) -> ExamplesOut:
    """A file of examples that this release and every later one must answer as it expects."""
    row = regression_examples.attach(
        session,
        release,
        name=file.filename or "",
        content=file.file.read(),
        **edited.members,
    )
    return ExamplesOut.of(row)


@router.get("/drafts/{draft_id}/examples/differences")
def list_differing_answers(
    _: Reader, draft_id: UUID, session: ReadingSession, release: Release, services: Wired
) -> ListOf[DifferingOut]:
    """Answers of the release-to-be that are not as the attached files expect; they bar
    publication."""
    found = regression_examples.differences(
        session, release, draft_id=draft_id, now=services.clock()
    )
    return ListOf(items=[DifferingOut(**one.as_error()) for one in found])


@router.post("/examples/{examples_id}/retire", status_code=204)
def retire_examples(
    caller: Curator, examples_id: UUID, session: WritingSession, services: Wired
) -> None:
    """Run a file no longer."""
    regression_examples.retire(
        session, actor=caller.account, examples_id=examples_id, now=services.clock()
    )
