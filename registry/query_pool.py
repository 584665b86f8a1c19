"""SPARQL queries in processes of their own: a few at once, each ended when it takes too long.

A query can ask for more work than there is time; no library can be told to stop in the middle.
A process can: what waits for it gets a clear error, and the next query a new process.
"""

import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, LifoQueue
from typing import Any

from mappings.errors import MappingError, QueryInvalid, ResultTooLarge
from mappings.sparql import Query, Wanted
from registry.errors import QueriesBusy, QueryTimeout, QueryTooCostly
from registry.query_worker import OUT_OF_MEMORY, read_frame, write_frame
from registry.settings import Settings

# A worker keeps the release in force and one that somebody named.
RELEASES_KEPT = 2
LOAD_SECONDS = 60
_REFUSALS: dict[str, type[MappingError]] = {
    refusal.code: refusal for refusal in (QueryInvalid, ResultTooLarge)
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query to one release. sha256: of the release; nquads: reads it, if it is needed."""

    query: Query
    wanted: Wanted
    sha256: str
    nquads: Callable[[], bytes]


class QueryPool:
    """Started when first asked. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Few may wait: each occupies a thread that other pages need.
        self._places = threading.BoundedSemaphore(settings.sparql_workers + settings.sparql_waiting)
        self._idle: LifoQueue[_Process | None] = LifoQueue()
        for _ in range(settings.sparql_workers):
            self._idle.put(None)

    def answer(self, asked: Asked) -> bytes:
        """Raises QueriesBusy, QueryTimeout, QueryTooCostly, QueryInvalid, ResultTooLarge."""
        if not self._places.acquire(blocking=False):
            raise QueriesBusy("Too many queries are waiting.")
        try:
            return self._answer(asked)
        finally:
            self._places.release()

    def _answer(self, asked: Asked) -> bytes:
        try:
            process = self._idle.get(timeout=self._settings.sparql_seconds)
        except Empty:
            raise QueriesBusy("All queries take their time.") from None
        try:
            if process is None or not process.alive:
                process = _Process(self._settings.sparql_memory_mebibytes * 1024 * 1024)
            process.hold(asked.sha256, asked.nquads)
            return process.answer(asked, self._settings.sparql_seconds)
        finally:
            self._idle.put(process)


class _Process:
    """A worker, seen from this side."""

    def __init__(self, memory: int) -> None:
        # No secret of the service goes along; the module is found as this process found it.
        environment = {
            name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ
        }
        self._process = subprocess.Popen(  # noqa: S603 - our own module, a number
            [sys.executable, "-m", "registry.query_worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._held: list[str] = []
        weakref.finalize(self, _end, self._process)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def hold(self, sha256: str, nquads: Callable[[], bytes]) -> None:
        """Have a release at hand. Raises QueryTooCostly where it does not fit."""
        if sha256 in self._held:
            return
        drop = self._held.pop(0) if len(self._held) >= RELEASES_KEPT else None
        facts = {"act": "load", "release": sha256, "drop": drop}
        self._exchange(facts, nquads(), seconds=LOAD_SECONDS)
        self._held.append(sha256)

    def answer(self, asked: Asked, seconds: int) -> bytes:
        query, wanted = asked.query, asked.wanted
        facts = {
            "act": "answer",
            "release": asked.sha256,
            "seconds": seconds,
            "text": query.text,
            "form": query.form.value,
            "states_dataset": query.states_dataset,
            "media_type": wanted.media_type,
            "max_bytes": wanted.max_bytes,
            "default_graphs": wanted.default_graphs,
            "named_graphs": wanted.named_graphs,
        }
        return self._exchange(facts, b"", seconds=seconds)

    def _exchange(self, facts: dict[str, Any], content: bytes, *, seconds: int) -> bytes:
        sent, received = self._process.stdin, self._process.stdout
        assert sent is not None  # noqa: S101 - both are pipes
        assert received is not None  # noqa: S101
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            write_frame(sent, facts, content)
            answered, result = read_frame(received)
        except (EOFError, OSError):
            _end(self._process)
            if late.is_set():
                raise QueryTimeout(
                    f"The query took more than {seconds} seconds and was ended.", limit=seconds
                ) from None
            raise QueryTooCostly("The query needed more memory than one may use.") from None
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():
            # It answered at the last moment, and was ended all the same.
            _end(self._process)
        if answered["code"] == OUT_OF_MEMORY:
            # What it holds still fills its memory.
            _end(self._process)
            raise QueryTooCostly("The query needed more memory than one may use.")
        if answered["code"] is not None:
            raise _REFUSALS[answered["code"]](answered["detail"], **answered["members"])
        return result


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                # What was not written yet has nobody left to read it.
                continue
    process.wait()
