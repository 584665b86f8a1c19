"""Accounts, roles, sign-in."""

from datetime import date, timedelta
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from registry.errors import (
    AccountUnknown,
    BadCredentials,
    DatesReversed,
    EmailTaken,
    NotPermitted,
    OrganisationUnknown,
    RegistryError,
    RoleUnknown,
    ValidationFailed,
)
from registry.services import Passwords, Services
from registry.storage.database import reading, transaction
from registry.storage.tables import Account, WebSession
from registry.usecases import accounts
from registry.usecases.demo_accounts import PASSWORD
from tests.conftest import NOW
from tests.registry.people import by_email, dump, worker


def register(session: Session, services: Services, **changes: object) -> Account:
    wanted = {
        "email": "Amina@Example.org ",
        "password": "long enough",
        "given_name": "Amina",
        "family_name": "Yusuf",
        "birth_date": date(1995, 5, 5),
    } | changes
    return accounts.register_worker(
        session,
        passwords=services.passwords,
        now=NOW,
        **wanted,  # type: ignore[arg-type]
    )


def sign_in(services: Services, email: str, password: str) -> Account:
    with transaction(services.engine) as session:
        return accounts.authenticate(
            session, email=email, password=password, passwords=services.passwords, now=NOW
        )


def test_a_worker_registers_and_signs_in(services: Services) -> None:
    with transaction(services.engine) as session:
        made = register(session, services)
    assert sign_in(services, "amina@example.org", "long enough").id == made.id
    with reading(services.engine) as session:
        assert accounts.roles_of(session, made) == {"worker"}
        assert "long enough" not in repr(accounts.get_account(session, made.id))


@pytest.mark.parametrize(
    ("email", "password"),
    [("worker@demo.example", "wrong password"), ("nobody@demo.example", PASSWORD)],
)
def test_a_wrong_sign_in_never_says_what_was_wrong(
    services: Services, email: str, password: str
) -> None:
    with pytest.raises(BadCredentials, match="Email address or password is wrong"):
        sign_in(services, email, password)


def test_an_unknown_address_costs_as_much_as_a_wrong_password() -> None:
    passwords = Passwords(PasswordHasher(time_cost=4, memory_cost=32 * 1024, parallelism=1))
    stored = passwords.hash("right password")
    spent = {}
    for name, password_hash in {"known": stored, "unknown": None}.items():
        tries = []
        for _ in range(5):
            start = perf_counter()
            assert not passwords.matches(password_hash, "wrong password")
            tries.append(perf_counter() - start)
        # The fastest try is the work itself; what else the machine does only adds.
        spent[name] = min(tries)
    assert spent["unknown"] > spent["known"] / 4


def test_nobody_signs_in_with_the_password_of_nobody() -> None:
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert not cheap.matches(None, "no account has this hash")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"email": "worker@demo.example"}, EmailTaken),
        ({"email": "WORKER@demo.example"}, EmailTaken),
        ({"email": "no address"}, ValidationFailed),
        ({"email": "a@b"}, ValidationFailed),
        ({"password": "short"}, ValidationFailed),
        ({"password": "x" * 201}, ValidationFailed),
        ({"family_name": "  "}, ValidationFailed),
        ({"family_name": "a\x00b"}, ValidationFailed),
        ({"given_name": "x" * 201}, ValidationFailed),
        ({"birth_date": date(2030, 1, 1)}, DatesReversed),
    ],
)
def test_bad_registrations_change_nothing(
    services: Services, changes: dict[str, object], error: type[RegistryError]
) -> None:
    before = dump(services)
    with pytest.raises(error), transaction(services.engine) as session:
        register(session, services, **changes)
    assert dump(services) == before


def test_a_name_of_one_word_or_in_any_script_is_a_name(services: Services) -> None:
    with transaction(services.engine) as session:
        made = register(session, services, given_name="", family_name="ឈឹម  សុផល")
    assert (made.given_name, made.family_name) == ("", "ឈឹម សុផល")


def create(
    session: Session, services: Services, actor: Account | None, **changes: object
) -> Account:
    wanted = {
        "email": "new@demo.example",
        "password": "long enough",
        "given_name": "",
        "family_name": "New",
        "roles": frozenset({"officer:intake"}),
        "organisation_id": "de-ihk-fosa",
    } | changes
    return accounts.create_account(
        session,
        actor=actor,
        passwords=services.passwords,
        now=NOW,
        **wanted,  # type: ignore[arg-type]
    )


def test_only_an_administrator_makes_accounts_with_roles(services: Services) -> None:
    with transaction(services.engine) as session:
        made = create(session, services, by_email(session, "admin@demo.example"))
        assert accounts.roles_of(session, made) == {"officer:intake"}
    before = dump(services)
    with pytest.raises(NotPermitted), transaction(services.engine) as session:
        create(session, services, worker(session), email="other@demo.example")
    assert dump(services) == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"roles": frozenset({"king"})}, RoleUnknown),
        ({"organisation_id": "xx-nowhere"}, OrganisationUnknown),
        ({"organisation_id": None}, ValidationFailed),
    ],
)
def test_a_role_needs_to_exist_and_an_organisation(
    services: Services, changes: dict[str, object], error: type[RegistryError]
) -> None:
    with pytest.raises(error), transaction(services.engine) as session:
        create(session, services, None, **changes)


def test_a_role_is_granted_once(services: Services) -> None:
    with transaction(services.engine) as session:
        curator = by_email(session, "curator@demo.example")
        for _ in range(2):
            accounts.grant_role(
                session, actor=None, account_id=curator.id, role="reviewer", now=NOW
            )
        assert accounts.roles_of(session, curator) == {"curator", "reviewer"}


def open_session(services: Services, previous: str | None = None) -> str:
    with transaction(services.engine) as session:
        return accounts.open_web_session(
            session,
            account=worker(session),
            lifetime=timedelta(hours=12),
            now=NOW,
            previous_token=previous,
        )


def who(services: Services, token: str, *, hours: float = 0) -> Account | None:
    with reading(services.engine) as session:
        later = NOW + timedelta(hours=hours)
        return accounts.find_by_web_session(session, token=token, now=later)


def test_a_web_session_ends_by_time_by_rotation_and_by_sign_out(services: Services) -> None:
    first = open_session(services)
    assert who(services, first) is not None
    assert who(services, first, hours=12) is None
    second = open_session(services, previous=first)
    assert second != first
    assert who(services, first) is None
    with transaction(services.engine) as session:
        accounts.close_web_session(session, token=second)
    assert who(services, second) is None


def test_the_table_of_sessions_opens_none(services: Services) -> None:
    token = open_session(services)
    with reading(services.engine) as session:
        stored = session.exec(select(WebSession)).one().token_hash
    assert token not in stored
    assert who(services, stored) is None


def test_a_closed_account_is_nobody(services: Services) -> None:
    token = open_session(services)
    with transaction(services.engine) as session:
        account = worker(session)
        account.active = False
        session.add(account)
    assert who(services, token) is None
    with pytest.raises(BadCredentials):
        sign_in(services, "worker@demo.example", PASSWORD)
    with pytest.raises(AccountUnknown), reading(services.engine) as session:
        accounts.get_account(session, account.id)
