"""Downloads of a case for its parties: papers, credential, certificate."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from registry.usecases import evidence, issuance
from registry.web import downloads
from registry.web.dependencies import ReadingSession, Wired
from registry.web.downloads import Texts, WhenExpired
from registry.web.security import OFFICERS, Caller, Role, allow_on_page

router = APIRouter(include_in_schema=False)
Party = Annotated[Caller, Depends(allow_on_page(Role.WORKER, *OFFICERS))]


@router.get("/cases/{application_id}/evidence/{evidence_id}")
def get_evidence(
    caller: Party, application_id: UUID, evidence_id: UUID, session: ReadingSession
) -> Response:
    row = evidence.get_evidence(
        session, actor=caller.account, application_id=application_id, evidence_id=evidence_id
    )
    return downloads.paper(row.content, row.media_type, row.sha256)


@router.get("/cases/{application_id}/decision.pdf")
def get_decision_letter(
    caller: Party,
    application_id: UUID,
    session: ReadingSession,
    services: Wired,
    texts: Texts,
) -> Response:
    return downloads.decision_letter(
        session, services, reader=caller.account, application_id=application_id, texts=texts
    )


@router.get("/credentials/{credential_id}/credential.jwt")
def get_credential(caller: Party, credential_id: UUID, session: ReadingSession) -> Response:
    row = issuance.get_credential(session, actor=caller.account, credential_id=credential_id)
    headers = {
        "Content-Disposition": f'attachment; filename="credential-{credential_id}.jwt"',
        **downloads.PRIVATE,
    }
    return Response(row.vc_jwt, media_type="application/vc+jwt", headers=headers)


@router.get("/credentials/{credential_id}/forms/{form}")
def get_form(caller: Party, credential_id: UUID, form: str, services: Wired) -> Response:
    """The same credential in another format."""
    return downloads.credential_form(
        services, reader=caller.account, credential_id=credential_id, form=form, attached=True
    )


@router.get("/credentials/{credential_id}/certificate.pdf")
def get_certificate(
    caller: Party,
    credential_id: UUID,
    session: ReadingSession,
    services: Wired,
    texts: Texts,
    expired: WhenExpired = WhenExpired.REFUSE,
) -> Response:
    return downloads.certificate(
        session,
        services,
        reader=caller.account,
        credential_id=credential_id,
        texts=texts,
        marked=expired is WhenExpired.MARK,
    )
