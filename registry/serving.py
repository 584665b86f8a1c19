"""The running process: services from the environment, the application, timed work beside it."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from fastapi import FastAPI

from registry import jobs
from registry.app import create_app
from registry.errors import RegistryError
from registry.log import configure_logging
from registry.services import Services, wire
from registry.settings import Settings
from registry.storage.database import reading
from registry.usecases import curated_drafts, issuing_for_tests, publishing

ROUND_SECONDS = 30

log = structlog.get_logger()


def started_services(*, quiet: bool = False) -> Services:
    """The services, with the schema at head and a release in force. quiet: log warnings only."""
    settings = Settings()
    configure_logging("WARNING" if quiet else settings.log_level)
    services = wire(settings)
    publishing.first_start(services)
    curated_drafts.draft_changed_seed(services)
    if services.issuers_for_tests is not None:
        with reading(services.engine) as session:
            issuing_for_tests.refuse_production(session, services)
        for issuer in services.issuers_for_tests.issuers:
            log.warning("test_issuer", name=issuer.name, did=issuer.did, securing=issuer.securing)
    return services


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
            target=keep_working, args=(services, stop), name="timed work", daemon=True
        )
        thread.start()
        yield
        stop.set()
        thread.join(timeout=ROUND_SECONDS)

    return lifespan


def keep_working(services: Services, stop: threading.Event) -> None:
    """A round now and every ROUND_SECONDS, until told to stop."""
    while not stop.is_set():
        services.refresh_keys()
        try:
            jobs.run_due(services, now=services.clock())
        except RegistryError as error:
            # The next round tries again: a busy database must not end timed work for good.
            log.warning("jobs.round_failed", code=error.code)
        stop.wait(ROUND_SECONDS)
