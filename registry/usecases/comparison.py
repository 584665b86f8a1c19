"""How two levels compare, and why: the graph's answer with its procedures and citations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from mappings.model import Framework, Purpose
from registry.services import ReleaseInForce


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it comes in. Exactly one of source and qualification; one of to and country.

    source: "ph-pqf:4". qualification: an id of the register. to: a framework id, or
    "framework:level" of which only the framework counts. country: ISO 3166-1 alpha-2.
    """

    source: str | None = None
    qualification: str | None = None
    to: str | None = None
    country: str | None = None
    purpose: Purpose = Purpose.INFORMATION
    occupation: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    award_date: date | None = None
    max_hops: int = 3


@dataclass(frozen=True, slots=True)
class Request:
    """A question ready for the graph."""

    from_framework: str
    level: str
    to_framework: str
    purpose: Purpose
    occupation: str | None
    qualification_type: str | None
    as_of: date
    known_at: datetime
    award_date: date | None
    max_hops: int = 3


def prepare(session: Session, in_force: ReleaseInForce, asked: Asked, *, now: datetime) -> Request:
    """Resolve names, fill defaults (as_of today in UTC, known_at the release's publication).

    Raises ValidationFailed, QualificationUnknown, QualificationWithoutLevel, CountryUnknown,
    CountryWithoutFramework, AwardDateInFuture, DatesReversed (award date after as_of) and
    mappings.errors.FrameworkUnknown, LevelUnknown, LevelOfOtherFramework.
    """
    raise NotImplementedError


def compare(
    in_force: ReleaseInForce, request: Request, *, gettext: Callable[[str], str] = str
) -> dict[str, Any]:
    """The answer: `mappings.trace.describe` with "procedures" and "citations" added."""
    raise NotImplementedError


def framework_of_country(in_force: ReleaseInForce, country: str) -> Framework:
    """The first active framework of a country, in curated order.

    Raises CountryUnknown, CountryWithoutFramework.
    """
    raise NotImplementedError
