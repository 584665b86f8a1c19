"""Timed work, as plain functions: a loop in the service or `registry jobs` calls `run_due`."""

import threading
from dataclasses import dataclass
from datetime import datetime

import structlog

from registry.errors import RegistryError
from registry.services import Services
from registry.storage.database import transaction
from registry.usecases import (
    accounts,
    deadline_watch,
    offers,
    presentations,
    publishing,
    status_publication,
)

ROUND_SECONDS = 30

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did."""

    lists_published: int
    web_sessions_closed: int
    cases_closed: int
    deadlines_missed: int
    wallet_rows_deleted: int
    release_swapped: bool


def run_due(services: Services, *, now: datetime) -> Done:
    """Everything due at `now`, each part in its own transaction; doing it twice is fine."""
    with transaction(services.engine) as session:
        lists = status_publication.publish_due(session, services, now=now)
    with transaction(services.engine) as session:
        closed = accounts.close_expired_web_sessions(session, now=now)
    with transaction(services.engine) as session:
        timed_out = deadline_watch.close_unanswered(session, now=now)
        missed = deadline_watch.count_missed(session, now=now)
    with transaction(services.engine) as session:
        gone = offers.delete_expired(session, now=now) + presentations.forget_due(session, now=now)
    swapped = publishing.follow_newest(services)
    done = Done(lists, closed, timed_out, missed, gone, swapped)
    log.info(
        "jobs.done",
        lists=lists,
        web_sessions=closed,
        cases_closed=timed_out,
        deadlines_missed=missed,
        wallet_rows=gone,
        release_swapped=swapped,
    )
    return done


def keep_working(services: Services, stop: threading.Event) -> None:
    """A round now and every ROUND_SECONDS, until told to stop."""
    while not stop.is_set():
        services.refresh_keys()
        try:
            run_due(services, now=services.clock())
        except RegistryError as error:
            # The next round tries again: a busy database must not end timed work for good.
            log.warning("jobs.round_failed", code=error.code)
        stop.wait(ROUND_SECONDS)
