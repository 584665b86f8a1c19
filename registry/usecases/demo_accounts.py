"""Accounts for the demo and for `make serve`, made only when asked for."""

from datetime import datetime

from sqlmodel import Session

from registry.services import Passwords

PASSWORD = "demonstration only"  # noqa: S105 - printed in the README


def seed_demo_accounts(session: Session, *, passwords: Passwords, now: datetime) -> None:
    """Idempotent. A worker, officers of three authorities, employer, curator, reviewer, admin."""
    raise NotImplementedError
