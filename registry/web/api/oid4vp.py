"""OpenID4VP 1.0: what wallets call to read a question and to answer it. Refusals are OAuth's."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from registry.usecases import presentations
from registry.web.dependencies import ReadingSession, Wired, WritingSession, wallet_limited
from registry.web.security import anyone
from registry.web.wallet_answers import NO_STORE, read_form, told

router = APIRouter(prefix="/oid4vp", tags=["wallets"], dependencies=[Depends(anyone)])
Form = Annotated[Mapping[str, str], Depends(read_form)]
LIMITED = [wallet_limited()]
REQUEST_TYPE = "application/oauth-authz-req+jwt"
FORM_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
    }
}


@router.get("/requests/{request_id}", dependencies=LIMITED, response_class=Response)
def get_request(request_id: str, session: ReadingSession, services: Wired) -> Response:
    """The signed question. OpenID4VP 1.0, 5.8; RFC 9101, 5.2.3."""
    signed = presentations.request_object(
        session, services, request_id=request_id, now=services.clock()
    )
    return Response(signed, media_type=REQUEST_TYPE, headers=NO_STORE)


@router.post(
    "/requests/{request_id}",
    dependencies=LIMITED,
    response_class=Response,
    openapi_extra=FORM_BODY,
)
def post_request(request_id: str, form: Form, session: ReadingSession, services: Wired) -> Response:
    """The same for a wallet that sends a nonce of its own. OpenID4VP 1.0, 5.10."""
    signed = presentations.request_object(
        session,
        services,
        request_id=request_id,
        wallet_nonce=form.get("wallet_nonce"),
        wallet_metadata=form.get("wallet_metadata"),
        now=services.clock(),
    )
    return Response(signed, media_type=REQUEST_TYPE, headers=NO_STORE)


@router.post("/responses/{request_id}", dependencies=LIMITED, openapi_extra=FORM_BODY)
def post_response(
    request_id: str, form: Form, session: WritingSession, services: Wired
) -> JSONResponse:
    """The answer, straight from the wallet, plain or encrypted. OpenID4VP 1.0, 8.2 and 8.3."""
    leads_to = presentations.receive(
        session, services, request_id=request_id, form=form, now=services.clock()
    )
    return told({"redirect_uri": leads_to} if leads_to else {})
