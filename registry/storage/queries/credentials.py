"""Issued credentials and the statements they rest on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.storage.tables.credentials import IssuedCredential, PathStep
from registry.storage.tables.decisions import Decision


def find(session: Session, credential_id: UUID) -> IssuedCredential | None:
    return session.get(IssuedCredential, credential_id)


def find_by_decision(session: Session, decision_id: UUID) -> IssuedCredential | None:
    query = select(IssuedCredential).where(IssuedCredential.decision_id == decision_id)
    return session.exec(query).first()


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


def list_resting_on(session: Session, statement: str) -> Sequence[UUID]:
    """Ids of the credentials whose answer used this statement."""
    query = select(PathStep.credential_id).where(PathStep.statement == statement)
    return session.exec(query.order_by(col(PathStep.credential_id))).all()


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
