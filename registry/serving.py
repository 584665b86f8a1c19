"""The running process: services from the environment, the application, timed work beside it."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from credentials import deferred
from registry.app import create_app
from registry.jobs import ROUND_SECONDS, keep_working
from registry.services import Services
from registry.start_up import started_services


def from_environment() -> FastAPI:
    """What each worker process of `registry serve` runs."""
    services = started_services()
    app = create_app(services)
    app.router.lifespan_context = beside_timed_work(services)
    return app


def beside_timed_work(
    services: Services,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Timed work from the application's start to its end, in a thread of its own."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        stop = threading.Event()
        thread = threading.Thread(
            target=_work, args=(services, stop), name="timed work", daemon=True
        )
        thread.start()
        yield
        stop.set()
        thread.join(timeout=ROUND_SECONDS)

    return lifespan


def _work(services: Services, stop: threading.Event) -> None:
    # The site answers meanwhile; who asks for a PDF first does not wait for its libraries.
    deferred.load_all()
    keep_working(services, stop)
