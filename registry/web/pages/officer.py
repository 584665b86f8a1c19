"""The officer's pages: the queue, a case with what the graph says, propose, decide, take back."""

from random import SystemRandom
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from mappings.model import Framework
from registry.errors import CountryWithoutFramework
from registry.services import ReleaseInForce
from registry.usecases import (
    attestations,
    case_facts,
    case_views,
    comparison,
    decisions,
    occupation_skills,
    quality_registers,
    recognition,
    reissue,
    revocation,
)
from registry.usecases.attestations import Facts
from registry.web.case_steps import Step, step_by
from registry.web.dependencies import ReadingSession, Release, Rendered, Wired, WritingSession
from registry.web.pages import choices
from registry.web.pages.case_forms import DecisionForm, EventForm
from registry.web.security import OFFICERS, Caller, Role, allow_on_page

router = APIRouter(include_in_schema=False, prefix="/officer")
Officer = Annotated[Caller, Depends(allow_on_page(*OFFICERS))]
OfficerStep = Annotated[Step, Depends(step_by(allow_on_page(*OFFICERS)))]
Assessor = Annotated[Step, Depends(step_by(allow_on_page(Role.ASSESSMENT)))]
Decider = Annotated[Caller, Depends(allow_on_page(Role.DECISION))]
DeciderStep = Annotated[Step, Depends(step_by(allow_on_page(Role.DECISION)))]
Attester = Annotated[Step, Depends(step_by(allow_on_page(Role.VERIFICATION, Role.ASSESSMENT)))]
TAKE_BACK = {
    "revoke": revocation.revoke,
    "suspend": revocation.suspend,
    "reinstate": revocation.reinstate,
}


def see(application_id: UUID, part: str = "") -> RedirectResponse:
    return RedirectResponse(f"/officer/cases/{application_id}{part}", 303)


@router.get("")
def show_queue(
    request: Request,
    caller: Officer,
    pages: Rendered,
    session: ReadingSession,
    state: Annotated[str | None, Query(max_length=20)] = None,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    page = recognition.page_queue(session, actor=caller.account, state=state or None, cursor=cursor)
    return pages.render(request, "officer_queue.html", page=page, state=state or "")


@router.get("/cases/{application_id}")
def show_case(
    request: Request,
    caller: Officer,
    application_id: UUID,
    pages: Rendered,
    session: ReadingSession,
    release: Release,
    services: Wired,
) -> Response:
    view = case_views.get_case(
        session, release, actor=caller.account, application_id=application_id, now=services.clock()
    )
    target = _framework_of(release, view.application.destination)
    return pages.render(
        request,
        "officer_case.html",
        case=view,
        target=target,
        target_levels=[
            (f"{target.id}:{code}", f"{target.abbreviation or target.name}: {words}")
            for code, words in choices.levels(target)
        ]
        if target
        else [],
        records=attestations.list_records(
            session, actor=caller.account, application_id=application_id
        ),
        may_record=case_facts.may_record(
            session, actor=caller.account, application=view.application
        ),
        registers=quality_registers.registers_for(session, view.application),
        covers_award=lambda row: case_facts.covers_award(row, view.application),
        usual_skills=[
            one.text for one in occupation_skills.usual_outcomes(view.application.occupation or "")
        ],
        may_attest=attestations.open_bases(
            session, actor=caller.account, application=view.application
        ),
    )


def _framework_of(release: ReleaseInForce, country: str) -> Framework | None:
    try:
        return comparison.framework_of_country(release, country)
    except CountryWithoutFramework:
        return None


@router.post("/cases/{application_id}/events")
def record_event(
    step: OfficerStep,
    form: Annotated[EventForm, Form()],
    session: WritingSession,
) -> Response:
    recognition.record_event(
        session,
        **step,
        event=form.event,
        note=form.note,
        requested=form.requested_lines,
        expected_version=form.version,
    )
    return see(step["application_id"])


@router.post("/cases/{application_id}/proposal")
def propose(
    step: Assessor,
    form: Annotated[DecisionForm, Form()],
    session: WritingSession,
    release: Release,
) -> Response:
    decisions.propose(
        session,
        release,
        **step,
        draft=form.draft(),
        expected_version=form.version,
    )
    return see(step["application_id"], "#proposal")


@router.post("/cases/{application_id}/decision")
def decide(
    step: DeciderStep,
    form: Annotated[DecisionForm, Form()],
    session: WritingSession,
    services: Wired,
) -> Response:
    decisions.decide(
        session,
        services,
        **step,
        draft=None if form.as_proposed else form.draft(),
        expected_version=form.version,
        randomness=SystemRandom(),
    )
    return see(step["application_id"], "#decision")


@router.post("/cases/{application_id}/attestations")
def attest(
    step: Attester,
    basis: Annotated[str, Form(max_length=20)],
    session: WritingSession,
    services: Wired,
    skills: Annotated[str, Form(max_length=20_000)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """A skill record from what was verified; one skill on each line."""
    attestations.attest(
        session,
        services,
        **step,
        facts=Facts(basis, tuple(skills.splitlines()), note),
        randomness=SystemRandom(),
    )
    return see(step["application_id"], "#skill-records")


@router.post("/cases/{application_id}/credential")
def change_credential(
    caller: Decider,
    application_id: UUID,
    act: Annotated[str, Form(pattern="^(revoke|suspend|reinstate|reissue)$")],
    credential_id: Annotated[UUID, Form()],
    session: WritingSession,
    services: Wired,
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Revoke, suspend, reinstate or issue again what was issued in this case."""
    if act == "reissue":
        reissue.reissue(
            session,
            services,
            actor=caller.account,
            credential_id=credential_id,
            reason=reason,
            randomness=SystemRandom(),
            now=services.clock(),
        )
        return see(application_id, "#credential")
    TAKE_BACK[act](
        session,
        actor=caller.account,
        credential_id=credential_id,
        reason=reason,
        now=services.clock(),
    )
    return see(application_id, "#credential")
