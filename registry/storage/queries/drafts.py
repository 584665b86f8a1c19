"""Drafts and all that belongs to them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, tuple_, update
from sqlmodel import Session, col, select

from registry.storage.tables.drafts import (
    Draft,
    DraftChange,
    DraftComment,
    DraftReview,
    RegressionExamples,
)

# Where a reader stopped: (instant, id) of the last row.
Position = tuple[datetime, UUID]


def find(session: Session, draft_id: UUID) -> Draft | None:
    return session.get(Draft, draft_id)


def find_of_seed(session: Session, seed_sha256: str) -> Draft | None:
    """A draft made of curated files with this hash, whatever became of it."""
    return session.exec(select(Draft).where(Draft.seed_sha256 == seed_sha256).limit(1)).first()


def claim(session: Session, draft: Draft) -> bool:
    """Raise the version if nobody else has since it was read; False: somebody has.

    The row stays locked until the transaction ends, so the loser waits and then fails.
    """
    seen = draft.version
    session.flush()
    statement = (
        update(Draft)
        .where(col(Draft.id) == draft.id, col(Draft.version) == seen)
        .values(version=seen + 1)
        .execution_options(synchronize_session=False)
    )
    won = session.exec(statement).rowcount == 1
    if won:
        session.refresh(draft)
    return won


def page(
    session: Session, *, state: str | None, before: Position | None, limit: int
) -> Sequence[Draft]:
    """Newest first; of one state if asked."""
    query = select(Draft)
    if state:
        query = query.where(Draft.state == state)
    if before:
        query = query.where(tuple_(col(Draft.created_at), col(Draft.id)) < tuple_(*before))
    order = (col(Draft.created_at).desc(), col(Draft.id).desc())
    return session.exec(query.order_by(*order).limit(limit)).all()


def list_changes(session: Session, draft_id: UUID) -> Sequence[DraftChange]:
    """In the order in which they were made."""
    query = select(DraftChange).where(DraftChange.draft_id == draft_id)
    return session.exec(query.order_by(col(DraftChange.position))).all()


def find_change(session: Session, draft_id: UUID, iri: str) -> DraftChange | None:
    query = select(DraftChange).where(DraftChange.draft_id == draft_id, DraftChange.iri == iri)
    return session.exec(query).first()


def next_position(session: Session, draft_id: UUID) -> int:
    query = select(func.max(DraftChange.position)).where(DraftChange.draft_id == draft_id)
    return (session.exec(query).one() or 0) + 1


def delete_change(session: Session, change_id: UUID) -> None:
    session.exec(delete(DraftChange).where(col(DraftChange.id) == change_id))


def list_reviews(session: Session, draft_id: UUID) -> Sequence[DraftReview]:
    """Oldest first."""
    query = select(DraftReview).where(DraftReview.draft_id == draft_id)
    return session.exec(query.order_by(col(DraftReview.reviewed_at))).all()


def list_comments(session: Session, draft_id: UUID) -> Sequence[DraftComment]:
    """Oldest first."""
    query = select(DraftComment).where(DraftComment.draft_id == draft_id)
    return session.exec(query.order_by(col(DraftComment.written_at), col(DraftComment.id))).all()


def list_examples(session: Session, draft_id: UUID) -> Sequence[RegressionExamples]:
    """Files that came with a draft."""
    query = select(RegressionExamples).where(RegressionExamples.draft_id == draft_id)
    return session.exec(query.order_by(col(RegressionExamples.added_at))).all()


def list_standing_examples(session: Session) -> Sequence[RegressionExamples]:
    """Files that came with what was published, and are still to be run."""
    query = select(RegressionExamples).where(
        col(RegressionExamples.release_number).is_not(None),
        col(RegressionExamples.retired_at).is_(None),
    )
    return session.exec(query.order_by(col(RegressionExamples.added_at))).all()


def find_examples(session: Session, examples_id: UUID) -> RegressionExamples | None:
    return session.get(RegressionExamples, examples_id)
