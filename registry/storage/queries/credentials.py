"""Issued credentials and the statements they rest on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from registry.storage.tables.credentials import IssuedCredential, PathStep
from registry.storage.tables.decisions import Decision


def find(session: Session, credential_id: UUID) -> IssuedCredential | None:
    return session.get(IssuedCredential, credential_id)


def any_issued(session: Session) -> bool:
    return session.exec(select(IssuedCredential.id).limit(1)).first() is not None


def get_locked(session: Session, credential_id: UUID) -> IssuedCredential:
    """Nobody else changes it until the transaction ends."""
    query = select(IssuedCredential).where(IssuedCredential.id == credential_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


def find_by_decision(session: Session, decision_id: UUID) -> IssuedCredential | None:
    """The newest edition."""
    query = select(IssuedCredential).where(IssuedCredential.decision_id == decision_id)
    return session.exec(query.order_by(col(IssuedCredential.edition).desc()).limit(1)).first()


def list_of_application(session: Session, application_id: UUID) -> Sequence[IssuedCredential]:
    """Oldest first; more than one only where a decision replaced another."""
    query = (
        select(IssuedCredential)
        .join(Decision, col(Decision.id) == col(IssuedCredential.decision_id))
        .where(Decision.application_id == application_id)
    )
    return session.exec(query.order_by(col(IssuedCredential.issued_at))).all()


def list_of_holder(session: Session, holder_id: UUID) -> Sequence[IssuedCredential]:
    """Newest first."""
    query = select(IssuedCredential).where(IssuedCredential.holder_id == holder_id)
    return session.exec(query.order_by(col(IssuedCredential.issued_at).desc())).all()


def count_resting_on(session: Session, statements: Collection[str]) -> int:
    """How many credentials have an answer that used one of these statements."""
    if len(statements) == 1:
        # No credential names a statement twice: nothing to tell apart, so the index alone answers.
        query = select(func.count()).select_from(PathStep)
        return session.exec(query.where(col(PathStep.statement).in_(statements))).one()
    query = select(func.count(func.distinct(PathStep.credential_id)))
    return session.exec(query.where(col(PathStep.statement).in_(statements))).one()


def page_resting_on(
    session: Session, statements: Collection[str], *, after: UUID | None, limit: int
) -> Sequence[IssuedCredential]:
    """Credentials whose answer used one of these statements, by id.

    A page of each statement is enough: none of them has an earlier row further on.
    """
    ids: set[UUID] = set()
    for statement in statements:
        query = select(PathStep.credential_id).where(PathStep.statement == statement)
        if after:
            query = query.where(col(PathStep.credential_id) > after)
        ids.update(session.exec(query.order_by(col(PathStep.credential_id)).limit(limit)))
    # By hexadecimal digits, as both databases order them.
    wanted = sorted(ids, key=lambda each: each.hex)[:limit]
    rows = session.exec(
        select(IssuedCredential)
        .where(col(IssuedCredential.id).in_(wanted))
        .options(defer(IssuedCredential.vc_jwt), defer(IssuedCredential.qr_text))  # type: ignore[arg-type]
    )
    return sorted(rows, key=lambda row: row.id.hex)


def list_steps(session: Session, credential_id: UUID) -> Sequence[str]:
    """The statements one credential rests on."""
    query = select(PathStep.statement).where(PathStep.credential_id == credential_id)
    return session.exec(query.order_by(col(PathStep.statement))).all()


def change_status(
    session: Session, credential: IssuedCredential, *, to: str, reason: str, at: datetime
) -> bool:
    """Change it if it still is what was read; False: another act came first."""
    statement = (
        update(IssuedCredential)
        .where(
            col(IssuedCredential.id) == credential.id,
            col(IssuedCredential.status) == credential.status,
        )
        .values(status=to, status_reason=reason, status_changed_at=at)
        .execution_options(synchronize_session=False)
    )
    won = session.exec(statement).rowcount == 1
    if won:
        session.refresh(credential)
    return won
