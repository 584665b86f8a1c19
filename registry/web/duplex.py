"""Answer while the request still arrives."""

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class DuplexResponse(StreamingResponse):
    """Leaves the incoming messages to its own content.

    Starlette's response listens for a disconnect beside it under servers of ASGI before 2.4
    (uvicorn among them): it would swallow the rest of the body that the content waits for. Here
    a reader that goes away is noticed by whoever reads the body (starlette's ClientDisconnect).
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await self.stream_response(send)
