"""Authorities and their policies."""

import pytest

from registry.errors import NotPermitted, OrganisationUnknown, RegistryError, ValidationFailed
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.usecases import organisations
from tests.conftest import NOW
from tests.registry.people import by_email, dump


def test_an_administrator_sets_the_policy(services: Services) -> None:
    with transaction(services.engine) as session:
        organisations.set_four_eyes(
            session,
            actor=by_email(session, "admin@demo.example"),
            organisation_id="de-zab",
            policy="always",
            now=NOW,
        )
    with reading(services.engine) as session:
        assert organisations.get_organisation(session, "de-zab").four_eyes == "always"


@pytest.mark.parametrize(
    ("email", "organisation", "policy", "error"),
    [
        ("decider@de-zab.example", "de-zab", "off", NotPermitted),
        ("admin@demo.example", "xx-none", "off", OrganisationUnknown),
        ("admin@demo.example", "de-zab", "sometimes", ValidationFailed),
    ],
)
def test_each_bad_change_has_its_code_and_changes_nothing(
    services: Services, email: str, organisation: str, policy: str, error: type[RegistryError]
) -> None:
    before = dump(services)
    with pytest.raises(error), transaction(services.engine) as session:
        organisations.set_four_eyes(
            session,
            actor=by_email(session, email),
            organisation_id=organisation,
            policy=policy,
            now=NOW,
        )
    assert dump(services) == before


def test_authorities_come_from_the_procedure_cards(services: Services) -> None:
    with reading(services.engine) as session:
        found = organisations.list_organisations(session, "authority")
    assert "de-ihk-fosa" in {row.id for row in found}
    assert all(row.jurisdiction and row.four_eyes == "non_full" for row in found)
