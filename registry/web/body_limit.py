"""No request may be larger than its path allows, whether it says how long it is or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import Pattern

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.web.errors import ContentTooLarge
from registry.web.problems import as_response


class BodyTooLarge(HTTPException):
    """Raised inside the application while it reads, so that its handlers answer."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"The request is larger than {limit} bytes.")
        self.limit = limit


@dataclass(frozen=True)
class BodyLimits:
    """Bytes: `by_path`, first match wins, else `default`."""

    default: int
    by_path: Sequence[tuple[Pattern[str], int]]

    def of(self, path: str) -> int:
        for pattern, limit in self.by_path:
            if pattern.fullmatch(path):
                return limit
        return self.default


class BodyLimitMiddleware:
    """Refuse by Content-Length at once, and count what arrives in chunks."""

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limits.of(scope["path"])
        if _declared_length(scope) > limit:
            response = self._refusal(Request(scope), limit)
            await response(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLarge(limit)
            return message

        await self.app(scope, receive_counted, send)

    def _refusal(self, request: Request, limit: int) -> Response:
        error = ContentTooLarge(f"The request is larger than {limit} bytes.", limit=limit)
        response = as_response(request, error)
        # The rest of the body is not read, so the connection cannot be used again.
        response.headers["Connection"] = "close"
        return response


def _declared_length(scope: Scope) -> int:
    value = Headers(scope=scope).get("content-length", "")
    return int(value) if value.isdecimal() else 0
