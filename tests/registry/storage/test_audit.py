"""The audit log: what was written cannot be changed unseen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from registry.storage import migrations
from registry.storage.database import make_engine, reading, transaction
from registry.storage.queries import audit

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    engine = make_engine(empty_database)
    migrations.upgrade(engine)
    yield engine
    engine.dispose()


def write(engine: Engine, *subjects: str) -> None:
    with transaction(engine) as session:
        for subject in subjects:
            audit.record(session, action="test", subject=subject, actor_id=None, at=NOON)


def find_break(engine: Engine) -> int | None:
    with reading(engine) as session:
        return audit.find_break(session, batch=2)


def unlock(engine: Engine) -> None:
    """What only the owner of the database can do."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP TRIGGER audit_entry_final ON audit_entry"))
        else:
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
            connection.execute(text("DROP TRIGGER audit_entry_no_delete"))


def test_entries_are_chained_across_transactions(engine: Engine) -> None:
    write(engine, "a:1", "a:2")
    write(engine, "a:3")
    assert find_break(engine) is None
    with reading(engine) as session:
        assert [entry.sequence for entry in audit.list_of_subject(session, "a:3")] == [3]


def test_what_is_rolled_back_leaves_no_entry(engine: Engine) -> None:
    def write_and_stop() -> None:
        with transaction(engine) as session:
            audit.record(session, action="test", subject="a:1", actor_id=None, at=NOON)
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write_and_stop()
    write(engine, "a:2")
    with reading(engine) as session:
        assert audit.count(session) == 1


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"]
)
def test_the_database_refuses_to_change_an_entry(engine: Engine, change: str) -> None:
    write(engine, "a:1")
    with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
        connection.execute(text(change))


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        ("UPDATE audit_entry SET action = 'x' WHERE sequence = 2", 2),
        ("UPDATE audit_entry SET details = '[]' WHERE sequence = 4", 4),
        ("DELETE FROM audit_entry WHERE sequence = 3", 3),
        ("DELETE FROM audit_entry WHERE sequence = 1", 1),
    ],
)
def test_a_change_behind_our_back_is_found(engine: Engine, change: str, broken_at: int) -> None:
    write(engine, "a:1", "a:2", "a:3", "a:4", "a:5")
    unlock(engine)
    with engine.begin() as connection:
        connection.execute(text(change))
    assert find_break(engine) == broken_at


def test_writers_at_the_same_time_make_one_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: write(engine, f"a:{number}"), range(12)))
    assert find_break(engine) is None
    with reading(engine) as session:
        assert audit.count(session) == 12
