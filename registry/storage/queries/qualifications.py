"""The register of qualifications."""

from collections.abc import Sequence

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from registry.storage.tables.qualifications import Qualification

# Where a reader stopped: (title, id) of the last row.
Position = tuple[str, str]


def find(session: Session, qualification_id: str) -> Qualification | None:
    return session.get(Qualification, qualification_id)


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Qualification)).one()


def page(
    session: Session,
    *,
    words: Sequence[str],
    country: str | None,
    framework: str | None,
    level: str | None,
    after: Position | None,
    limit: int,
) -> Sequence[Qualification]:
    """Every word must occur somewhere. By title, then id."""
    query = select(Qualification)
    for word in words:
        query = query.where(col(Qualification.search_text).contains(word, autoescape=True))
    if country:
        query = query.where(Qualification.country == country)
    if framework:
        query = query.where(Qualification.framework_id == framework)
    if level:
        query = query.where(Qualification.level == level)
    if after:
        query = query.where(
            tuple_(col(Qualification.title), col(Qualification.id)) > tuple_(*after)
        )
    order = (col(Qualification.title), col(Qualification.id))
    return session.exec(query.order_by(*order).limit(limit)).all()
