"""OpenID4VCI 1.0: what wallets call to fetch a credential. Refusals are OAuth's."""

from collections.abc import Mapping
from random import SystemRandom
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from credentials.encodings import parse_json
from credentials.errors import CredentialError
from registry.usecases import offers, wallet_issuance, wallet_secrets, wallet_tokens
from registry.usecases.wallet_configurations import issuer_metadata, server_metadata
from registry.usecases.wallet_issuance import Deferred
from registry.wallet_errors import WalletError
from registry.web import wallet_answers
from registry.web.api.discovery import OPEN
from registry.web.dependencies import ReadingSession, Wired, WritingSession, wallet_limited
from registry.web.security import anyone
from registry.web.wallet_answers import bearer, read_body, read_form, refusal, told

router = APIRouter(tags=["wallets"], dependencies=[Depends(anyone)])
Form = Annotated[Mapping[str, str], Depends(read_form)]
Body = Annotated[Mapping[str, Any], Depends(read_body)]
LIMITED = [wallet_limited()]
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


@router.get("/.well-known/openid-credential-issuer")
def get_issuer_metadata(services: Wired) -> JSONResponse:
    """What is issued here, in which forms, and where. OpenID4VCI 1.0, 12.2."""
    return JSONResponse(issuer_metadata(services.settings), headers=OPEN)


@router.get("/.well-known/oauth-authorization-server")
def get_server_metadata(services: Wired) -> JSONResponse:
    """Where codes and tokens are had. RFC 8414."""
    return JSONResponse(server_metadata(services.settings), headers=OPEN)


@router.get("/offers/{offer_id}")
def get_offer(offer_id: str, session: ReadingSession, services: Wired) -> JSONResponse:
    """The offer behind a link or QR code. OpenID4VCI 1.0, 4.1.3."""
    return told(offers.get_offer(session, services, offer_id=offer_id, now=services.clock()))


@router.post("/token", dependencies=LIMITED, openapi_extra=FORM_BODY)
def post_token(form: Form, session: WritingSession, services: Wired) -> JSONResponse:
    """A code into an access token. RFC 6749, 4.1.3; OpenID4VCI 1.0, 6.1."""
    now = services.clock()
    match form.get("grant_type"):
        case offers.PRE_AUTHORIZED_GRANT:
            given = wallet_tokens.redeem_offer(
                session,
                services,
                code=_needed(form, "pre-authorized_code"),
                tx_code=form.get("tx_code"),
                details=_details(form),
                now=now,
            )
        case "authorization_code":
            given = wallet_tokens.redeem_code(
                session,
                services,
                code=_needed(form, "code"),
                client_id=form.get("client_id"),
                redirect_uri=form.get("redirect_uri"),
                code_verifier=form.get("code_verifier"),
                now=now,
            )
        case None:
            raise WalletError("invalid_request", "The grant_type is missing.")
        case _:
            raise WalletError("unsupported_grant_type", "This grant is not given here.")
    # Returned and not raised: a wrong try counts, so this transaction must be kept.
    return refusal(given) if isinstance(given, WalletError) else told(given.to_json())


@router.post("/nonce", dependencies=LIMITED)
def post_nonce(services: Wired) -> JSONResponse:
    """A fresh nonce for a proof. OpenID4VCI 1.0, section 7."""
    return told({"c_nonce": wallet_secrets.new_nonce(services, now=services.clock())})


@router.post("/credential", dependencies=LIMITED, openapi_extra=JSON_BODY)
def post_credential(
    request: Request, body: Body, session: WritingSession, services: Wired
) -> JSONResponse:
    """Copies of the credential, one for each proven key. OpenID4VCI 1.0, section 8."""
    now = services.clock()
    answer = wallet_issuance.request_credentials(
        session,
        services,
        token=wallet_tokens.get_token(session, bearer(request), now=now),
        body=body,
        randomness=SystemRandom(),
        now=now,
    )
    return told(answer.to_json(), 202 if isinstance(answer, Deferred) else 200)


@router.post("/deferred_credential", dependencies=LIMITED, openapi_extra=JSON_BODY)
def post_deferred_credential(
    request: Request, body: Body, session: WritingSession, services: Wired
) -> JSONResponse:
    """What was promised while the case was open. OpenID4VCI 1.0, section 9."""
    answer = wallet_issuance.fetch_deferred(
        session,
        services,
        token=wallet_tokens.find_token(session, bearer(request)),
        transaction_id=str(body.get("transaction_id", "")),
        randomness=SystemRandom(),
        now=services.clock(),
    )
    return told(answer.to_json(), 202 if isinstance(answer, Deferred) else 200)


@router.post(
    "/notification",
    status_code=204,
    response_class=Response,
    dependencies=LIMITED,
    openapi_extra=JSON_BODY,
)
def post_notification(
    request: Request, body: Body, session: WritingSession, services: Wired
) -> Response:
    """What became of the copies in the wallet. OpenID4VCI 1.0, section 11."""
    token = wallet_tokens.find_token(session, bearer(request))
    wallet_issuance.notify(session, token=token, body=body, now=services.clock())
    return Response(status_code=204, headers=wallet_answers.NO_STORE)


def _needed(form: Mapping[str, str], name: str) -> str:
    value = form.get(name)
    if not value:
        raise WalletError("invalid_request", f"The parameter {name} is missing.")
    return value


def _details(form: Mapping[str, str]) -> tuple[str, ...]:
    if "authorization_details" not in form:
        return ()
    try:
        wrapped = b'{"details":' + form["authorization_details"].encode() + b"}"
        return wallet_tokens.read_details(parse_json(wrapped)["details"])
    except (CredentialError, UnicodeEncodeError):
        raise WalletError("invalid_request", "The authorization details are not JSON.") from None
