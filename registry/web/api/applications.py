"""The recognition procedure: applications, evidence, events, decision, appeal."""

from random import SystemRandom
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from registry.errors import DecisionUnknown, NotPermitted, ValidationFailed
from registry.usecases import case_views, decisions, evidence, recognition
from registry.usecases.case_views import CaseView
from registry.usecases.procedure import TRANSITIONS
from registry.web import downloads
from registry.web.case_schemas import (
    AppealIn,
    ApplicationIn,
    ApplicationOut,
    CaseOut,
    DecideIn,
    DecisionOut,
    EventIn,
    EventOut,
    EvidenceOut,
)
from registry.web.case_steps import HandedIn, Step, step_by
from registry.web.dependencies import ReadingSession, Release, Wired, WritingSession
from registry.web.downloads import Texts
from registry.web.paging import Cursor, Limit, link_next
from registry.web.schemas import ListOf
from registry.web.security import OFFICERS, Caller, Role, allow

PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}
router = APIRouter(prefix="/api/v1/applications", tags=["applications"])
Worker = Annotated[Caller, Depends(allow(Role.WORKER))]
Party = Annotated[Caller, Depends(allow(Role.WORKER, *OFFICERS))]
PartyStep = Annotated[Step, Depends(step_by(allow(Role.WORKER, *OFFICERS)))]
WorkerStep = Annotated[Step, Depends(step_by(allow(Role.WORKER)))]
Decider = Annotated[Step, Depends(step_by(allow(Role.DECISION)))]


def get_case(
    caller: Party,
    application_id: UUID,
    session: ReadingSession,
    release: Release,
    services: Wired,
) -> CaseView:
    """The case as this party sees it."""
    return case_views.get_case(
        session,
        release,
        actor=caller.account,
        application_id=application_id,
        now=services.clock(),
    )


Seen = Annotated[CaseView, Depends(get_case)]


@router.get("")
def list_applications(
    request: Request,
    response: Response,
    caller: Party,
    session: ReadingSession,
    state: Annotated[str | None, Query(max_length=20)] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ListOf[ApplicationOut]:
    """An officer sees the open cases of the own authority, a worker the own applications."""
    if caller.is_officer:
        page = recognition.page_queue(
            session, actor=caller.account, state=state, cursor=cursor, limit=limit
        )
    else:
        page = recognition.page_own(session, actor=caller.account, cursor=cursor, limit=limit)
    link_next(request, response, page.next_cursor)
    return ListOf(items=[ApplicationOut.of(row) for row in page.rows], next=page.next_cursor)


@router.post("", status_code=201)
def start_application(
    caller: Worker,
    application: ApplicationIn,
    response: Response,
    session: WritingSession,
    release: Release,
    services: Wired,
) -> ApplicationOut:
    """A draft at the competent authority; the event `submit` sends it."""
    row = recognition.start_application(
        session, release, actor=caller.account, draft=application.draft(), now=services.clock()
    )
    response.headers["Location"] = f"/api/v1/applications/{row.id}"
    return ApplicationOut.of(row)


@router.get("/{application_id}")
def get_application(
    case: Seen,
) -> CaseOut:
    """State, days left, what is missing, who acts next, and what the graph says."""
    return CaseOut.of(case)


@router.get("/{application_id}/evidence")
def list_evidence(
    case: Seen,
) -> ListOf[EvidenceOut]:
    return ListOf(items=[EvidenceOut.of(row) for row in case.evidence])


@router.post("/{application_id}/evidence", status_code=201)
def add_evidence(
    step: PartyStep,
    paper: HandedIn,
    session: WritingSession,
    services: Wired,
) -> EvidenceOut:
    """One paper as PDF, PNG or JPEG. Of an employer's attestation also who issued it, for what
    work, from when to when."""
    row = evidence.add_evidence(session, **step, **paper, settings=services.settings)
    return EvidenceOut.of(row)


@router.get("/{application_id}/evidence/{evidence_id}", response_class=Response)
def get_evidence(
    caller: Party, application_id: UUID, evidence_id: UUID, session: ReadingSession
) -> Response:
    """The paper as it was handed in."""
    row = evidence.get_evidence(
        session, actor=caller.account, application_id=application_id, evidence_id=evidence_id
    )
    return downloads.paper(row.content, row.media_type, row.sha256)


@router.get("/{application_id}/events")
def list_events(
    case: Seen,
) -> ListOf[EventOut]:
    """What happened so far, oldest first."""
    return ListOf(items=[EventOut.of(row) for row in case.events])


@router.post("/{application_id}/events")
def record_event(
    caller: Party,
    application_id: UUID,
    event: EventIn,
    session: WritingSession,
    release: Release,
    services: Wired,
) -> ApplicationOut:
    """A step of the procedure. Deciding and appealing have paths of their own."""
    check_scope(caller, event.event)
    now = services.clock()
    if event.event == "consent":
        row = recognition.give_consent(
            session, actor=caller.account, application_id=application_id, now=now
        )
        return ApplicationOut.of(row)
    if event.event in {"propose", "apply_rule"}:
        return _propose(caller, application_id, event, session, release, services)
    row = recognition.record_event(
        session,
        actor=caller.account,
        application_id=application_id,
        event=event.event,
        note=event.note,
        requested=event.requested,
        expected_version=event.expected_version,
        now=now,
    )
    return ApplicationOut.of(row)


def check_scope(caller: Caller, event: str) -> None:
    """A token with less than all roles of its account can do less. Raises NotPermitted."""
    permitted = {row.permission for row in TRANSITIONS if row.event == event}
    if permitted and caller.roles.isdisjoint(permitted):
        raise NotPermitted("Your token does not cover this step.", needed=sorted(permitted))


def _propose(
    caller: Caller,
    application_id: UUID,
    event: EventIn,
    session: WritingSession,
    release: Release,
    services: Wired,
) -> ApplicationOut:
    if event.proposal is None:
        raise ValidationFailed(
            "The proposal is missing.",
            errors=[{"field": "proposal", "message": "Say what you propose to decide."}],
        )
    decisions.propose(
        session,
        release,
        actor=caller.account,
        application_id=application_id,
        draft=event.proposal.draft(),
        expected_version=event.expected_version,
        now=services.clock(),
    )
    row = recognition.get_application(session, actor=caller.account, application_id=application_id)
    return ApplicationOut.of(row)


@router.get("/{application_id}/decision")
def get_decision(
    case: Seen,
) -> DecisionOut:
    if case.decision is None:
        raise DecisionUnknown("This application has not been decided yet.")
    return DecisionOut.of(case.decision, case.credential)


@router.get("/{application_id}/decision/letter.pdf", response_class=Response, responses=PDF)
def get_decision_letter(
    caller: Party,
    application_id: UUID,
    session: ReadingSession,
    services: Wired,
    texts: Texts,
) -> Response:
    """A refusal as a letter with reasons, remedies and appeal; `?lang=fr`, `?lang=fr,ar`."""
    return downloads.decision_letter(
        session, services, reader=caller.account, application_id=application_id, texts=texts
    )


@router.post("/{application_id}/decision", status_code=201)
def decide(
    step: Decider,
    decided: DecideIn,
    session: WritingSession,
    services: Wired,
) -> DecisionOut:
    """Decide what was proposed, or otherwise; the credential is issued in the same moment."""
    outcome = decisions.decide(
        session,
        services,
        **step,
        draft=decided.decision.draft() if decided.decision else None,
        expected_version=decided.expected_version,
        randomness=SystemRandom(),
    )
    return DecisionOut.of(outcome.decision, outcome.credential)


@router.post("/{application_id}/appeal")
def appeal(
    step: WorkerStep,
    appealed: AppealIn,
    session: WritingSession,
) -> ApplicationOut:
    """Against a decision within its time, or against a missed deadline."""
    row = decisions.appeal(
        session,
        **step,
        grounds=appealed.grounds,
        expected_version=appealed.expected_version,
    )
    return ApplicationOut.of(row)
