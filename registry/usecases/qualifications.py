"""Search the register of qualifications."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from mappings.curated_records import QualificationRecord
from registry.errors import QualificationUnknown
from registry.storage.queries import qualifications
from registry.storage.tables.qualifications import Qualification
from registry.usecases import cursors
from registry.usecases.guidance import check_country

MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class QualificationPage:
    """`next_cursor` None: the last page."""

    rows: Sequence[Qualification]
    next_cursor: str | None


def page_qualifications(
    session: Session,
    *,
    q: str = "",
    country: str | None = None,
    framework: str | None = None,
    level: str | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> QualificationPage:
    """By title, then id; every word of `q` must occur in title, body, country or id.

    Raises CountryUnknown, CursorInvalid, ValidationFailed (limit).
    """
    limit = cursors.check_limit(limit)
    position = cursors.decode(cursor, size=2)
    rows = qualifications.page(
        session,
        words=q.casefold().split()[:MAX_WORDS],
        country=check_country(country) if country else None,
        framework=framework or None,
        level=level or None,
        after=(position[0], position[1]) if position else None,
        limit=limit + 1,
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return QualificationPage(shown, cursors.encode(shown[-1].title, shown[-1].id) if more else None)


def get_qualification(session: Session, qualification_id: str) -> Qualification:
    """Raises QualificationUnknown."""
    row = qualifications.find(session, qualification_id)
    if row is None:
        raise QualificationUnknown(
            f"There is no qualification {qualification_id}.", qualification=qualification_id
        )
    return row


def load_register(session: Session, records: Iterable[QualificationRecord]) -> int:
    """Add qualifications that the register does not hold yet; how many."""
    added = 0
    for record in records:
        if qualifications.find(session, record.id) is not None:
            continue
        session.add(_row(record))
        added += 1
    session.flush()
    return added


def _row(record: QualificationRecord) -> Qualification:
    words = (record.title, record.title_native, record.awarding_body, record.country, record.id)
    return Qualification(
        id=record.id,
        country=record.country,
        framework_id=record.framework,
        level=record.level,
        title=record.title,
        title_native=record.title_native,
        awarding_body=record.awarding_body,
        isced_f=record.isced_f,
        isco08=record.isco08,
        type=record.type,
        first_award=record.first_award,
        last_award=record.last_award,
        source=record.source,
        checked=record.checked,
        confidence=str(record.confidence),
        search_text=" ".join(word for word in words if word).casefold(),
    )
