"""Exports that were made already, kept while there is room, each made once at a time."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock

from registry.usecases.exports import Export

# Together with what is kept of the graph itself, small beside the memory of a process.
KEPT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """sha256: of the release. on: the day it is made for, where its content depends on that."""

    sha256: str
    form: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """etag: as it stands in the header, of these very bytes."""

    export: Export
    etag: str


class KeptExports:
    """A release never changes, so what was made of it stays true; the least used goes first."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._limit = limit
        self._kept: OrderedDict[Wanted, Tagged] = OrderedDict()
        self._size = 0
        self._guard = Lock()
        # One export is made at a time: each holds the whole release in memory.
        self._making = Lock()

    def get(self, wanted: Wanted, make: Callable[[], Export]) -> Tagged:
        """What was wanted before, or what `make` gives now."""
        found = self._find(wanted)
        if found is not None:
            return found
        with self._making:
            # Whoever waited here may have waited for this very one.
            found = self._find(wanted)
            if found is None:
                made = make()
                found = Tagged(made, f'"{hashlib.sha256(made.content).hexdigest()}"')
                self._keep(wanted, found)
            return found

    def _find(self, wanted: Wanted) -> Tagged | None:
        with self._guard:
            found = self._kept.get(wanted)
            if found is not None:
                self._kept.move_to_end(wanted)
            return found

    def _keep(self, wanted: Wanted, tagged: Tagged) -> None:
        size = len(tagged.export.content)
        if size > self._limit:
            return
        with self._guard:
            self._kept[wanted] = tagged
            self._size += size
            while self._size > self._limit:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.export.content)
