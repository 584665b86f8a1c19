"""What officers find out in a case: assessments of the worker, and quality assurance."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import Session

from registry.storage.tables.case_facts import QualityStatement
from registry.usecases import case_facts, qualification_details, quality_registers
from registry.usecases.recognition import get_application
from registry.web.api.applications import Seen
from registry.web.case_schemas import ApplicationOut, ReasonIn
from registry.web.case_steps import ScopedStep, scoped_step_by
from registry.web.dependencies import ReadingSession, WritingSession
from registry.web.fact_schemas import (
    AssessmentIn,
    DetailsIn,
    QualityIn,
    QualityOut,
    QualityRegisterOut,
    SkillAssessmentOut,
)
from registry.web.schemas import ListOf
from registry.web.security import Role, allow

router = APIRouter(prefix="/api/v1/applications", tags=["applications"])
Assessor = Annotated[ScopedStep, Depends(scoped_step_by(allow(Role.ASSESSMENT)))]
Verifier = Annotated[ScopedStep, Depends(scoped_step_by(allow(Role.VERIFICATION)))]


@router.get("/{application_id}/assessments")
def list_assessments(case: Seen) -> ListOf[SkillAssessmentOut]:
    """How the worker was assessed so far; credentials state all of them."""
    return ListOf(items=[SkillAssessmentOut.of(row) for row in case.assessments])


@router.post("/{application_id}/assessments", status_code=201)
def record_assessment(
    step: Assessor,
    given: AssessmentIn,
    session: WritingSession,
) -> SkillAssessmentOut:
    """One assessment, once the papers are verified and before a decision is proposed."""
    row = case_facts.record_assessment(session, **step, draft=given.draft())
    return SkillAssessmentOut.of(row)


@router.post("/{application_id}/assessments/{fact_id}/take-back")
def take_back_assessment(
    step: Assessor,
    application_id: UUID,  # noqa: ARG001  -- in OpenAPI before the fact, as in the path
    fact_id: UUID,
    given: ReasonIn,
    session: WritingSession,
) -> SkillAssessmentOut:
    """It was an error, and counts no more."""
    row = case_facts.take_back_assessment(session, **step, fact_id=fact_id, reason=given.reason)
    return SkillAssessmentOut.of(row)


@router.get("/{application_id}/quality")
def list_quality(case: Seen) -> ListOf[QualityOut]:
    """Who vouches for the awarding body or the qualification."""
    return ListOf(items=[QualityOut.of(row, case.application) for row in case.quality])


@router.get("/{application_id}/quality/registers")
def list_registers(case: Seen, session: ReadingSession) -> ListOf[QualityRegisterOut]:
    """Public registers of the country of origin, to look up who vouches for the award."""
    rows = quality_registers.registers_for(session, case.application)
    return ListOf(items=[QualityRegisterOut.of(row) for row in rows])


@router.post("/{application_id}/quality", status_code=201)
def record_quality(
    step: Verifier,
    given: QualityIn,
    session: WritingSession,
) -> QualityOut:
    """One accreditation or entry in a register, from the complete file until a proposal."""
    row = case_facts.record_quality(session, **step, draft=given.draft())
    return _quality_out(session, row, step)


@router.post("/{application_id}/quality/{fact_id}/take-back")
def take_back_quality(
    step: Verifier,
    application_id: UUID,  # noqa: ARG001  -- in OpenAPI before the fact, as in the path
    fact_id: UUID,
    given: ReasonIn,
    session: WritingSession,
) -> QualityOut:
    """It was an error, and counts no more."""
    row = case_facts.take_back_quality(session, **step, fact_id=fact_id, reason=given.reason)
    return _quality_out(session, row, step)


@router.put("/{application_id}/details")
def record_details(
    step: Verifier,
    given: DetailsIn,
    session: WritingSession,
) -> ApplicationOut:
    """What the diploma and its supplement tell of the qualification, in place of what stood."""
    row = qualification_details.record_details(session, **step, details=given.details())
    return ApplicationOut.of(row)


def _quality_out(session: Session, row: QualityStatement, step: ScopedStep) -> QualityOut:
    case = get_application(session, actor=step["actor"], application_id=step["application_id"])
    return QualityOut.of(row, case)
