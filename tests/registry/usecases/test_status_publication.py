"""Status lists as the world reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.errors import StatusListUnknown
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.usecases import revocation, status_publication
from registry.usecases.status_publication import PublishedList
from tests.conftest import Clock
from tests.registry.people import decided


def published(services: Services, list_id: str = "r1") -> PublishedList:
    with reading(services.engine) as session:
        return status_publication.get_status_list(
            session, services, list_id=list_id, now=services.clock()
        )


def publish(services: Services) -> int:
    with transaction(services.engine) as session:
        return status_publication.publish_due(session, services, now=services.clock())


def test_a_list_is_good_now_and_for_half_its_life_at_least(
    services: Services, clock: Clock
) -> None:
    decided(services)
    life = timedelta(minutes=services.settings.status_list_minutes)
    for _ in range(5):
        found = published(services)
        assert found.published_at <= clock() < found.good_until
        assert found.good_until - clock() > life / 2 - timedelta(seconds=1)
        clock.pass_time(minutes=7)


def test_every_replica_signs_the_same_bytes(services: Services, clock: Clock) -> None:
    decided(services)
    unstored = published(services)
    assert publish(services) == 2
    clock.pass_time(minutes=1)
    assert published(services) == unstored


def test_lists_are_signed_again_when_a_bit_or_the_time_says_so(
    services: Services, clock: Clock
) -> None:
    _, result = decided(services)
    assert (publish(services), publish(services)) == (2, 0)
    first = published(services)
    assert result.credential is not None
    with transaction(services.engine) as session:
        revocation.revoke(
            session, actor=None, credential_id=result.credential.id, reason="x", now=clock()
        )
    changed = published(services)
    assert changed.etag != first.etag
    assert publish(services) == 1
    assert published(services) == changed
    clock.pass_time(minutes=30)
    assert publish(services) == 2
    assert published(services).published_at == clock()


def test_an_unknown_list_is_unknown(services: Services) -> None:
    with pytest.raises(StatusListUnknown):
        published(services, "r9")


def test_a_list_names_its_public_address(services: Services) -> None:
    decided(services)
    elsewhere = services.settings.model_copy(update={"public_url": "https://other.example"})
    moved = replace(services, settings=elsewhere)
    assert published(moved).secured != published(services).secured
