"""How long it takes to find the credentials that rest on a withdrawn statement.

A million issued credentials, two or three steps each, in the store of the service itself: one
statement carries them all, one every tenth, one nearly none. Counting and the first page both.
"""

import shutil
import statistics
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid5

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, insert, text
from sqlmodel import Session

from registry.storage.database import make_engine, reading
from registry.storage.migrations import upgrade
from registry.storage.queries import credentials
from registry.storage.tables import IssuedCredential, PathStep

CREDENTIALS, BATCH, RUNS, PAGE = 1_000_000, 20_000, 5, 20
LIMIT_MILLISECONDS = 200
BASE = "https://w3id.org/open-recognition/id/statement/"
ALL, TENTH, FEW = (f"{BASE}{name}" for name in ("de-dqr-4--eqf-4", "nl-nlqf-4--eqf-4", "x--y"))
SPACE = UUID("00000000-0000-0000-0000-000000000001")
ISSUED = datetime(2026, 11, 24, tzinfo=UTC)


def run() -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="registry-bench-"))
    try:
        engine = make_engine(f"sqlite:///{folder / 'bench.db'}")
        upgrade(engine)
        _fill(engine)
        _print(engine)
        engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(engine: Engine) -> None:
    with engine.connect() as connection:
        # Cases and people are left out: no key of theirs is read here.
        connection.execute(text("SELECT 1"))
        connection.rollback()
        raw = connection.connection.cursor()
        raw.execute("PRAGMA foreign_keys = OFF")
        for start in range(0, CREDENTIALS, BATCH):
            numbers = range(start, min(start + BATCH, CREDENTIALS))
            connection.execute(insert(IssuedCredential), [_credential(n) for n in numbers])
            connection.execute(insert(PathStep), [row for n in numbers for row in _steps(n)])
            connection.commit()


def _id(number: int) -> UUID:
    return uuid5(SPACE, str(number))


def _credential(number: int) -> dict[str, object]:
    return {
        "id": _id(number),
        "decision_id": uuid5(_id(number), "decision"),
        "holder_id": uuid5(_id(number), "holder"),
        "authority_id": "de-ihk-fosa",
        "edition": 1,
        "vc_jwt": "x" * 1500,
        "qr_text": "x" * 300,
        "kid": "did:web:registry.example#key",
        "issued_at": ISSUED,
        "status": "active",
        "status_reason": "",
    }


def _steps(number: int) -> list[dict[str, object]]:
    used = [ALL, f"{BASE}origin-{number % 500}--eqf"]
    used += [TENTH] * (number % 10 == 0) + [FEW] * (number % 100_000 == 0)
    return [{"credential_id": _id(number), "statement": one} for one in used]


def _print(engine: Engine) -> None:
    table = Table(
        "withdrawn statement", "credentials", "median ms", "limit ms", title="impact, SQLite"
    )
    for name, statement in (("all use it", ALL), ("a tenth", TENTH), ("ten", FEW)):
        counts, times = set(), []
        for _ in range(RUNS):
            with reading(engine) as session:
                started = perf_counter()
                counts.add(_ask(session, statement))
                times.append((perf_counter() - started) * 1000)
        (count,) = counts
        table.add_row(
            name, f"{count:,}", f"{statistics.median(times):.1f}", str(LIMIT_MILLISECONDS)
        )
    Console().print(table)


def _ask(session: Session, statement: str) -> int:
    count = credentials.count_resting_on(session, [statement])
    page = credentials.page_resting_on(session, [statement], after=None, limit=PAGE)
    assert len(page) == min(PAGE, count)
    return count
