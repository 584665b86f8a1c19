"""Questions of employers to wallets, and what was answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from registry.storage.tables.presentations import PresentationRequest


def find(session: Session, request_id: str) -> PresentationRequest | None:
    return session.get(PresentationRequest, request_id)


def count_open(session: Session, account_id: UUID, *, now: datetime) -> int:
    query = (
        select(func.count())
        .select_from(PresentationRequest)
        .where(
            PresentationRequest.account_id == account_id,
            col(PresentationRequest.answered_at).is_(None),
            col(PresentationRequest.expires_at) > now,
        )
    )
    return session.exec(query).one()


def answer(
    session: Session,
    request: PresentationRequest,
    *,
    result: dict[str, Any],
    code_hash: str | None,
    at: datetime,
) -> bool:
    """False: another answer came first."""
    statement = (
        update(PresentationRequest)
        .where(
            col(PresentationRequest.id) == request.id,
            col(PresentationRequest.answered_at).is_(None),
        )
        .values(answered_at=at, result=result, response_code_hash=code_hash)
        .execution_options(synchronize_session=False)
    )
    return session.exec(statement).rowcount == 1


def delete_due(session: Session, now: datetime) -> int:
    statement = delete(PresentationRequest).where(col(PresentationRequest.forget_at) <= now)
    return session.exec(statement).rowcount
