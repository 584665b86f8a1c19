"""The running process: services from the environment, the application, timed work beside it."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import FastAPI

from credentials import deferred
from credentials.errors import CredentialError
from registry.app import create_app
from registry.jobs import ROUND_SECONDS, keep_working
from registry.services import Services
from registry.start_up import started_services

log = structlog.get_logger()


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
    # The site answers meanwhile; who asks first does not wait for a key, nor a PDF's libraries.
    try:
        services.key_ring.unlock()
    except CredentialError as error:
        log.error("keys.not_opened", code=error.code)
    deferred.load_all()
    keep_working(services, stop)
