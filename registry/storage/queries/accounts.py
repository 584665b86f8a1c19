"""Accounts, roles and web sessions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from registry.storage.tables.accounts import Account, AccountRole, WebSession


def find(session: Session, account_id: UUID) -> Account | None:
    return session.get(Account, account_id)


def find_by_email(session: Session, email: str) -> Account | None:
    return session.exec(select(Account).where(Account.email == email)).first()


def list_roles(session: Session, account_id: UUID) -> Sequence[str]:
    query = select(AccountRole.role).where(AccountRole.account_id == account_id)
    return session.exec(query.order_by(AccountRole.role)).all()


def find_web_session(session: Session, token_hash: str) -> WebSession | None:
    return session.get(WebSession, token_hash)


def delete_web_session(session: Session, token_hash: str) -> None:
    session.exec(delete(WebSession).where(col(WebSession.token_hash) == token_hash))


def delete_web_sessions_before(session: Session, instant: datetime) -> int:
    """Sessions that expired by then; how many there were."""
    gone = session.exec(delete(WebSession).where(col(WebSession.expires_at) <= instant))
    return gone.rowcount
