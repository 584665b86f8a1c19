"""Corrections of a misspelt name or birth date: proposed, then confirmed or declined."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from registry.usecases import corrections
from registry.web.api.applications import Seen
from registry.web.case_schemas import ReasonIn
from registry.web.dependencies import Wired, WritingSession
from registry.web.fact_schemas import CorrectionIn, CorrectionOut
from registry.web.schemas import ListOf
from registry.web.security import OFFICERS, Caller, Role, allow

router = APIRouter(prefix="/api/v1/applications", tags=["applications"])
Party = Annotated[Caller, Depends(allow(Role.WORKER, *OFFICERS))]
Decider = Annotated[Caller, Depends(allow(Role.DECISION))]


@router.get("/{application_id}/corrections")
def list_corrections(case: Seen) -> ListOf[CorrectionOut]:
    """Of the worker's name and birth date, oldest first."""
    return ListOf(items=[CorrectionOut.of(row, case.application.id) for row in case.corrections])


@router.post("/{application_id}/corrections", status_code=201)
def propose_correction(
    caller: Party,
    application_id: UUID,
    given: CorrectionIn,
    session: WritingSession,
    services: Wired,
) -> CorrectionOut:
    """By the worker or an officer; nothing changes before an officer who decides confirms it."""
    row = corrections.propose(
        session,
        actor=caller.account,
        application_id=application_id,
        draft=given.draft(),
        scope=caller.roles,
        now=services.clock(),
    )
    return CorrectionOut.of(row, application_id)


@router.post("/{application_id}/corrections/{correction_id}/confirm")
def confirm_correction(
    caller: Decider,
    application_id: UUID,
    correction_id: UUID,
    session: WritingSession,
    services: Wired,
) -> CorrectionOut:
    """From now on it is so; `POST /api/v1/credentials/{id}/reissue` signs it."""
    row = corrections.confirm(
        session,
        actor=caller.account,
        application_id=application_id,
        correction_id=correction_id,
        scope=caller.roles,
        now=services.clock(),
    )
    return CorrectionOut.of(row, application_id)


@router.post("/{application_id}/corrections/{correction_id}/decline")
def decline_correction(
    caller: Party,
    application_id: UUID,
    correction_id: UUID,
    given: ReasonIn,
    session: WritingSession,
    services: Wired,
) -> CorrectionOut:
    """It stays as it was; whoever proposed it may take it back so, too."""
    row = corrections.decline(
        session,
        actor=caller.account,
        application_id=application_id,
        correction_id=correction_id,
        reason=given.reason,
        scope=caller.roles,
        now=services.clock(),
    )
    return CorrectionOut.of(row, application_id)
