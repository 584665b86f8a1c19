"""Documents of outside issuers: fetched by few threads, kept for a while, never waited for long.

Whoever asks has checked that the trust list names the owner. What cannot be had is left out of
the answer; a failure is remembered too, so that a dead server is not asked for every credential.
"""

import ssl
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

import structlog

from registry.errors import FetchFailed, FetchRefused
from registry.outside_requests import Received, Route, Wanted, fetch
from registry.settings import Settings

WORKERS = 8
# More are not even begun: the answer is "unavailable" at once, and the site stays quick.
MAX_RUNNING = 32
MAX_KEPT = 1024
MAX_KEPT_BYTES = 64 * 1024 * 1024
KEEP_FAILURE = timedelta(seconds=30)
KEEP_AT_LEAST, KEEP_AT_MOST = timedelta(seconds=30), timedelta(hours=1)
KEEP_UNSAID = timedelta(minutes=5)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Kept:
    """received None: it could not be had."""

    received: Received | None
    until: datetime

    @property
    def size(self) -> int:
        return len(self.received.body) if self.received else 0


class Outside:
    """A bounded cache in front of a bounded pool. Safe for any number of threads."""

    def __init__(self, route: Route, *, clock: Callable[[], datetime]) -> None:
        self._route = route
        self._clock = clock
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="outside")
        self._lock = Lock()
        # Whoever names an address as something that it is not must not hide what it is.
        self._running: dict[Wanted, Future[Received | None]] = {}
        self._kept: OrderedDict[Wanted, _Kept] = OrderedDict()
        self._bytes = 0

    def get(self, wanted: Iterable[Wanted]) -> dict[str, Received]:
        """URL -> document, for those that could be had in the time of one fetch.

        Blocks the calling thread, never longer than that; two who want the same share one fetch.
        """
        found: dict[str, Received] = {}
        pending: dict[Wanted, Future[Received | None]] = {}
        with self._lock:
            for each in wanted:
                kept = self._fresh(each)
                if kept is None:
                    if (future := self._begin(each)) is not None:
                        pending[each] = future
                elif kept.received is not None:
                    found[each.url] = kept.received
        wait(pending.values(), timeout=self._route.seconds)
        for each, future in pending.items():
            if future.done() and (received := future.result()) is not None:
                found[each.url] = received
        return found

    def forget(self, url: str) -> None:
        """Ask again the next time."""
        with self._lock:
            for wanted in [each for each in self._kept if each.url == url]:
                self._drop(wanted)

    def _fresh(self, wanted: Wanted) -> _Kept | None:
        kept = self._kept.get(wanted)
        if kept is None:
            return None
        if self._clock() >= kept.until:
            self._drop(wanted)
            return None
        self._kept.move_to_end(wanted)
        return kept

    def _begin(self, wanted: Wanted) -> "Future[Received | None] | None":
        running = self._running.get(wanted)
        if running is None and len(self._running) < MAX_RUNNING:
            running = self._pool.submit(self._fetch, wanted)
            self._running[wanted] = running
        return running

    def _fetch(self, wanted: Wanted) -> Received | None:
        received = None
        try:
            received = fetch(wanted, self._route)
        except (FetchFailed, FetchRefused) as error:
            log.warning("outside.unavailable", code=error.code, why=error.detail)
        finally:
            with self._lock:
                self._running.pop(wanted, None)
                self._keep(wanted, received)
        return received

    def _keep(self, wanted: Wanted, received: Received | None) -> None:
        self._drop(wanted)
        kept = _Kept(received, _kept_until(wanted, received, self._clock()))
        self._kept[wanted] = kept
        self._bytes += kept.size
        while len(self._kept) > MAX_KEPT or self._bytes > MAX_KEPT_BYTES:
            self._drop(next(iter(self._kept)))

    def _drop(self, wanted: Wanted) -> None:
        if (gone := self._kept.pop(wanted, None)) is not None:
            self._bytes -= gone.size


def _kept_until(wanted: Wanted, received: Received | None, now: datetime) -> datetime:
    """As the server says or the content itself, whichever ends sooner, within bounds."""
    if received is None:
        return now + KEEP_FAILURE
    told = KEEP_UNSAID if received.max_age is None else timedelta(seconds=received.max_age)
    until = now + min(told, KEEP_AT_MOST)
    end = wanted.good_until(received.body, now) if wanted.good_until is not None else None
    if end is not None:
        until = min(until, end)
    return max(until, now + KEEP_AT_LEAST)


def make_outside(settings: Settings, *, clock: Callable[[], datetime]) -> Outside:
    """As the settings say; nothing is opened before somebody asks. Raises OSError, ssl.SSLError
    for a file of certificates that cannot be read."""
    return Outside(
        Route(
            tls_context(settings.outside_ca_file),
            settings.outside_seconds,
            allow_loopback=settings.outside_loopback,
        ),
        clock=clock,
    )


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """The system's certificate authorities, and those of a file."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context
