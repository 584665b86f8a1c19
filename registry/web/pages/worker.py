"""The worker's pages: apply, hand in papers, follow the own case."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
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
from registry.web.case_steps import HandedIn, Step, step_by
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
Worker = Annotated[Caller, Depends(allow_on_page(Role.WORKER))]
WorkerStep = Annotated[Step, Depends(step_by(allow_on_page(Role.WORKER)))]
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
    step: WorkerStep,
    paper: HandedIn,
    session: WritingSession,
    services: Wired,
) -> Response:
    evidence.add_evidence(session, **step, **paper, settings=services.settings)
    return see(step["application_id"], "#papers")


@router.post("/apply/{application_id}/corrections")
def propose_correction(
    step: WorkerStep,
    form: Annotated[CorrectionForm, Form()],
    session: WritingSession,
) -> Response:
    """The own name or birth date, where it was written wrongly."""
    corrections.propose(session, **step, draft=form.draft())
    return see(step["application_id"], "#person")


@router.post("/apply/{application_id}/corrections/{correction_id}/decline")
def take_back_correction(
    step: WorkerStep,
    correction_id: UUID,
    session: WritingSession,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    corrections.decline(session, **step, correction_id=correction_id, reason=reason)
    return see(step["application_id"], "#person")


@router.post("/apply/{application_id}/events")
def record_event(
    step: WorkerStep,
    form: Annotated[EventForm, Form()],
    session: WritingSession,
) -> Response:
    if form.event == "consent":
        recognition.give_consent(session, **step)
    elif form.event == "appeal":
        decisions.appeal(
            session,
            **step,
            grounds=form.note,
            expected_version=form.version,
        )
    else:
        recognition.record_event(
            session,
            **step,
            event=form.event,
            note=form.note,
            expected_version=form.version,
        )
    return see(step["application_id"])
