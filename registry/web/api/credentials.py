"""Issued credentials: read, print, take back."""

from datetime import datetime
from random import SystemRandom
from typing import Annotated, Any, TypedDict
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from registry.storage.tables.accounts import Account
from registry.usecases import forms, issuance, reissue, revocation
from registry.web import downloads
from registry.web.case_schemas import CredentialOut, ReasonIn
from registry.web.dependencies import ReadingSession, Wired, WritingSession
from registry.web.downloads import Texts, WhenExpired
from registry.web.negotiation import choose
from registry.web.security import OFFICERS, Caller, Role, allow

router = APIRouter(prefix="/api/v1/credentials", tags=["credentials"])
Party = Annotated[Caller, Depends(allow(Role.WORKER, *OFFICERS))]
Decider = Annotated[Caller, Depends(allow(Role.DECISION))]
# Of two formats of one media type, the first is given; `format` names the other.
FORM_OF_TYPE = {kind.media_type: name for name, kind in reversed(list(forms.FORMATS.items()))}
OFFERED = ("application/json", *FORM_OF_TYPE)
FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type: {} for media_type in FORM_OF_TYPE}}
}
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


class Change(TypedDict):
    """Who changes which credential, why and when: what a use case is told, as keywords."""

    actor: Account
    credential_id: UUID
    reason: str
    now: datetime


def asked_change(caller: Decider, credential_id: UUID, given: ReasonIn, services: Wired) -> Change:
    return Change(
        actor=caller.account,
        credential_id=credential_id,
        reason=given.reason,
        now=services.clock(),
    )


Asked = Annotated[Change, Depends(asked_change)]


@router.get("/{credential_id}", response_model=CredentialOut, responses=FORMS)
def get_credential(
    request: Request,
    caller: Party,
    credential_id: UUID,
    session: ReadingSession,
    services: Wired,
    form: Annotated[str | None, Query(alias="format", max_length=20)] = None,
) -> CredentialOut | Response:
    """For its holder and the officers of its authority.

    With `format` or an `Accept` of one of the formats, the credential itself in that format; it
    is signed when it is first asked for, and stays the same.
    """
    if form is None:
        form = FORM_OF_TYPE.get(choose(request.headers.get("accept", ""), OFFERED))
    if form is not None:
        return downloads.credential_form(
            services, reader=caller.account, credential_id=credential_id, form=form
        )
    return CredentialOut.of(
        issuance.get_credential(session, actor=caller.account, credential_id=credential_id)
    )


@router.get("/{credential_id}/certificate.pdf", response_class=Response, responses=PDF)
def get_certificate(
    caller: Party,
    credential_id: UUID,
    session: ReadingSession,
    services: Wired,
    texts: Texts,
    expired: WhenExpired = WhenExpired.REFUSE,
) -> Response:
    """The certificate as PDF/A-3 with the credential inside and a QR code that checks offline."""
    return downloads.certificate(
        session,
        services,
        reader=caller.account,
        credential_id=credential_id,
        texts=texts,
        marked=expired is WhenExpired.MARK,
    )


@router.post("/{credential_id}/revoke")
def revoke(change: Asked, session: WritingSession) -> CredentialOut:
    """For ever."""
    return CredentialOut.of(revocation.revoke(session, **change))


@router.post("/{credential_id}/suspend")
def suspend(change: Asked, session: WritingSession) -> CredentialOut:
    """For a while."""
    return CredentialOut.of(revocation.suspend(session, **change))


@router.post("/{credential_id}/reinstate")
def reinstate(change: Asked, session: WritingSession) -> CredentialOut:
    """End a suspension."""
    return CredentialOut.of(revocation.reinstate(session, **change))


@router.post("/{credential_id}/reissue", status_code=201)
def reissue_credential(change: Asked, session: WritingSession, services: Wired) -> CredentialOut:
    """Sign the same decision again, for a correction: the old credential ends and names the new."""
    row = reissue.reissue(session, services, **change, randomness=SystemRandom())
    return CredentialOut.of(row)
