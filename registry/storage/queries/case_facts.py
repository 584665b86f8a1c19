"""What officers found out in a case, and corrections of persons."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.storage.tables.case_facts import (
    PersonCorrection,
    QualityStatement,
    SkillAssessment,
)

Fact = TypeVar("Fact", SkillAssessment, QualityStatement)


def find(session: Session, table: type[Fact], fact_id: UUID) -> Fact | None:
    return session.get(table, fact_id)


def list_of_application(
    session: Session, table: type[Fact], application_id: UUID, *, until: datetime | None = None
) -> Sequence[Fact]:
    """What still counts, in the order in which it was recorded; until: up to that moment."""
    query = select(table).where(
        table.application_id == application_id, col(table.taken_back_at).is_(None)
    )
    if until is not None:
        query = query.where(col(table.recorded_at) <= until)
    return session.exec(query.order_by(col(table.recorded_at), col(table.id))).all()


def find_correction(session: Session, correction_id: UUID) -> PersonCorrection | None:
    return session.get(PersonCorrection, correction_id)


def list_corrections(session: Session, account_id: UUID) -> Sequence[PersonCorrection]:
    """Of one person, oldest first."""
    query = select(PersonCorrection).where(PersonCorrection.account_id == account_id)
    return session.exec(query.order_by(col(PersonCorrection.proposed_at))).all()


def settle(
    session: Session,
    correction: PersonCorrection,
    *,
    state: str,
    by: UUID,
    at: datetime,
    reason: str = "",
) -> bool:
    """Settle it if it is still open; False: somebody else was faster."""
    statement = (
        update(PersonCorrection)
        .where(col(PersonCorrection.id) == correction.id, col(PersonCorrection.state) == "open")
        .values(state=state, settled_by=by, settled_at=at, settled_reason=reason)
        .execution_options(synchronize_session=False)
    )
    won = session.exec(statement).rowcount == 1
    if won:
        session.refresh(correction)
    return won
