"""Issued credentials: read, print, take back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from credentials.certificate.catalogues import Catalogue
from registry.usecases import issuance, revocation
from registry.web import downloads
from registry.web.case_schemas import CredentialOut, ReasonIn
from registry.web.dependencies import ReadingSession, Wired, WritingSession
from registry.web.security import OFFICERS, Caller, Role, allow

router = APIRouter(prefix="/api/v1/credentials", tags=["credentials"])
Party = Annotated[Caller, Depends(allow(Role.WORKER, *OFFICERS))]
Decider = Annotated[Caller, Depends(allow(Role.DECISION))]
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


@router.get("/{credential_id}")
def get_credential(caller: Party, credential_id: UUID, session: ReadingSession) -> CredentialOut:
    """For its holder and the officers of its authority."""
    return CredentialOut.of(
        issuance.get_credential(session, actor=caller.account, credential_id=credential_id)
    )


@router.get("/{credential_id}/certificate.pdf", response_class=Response, responses=PDF)
def get_certificate(
    caller: Party,
    credential_id: UUID,
    session: ReadingSession,
    services: Wired,
    texts: Annotated[tuple[Catalogue, ...], Depends(downloads.chosen_catalogues)],
) -> Response:
    """The certificate as PDF/A-3 with the credential inside and a QR code that checks offline."""
    return downloads.certificate(
        session,
        services,
        reader=caller.account,
        credential_id=credential_id,
        texts=texts,
    )


@router.post("/{credential_id}/revoke")
def revoke(
    caller: Decider, credential_id: UUID, given: ReasonIn, session: WritingSession, services: Wired
) -> CredentialOut:
    """For ever."""
    row = revocation.revoke(
        session,
        actor=caller.account,
        credential_id=credential_id,
        reason=given.reason,
        now=services.clock(),
    )
    return CredentialOut.of(row)


@router.post("/{credential_id}/suspend")
def suspend(
    caller: Decider, credential_id: UUID, given: ReasonIn, session: WritingSession, services: Wired
) -> CredentialOut:
    """For a while."""
    row = revocation.suspend(
        session,
        actor=caller.account,
        credential_id=credential_id,
        reason=given.reason,
        now=services.clock(),
    )
    return CredentialOut.of(row)


@router.post("/{credential_id}/reinstate")
def reinstate(
    caller: Decider, credential_id: UUID, given: ReasonIn, session: WritingSession, services: Wired
) -> CredentialOut:
    """End a suspension."""
    row = revocation.reinstate(
        session,
        actor=caller.account,
        credential_id=credential_id,
        reason=given.reason,
        now=services.clock(),
    )
    return CredentialOut.of(row)
