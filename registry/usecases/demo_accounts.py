"""Accounts for the demo and for `make serve`, made only when asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlmodel import Session

from registry.services import Passwords
from registry.storage.queries import accounts, organisations
from registry.storage.tables.organisations import Organisation
from registry.usecases.accounts import create_account

PASSWORD = "demonstration only"  # noqa: S105 - printed in the README, never used elsewhere

# The authorities of the demo's corridors and a few more, by the ids of their procedure cards.
AUTHORITIES = (
    "de-ihk-fosa",
    "de-land-health-authority",
    "de-zab",
    "ie-naric-ireland",
    "nz-nzqa-iqa",
    "se-uhr",
    "au-tra",
)
OFFICERS = {
    "intake": frozenset({"officer:intake", "officer:verification"}),
    "assessor": frozenset({"officer:assessment"}),
    "decider": frozenset({"officer:decision"}),
    # May propose and decide, but not the same case where four eyes are needed.
    "senior": frozenset({"officer:assessment", "officer:decision"}),
}
EMPLOYER = Organisation(
    id="employer-demo", name="Harbour Metalworks", kind="employer", jurisdiction="DE"
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Everyone has PASSWORD."""

    email: str
    given_name: str
    family_name: str
    roles: frozenset[str]
    organisation_id: str | None = None
    birth_date: date | None = None


def demo_accounts() -> tuple[DemoAccount, ...]:
    """Who there is, for the README and the sign-in page of the demo."""
    officers = (
        DemoAccount(f"{post}@{authority}.example", post.title(), authority, roles, authority)
        for authority in AUTHORITIES
        for post, roles in OFFICERS.items()
    )
    one = frozenset
    return (
        DemoAccount(
            "worker@demo.example", "Maria", "Santos", one({"worker"}), None, date(1990, 3, 14)
        ),
        *officers,
        DemoAccount(
            "employer@demo.example", "Erik", "Employer", one({"employer"}), "employer-demo"
        ),
        DemoAccount("curator@demo.example", "Clara", "Curator", one({"curator"}), "registry"),
        DemoAccount("reviewer@demo.example", "Ravi", "Reviewer", one({"reviewer"}), "registry"),
        DemoAccount("admin@demo.example", "Ada", "Admin", one({"administrator"}), "registry"),
    )


class _HashedOnce(Passwords):
    """All share one published password; hashing it thirty times would take seconds."""

    def __init__(self, passwords: Passwords) -> None:
        self._hashed = cache(passwords.hash)

    def hash(self, password: str) -> str:
        return self._hashed(password)


def seed_demo_accounts(session: Session, *, passwords: Passwords, now: datetime) -> int:
    """Add those that are missing; how many. A second call adds none."""
    if organisations.find(session, EMPLOYER.id) is None:
        session.add(Organisation(**EMPLOYER.model_dump()))
        session.flush()
    missing = [
        wanted
        for wanted in demo_accounts()
        if accounts.find_by_email(session, wanted.email) is None
    ]
    hashed = _HashedOnce(passwords)
    for wanted in missing:
        create_account(
            session,
            actor=None,
            email=wanted.email,
            password=PASSWORD,
            given_name=wanted.given_name,
            family_name=wanted.family_name,
            roles=wanted.roles,
            organisation_id=wanted.organisation_id,
            birth_date=wanted.birth_date,
            passwords=hashed,
            now=now,
        )
    return len(missing)
