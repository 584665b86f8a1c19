"""The seed is published once, and never overwritten."""

import gzip
from dataclasses import replace
from importlib import resources

import pytest
from sqlalchemy import update

from mappings import releases
from mappings.errors import ReleaseInvalid
from registry.errors import ReleaseUnknown
from registry.services import Services
from registry.storage.database import make_engine, reading, transaction
from registry.storage.queries import organisations
from registry.storage.tables import StoredRelease
from registry.usecases import publishing, stored_releases
from tests.conftest import NOW, Databases
from tests.registry.people import dump

SEED = resources.files("mappings") / "data"


def test_the_first_start_leaves_a_release_authorities_and_the_register(services: Services) -> None:
    with reading(services.engine) as session:
        (row,) = publishing.list_releases(session)
        names = {found.id for found in organisations.list_all(session, "authority")}
    assert row.number == 1
    assert row.sha256 == services.release.release.sha256
    assert {card.authority_id for card in services.release.release.graph.procedures} == names


def test_a_second_start_only_loads(services: Services) -> None:
    before = dump(services)
    again = replace(services, release_in_force=None)
    publishing.first_start(again)
    assert dump(services) == before
    assert again.release.release.sha256 == services.release.release.sha256
    assert not again.seed_changed


def test_the_release_is_the_same_bytes_on_every_machine(
    services: Services, databases: Databases
) -> None:
    address = databases.create()
    other = replace(services, engine=make_engine(address), release_in_force=None)
    try:
        publishing.first_start(other)
        assert other.release.release.sha256 == services.release.release.sha256
    finally:
        other.engine.dispose()
        databases.drop(address)


def test_changed_seed_files_are_reported_and_overwrite_nothing(services: Services) -> None:
    with transaction(services.engine) as session:
        session.connection().execute(update(StoredRelease).values(seed_sha256="0" * 64))
    again = replace(services, release_in_force=None)
    publishing.first_start(again)
    assert again.seed_changed
    assert again.release.release.sha256 == services.release.release.sha256
    with reading(services.engine) as session:
        assert len(publishing.list_releases(session)) == 1


def test_the_checksum_of_the_seed_sees_every_file() -> None:
    assert publishing.seed_checksum() == publishing.seed_checksum(SEED)
    assert publishing.seed_checksum(resources.files("mappings")) != publishing.seed_checksum()


def test_no_release_no_answer(sqlite_services: Services) -> None:
    empty = replace(sqlite_services, release_in_force=None)
    with pytest.raises(ReleaseUnknown):
        _ = empty.release
    with pytest.raises(ReleaseUnknown), reading(sqlite_services.engine) as session:
        publishing.get_release(session, 99)


def test_a_replica_follows_what_another_published(sqlite_services: Services) -> None:
    services = sqlite_services
    assert not publishing.follow_newest(services)
    older = services.release
    second = releases.publish(
        older.release.graph, number=2, published_at=NOW, previous=older.release.sha256
    )
    with transaction(services.engine) as session:
        session.add(stored_releases.row_of(second, seed_sha256=None))
    assert publishing.follow_newest(services)
    assert services.release.release.number == 2
    assert services.release.index is not older.index
    assert older.release.number == 1


def test_a_release_that_was_changed_in_the_store_is_not_put_in_force(
    sqlite_services: Services,
) -> None:
    with transaction(sqlite_services.engine) as session:
        row = publishing.get_stored_release(session, 1)
        quads = gzip.decompress(row.nquads)
        row.nquads = gzip.compress(quads.replace(b'"0.95"', b'"0.99"'))
        session.add(row)
    with pytest.raises(ReleaseInvalid):
        publishing.put_in_force(sqlite_services)
