"""The engine, its transactions, and whether the schema is the newest one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlmodel import Session

from registry.errors import DatabaseBusy, ValidationFailed
from registry.machine_errors import DatabaseUnusable, SettingsInvalid

MIGRATIONS = Path(__file__).parents[2] / "alembic"
# PostgreSQL: serialization, deadlock, lock not available.
_BUSY = frozenset({"40001", "40P01", "55P03"})
# No connection, refused, no such database, out of resources, stopped by its operator, I/O.
_UNUSABLE = ("08", "28", "3D", "53", "57P", "58", "XX")
# SQLite: perm, readonly, ioerr, corrupt, full, cantopen, auth, notadb.
_UNUSABLE_FILE = frozenset({3, 8, 10, 11, 13, 14, 23, 26})


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
    """`postgresql://` and `postgres://` mean psycopg 3 here. Raises SettingsInvalid."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        # Its words may repeat the address, with a password in it.
        raise SettingsInvalid("DATABASE_URL is not the address of a database.") from error
    if address.get_backend_name() not in {"sqlite", "postgresql", "postgres"}:
        raise SettingsInvalid("DATABASE_URL is sqlite:///… or postgresql://….")
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
    """Everything inside is written at the end, or nothing. Raises DatabaseBusy, DatabaseUnusable.

    Rows stay readable after the commit.
    """
    with told_plainly(), Session(engine, expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that never holds up a writer. What it changes is not kept."""
    reader = engine.execution_options(sqlite_begin="DEFERRED", postgresql_readonly=True)
    with told_plainly(), Session(reader, expire_on_commit=False) as session:
        yield session


@contextmanager
def told_plainly() -> Iterator[None]:
    """What is wrong with the database itself, and not with what it was asked, gets a code."""
    try:
        yield
    except DBAPIError as error:
        if _is_busy(error):
            raise DatabaseBusy("The database is busy; try again.") from error
        if _is_unusable(error):
            raise DatabaseUnusable("The database cannot be used.") from error
        # SQLite keeps this character, PostgreSQL cannot.
        if "NUL (0x00)" in str(error.orig):
            raise ValidationFailed("A text holds U+0000, which cannot be stored.") from error
        raise


def _is_busy(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in _BUSY or "database is locked" in str(error.orig)


def _is_unusable(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        # The lower byte is the kind, the rest tells more.
        return code & 0xFF in _UNUSABLE_FILE
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    # Without a state it never reached the server, or lost it.
    return state is None or state.startswith(_UNUSABLE)


def take_turns(session: Session, what: str) -> None:
    """Wait until no other transaction does the same; SQLite's only writer has its turn already."""
    if session.get_bind().dialect.name == "postgresql":
        statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        session.connection().execute(statement, {"what": what})


def newest_revision() -> str:
    """The revision that the migrations lead to, from the names of their files."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/*.py"))


def is_current(engine: Engine) -> bool:
    """Whether the schema is the newest one. Raises DatabaseUnusable."""
    reader = engine.execution_options(sqlite_begin="DEFERRED")
    with told_plainly(), reader.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(found) == [newest_revision()]
