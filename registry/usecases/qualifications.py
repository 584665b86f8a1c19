"""Search the register of qualifications."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from registry.storage.tables.qualifications import Qualification


@dataclass(frozen=True, slots=True)
class Page:
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
) -> Page:
    """By title, then id. Raises CountryUnknown, CursorInvalid, ValidationFailed (limit)."""
    raise NotImplementedError


def get_qualification(session: Session, qualification_id: str) -> Qualification:
    """Raises QualificationUnknown."""
    raise NotImplementedError
