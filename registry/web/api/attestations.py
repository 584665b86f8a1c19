"""Skill records: facts that an officer verified, attested without a decision."""

from datetime import datetime
from random import SystemRandom
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from registry.storage.tables.attestations import Attestation
from registry.usecases import attestations
from registry.usecases.attestations import Facts
from registry.web.case_schemas import CredentialOut
from registry.web.dependencies import ReadingSession, Wired, WritingSession
from registry.web.security import OFFICERS, Caller, Role, allow

router = APIRouter(prefix="/api/v1/applications", tags=["applications"])
Attester = Annotated[Caller, Depends(allow(Role.VERIFICATION, Role.ASSESSMENT))]
Party = Annotated[Caller, Depends(allow(Role.WORKER, *OFFICERS))]


class FactsIn(BaseModel):
    """skills: what was shown, in words; needed unless the basis is formal. note: for the file."""

    basis: Literal["formal", "rpl", "on_the_job"]
    skills: list[str] = Field([], max_length=attestations.MAX_SKILLS)
    note: str = Field("", max_length=attestations.MAX_NOTE)


class AttestationOut(BaseModel):
    id: UUID
    application: UUID
    authority: str
    attester: UUID
    basis: str
    skills: list[str]
    note: str
    attested_at: datetime
    valid_until: datetime

    @classmethod
    def of(cls, row: Attestation) -> Self:
        return cls(
            id=row.id,
            application=row.application_id,
            authority=row.authority_id,
            attester=row.attester_id,
            basis=row.basis,
            skills=row.skills,
            note=row.note,
            attested_at=row.attested_at,
            valid_until=row.valid_until,
        )


class AttestedOut(BaseModel):
    attestation: AttestationOut
    credential: CredentialOut


@router.post("/{application_id}/attestations", status_code=201)
def attest(
    caller: Attester,
    application_id: UUID,
    given: FactsIn,
    session: WritingSession,
    services: Wired,
) -> AttestedOut:
    """Attest what was verified; a skill record is signed from it, for a year at most."""
    attested = attestations.attest(
        session,
        services,
        actor=caller.account,
        application_id=application_id,
        facts=Facts(given.basis, tuple(given.skills), given.note),
        scope=caller.roles,
        randomness=SystemRandom(),
        now=services.clock(),
    )
    return AttestedOut(
        attestation=AttestationOut.of(attested.attestation),
        credential=CredentialOut.of(attested.credential),
    )


@router.get("/{application_id}/attestations")
def list_attestations(
    caller: Party, application_id: UUID, session: ReadingSession
) -> list[AttestationOut]:
    """What was attested in this case, oldest first, for its parties."""
    rows = attestations.list_attestations(
        session, actor=caller.account, application_id=application_id
    )
    return [AttestationOut.of(row) for row in rows]
