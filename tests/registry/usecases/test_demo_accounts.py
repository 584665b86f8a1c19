"""Accounts for trying it out, never there by themselves."""

from dataclasses import replace

from sqlmodel import select

from registry.services import Services
from registry.storage.database import make_engine, reading, transaction
from registry.storage.tables import Account
from registry.usecases import accounts, publishing
from registry.usecases.demo_accounts import PASSWORD, demo_accounts, seed_demo_accounts
from registry.usecases.procedure import OFFICER_ROLES
from tests.conftest import NOW, Databases
from tests.registry.people import dump


def test_a_service_starts_without_accounts(sqlite: Databases, sqlite_services: Services) -> None:
    bare = replace(sqlite_services, engine=make_engine(sqlite.create()))
    publishing.first_start(bare)
    with reading(bare.engine) as session:
        assert session.exec(select(Account)).all() == []
    bare.engine.dispose()


def test_everyone_signs_in_and_has_the_roles_that_are_listed(services: Services) -> None:
    for wanted in demo_accounts():
        with transaction(services.engine) as session:
            found = accounts.authenticate(
                session,
                email=wanted.email,
                password=PASSWORD,
                passwords=services.passwords,
                now=NOW,
            )
            assert accounts.roles_of(session, found) == wanted.roles
            assert found.organisation_id == wanted.organisation_id


def test_three_authorities_can_take_a_case_from_end_to_end() -> None:
    roles: dict[str, set[str]] = {}
    for account in demo_accounts():
        roles.setdefault(account.organisation_id or "", set()).update(account.roles)
    complete = [name for name, held in roles.items() if held.issuperset(OFFICER_ROLES)]
    assert len(complete) >= 3


def test_a_second_call_adds_nobody(services: Services) -> None:
    before = dump(services)
    with transaction(services.engine) as session:
        assert seed_demo_accounts(session, passwords=services.passwords, now=NOW) == 0
    assert dump(services) == before
