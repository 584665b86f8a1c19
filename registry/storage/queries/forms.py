"""Further forms of credentials, and the copies that wallets hold."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from registry.storage.tables.forms import CredentialForm, HolderCopy


def find(session: Session, credential_id: UUID, form: str) -> CredentialForm | None:
    return session.get(CredentialForm, (credential_id, form))


def list_copies(session: Session, credential_id: UUID) -> Sequence[HolderCopy]:
    """Oldest first."""
    query = select(HolderCopy).where(HolderCopy.credential_id == credential_id)
    return session.exec(query.order_by(col(HolderCopy.issued_at))).all()


def count_copies(session: Session, credential_id: UUID, *, since: datetime) -> int:
    """Handed over since then."""
    query = (
        select(func.count())
        .select_from(HolderCopy)
        .where(HolderCopy.credential_id == credential_id, col(HolderCopy.issued_at) > since)
    )
    return session.exec(query).one()


def note(session: Session, notification_hash: str, *, event: str, at: datetime) -> bool:
    """What the wallet says became of its copies; False: nobody was told this id.

    Told again, the last word counts (OpenID4VCI 1.0, 11.1: the call is idempotent).
    """
    statement = (
        update(HolderCopy)
        .where(col(HolderCopy.notification_hash) == notification_hash)
        .values(notified=event, notified_at=at)
        .execution_options(synchronize_session=False)
    )
    return session.exec(statement).rowcount > 0


def find_by_notification(session: Session, notification_hash: str) -> HolderCopy | None:
    query = select(HolderCopy).where(HolderCopy.notification_hash == notification_hash)
    return session.exec(query.limit(1)).first()
