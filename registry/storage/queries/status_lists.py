"""Status lists: places for credentials, and the bits in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from registry.storage.tables.status import StatusEntry, StatusList


def find(session: Session, list_id: str) -> StatusList | None:
    return session.get(StatusList, list_id)


def find_purpose(session: Session, list_id: str) -> str | None:
    """Without its bits, which are large."""
    return session.exec(select(StatusList.purpose).where(StatusList.id == list_id)).first()


def get_locked(session: Session, list_id: str) -> StatusList:
    """For a change of its bits: nobody else changes them until the transaction ends."""
    query = select(StatusList).where(StatusList.id == list_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list that takes new entries; size: how many places it has."""

    id: str
    size: int


def find_open(session: Session, purpose: str) -> OpenList | None:
    """The newest list that takes new entries; its bits, which are large, are not read."""
    query = select(StatusList.id, StatusList.size).where(
        StatusList.purpose == purpose, col(StatusList.open).is_(True)
    )
    found = session.exec(query.order_by(col(StatusList.id).desc()).limit(1)).first()
    return OpenList(*found) if found else None


def close(session: Session, list_id: str) -> None:
    """It takes no new entries."""
    statement = update(StatusList).where(col(StatusList.id) == list_id).values(open=False)
    session.exec(statement)


def list_ids(session: Session, purpose: str) -> Sequence[str]:
    return session.exec(select(StatusList.id).where(StatusList.purpose == purpose)).all()


def is_taken(session: Session, list_id: str, position: int) -> bool:
    query = select(StatusEntry.position).where(
        StatusEntry.list_id == list_id, StatusEntry.position == position
    )
    return session.exec(query).first() is not None


def list_entries(session: Session, credential_id: UUID, purpose: str) -> Sequence[StatusEntry]:
    """In the order of the lists, so that two who change several never wait for each other."""
    query = (
        select(StatusEntry)
        .join(StatusList, col(StatusList.id) == col(StatusEntry.list_id))
        .where(StatusEntry.credential_id == credential_id, StatusList.purpose == purpose)
    )
    return session.exec(query.order_by(col(StatusEntry.list_id), col(StatusEntry.position))).all()


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


def sign_all_anew(session: Session) -> None:
    """Every list counts as changed: the key that signed it must sign no more."""
    session.exec(update(StatusList).values(version=StatusList.version + 1))
