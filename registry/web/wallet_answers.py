"""Answers to wallets: OAuth's errors, kept by nobody, readable from any site.

RFC 6749, 5.1 and 5.2; RFC 6750, 3; OpenID4VCI 1.0. Wallets run in browsers too, so these paths,
which no cookie opens, take part in cross-origin requests.
"""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.wallet_errors import WalletError
from registry.web.bodies import FORMS, media_type_of, read_json
from registry.web.errors import RequestUnreadable

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
PATHS = re.compile(
    r"/token|/nonce|/credential|/deferred_credential|/notification|/offers/[^/]+"
    r"|/oid4vp/(?:requests|responses)/[^/]+"
    r"|/\.well-known/(?:openid-credential-issuer|oauth-authorization-server)"
)
_STATUS = {"invalid_token": 401, "insufficient_scope": 403, "temporarily_unavailable": 429}
_MAX_FIELDS = 20


def install(app: FastAPI) -> None:
    """Every refusal to a wallet leaves in OAuth's words."""
    app.add_exception_handler(WalletError, _answer)


async def _answer(_: Request, error: Exception) -> Response:
    assert isinstance(error, WalletError)  # noqa: S101  -- the handler is installed for it alone
    return refusal(error)


def refusal(error: WalletError, **headers: str) -> JSONResponse:
    status = _STATUS.get(error.error, 400)
    if status in {401, 403}:
        headers["WWW-Authenticate"] = f'Bearer error="{error.error}"'
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, status, headers={**NO_STORE, **headers})


def told(body: Mapping[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(dict(body), status, headers=NO_STORE)


async def read_form(request: Request) -> Mapping[str, str]:
    """Parameters of a form, each once (RFC 6749, 3.2). Raises WalletError."""
    if media_type_of(request) not in FORMS:
        raise WalletError("invalid_request", "Send application/x-www-form-urlencoded.")
    given = (await request.form(max_files=0, max_fields=_MAX_FIELDS)).multi_items()
    fields = {name: value for name, value in given if isinstance(value, str)}
    if len(fields) != len(given):
        raise WalletError("invalid_request", "A parameter is given twice.")
    return fields


async def read_body(request: Request) -> Mapping[str, Any]:
    """A JSON object. Raises WalletError."""
    if media_type_of(request) != "application/json":
        raise WalletError("invalid_request", "Send application/json.")
    try:
        body = await read_json(request)
    except RequestUnreadable:
        raise WalletError("invalid_request", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise WalletError("invalid_request", "The body is not a JSON object.")
    return body


def bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.isascii() else None


class WalletCorsMiddleware:
    """Answers preflights of `PATHS` and lets any site read them: they are opened by no cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not PATHS.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await _PREFLIGHT(scope, receive, send)
            return

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = "*"
                headers["Access-Control-Expose-Headers"] = "WWW-Authenticate, Retry-After"
            await send(message)

        await self.app(scope, receive, send_readable)


_PREFLIGHT = Response(
    status_code=204,
    headers={
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept",
        "Access-Control-Max-Age": "86400",
    },
)
