"""Corrections of a misspelt name or birth date: proposed, then confirmed or declined."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from registry.usecases import corrections
from registry.web.api.applications import Seen
from registry.web.case_schemas import ReasonIn
from registry.web.case_steps import ScopedStep, scoped_step_by
from registry.web.dependencies import WritingSession
from registry.web.fact_schemas import CorrectionIn, CorrectionOut
from registry.web.schemas import ListOf
from registry.web.security import OFFICERS, Role, allow

router = APIRouter(prefix="/api/v1/applications", tags=["applications"])
Party = Annotated[ScopedStep, Depends(scoped_step_by(allow(Role.WORKER, *OFFICERS)))]
Decider = Annotated[ScopedStep, Depends(scoped_step_by(allow(Role.DECISION)))]


@router.get("/{application_id}/corrections")
def list_corrections(case: Seen) -> ListOf[CorrectionOut]:
    """Of the worker's name and birth date, oldest first."""
    return ListOf(items=[CorrectionOut.of(row, case.application.id) for row in case.corrections])


@router.post("/{application_id}/corrections", status_code=201)
def propose_correction(
    step: Party,
    given: CorrectionIn,
    session: WritingSession,
) -> CorrectionOut:
    """By the worker or an officer; nothing changes before an officer who decides confirms it."""
    row = corrections.propose(session, **step, draft=given.draft())
    return CorrectionOut.of(row, step["application_id"])


@router.post("/{application_id}/corrections/{correction_id}/confirm")
def confirm_correction(
    step: Decider,
    application_id: UUID,
    correction_id: UUID,
    session: WritingSession,
) -> CorrectionOut:
    """From now on it is so; `POST /api/v1/credentials/{id}/reissue` signs it."""
    row = corrections.confirm(session, **step, correction_id=correction_id)
    return CorrectionOut.of(row, application_id)


@router.post("/{application_id}/corrections/{correction_id}/decline")
def decline_correction(
    step: Party,
    application_id: UUID,
    correction_id: UUID,
    given: ReasonIn,
    session: WritingSession,
) -> CorrectionOut:
    """It stays as it was; whoever proposed it may take it back so, too."""
    row = corrections.decline(session, **step, correction_id=correction_id, reason=given.reason)
    return CorrectionOut.of(row, application_id)
