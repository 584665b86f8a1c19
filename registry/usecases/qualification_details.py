"""What a supplement says of the qualification held, as a verifier found it in the papers.

The register knows title, field and level; length, content and access are in the diploma and its
supplement. Europass certificate and diploma supplements; domain model, section 7.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from credentials.errors import RecordInvalid
from credentials.model import Achievement
from registry.storage.queries import audit
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application
from registry.usecases.case_facts import QUALITY, open_case
from registry.usecases.stated_facts import invalid, one_line

MAX_TEXT = 2000
MAX_SHORT = 200
_SHORT = frozenset({"official_url", "duration", "credit_points", "credit_system"})


@dataclass(frozen=True, slots=True)
class Details:
    """As in `credentials.model.Achievement`: duration "P2Y"; credit_points "180" of the
    credit_system "ECTS"; languages of instruction as BCP 47 tags; the rest in words."""

    description: str = ""
    criteria: str = ""
    official_url: str = ""
    workload_hours: int | None = None
    duration: str = ""
    credit_points: str = ""
    credit_system: str = ""
    languages: tuple[str, ...] = ()
    entry_requirements: str = ""
    further_learning: str = ""
    occupations: str = ""
    legal_basis: str = ""


def record_details(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    details: Details,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> Application:
    """In place of what was recorded before; by verifiers, from the complete file until a proposal.

    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed, ValidationFailed.
    """
    application = open_case(session, actor, application_id, QUALITY, scope)
    application.details = as_json(_checked(details))
    session.add(application)
    session.flush()
    audit.record(
        session,
        action="qualification.details_recorded",
        subject=f"application:{application.id}",
        actor_id=actor.id,
        at=now,
        details={"fields": " ".join(sorted(application.details))},
    )
    return application


def as_json(details: Details) -> dict[str, Any]:
    """Without what is not known."""
    stated = {**asdict(details), "languages": list(details.languages)}
    return {name: value for name, value in stated.items() if value not in ("", None, [])}


def from_json(stored: dict[str, Any] | None) -> Details:
    known = dict(stored or {})
    return Details(**{**known, "languages": tuple(known.get("languages", ()))})


def _checked(details: Details) -> Details:
    texts = {
        name: one_line(value, name, MAX_SHORT if name in _SHORT else MAX_TEXT)
        for name, value in asdict(details).items()
        if isinstance(value, str)
    }
    languages = tuple(tag.strip().lower() for tag in details.languages if tag.strip())
    if len(languages) > 20:
        raise invalid("languages", "At most 20 languages.")
    checked = Details(**texts, workload_hours=details.workload_hours, languages=languages)
    try:
        # The claim itself knows what it may say.
        Achievement("A qualification", "A body", "XX", **asdict(checked))
    except RecordInvalid as error:
        raise invalid("details", error.detail) from error
    return checked
