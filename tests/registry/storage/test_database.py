"""Transactions, instants, and who waits for whom."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from registry.errors import DatabaseBusy, ValidationFailed
from registry.machine_errors import DatabaseUnusable, SettingsInvalid
from registry.storage import migrations
from registry.storage.database import make_engine, reading, transaction, with_driver
from registry.storage.tables import Organisation, OutboxMessage

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def engine(empty_database: str) -> Iterator[Engine]:
    engine = make_engine(empty_database, wait_seconds=0.2)
    migrations.upgrade(engine)
    yield engine
    engine.dispose()


def authority(name: str) -> Organisation:
    return Organisation(id=name, name=name, kind="authority", jurisdiction="DE")


def test_an_instant_comes_back_in_utc_whatever_zone_it_went_in(engine: Engine) -> None:
    in_manila = NOON.astimezone(timezone(timedelta(hours=8)))
    with transaction(engine) as session:
        session.add(OutboxMessage(topic="t", payload={}, created_at=in_manila))
    with reading(engine) as session:
        stored = session.exec(select(OutboxMessage)).one().created_at
        assert (stored, stored.tzinfo) == (NOON, UTC)
        asked = select(OutboxMessage).where(OutboxMessage.created_at == in_manila)
        assert session.exec(asked).one().topic == "t"


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    message = OutboxMessage(topic="t", payload={}, created_at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(Exception, match="without a time zone"), transaction(engine) as session:
        session.add(message)


def test_an_error_undoes_the_whole_transaction(engine: Engine) -> None:
    def write_and_stop() -> None:
        with transaction(engine) as session:
            session.add(authority("a"))
            session.flush()
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write_and_stop()
    with reading(engine) as session:
        assert session.exec(select(Organisation)).all() == []


def test_reading_does_not_wait_for_a_writer(engine: Engine) -> None:
    with transaction(engine) as writer:
        writer.add(authority("a"))
        writer.flush()
        with reading(engine) as reader:
            assert reader.exec(select(Organisation)).all() == []


def test_a_writer_that_waits_too_long_hears_that_the_database_is_busy(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(authority("a"))
    rename = text("UPDATE organisation SET name = 'b'")
    with transaction(engine) as first:
        first.connection().execute(rename)
        with pytest.raises(DatabaseBusy), transaction(engine) as second:
            second.connection().execute(rename)


def test_a_text_that_cannot_be_stored_is_the_callers_fault(engine: Engine) -> None:
    postgresql = engine.dialect.name == "postgresql"
    refused = pytest.raises(ValidationFailed) if postgresql else nullcontext()
    with refused, reading(engine) as session:
        assert session.get(Organisation, "a\0b") is None


def test_a_row_that_others_need_cannot_vanish(engine: Engine) -> None:
    orphan = "INSERT INTO account_role VALUES ('00000000000000000000000000000000', 'worker')"
    with pytest.raises(Exception, match=r"(?i)foreign key"), Session(engine) as session:
        session.connection().execute(text(orphan))


@pytest.mark.parametrize("address", ["nonsense", "mysql://user:secret@host/x", ""])
def test_what_is_no_address_of_a_database_is_told_without_repeating_it(address: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        make_engine(address)
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize(
    "address", ["postgresql://u:secret@127.0.0.1:1/x", "sqlite:////proc/version"]
)
def test_a_database_that_cannot_be_used_is_told_by_its_code(address: str) -> None:
    with pytest.raises(DatabaseUnusable), reading(make_engine(address)) as session:
        session.connection().execute(text("SELECT 1"))


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://host/name", "postgresql+psycopg"),
        ("postgres://host/name", "postgresql+psycopg"),
        ("postgresql+psycopg://host/name", "postgresql+psycopg"),
        ("sqlite:///var/registry.db", "sqlite"),
    ],
)
def test_a_plain_postgresql_address_means_psycopg_3(given: str, driver: str) -> None:
    assert with_driver(given).drivername == driver
