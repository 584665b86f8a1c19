"""The officer's forms for facts of a case and for corrections; the case page shows them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response

from registry.usecases import case_facts, corrections, qualification_details
from registry.web.dependencies import Wired, WritingSession
from registry.web.pages.case_forms import (
    AssessmentForm,
    CorrectionForm,
    DetailsForm,
    QualityForm,
)
from registry.web.pages.officer import see
from registry.web.security import OFFICERS, Caller, Role, allow_on_page

router = APIRouter(include_in_schema=False, prefix="/officer/cases/{application_id}")
Officer = Annotated[Caller, Depends(allow_on_page(*OFFICERS))]
Assessor = Annotated[Caller, Depends(allow_on_page(Role.ASSESSMENT))]
Verifier = Annotated[Caller, Depends(allow_on_page(Role.VERIFICATION))]
Decider = Annotated[Caller, Depends(allow_on_page(Role.DECISION))]
Reason = Annotated[str, Form(max_length=500)]


@router.post("/assessments")
def record_assessment(
    caller: Assessor,
    application_id: UUID,
    form: Annotated[AssessmentForm, Form()],
    session: WritingSession,
    services: Wired,
) -> Response:
    case_facts.record_assessment(
        session,
        actor=caller.account,
        application_id=application_id,
        draft=form.draft(),
        now=services.clock(),
    )
    return see(application_id, "#assessments")


@router.post("/assessments/{fact_id}/take-back")
def take_back_assessment(
    caller: Assessor,
    application_id: UUID,
    fact_id: UUID,
    session: WritingSession,
    services: Wired,
    reason: Reason = "",
) -> Response:
    case_facts.take_back_assessment(
        session,
        actor=caller.account,
        application_id=application_id,
        fact_id=fact_id,
        reason=reason,
        now=services.clock(),
    )
    return see(application_id, "#assessments")


@router.post("/quality")
def record_quality(
    caller: Verifier,
    application_id: UUID,
    form: Annotated[QualityForm, Form()],
    session: WritingSession,
    services: Wired,
) -> Response:
    case_facts.record_quality(
        session,
        actor=caller.account,
        application_id=application_id,
        draft=form.draft(),
        now=services.clock(),
    )
    return see(application_id, "#quality")


@router.post("/quality/{fact_id}/take-back")
def take_back_quality(
    caller: Verifier,
    application_id: UUID,
    fact_id: UUID,
    session: WritingSession,
    services: Wired,
    reason: Reason = "",
) -> Response:
    case_facts.take_back_quality(
        session,
        actor=caller.account,
        application_id=application_id,
        fact_id=fact_id,
        reason=reason,
        now=services.clock(),
    )
    return see(application_id, "#quality")


@router.post("/details")
def record_details(
    caller: Verifier,
    application_id: UUID,
    form: Annotated[DetailsForm, Form()],
    session: WritingSession,
    services: Wired,
) -> Response:
    qualification_details.record_details(
        session,
        actor=caller.account,
        application_id=application_id,
        details=form.details(),
        now=services.clock(),
    )
    return see(application_id, "#details")


@router.post("/corrections")
def propose_correction(
    caller: Officer,
    application_id: UUID,
    form: Annotated[CorrectionForm, Form()],
    session: WritingSession,
    services: Wired,
) -> Response:
    corrections.propose(
        session,
        actor=caller.account,
        application_id=application_id,
        draft=form.draft(),
        now=services.clock(),
    )
    return see(application_id, "#person")


@router.post("/corrections/{correction_id}/confirm")
def confirm_correction(
    caller: Decider,
    application_id: UUID,
    correction_id: UUID,
    session: WritingSession,
    services: Wired,
) -> Response:
    corrections.confirm(
        session,
        actor=caller.account,
        application_id=application_id,
        correction_id=correction_id,
        now=services.clock(),
    )
    return see(application_id, "#person")


@router.post("/corrections/{correction_id}/decline")
def decline_correction(
    caller: Officer,
    application_id: UUID,
    correction_id: UUID,
    session: WritingSession,
    services: Wired,
    reason: Reason = "",
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
