"""The engine, its transactions, and the way to the newest schema. Never `create_all`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from registry.errors import DatabaseBusy

MIGRATIONS = Path(__file__).parents[2] / "alembic"
# Any constant: replicas that start together take turns on PostgreSQL.
_MIGRATION_LOCK = 7_130_001


def make_engine(url: str, *, wait_seconds: float = 5.0) -> Engine:
    """An engine for SQLite or PostgreSQL (psycopg 3, whatever driver the address leaves open)."""
    address = with_driver(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address, wait_seconds)
    wait = int(wait_seconds * 1000)
    return create_engine(
        address,
        pool_pre_ping=True,
        connect_args={"options": f"-c timezone=UTC -c lock_timeout={wait}"},
    )


def with_driver(url: str) -> URL:
    """`postgresql://` and `postgres://` mean psycopg 3 here."""
    address = make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    return address


def _sqlite_engine(address: URL, wait_seconds: float) -> Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address)

    def prepare(connection: Any, _: object) -> None:
        # The driver must not begin transactions on its own: it would begin them too late.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(wait_seconds * 1000)}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    def begin(connection: Connection) -> None:
        # A reader that later writes would fail at once if another wrote in between, without
        # waiting; so whoever may write says so at the start.
        how = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {how}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Everything inside is written at the end, or nothing. Raises DatabaseBusy.

    Rows stay readable after the commit.
    """
    with _as_busy(), Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that never holds up a writer. What it changes is not kept."""
    reader = engine.execution_options(sqlite_begin="DEFERRED", postgresql_readonly=True)
    with _as_busy(), Session(reader, expire_on_commit=False) as session:
        yield session


@contextmanager
def _as_busy() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if _is_busy(error):
            raise DatabaseBusy("The database is busy; try again.") from error
        raise


def _is_busy(error: OperationalError) -> bool:
    # PostgreSQL: 40001 serialization, 40P01 deadlock, 55P03 lock not available.
    state = getattr(error.orig, "sqlstate", None)
    return state in {"40001", "40P01", "55P03"} or "database is locked" in str(error.orig)


def take_turns(session: Session, what: str) -> None:
    """Wait until no other transaction does the same; SQLite's only writer has its turn already."""
    if session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        session.connection().execute(statement, {"what": what})


def alembic_config(connection: Connection | None = None) -> Config:
    """The migrations' configuration, for this connection or for DATABASE_URL."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def is_current(engine: Engine) -> bool:
    """Whether the schema is the newest one."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with engine.execution_options(sqlite_begin="DEFERRED").connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest revision, all of it or nothing."""
    if is_current(engine):
        return
    with _as_busy(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        command.upgrade(alembic_config(connection), "head")


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the schema back. What the removed tables held is lost."""
    with _as_busy(), engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)


def check(engine: Engine) -> None:
    """Raises alembic's AutogenerateDiffsDetected if tables and migrations differ."""
    with engine.begin() as connection:
        command.check(alembic_config(connection))
