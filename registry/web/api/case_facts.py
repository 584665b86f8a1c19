"""What officers find out in a case: assessments of the worker, and quality assurance."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from registry.usecases import case_facts, qualification_details, quality_registers
from registry.usecases.recognition import get_application
from registry.web.api.applications import Seen
from registry.web.case_schemas import ApplicationOut, ReasonIn
from registry.web.dependencies import ReadingSession, Wired, WritingSession
from registry.web.fact_schemas import (
    AssessmentIn,
    DetailsIn,
    QualityIn,
    QualityOut,
    QualityRegisterOut,
    SkillAssessmentOut,
)
from registry.web.schemas import ListOf
from registry.web.security import Caller, Role, allow

router = APIRouter(prefix="/api/v1/applications", tags=["applications"])
Assessor = Annotated[Caller, Depends(allow(Role.ASSESSMENT))]
Verifier = Annotated[Caller, Depends(allow(Role.VERIFICATION))]


@router.get("/{application_id}/assessments")
def list_assessments(case: Seen) -> ListOf[SkillAssessmentOut]:
    """How the worker was assessed so far; credentials state all of them."""
    return ListOf(items=[SkillAssessmentOut.of(row) for row in case.assessments])


@router.post("/{application_id}/assessments", status_code=201)
def record_assessment(
    caller: Assessor,
    application_id: UUID,
    given: AssessmentIn,
    session: WritingSession,
    services: Wired,
) -> SkillAssessmentOut:
    """One assessment, once the papers are verified and before a decision is proposed."""
    row = case_facts.record_assessment(
        session,
        actor=caller.account,
        application_id=application_id,
        draft=given.draft(),
        scope=caller.roles,
        now=services.clock(),
    )
    return SkillAssessmentOut.of(row)


@router.post("/{application_id}/assessments/{fact_id}/take-back")
def take_back_assessment(
    caller: Assessor,
    application_id: UUID,
    fact_id: UUID,
    given: ReasonIn,
    session: WritingSession,
    services: Wired,
) -> SkillAssessmentOut:
    """It was an error, and counts no more."""
    row = case_facts.take_back_assessment(
        session,
        actor=caller.account,
        application_id=application_id,
        fact_id=fact_id,
        reason=given.reason,
        scope=caller.roles,
        now=services.clock(),
    )
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
    caller: Verifier,
    application_id: UUID,
    given: QualityIn,
    session: WritingSession,
    services: Wired,
) -> QualityOut:
    """One accreditation or entry in a register, from the complete file until a proposal."""
    row = case_facts.record_quality(
        session,
        actor=caller.account,
        application_id=application_id,
        draft=given.draft(),
        scope=caller.roles,
        now=services.clock(),
    )
    return QualityOut.of(
        row, get_application(session, actor=caller.account, application_id=application_id)
    )


@router.post("/{application_id}/quality/{fact_id}/take-back")
def take_back_quality(
    caller: Verifier,
    application_id: UUID,
    fact_id: UUID,
    given: ReasonIn,
    session: WritingSession,
    services: Wired,
) -> QualityOut:
    """It was an error, and counts no more."""
    row = case_facts.take_back_quality(
        session,
        actor=caller.account,
        application_id=application_id,
        fact_id=fact_id,
        reason=given.reason,
        scope=caller.roles,
        now=services.clock(),
    )
    return QualityOut.of(
        row, get_application(session, actor=caller.account, application_id=application_id)
    )


@router.put("/{application_id}/details")
def record_details(
    caller: Verifier,
    application_id: UUID,
    given: DetailsIn,
    session: WritingSession,
    services: Wired,
) -> ApplicationOut:
    """What the diploma and its supplement tell of the qualification, in place of what stood."""
    row = qualification_details.record_details(
        session,
        actor=caller.account,
        application_id=application_id,
        details=given.details(),
        scope=caller.roles,
        now=services.clock(),
    )
    return ApplicationOut.of(row)
