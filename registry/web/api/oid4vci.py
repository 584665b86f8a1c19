"""OpenID4VCI 1.0: what wallets call to fetch a credential. Refusals are OAuth's."""

from collections.abc import Callable, Mapping
from datetime import datetime
from random import SystemRandom
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from registry.services import Services
from registry.usecases import (
    offers,
    pushed_requests,
    wallet_encryption,
    wallet_issuance,
    wallet_refresh,
    wallet_secrets,
    wallet_senders,
    wallet_tokens,
)
from registry.usecases.wallet_access import GivenToken
from registry.usecases.wallet_configurations import (
    issuer_metadata,
    server_metadata,
    signed_metadata,
)
from registry.usecases.wallet_encryption import AskedOfIssuer
from registry.usecases.wallet_senders import Call
from registry.wallet_errors import WalletError
from registry.web import wallet_answers
from registry.web.api.discovery import OPEN
from registry.web.dependencies import ReadingSession, Wired, WritingSession, wallet_limited
from registry.web.errors import NotAcceptable, PathUnknown
from registry.web.negotiation import choose
from registry.web.security import anyone
from registry.web.wallet_answers import (
    JWT,
    handed,
    read_asked,
    read_call,
    read_form,
    read_notification,
    refusal,
    told,
)

router = APIRouter(tags=["wallets"], dependencies=[Depends(anyone)])
Called = Annotated[Call, Depends(read_call)]
Form = Annotated[Mapping[str, str], Depends(read_form)]
Asked = Annotated[AskedOfIssuer, Depends(read_asked)]
Told = Annotated[Mapping[str, Any], Depends(read_notification)]
LIMITED = [wallet_limited()]
JSON = "application/json"
FORM_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
    }
}
JSON_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
ASKED_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/jwt": {"schema": {"type": "string"}},
        },
    }
}


# A PUBLIC_URL with a path stands behind the well-known name (RFC 8414, 3; OpenID4VCI 1.0, 12.2.2).
@router.get("/.well-known/openid-credential-issuer", response_class=Response)
@router.get("/.well-known/openid-credential-issuer/{path:path}", response_class=Response)
def get_issuer_metadata(request: Request, services: Wired, path: str = "") -> Response:
    """What is issued here, in which forms, and where; as JSON, or signed. OpenID4VCI 1.0, 12.2."""
    _check_path(services, path)
    headers = {**OPEN, "Vary": "Accept"}
    now = services.clock()
    if _wants_signed(request.headers.get("accept", "")):
        return Response(signed_metadata(services, now=now), media_type=JWT, headers=headers)
    return JSONResponse(issuer_metadata(services, now=now), headers=headers)


@router.get("/.well-known/oauth-authorization-server")
@router.get("/.well-known/oauth-authorization-server/{path:path}")
def get_server_metadata(services: Wired, path: str = "") -> JSONResponse:
    """Where codes and tokens are had. RFC 8414."""
    _check_path(services, path)
    return JSONResponse(server_metadata(services.settings), headers=OPEN)


def _wants_signed(accept: str) -> bool:
    """Whoever asks for neither is given JSON and not refused (OpenID4VCI 1.0, 12.2.2)."""
    try:
        return choose(accept, [JSON, JWT]) == JWT
    except NotAcceptable:
        return False


def _check_path(services: Wired, path: str) -> None:
    if path and f"/{path}" != urlsplit(services.settings.public_url).path:
        raise PathUnknown("There is no such issuer here.")


@router.get("/offers/{offer_id}")
def get_offer(offer_id: str, session: ReadingSession, services: Wired) -> JSONResponse:
    """The offer behind a link or QR code. OpenID4VCI 1.0, 4.1.3."""
    return told(offers.get_offer(session, services, offer_id=offer_id, now=services.clock()))


@router.post("/par", status_code=201, dependencies=LIMITED, openapi_extra=FORM_BODY)
def post_pushed_request(
    call: Called, form: Form, session: WritingSession, services: Wired
) -> JSONResponse:
    """A request for authorisation, sent ahead of the worker's browser. RFC 9126, section 2."""
    now = services.clock()
    request_uri = pushed_requests.push(
        session,
        services,
        parameters=form,
        key_thumbprint=wallet_senders.thumbprint_of(session, services, call, now=now),
        now=now,
    )
    seconds = int(pushed_requests.LIFETIME.total_seconds())
    return told({"request_uri": request_uri, "expires_in": seconds}, 201)


def _for_offer(
    session: Session,
    services: Services,
    form: Mapping[str, str],
    key_thumbprint: str | None,
    now: datetime,
) -> GivenToken | WalletError:
    return wallet_tokens.redeem_offer(
        session,
        services,
        code=_needed(form, "pre-authorized_code"),
        tx_code=form.get("tx_code"),
        details=_details(form),
        key_thumbprint=key_thumbprint,
        now=now,
    )


def _for_code(
    session: Session,
    services: Services,
    form: Mapping[str, str],
    key_thumbprint: str | None,
    now: datetime,
) -> GivenToken | WalletError:
    return wallet_tokens.redeem_code(
        session,
        services,
        code=_needed(form, "code"),
        client_id=form.get("client_id"),
        redirect_uri=form.get("redirect_uri"),
        code_verifier=form.get("code_verifier"),
        details=_details(form),
        key_thumbprint=key_thumbprint,
        now=now,
    )


def _for_refresh_token(
    session: Session,
    services: Services,
    form: Mapping[str, str],
    key_thumbprint: str | None,
    now: datetime,
) -> GivenToken | WalletError:
    return wallet_refresh.renew(
        session,
        services,
        refresh_token=_needed(form, "refresh_token"),
        client_id=form.get("client_id"),
        scope=form.get("scope"),
        details=_details(form),
        key_thumbprint=key_thumbprint,
        now=now,
    )


Exchange = Callable[
    [Session, Services, Mapping[str, str], str | None, datetime], GivenToken | WalletError
]
_EXCHANGES: Mapping[str, Exchange] = {
    offers.PRE_AUTHORIZED_GRANT: _for_offer,
    "authorization_code": _for_code,
    wallet_refresh.REFRESH: _for_refresh_token,
}


@router.post("/token", dependencies=LIMITED, openapi_extra=FORM_BODY)
def post_token(call: Called, form: Form, session: WritingSession, services: Wired) -> JSONResponse:
    """A code or refresh token into an access token. RFC 6749, 4.1.3, 6; OpenID4VCI 1.0, 6.1."""
    now = services.clock()
    key_thumbprint = wallet_senders.thumbprint_of(session, services, call, now=now)
    exchange = _EXCHANGES.get(_needed(form, "grant_type"))
    if exchange is None:
        raise WalletError("unsupported_grant_type", "This grant is not given here.")
    given = exchange(session, services, form, key_thumbprint, now)
    # Returned and not raised: a wrong try counts, so this transaction must be kept.
    return refusal(given) if isinstance(given, WalletError) else told(given.to_json())


@router.post("/nonce", dependencies=LIMITED)
def post_nonce(services: Wired) -> JSONResponse:
    """A fresh nonce for a proof. OpenID4VCI 1.0, section 7."""
    return told({"c_nonce": wallet_secrets.new_nonce(services, now=services.clock())})


@router.post("/credential", response_class=Response, dependencies=LIMITED, openapi_extra=ASKED_BODY)
def post_credential(
    call: Called, asked: Asked, session: WritingSession, services: Wired
) -> Response:
    """Copies of the credential, one for each proven key. OpenID4VCI 1.0, section 8."""
    now = services.clock()
    token = wallet_senders.authorized_token(session, services, call, now=now)
    sealing = wallet_encryption.read_sealing(asked)
    answer = wallet_issuance.request_credentials(
        session, services, token=token, body=asked.body, randomness=SystemRandom(), now=now
    )
    return handed(answer, sealing)


@router.post(
    "/deferred_credential", response_class=Response, dependencies=LIMITED, openapi_extra=ASKED_BODY
)
def post_deferred_credential(
    call: Called, asked: Asked, session: WritingSession, services: Wired
) -> Response:
    """What was promised while the case was open. OpenID4VCI 1.0, section 9."""
    now = services.clock()
    token = wallet_senders.authorized_token(session, services, call, now=now)
    sealing = wallet_encryption.read_sealing(asked)
    answer = wallet_issuance.fetch_deferred(
        session,
        services,
        token=token,
        transaction_id=str(asked.body.get("transaction_id", "")),
        randomness=SystemRandom(),
        now=now,
    )
    return handed(answer, sealing)


@router.post(
    "/notification",
    status_code=204,
    response_class=Response,
    dependencies=LIMITED,
    openapi_extra=JSON_BODY,
)
def post_notification(
    call: Called, body: Told, session: WritingSession, services: Wired
) -> Response:
    """What became of the copies in the wallet. OpenID4VCI 1.0, section 11."""
    now = services.clock()
    token = wallet_senders.authorized_token(session, services, call, now=now)
    wallet_issuance.notify(session, token=token, body=body, now=now)
    return Response(status_code=204, headers=wallet_answers.NO_STORE)


def _needed(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise WalletError("invalid_request", f"The parameter {name} is missing.")
    return value


def _details(form: Mapping[str, str]) -> tuple[str, ...]:
    if "authorization_details" not in form:
        return ()
    return wallet_tokens.read_details_text(form["authorization_details"])
