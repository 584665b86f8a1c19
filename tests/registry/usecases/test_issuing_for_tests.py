"""Test issuers sign what they are given, so they stand beside nothing that people rely on."""

from dataclasses import replace

import pytest

from credentials.keys import KeyRing, VerifyingKey
from registry.errors import IssuersForTestsRefused
from registry.issuers_for_tests import make_issuers_for_tests
from registry.services import Services
from registry.storage.database import reading
from registry.usecases.issuing_for_tests import issuers_of, refuse_production
from tests.registry.people import decided


def refuse(services: Services) -> None:
    with reading(services.engine) as session:
        refuse_production(session, services)


def at(services: Services, public_url: str) -> Services:
    settings = services.settings.model_copy(update={"public_url": public_url})
    return replace(services, settings=settings)


@pytest.mark.parametrize(
    "public_url",
    [
        "https://localhost:8443",
        "https://suite.localhost",
        "https://127.0.0.1:8443/path",
        "https://[::1]:8443",
        "https://registry.example",
        "https://registry.test",
    ],
)
def test_they_run_where_nobody_else_comes(sqlite_services: Services, public_url: str) -> None:
    refuse(at(sqlite_services, public_url))


@pytest.mark.parametrize(
    "public_url",
    [
        "https://registry.gov",
        "https://localhost.registry.gov",
        "https://notlocalhost",
        "https://10.0.0.1",
        "https://example.com",
    ],
)
def test_they_do_not_run_under_an_address_of_others(
    sqlite_services: Services, public_url: str
) -> None:
    with pytest.raises(IssuersForTestsRefused, match="PUBLIC_URL"):
        refuse(at(sqlite_services, public_url))


def test_they_do_not_run_where_a_credential_was_issued(services: Services) -> None:
    refuse(services)
    decided(services)
    with pytest.raises(IssuersForTestsRefused, match="issued"):
        refuse(services)


def test_they_do_not_run_beside_keys_in_hardware(sqlite_services: Services) -> None:
    """Whatever signs with a key that is not a file is not there for tests."""
    ring = sqlite_services.key_ring
    first = ring.keys[0]
    elsewhere = replace(first, signer=VerifyingKey(first.kid, first.public_key))
    hardware = KeyRing(ring.controller, (elsewhere, *ring.keys[1:]))
    with pytest.raises(IssuersForTestsRefused, match="hardware"):
        refuse(replace(sqlite_services, key_ring=hardware))


def test_they_are_the_same_at_every_start_and_off_by_default(sqlite_services: Services) -> None:
    folder = sqlite_services.settings.secrets_dir
    first, again = (make_issuers_for_tests(folder, "https://localhost") for _ in range(2))
    assert [one.did for one in first.issuers] == [one.did for one in again.issuers]
    assert len({one.did for one in first.issuers}) == len(first.issuers)
    assert {one.did[:12] for one in first.issuers} == {
        "did:key:z6Mk",
        "did:key:zDna",
        "did:key:z82L",
    }
    assert sqlite_services.issuers_for_tests is None
    with pytest.raises(IssuersForTestsRefused):
        issuers_of(sqlite_services)
