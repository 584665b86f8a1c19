"""The officer's forms for facts of a case and for corrections; the case page shows them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response

from registry.usecases import case_facts, corrections, qualification_details
from registry.web.case_steps import Step, step_by
from registry.web.dependencies import WritingSession
from registry.web.pages.case_forms import (
    AssessmentForm,
    CorrectionForm,
    DetailsForm,
    QualityForm,
)
from registry.web.pages.officer import see
from registry.web.security import OFFICERS, Role, allow_on_page

router = APIRouter(include_in_schema=False, prefix="/officer/cases/{application_id}")
Officer = Annotated[Step, Depends(step_by(allow_on_page(*OFFICERS)))]
Assessor = Annotated[Step, Depends(step_by(allow_on_page(Role.ASSESSMENT)))]
Verifier = Annotated[Step, Depends(step_by(allow_on_page(Role.VERIFICATION)))]
Decider = Annotated[Step, Depends(step_by(allow_on_page(Role.DECISION)))]
Reason = Annotated[str, Form(max_length=500)]


@router.post("/assessments")
def record_assessment(
    step: Assessor,
    form: Annotated[AssessmentForm, Form()],
    session: WritingSession,
) -> Response:
    case_facts.record_assessment(session, **step, draft=form.draft())
    return see(step["application_id"], "#assessments")


@router.post("/assessments/{fact_id}/take-back")
def take_back_assessment(
    step: Assessor,
    fact_id: UUID,
    session: WritingSession,
    reason: Reason = "",
) -> Response:
    case_facts.take_back_assessment(session, **step, fact_id=fact_id, reason=reason)
    return see(step["application_id"], "#assessments")


@router.post("/quality")
def record_quality(
    step: Verifier,
    form: Annotated[QualityForm, Form()],
    session: WritingSession,
) -> Response:
    case_facts.record_quality(session, **step, draft=form.draft())
    return see(step["application_id"], "#quality")


@router.post("/quality/{fact_id}/take-back")
def take_back_quality(
    step: Verifier,
    fact_id: UUID,
    session: WritingSession,
    reason: Reason = "",
) -> Response:
    case_facts.take_back_quality(session, **step, fact_id=fact_id, reason=reason)
    return see(step["application_id"], "#quality")


@router.post("/details")
def record_details(
    step: Verifier,
    form: Annotated[DetailsForm, Form()],
    session: WritingSession,
) -> Response:
    qualification_details.record_details(session, **step, details=form.details())
    return see(step["application_id"], "#details")


@router.post("/corrections")
def propose_correction(
    step: Officer,
    form: Annotated[CorrectionForm, Form()],
    session: WritingSession,
) -> Response:
    corrections.propose(session, **step, draft=form.draft())
    return see(step["application_id"], "#person")


@router.post("/corrections/{correction_id}/confirm")
def confirm_correction(
    step: Decider,
    correction_id: UUID,
    session: WritingSession,
) -> Response:
    corrections.confirm(session, **step, correction_id=correction_id)
    return see(step["application_id"], "#person")


@router.post("/corrections/{correction_id}/decline")
def decline_correction(
    step: Officer,
    correction_id: UUID,
    session: WritingSession,
    reason: Reason = "",
) -> Response:
    corrections.decline(session, **step, correction_id=correction_id, reason=reason)
    return see(step["application_id"], "#person")
