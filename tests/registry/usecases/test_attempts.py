"""Guesses are counted in the store, for all processes together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import select

from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.tables import Attempt
from registry.usecases import attempts
from tests.conftest import NOW


def tried(services: Services, *, seconds: float = 0, caller: str = "ana@x.example") -> int:
    with transaction(services.engine) as session:
        return attempts.admit(
            session,
            services,
            act="sign_in",
            caller=caller,
            at_most=3,
            now=NOW + timedelta(seconds=seconds),
        )


def test_a_try_too_many_waits_until_the_oldest_is_a_minute_old(services: Services) -> None:
    assert [tried(services, seconds=at) for at in (0, 10, 20)] == [0, 0, 0]
    assert tried(services, seconds=30.5) == 30
    assert tried(services, seconds=59.9) == 1
    assert tried(services, seconds=60) == 0
    assert tried(services, seconds=61) == 9


def test_each_caller_has_tries_of_his_own_and_nobody_is_named(services: Services) -> None:
    for _ in range(3):
        assert tried(services) == 0
    assert tried(services, caller="ben@x.example") == 0
    with reading(services.engine) as session:
        kept = session.exec(select(Attempt)).all()
    assert len(kept) == 4
    assert not any("x.example" in row.caller_hash for row in kept)


def test_what_is_older_than_a_minute_is_forgotten(services: Services) -> None:
    tried(services)
    tried(services, seconds=61, caller="ben@x.example")
    with reading(services.engine) as session:
        assert len(session.exec(select(Attempt)).all()) == 1


def test_many_at_once_get_no_more_than_the_limit(services: Services) -> None:
    with ThreadPoolExecutor(8) as callers:
        waits = list(callers.map(lambda _: tried(services), range(8)))
    assert sorted(waits) == [0, 0, 0, 60, 60, 60, 60, 60]
