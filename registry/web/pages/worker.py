"""The worker's pages: apply, hand in papers, follow the own case."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from registry.usecases import (
    attestations,
    case_facts,
    case_views,
    corrections,
    decisions,
    evidence,
    guidance,
    qualifications,
    recognition,
    wallet_issuance,
)
from registry.usecases.evidence import Employment
from registry.web.dependencies import (
    ReaderLanguage,
    ReadingSession,
    Release,
    Rendered,
    Wired,
    WritingSession,
)
from registry.web.pages import choices
from registry.web.pages.case_forms import ApplicationForm, CorrectionForm, EventForm
from registry.web.security import Caller, Role, allow_on_page, any_reader

router = APIRouter(include_in_schema=False)
AnyReader = Annotated[Caller | None, Depends(any_reader)]
Short = Annotated[str, Form(max_length=300)]
Worker = Annotated[Caller, Depends(allow_on_page(Role.WORKER))]
FOUND_AT_MOST = 30


def see(application_id: UUID, part: str = "") -> RedirectResponse:
    """After a POST the page is read again, so that reloading sends nothing twice."""
    return RedirectResponse(f"/apply/{application_id}{part}", 303)


@router.get("/apply")
def show_own(
    request: Request,
    caller: AnyReader,
    pages: Rendered,
    session: ReadingSession,
    cursor: str | None = None,
) -> Response:
    """How to apply, and for a worker the own applications."""
    page = None
    if caller is not None and caller.is_worker:
        page = recognition.page_own(session, actor=caller.account, cursor=cursor)
    return pages.render(request, "apply.html", page=page)


@router.get("/apply/new")
def show_new(
    request: Request,
    caller: Worker,  # noqa: ARG001  -- states who may read this
    asked: Annotated[ApplicationForm, Query()],
    pages: Rendered,
    session: ReadingSession,
    release: Release,
    language: ReaderLanguage,
) -> Response:
    """One question after the other; the address holds the answers so far."""
    facts: dict[str, Any] = {
        "asked": asked,
        "destinations": choices.deciding_countries(release, language),
        "held": None,
        "framework": None,
    }
    if asked.qualification:
        facts["held"] = qualifications.get_qualification(session, asked.qualification)
    elif asked.framework:
        facts["framework"] = release.index.framework(asked.framework)
    if not asked.qualification and not asked.title:
        return pages.render(
            request, "apply_find.html", **facts, **_found(session, asked, release, language)
        )
    if not asked.destination:
        return pages.render(request, "apply_where.html", **facts)
    of_this: dict[str, Any] = {
        "destination": asked.destination,
        "purpose": asked.purpose,
        "occupation": asked.occupation,
    }
    cards = guidance.procedures_for(release, **of_this)
    facts["regulated"] = guidance.is_regulated_there(release, **of_this)
    described = [guidance.describe_procedure(card) for card in cards]
    template = "apply_send.html" if described else "apply_nobody.html"
    return pages.render(request, template, cards=described, **facts)


def _found(
    session: ReadingSession, asked: ApplicationForm, release: Release, language: ReaderLanguage
) -> dict[str, Any]:
    rows = None
    if asked.q.strip():
        rows = qualifications.page_qualifications(session, q=asked.q, limit=FOUND_AT_MOST).rows
    return {
        "found": rows,
        "framework_choices": choices.frameworks(release, language),
        "levels": choices.levels(release.index.framework(asked.framework))
        if asked.framework
        else [],
    }


@router.post("/apply/new")
def start_application(
    caller: Worker,
    form: Annotated[ApplicationForm, Form()],
    session: WritingSession,
    release: Release,
    services: Wired,
) -> Response:
    row = recognition.start_application(
        session, release, actor=caller.account, draft=form.draft(), now=services.clock()
    )
    return see(row.id, "#papers")


@router.get("/apply/{application_id}")
def show_case(
    request: Request,
    caller: Worker,
    application_id: UUID,
    pages: Rendered,
    session: ReadingSession,
    release: Release,
    services: Wired,
) -> Response:
    view = case_views.get_case(
        session, release, actor=caller.account, application_id=application_id, now=services.clock()
    )
    return pages.render(
        request,
        "case.html",
        case=view,
        records=attestations.list_records(
            session, actor=caller.account, application_id=application_id
        ),
        covers_award=lambda row: case_facts.covers_award(row, view.application),
        awaits_decision=view.application.state in wallet_issuance.OPEN_STATES,
    )


@router.post("/apply/{application_id}/evidence")
def add_evidence(
    caller: Worker,
    application_id: UUID,
    file: Annotated[UploadFile, File()],
    session: WritingSession,
    services: Wired,
    kind: Annotated[str, Form()] = "document",
    issued_by: Short = "",
    role: Short = "",
    started_on: Short = "",
    ended_on: Short = "",
) -> Response:
    evidence.add_evidence(
        session,
        actor=caller.account,
        application_id=application_id,
        kind=kind,
        name=file.filename or "",
        media_type=file.content_type or "",
        content=file.file.read(),
        employment=Employment(issued_by, role, started_on, ended_on),
        settings=services.settings,
        now=services.clock(),
    )
    return see(application_id, "#papers")


@router.post("/apply/{application_id}/corrections")
def propose_correction(
    caller: Worker,
    application_id: UUID,
    form: Annotated[CorrectionForm, Form()],
    session: WritingSession,
    services: Wired,
) -> Response:
    """The own name or birth date, where it was written wrongly."""
    corrections.propose(
        session,
        actor=caller.account,
        application_id=application_id,
        draft=form.draft(),
        now=services.clock(),
    )
    return see(application_id, "#person")


@router.post("/apply/{application_id}/corrections/{correction_id}/decline")
def take_back_correction(
    caller: Worker,
    application_id: UUID,
    correction_id: UUID,
    session: WritingSession,
    services: Wired,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    corrections.decline(
        session,
        actor=caller.account,
        application_id=application_id,
        correction_id=correction_id,
        reason=reason,
        now=services.clock(),
    )
    return see(application_id, "#person")


@router.post("/apply/{application_id}/events")
def record_event(
    caller: Worker,
    application_id: UUID,
    form: Annotated[EventForm, Form()],
    session: WritingSession,
    services: Wired,
) -> Response:
    now = services.clock()
    if form.event == "consent":
        recognition.give_consent(
            session, actor=caller.account, application_id=application_id, now=now
        )
    elif form.event == "appeal":
        decisions.appeal(
            session,
            actor=caller.account,
            application_id=application_id,
            grounds=form.note,
            expected_version=form.version,
            now=now,
        )
    else:
        recognition.record_event(
            session,
            actor=caller.account,
            application_id=application_id,
            event=form.event,
            note=form.note,
            expected_version=form.version,
            now=now,
        )
    return see(application_id)
