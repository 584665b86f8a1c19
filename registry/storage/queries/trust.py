"""The trust list's entries and versions."""

from collections.abc import Sequence

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from registry.storage.tables.trust import TrustChange, TrustEntry

_WRITERS_LOCK = 7_130_003


def lock_for_writing(session: Session) -> None:
    """Writers wait for each other until their transaction ends; SQLite has one at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})


def version(session: Session) -> int:
    """Of the last change; 0 for a list that nobody has touched."""
    return session.exec(select(func.max(TrustChange.version))).one() or 0


def find(session: Session, did: str) -> TrustEntry | None:
    return session.get(TrustEntry, did)


def list_all(session: Session) -> Sequence[TrustEntry]:
    return session.exec(select(TrustEntry).order_by(TrustEntry.did)).all()


def page(session: Session, *, after: str | None, limit: int) -> Sequence[TrustEntry]:
    """By DID."""
    query = select(TrustEntry)
    if after is not None:
        query = query.where(TrustEntry.did > after)
    return session.exec(query.order_by(TrustEntry.did).limit(limit)).all()


def find_last_import(session: Session, signer: str) -> TrustChange | None:
    """When a signed list of this signer was taken in last."""
    query = select(TrustChange).where(TrustChange.act == "import", TrustChange.did == signer)
    return session.exec(query.order_by(col(TrustChange.version).desc()).limit(1)).first()


def page_changes(session: Session, *, before: int | None, limit: int) -> Sequence[TrustChange]:
    """Newest first."""
    query = select(TrustChange)
    if before is not None:
        query = query.where(TrustChange.version < before)
    return session.exec(query.order_by(col(TrustChange.version).desc()).limit(limit)).all()
