"""Accounts, roles and the sessions of the pages."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from registry.errors import (
    AccountUnknown,
    BadCredentials,
    DatesReversed,
    EmailTaken,
    NotPermitted,
    OrganisationUnknown,
    RoleUnknown,
    ValidationFailed,
)
from registry.services import Passwords
from registry.storage.queries import accounts, audit, organisations
from registry.storage.tables.accounts import Account, AccountRole, WebSession

ROLES = frozenset(
    {
        "worker",
        "officer:intake",
        "officer:verification",
        "officer:assessment",
        "officer:decision",
        "curator",
        "reviewer",
        "employer",
        "administrator",
    }
)
# Everyone else acts for an organisation.
ROLES_WITHOUT_ORGANISATION = frozenset({"worker"})
PASSWORD_LENGTH = (10, 200)
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,185}\.[^@\s.<>\"]{2,}")


def register_worker(
    session: Session,
    *,
    email: str,
    password: str,
    given_name: str,
    family_name: str,
    birth_date: date,
    name_native: str = "",
    passwords: Passwords,
    now: datetime,
) -> Account:
    """A worker's own account. Raises ValidationFailed, DatesReversed, EmailTaken."""
    if birth_date >= now.date():
        raise DatesReversed("A date of birth lies in the past.", field="birth_date")
    account = Account(
        email=_checked_email(email),
        password_hash=_hashed(password, passwords),
        given_name=checked_name(given_name, "given_name", required=False),
        family_name=checked_name(family_name, "family_name"),
        name_native=checked_name(name_native, "name_native", required=False),
        birth_date=birth_date,
        created_at=now,
    )
    return _add(session, account, roles=["worker"], actor=account, now=now)


def create_account(
    session: Session,
    *,
    actor: Account | None,
    email: str,
    password: str,
    given_name: str,
    family_name: str,
    roles: frozenset[str],
    organisation_id: str | None,
    birth_date: date | None = None,
    passwords: Passwords,
    now: datetime,
) -> Account:
    """An account with roles, made by an administrator (actor None: the command line).

    Raises NotPermitted, ValidationFailed, EmailTaken, RoleUnknown, OrganisationUnknown.
    """
    _require_administrator(session, actor)
    for role in roles:
        _check_role(role, organisation_id)
    if organisation_id is not None and organisations.find(session, organisation_id) is None:
        raise OrganisationUnknown(
            f"There is no organisation {organisation_id}.", organisation=organisation_id
        )
    account = Account(
        email=_checked_email(email),
        password_hash=_hashed(password, passwords),
        given_name=checked_name(given_name, "given_name", required=False),
        family_name=checked_name(family_name, "family_name"),
        birth_date=birth_date,
        organisation_id=organisation_id,
        created_at=now,
    )
    return _add(session, account, roles=sorted(roles), actor=actor, now=now)


def _add(
    session: Session,
    account: Account,
    *,
    roles: Iterable[str],
    actor: Account | None,
    now: datetime,
) -> Account:
    taken = EmailTaken("An account with this email address exists.")
    if accounts.find_by_email(session, account.email) is not None:
        raise taken
    try:
        # Two people may ask for the same address at the same moment; only the database knows.
        with session.begin_nested():
            session.add(account)
    except IntegrityError as error:
        raise taken from error
    session.add_all(AccountRole(account_id=account.id, role=role) for role in roles)
    session.flush()
    audit.record(
        session,
        action="account.created",
        subject=f"account:{account.id}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"roles": " ".join(roles), "organisation": account.organisation_id},
    )
    return account


def authenticate(
    session: Session, *, email: str, password: str, passwords: Passwords, now: datetime
) -> Account:
    """The active account of email and password. Raises BadCredentials, never saying which.

    A wrong password and an unknown address take the same work.
    """
    account = accounts.find_by_email(session, email.strip().lower())
    fits = passwords.matches(account.password_hash if account else None, password)
    if account is None or not fits or not account.active:
        raise BadCredentials("Email address or password is wrong.")
    audit.record(
        session,
        action="account.signed_in",
        subject=f"account:{account.id}",
        actor_id=account.id,
        at=now,
    )
    return account


def grant_role(
    session: Session, *, actor: Account | None, account_id: UUID, role: str, now: datetime
) -> None:
    """Raises NotPermitted, AccountUnknown, RoleUnknown, ValidationFailed (no organisation)."""
    _require_administrator(session, actor)
    account = get_account(session, account_id)
    _check_role(role, account.organisation_id)
    if role in accounts.list_roles(session, account_id):
        return
    session.add(AccountRole(account_id=account_id, role=role))
    session.flush()
    audit.record(
        session,
        action="account.role_granted",
        subject=f"account:{account_id}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"role": role},
    )


def roles_of(session: Session, account: Account) -> frozenset[str]:
    """Every role of an account."""
    return frozenset(accounts.list_roles(session, account.id))


def get_account(session: Session, account_id: UUID) -> Account:
    """An active account. Raises AccountUnknown."""
    account = accounts.find(session, account_id)
    if account is None or not account.active:
        raise AccountUnknown("There is no such account.", account=str(account_id))
    return account


def find_by_email(session: Session, email: str) -> Account | None:
    """For the command line, which runs on the machine itself."""
    return accounts.find_by_email(session, email.strip().lower())


def open_web_session(
    session: Session,
    *,
    account: Account,
    lifetime: timedelta,
    now: datetime,
    previous_token: str | None = None,
) -> str:
    """A new random token for the cookie; a token held before sign-in ends (rotation)."""
    if previous_token:
        close_web_session(session, token=previous_token)
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=_token_hash(token),
            account_id=account.id,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    session.flush()
    return token


def find_by_web_session(session: Session, *, token: str, now: datetime) -> Account | None:
    """The active account of an unexpired web session."""
    web_session = accounts.find_web_session(session, _token_hash(token))
    if web_session is None or web_session.expires_at <= now:
        return None
    account = accounts.find(session, web_session.account_id)
    return account if account and account.active else None


def close_web_session(session: Session, *, token: str) -> None:
    """Sign out; an unknown token is no fault."""
    accounts.delete_web_session(session, _token_hash(token))


def close_expired_web_sessions(session: Session, *, now: datetime) -> int:
    """How many were deleted."""
    return accounts.delete_web_sessions_before(session, now)


def _token_hash(token: str) -> str:
    # The token has 256 random bits: a fast hash is enough, and a stolen table opens no session.
    return hashlib.sha256(token.encode()).hexdigest()


def _require_administrator(session: Session, actor: Account | None) -> None:
    if actor is not None and "administrator" not in roles_of(session, actor):
        raise NotPermitted("Only an administrator may do this.", permission="administrator")


def _check_role(role: str, organisation_id: str | None) -> None:
    if role not in ROLES:
        raise RoleUnknown(f"There is no role {role}.", role=role, roles=sorted(ROLES))
    if organisation_id is None and role not in ROLES_WITHOUT_ORGANISATION:
        raise _invalid("organisation", f"The role {role} is held for an organisation.")


def _checked_email(email: str) -> str:
    cleaned = email.strip().lower()
    if len(cleaned) > 254 or not _EMAIL.fullmatch(cleaned):
        raise _invalid("email", "This is not an email address.")
    return cleaned


def checked_name(name: str, field: str, *, required: bool = True) -> str:
    """Any script, any length up to 200; only control characters are refused."""
    cleaned = " ".join(name.split())
    if required and not cleaned:
        raise _invalid(field, "A name is needed.")
    if len(cleaned) > 200 or any(ord(sign) < 32 or ord(sign) == 127 for sign in cleaned):
        raise _invalid(field, "A name has at most 200 characters and no control characters.")
    return cleaned


def _hashed(password: str, passwords: Passwords) -> str:
    shortest, longest = PASSWORD_LENGTH
    if not shortest <= len(password) <= longest:
        raise _invalid("password", f"A password has {shortest} to {longest} characters.")
    return passwords.hash(password)


def _invalid(field: str, message: str) -> ValidationFailed:
    return ValidationFailed(message, errors=[{"field": field, "message": message}])
