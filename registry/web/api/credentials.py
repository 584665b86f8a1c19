"""Issued credentials: read, print, take back."""

from random import SystemRandom
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from credentials.certificate.catalogues import Catalogue
from registry.usecases import forms, issuance, reissue, revocation
from registry.web import downloads
from registry.web.case_schemas import CredentialOut, ReasonIn
from registry.web.dependencies import ReadingSession, Wired, WritingSession
from registry.web.downloads import WhenExpired
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
    texts: Annotated[tuple[Catalogue, ...], Depends(downloads.chosen_catalogues)],
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


@router.post("/{credential_id}/reissue", status_code=201)
def reissue_credential(
    caller: Decider, credential_id: UUID, given: ReasonIn, session: WritingSession, services: Wired
) -> CredentialOut:
    """Sign the same decision again, for a correction: the old credential ends and names the new."""
    row = reissue.reissue(
        session,
        services,
        actor=caller.account,
        credential_id=credential_id,
        reason=given.reason,
        randomness=SystemRandom(),
        now=services.clock(),
    )
    return CredentialOut.of(row)
