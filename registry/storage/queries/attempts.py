"""Attempts of the last minute."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from registry.storage.tables.attempts import Attempt


def moments(session: Session, caller_hash: str) -> Sequence[datetime]:
    """Oldest first."""
    query = select(Attempt.at).where(Attempt.caller_hash == caller_hash)
    return session.exec(query.order_by(col(Attempt.at))).all()


def forget_before(session: Session, moment: datetime) -> None:
    session.execute(delete(Attempt).where(col(Attempt.at) <= moment))
