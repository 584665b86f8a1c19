"""Calls of wallets and answers to them: OAuth's words, kept by nobody, readable from any site.

RFC 6749, 5.1 and 5.2; RFC 6750, 3; RFC 9449, 7; OpenID4VCI 1.0. Wallets run in browsers too, so
these paths, which no cookie opens, take part in cross-origin requests.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from credentials.encodings import parse_json
from credentials.errors import JsonInvalid
from registry.services import Services
from registry.usecases import wallet_encryption, wallet_secrets
from registry.usecases.wallet_configurations import PROOF_ALGORITHMS
from registry.usecases.wallet_encryption import AskedOfIssuer, Sealing
from registry.usecases.wallet_issuance import Deferred, Handed
from registry.usecases.wallet_secrets import SENDER_PROOF
from registry.usecases.wallet_senders import BEARER, BOUND, Call
from registry.wallet_errors import WalletError
from registry.web.bodies import media_type_of
from registry.web.dependencies import Wired

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
EXPOSED = "WWW-Authenticate, Retry-After, DPoP-Nonce"
PATHS = re.compile(
    r"/token|/par|/nonce|/credential|/deferred_credential|/notification|/offers/[^/]+"
    r"|/oid4vp/(?:requests|responses)/[^/]+"
    r"|/\.well-known/(?:openid-credential-issuer|oauth-authorization-server)(?:/.*)?"
)
JWT = "application/jwt"
FORM = "application/x-www-form-urlencoded"
_STATUS = {"invalid_token": 401, "temporarily_unavailable": 429}
# At what a token opens these are told as what is wrong with the token (RFC 9449, 7.1 and 9).
_OF_THE_PROOF = frozenset({"invalid_dpop_proof", "use_dpop_nonce"})
_SCHEMES = {"bearer": BEARER, "dpop": BOUND}
_ALGORITHMS = f'algs="{" ".join(PROOF_ALGORITHMS)}"'
_MAX_FIELDS = 20


def install(app: FastAPI) -> None:
    """Every refusal to a wallet leaves in OAuth's words."""
    app.add_exception_handler(WalletError, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    assert isinstance(error, WalletError)  # noqa: S101  -- the handler is installed for it alone
    scheme, _ = _authorization(request)
    headers = {}
    status = _STATUS.get(error.error, 400)
    if error.error in _OF_THE_PROOF and scheme is not None:
        status = 401
    if status == 401:
        headers["WWW-Authenticate"] = _challenge(scheme, error.error)
    return refusal(error, status, headers)


def _challenge(scheme: str | None, error: str) -> str:
    """RFC 6750, 3.1: who showed no token is told of no error. RFC 9449, 7.2."""
    if scheme == BOUND:
        return f'DPoP error="{error}", {_ALGORITHMS}'
    told_of = f' error="{error}"' if scheme else ""
    return f"Bearer{told_of}, DPoP {_ALGORITHMS}"


def refusal(
    error: WalletError, status: int = 400, headers: Mapping[str, str] = MappingProxyType({})
) -> JSONResponse:
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, status, headers={**NO_STORE, **headers})


def told(body: Mapping[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(dict(body), status, headers=NO_STORE)


async def read_form(request: Request) -> Mapping[str, str]:
    """Parameters of a form, each once (RFC 6749, 3.2). Raises WalletError."""
    if media_type_of(request) != FORM:
        raise WalletError("invalid_request", f"Send {FORM}.")
    given = (await request.form(max_files=0, max_fields=_MAX_FIELDS)).multi_items()
    fields = {name: value for name, value in given if isinstance(value, str)}
    if len(fields) != len(given):
        raise WalletError("invalid_request", "A parameter is given twice.")
    return fields


async def _read_object(request: Request, fault: str) -> Mapping[str, Any]:
    """fault: what the endpoint calls a body that is no JSON object."""
    if media_type_of(request) != "application/json":
        raise WalletError(fault, "Send application/json.")
    try:
        return parse_json(await request.body())
    except JsonInvalid as error:
        raise WalletError(fault, error.detail) from None


async def read_asked(request: Request, services: Wired) -> AskedOfIssuer:
    """A request for a credential, in plain or encrypted. Raises WalletError."""
    if media_type_of(request) == JWT:
        message = await request.body()
        return wallet_encryption.read_encrypted(services, message, now=services.clock())
    return AskedOfIssuer(await _read_object(request, "invalid_credential_request"))


async def read_notification(request: Request) -> Mapping[str, Any]:
    """Raises WalletError."""
    return await _read_object(request, "invalid_notification_request")


def handed(answer: Handed | Deferred, sealing: Sealing | None) -> Response:
    """What the wallet asked for, or that it has to wait; encrypted if the wallet wants it so."""
    status = 202 if isinstance(answer, Deferred) else 200
    if sealing is None:
        return told(answer.to_json(), status)
    return Response(sealing.seal(answer.to_json()), status, media_type=JWT, headers=NO_STORE)


def read_call(request: Request, services: Wired) -> Call:
    """Who calls, by what the headers show. Raises WalletError."""
    proofs = request.headers.getlist("dpop")
    if len(proofs) > 1:
        raise WalletError("invalid_dpop_proof", "A call has one proof.")
    scheme, access_token = _authorization(request)
    return Call(
        method=request.method,
        address=f"{services.settings.public_url}{request.url.path}",
        proof=proofs[0] if proofs else None,
        scheme=scheme,
        access_token=access_token,
    )


def _authorization(request: Request) -> tuple[str | None, str | None]:
    named, _, token = request.headers.get("authorization", "").partition(" ")
    scheme = _SCHEMES.get(named.lower())
    return scheme, token.strip() if scheme and token.isascii() else None


class WalletHeadersMiddleware:
    """Answers preflights of `PATHS` and lets any site read them: they are opened by no cookie.

    Who sends a proof, or asks for a nonce, is told the nonce for the next one (RFC 9449, 8.2).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not PATHS.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await _PREFLIGHT(scope, receive, send)
            return

        proves = scope["path"] == "/nonce" or "dpop" in Headers(scope=scope)

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = EXPOSED
                if proves:
                    services: Services = scope["app"].state.services
                    headers["DPoP-Nonce"] = wallet_secrets.new_nonce(
                        services, use=SENDER_PROOF, now=services.clock()
                    )
            await send(message)

        await self.app(scope, receive, send_readable)


_PREFLIGHT = Response(
    status_code=204,
    headers={
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept, DPoP",
        "Access-Control-Max-Age": "86400",
    },
)
