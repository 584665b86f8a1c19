"""Accounts, roles and the sessions of the pages."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from registry.services import Passwords
from registry.storage.tables.accounts import Account

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


def register_worker(
    session: Session,
    *,
    email: str,
    password: str,
    given_name: str,
    family_name: str,
    birth_date: date | None = None,
    name_native: str = "",
    passwords: Passwords,
    now: datetime,
) -> Account:
    """A worker's own account. Raises ValidationFailed, EmailTaken."""
    raise NotImplementedError


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
    passwords: Passwords,
    now: datetime,
) -> Account:
    """An account with roles, made by an administrator (actor None: the command line).

    Raises NotPermitted, ValidationFailed, EmailTaken, RoleUnknown, OrganisationUnknown.
    """
    raise NotImplementedError


def authenticate(
    session: Session, *, email: str, password: str, passwords: Passwords, now: datetime
) -> Account:
    """The active account of email and password. Raises BadCredentials, never saying which."""
    raise NotImplementedError


def grant_role(
    session: Session, *, actor: Account | None, account_id: UUID, role: str, now: datetime
) -> None:
    """Raises NotPermitted, AccountUnknown, RoleUnknown, ValidationFailed (no organisation)."""
    raise NotImplementedError


def roles_of(session: Session, account: Account) -> frozenset[str]:
    """Every role of an account."""
    raise NotImplementedError


def get_account(session: Session, account_id: UUID) -> Account:
    """An active account. Raises AccountUnknown."""
    raise NotImplementedError


def open_web_session(
    session: Session,
    *,
    account: Account,
    lifetime: timedelta,
    now: datetime,
    previous_token: str | None = None,
) -> str:
    """A new random token for the cookie; a token held before sign-in ends (rotation)."""
    raise NotImplementedError


def find_by_web_session(session: Session, *, token: str, now: datetime) -> Account | None:
    """The active account of an unexpired web session."""
    raise NotImplementedError


def close_web_session(session: Session, *, token: str) -> None:
    """Sign out; an unknown token is no fault."""
    raise NotImplementedError


def close_expired_web_sessions(session: Session, *, now: datetime) -> int:
    """How many were deleted."""
    raise NotImplementedError
