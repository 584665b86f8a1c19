"""Status lists: places for credentials, and the bits in them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from registry.storage.tables.status import StatusEntry, StatusList


def find(session: Session, list_id: str) -> StatusList | None:
    return session.get(StatusList, list_id)


def get_locked(session: Session, list_id: str) -> StatusList:
    """For a change of its bits: nobody else changes them until the transaction ends."""
    query = select(StatusList).where(StatusList.id == list_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


def find_open(session: Session, purpose: str) -> StatusList | None:
    """The newest list that takes new entries."""
    query = select(StatusList).where(StatusList.purpose == purpose, col(StatusList.open).is_(True))
    return session.exec(query.order_by(col(StatusList.id).desc()).limit(1)).first()


def list_ids(session: Session, purpose: str) -> Sequence[str]:
    return session.exec(select(StatusList.id).where(StatusList.purpose == purpose)).all()


def is_taken(session: Session, list_id: str, position: int) -> bool:
    return session.get(StatusEntry, (list_id, position)) is not None


def find_entry(session: Session, credential_id: UUID, purpose: str) -> StatusEntry | None:
    query = (
        select(StatusEntry)
        .join(StatusList, col(StatusList.id) == col(StatusEntry.list_id))
        .where(StatusEntry.credential_id == credential_id, StatusList.purpose == purpose)
    )
    return session.exec(query).first()


def list_due(session: Session, *, signed_before: datetime) -> Sequence[StatusList]:
    """Lists whose bits changed since they were signed, or that were signed before an instant."""
    query = select(StatusList).where(
        or_(
            col(StatusList.secured).is_(None),
            col(StatusList.secured_version) != col(StatusList.version),
            col(StatusList.secured_at) <= signed_before,
        )
    )
    return session.exec(query.order_by(col(StatusList.id))).all()
