"""Decisions of a case, of which at most one stands."""

from uuid import UUID

from sqlmodel import Session, col, select

from registry.storage.tables.decisions import Decision


def find(session: Session, decision_id: UUID) -> Decision | None:
    return session.get(Decision, decision_id)


def find_newest(session: Session, application_id: UUID) -> Decision | None:
    """The last decision of a case, standing or superseded."""
    query = select(Decision).where(Decision.application_id == application_id)
    return session.exec(query.order_by(col(Decision.case_version).desc()).limit(1)).first()


def find_standing(session: Session, application_id: UUID) -> Decision | None:
    query = select(Decision).where(
        Decision.application_id == application_id, col(Decision.superseded_at).is_(None)
    )
    return session.exec(query).first()
