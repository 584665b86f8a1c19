"""Applications, their events, evidence and assessments."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, tuple_, update
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from registry.storage.tables.applications import Application, Assessment, CaseEvent, Evidence

# Where a reader stopped: (instant, id) of the last row.
Position = tuple[datetime, UUID]


def find(session: Session, application_id: UUID) -> Application | None:
    return session.get(Application, application_id)


def lock(session: Session, application_id: UUID) -> None:
    """Nobody else changes the case until the transaction ends."""
    session.exec(
        select(Application.id).where(Application.id == application_id).with_for_update()
    ).one()


def claim(session: Session, application: Application) -> bool:
    """Raise the version if nobody else has since it was read; False: somebody has.

    The row stays locked until the transaction ends, so the loser waits and then fails.
    """
    seen = application.version
    session.flush()
    statement = (
        update(Application)
        .where(col(Application.id) == application.id, col(Application.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    won = session.exec(statement).rowcount == 1
    if won:
        session.refresh(application)
    return won


def page_of_applicant(
    session: Session, applicant_id: UUID, *, before: Position | None, limit: int
) -> Sequence[Application]:
    """Newest first."""
    query = select(Application).where(Application.applicant_id == applicant_id)
    if before:
        query = query.where(
            tuple_(col(Application.created_at), col(Application.id)) < tuple_(*before)
        )
    order = (col(Application.created_at).desc(), col(Application.id).desc())
    return session.exec(query.order_by(*order).limit(limit)).all()


def page_of_authority(
    session: Session,
    authority_id: str,
    *,
    states: Collection[str],
    after: Position | None,
    limit: int,
) -> Sequence[Application]:
    """Submitted cases in these states, oldest first."""
    query = select(Application).where(
        Application.authority_id == authority_id,
        col(Application.state).in_(states),
        col(Application.submitted_at).is_not(None),
    )
    if after:
        query = query.where(
            tuple_(col(Application.submitted_at), col(Application.id)) > tuple_(*after)
        )
    order = (col(Application.submitted_at), col(Application.id))
    return session.exec(query.order_by(*order).limit(limit)).all()


def list_due(
    session: Session, *, kind: str, before: date, states: Collection[str], limit: int
) -> Sequence[Application]:
    """Cases whose clock of this kind ran out before a day."""
    query = select(Application).where(
        Application.due_kind == kind,
        col(Application.due_on) < before,
        col(Application.state).in_(states),
    )
    return session.exec(query.order_by(col(Application.due_on)).limit(limit)).all()


def count_due(session: Session, *, kind: str, before: date, states: Collection[str]) -> int:
    """How many cases have a clock of this kind that ran out before a day."""
    query = select(func.count()).select_from(Application)
    query = query.where(
        Application.due_kind == kind,
        col(Application.due_on) < before,
        col(Application.state).in_(states),
    )
    return session.exec(query).one()


def page_open_from(
    session: Session,
    *,
    frameworks: Collection[str],
    destinations: Collection[str],
    states: Collection[str],
    after: UUID | None,
    limit: int,
) -> Sequence[Application]:
    """Cases in these states from levels of these frameworks to these countries, by id."""
    query = select(Application).where(
        col(Application.framework_id).in_(frameworks),
        col(Application.destination).in_(destinations),
        col(Application.state).in_(states),
        col(Application.submitted_at).is_not(None),
    )
    if after:
        query = query.where(col(Application.id) > after)
    return session.exec(query.order_by(col(Application.id)).limit(limit)).all()


def list_events(session: Session, application_id: UUID) -> Sequence[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.application_id == application_id)
    return session.exec(query.order_by(col(CaseEvent.sequence))).all()


def count_events(session: Session, application_id: UUID) -> int:
    query = select(func.count()).select_from(CaseEvent)
    return session.exec(query.where(CaseEvent.application_id == application_id)).one()


def list_evidence(session: Session, application_id: UUID) -> Sequence[Evidence]:
    """Without the content, which loads when it is read."""
    query = (
        select(Evidence)
        .where(Evidence.application_id == application_id)
        .options(defer(Evidence.content))  # type: ignore[arg-type]
    )
    return session.exec(query.order_by(col(Evidence.added_at), col(Evidence.id))).all()


def count_evidence(session: Session, application_id: UUID) -> int:
    query = select(func.count()).select_from(Evidence)
    return session.exec(query.where(Evidence.application_id == application_id)).one()


def find_evidence(session: Session, evidence_id: UUID) -> Evidence | None:
    return session.get(Evidence, evidence_id)


def find_newest_assessment(session: Session, application_id: UUID) -> Assessment | None:
    query = select(Assessment).where(Assessment.application_id == application_id)
    return session.exec(query.order_by(col(Assessment.case_version).desc()).limit(1)).first()
