"""A fault of ours is answered as a problem and logged without what was in the request."""

from pathlib import Path
from traceback import extract_tb

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from registry.web.errors import UnexpectedFault
from registry.web.problems import as_response

log = structlog.get_logger()
ROOT = f"{Path(__file__).resolve().parents[2]}/"


class UnexpectedFaultMiddleware:
    """Inside the other middlewares, so that this answer too carries their headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except Exception as error:  # noqa: BLE001  -- nothing may leave as a traceback
            _log(scope, error)
            if started:
                # Half an answer is out: only a broken connection says that it is not whole.
                raise ConnectionError("The answer could not be finished.") from None
            request = Request(scope)
            response = as_response(request, UnexpectedFault("Something went wrong on our side."))
            await response(scope, receive, send)


def _log(scope: Scope, error: Exception) -> None:
    """Where it happened, never what it said: messages and values may hold personal data."""
    frames = [
        f"{frame.filename.removeprefix(ROOT)}:{frame.lineno}"
        for frame in extract_tb(error.__traceback__)
        if frame.filename.startswith(ROOT) and "site-packages" not in frame.filename
    ]
    route = getattr(scope.get("route"), "path", "unknown")
    log.error("unexpected_fault", path=route, fault=type(error).__name__, at=frames)
