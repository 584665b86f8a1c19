"""An answer by qualification takes the same time whether 10 thousand or 1 million are registered.

They live in SQL, and are looked up by their key; the graph does not know them.
"""

import statistics
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from random import Random
from time import perf_counter

from sqlmodel import Session, insert

from mappings import curated
from mappings.index import compile_graph
from mappings.releases import Release
from registry.services import ReleaseInForce
from registry.storage.database import make_engine, reading, transaction
from registry.storage.migrations import upgrade
from registry.storage.tables.qualifications import Qualification
from registry.usecases import comparison

SIZES = (10_000, 100_000, 1_000_000)
ASKED, BATCH = 1_000, 20_000
AS_KNOWN = datetime(2026, 12, 1, tzinfo=UTC)


def run() -> None:
    """Print one row for each size of the register, growing one SQLite file."""
    in_force = _in_force()
    print("\nComparability by qualification, SQLite")
    print(f"{'qualifications':<24}{'median':>12}{'p99':>12}{'file':>12}")
    medians = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.db"
        engine = make_engine(f"sqlite:///{path}")
        upgrade(engine)
        for before, size in pairwise((0, *SIZES)):
            with transaction(engine) as session:
                for rows in _batches(in_force, before, size):
                    session.connection().execute(insert(Qualification), rows)
            # The last connection moves what was written into the file itself.
            engine.dispose()
            with reading(engine) as session:
                seconds = sorted(_seconds(session, in_force, size))
            medians.append(statistics.median(seconds))
            p99 = seconds[round(0.99 * len(seconds)) - 1]
            megabytes = path.stat().st_size / 1e6
            print(
                f"{size:<24,}{medians[-1] * 1e6:>9,.0f} µs{p99 * 1e6:>9,.0f} µs"
                f"{megabytes:>9,.0f} MB"
            )
        engine.dispose()
    print(f"largest beside smallest: {medians[-1] / medians[0]:.2f} times")


def _in_force() -> ReleaseInForce:
    graph = curated.read(files("mappings") / "data")
    release = Release(1, datetime(2026, 11, 23, tzinfo=UTC), "0" * 64, graph)
    return ReleaseInForce(release, compile_graph(graph, release=1))


def _batches(in_force: ReleaseInForce, start: int, end: int) -> Iterator[list[dict[str, object]]]:
    """Rows on every level of every country's frameworks in turn."""
    levels = [
        (framework, code)
        for framework in in_force.release.graph.frameworks.values()
        if framework.territory and not framework.hub
        for code in framework.leaves
    ]
    for first in range(start, end, BATCH):
        yield [
            {
                "id": _name(number),
                "country": levels[number % len(levels)][0].territory,
                "framework_id": levels[number % len(levels)][0].id,
                "level": levels[number % len(levels)][1],
                "title": f"Certificate {number}",
                "title_native": "",
                "awarding_body": "National authority",
                "source": "generated",
                "checked": False,
                "confidence": "0.5",
            }
            for number in range(first, min(first + BATCH, end))
        ]


def _name(number: int) -> str:
    return f"generated-{number:07}"


def _seconds(session: Session, in_force: ReleaseInForce, size: int) -> list[float]:
    """Of different qualifications, none remembered, from the identifier to the whole answer."""
    random = Random(size)  # noqa: S311 - no secret
    seconds = []
    for number in random.sample(range(size), ASKED):
        asked = comparison.Asked(qualification=_name(number), to="de-dqr")
        in_force.index.answers.clear()
        start = perf_counter()
        request = comparison.prepare(session, in_force, asked, now=AS_KNOWN)
        comparison.compare(in_force, request)
        seconds.append(perf_counter() - start)
        session.expunge_all()
    return seconds


if __name__ == "__main__":
    run()
