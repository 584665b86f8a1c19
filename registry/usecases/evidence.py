"""Papers a worker hands in."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from registry.errors import (
    DatesReversed,
    EvidenceLimitReached,
    EvidenceTooLarge,
    EvidenceTypeMismatch,
    EvidenceTypeUnsupported,
    EvidenceUnknown,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.settings import Settings
from registry.storage.queries import applications, audit
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application, Evidence
from registry.usecases import award_dates, cases
from registry.usecases.procedure import WORKER
from registry.usecases.stated_facts import one_line

ATTESTATION = "employer_attestation"
KINDS = ("document", ATTESTATION, "test", "interview")
# What each type begins with. PDF readers accept a header within the first 1024 bytes
# (ISO 32000-1, annex H 3.4.1), but what is not at the start may also be something else.
_SIGNATURES: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
MEDIA_TYPES = tuple(_SIGNATURES)

_WORKER_ADDS_IN = frozenset({"DRAFT", "INFO_REQUESTED", "ALT_EVIDENCE", "APPEALED"})
_OFFICER_ADDS_NOT_IN = frozenset({"DRAFT", "DECIDED", "CLOSED", "WITHDRAWN"})


@dataclass(frozen=True, slots=True)
class Employment:
    """What an employer attests: who, for what work, from when to when, as exact as known."""

    issued_by: str = ""
    role: str = ""
    started_on: str = ""
    ended_on: str = ""


NO_EMPLOYMENT = Employment()


def add_evidence(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    kind: str,
    name: str,
    media_type: str,
    content: bytes,
    employment: Employment = NO_EMPLOYMENT,
    settings: Settings,
    now: datetime,
) -> Evidence:
    """Store a paper with its SHA-256.

    The worker may add while DRAFT, INFO_REQUESTED, ALT_EVIDENCE or APPEALED, an officer of the
    authority until the decision. Raises ApplicationUnknown, NotAParty, TransitionNotAllowed,
    ValidationFailed, DatesReversed, EvidenceTypeUnsupported, EvidenceTypeMismatch,
    EvidenceTooLarge, EvidenceLimitReached.
    """
    application = cases.get_as_party(session, actor, application_id)
    _check_moment(session, actor, application)
    _check_content(kind, media_type, content, settings)
    _check_number(session, application, settings)
    evidence = Evidence(
        application_id=application.id,
        kind=kind,
        name=_checked_name(name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        **asdict(_checked_employment(kind, employment, today=now.date())),
        added_by=actor.id,
        added_at=now,
    )
    session.add(evidence)
    session.flush()
    _record(session, evidence)
    return evidence


def _record(session: Session, evidence: Evidence) -> None:
    audit.record(
        session,
        action="evidence.added",
        subject=f"application:{evidence.application_id}",
        actor_id=evidence.added_by,
        at=evidence.added_at,
        details={
            "evidence": str(evidence.id),
            "sha256": evidence.sha256,
            "kind": evidence.kind,
        },
    )


def _check_moment(session: Session, actor: Account, application: Application) -> None:
    acts_as_worker = WORKER in cases.roles_in_case(session, actor, application)
    open_to_actor = (
        application.state in _WORKER_ADDS_IN
        if acts_as_worker
        else application.state not in _OFFICER_ADDS_NOT_IN
    )
    if not open_to_actor:
        raise TransitionNotAllowed(
            "In this state of the case no papers are added.", state=application.state
        )


def _check_number(session: Session, application: Application, settings: Settings) -> None:
    # Two uploads at once must not both be the last one allowed.
    applications.lock(session, application.id)
    if (
        applications.count_evidence(session, application.id)
        >= settings.max_evidence_per_application
    ):
        raise EvidenceLimitReached(
            f"An application holds at most {settings.max_evidence_per_application} papers.",
            limit=settings.max_evidence_per_application,
        )


def _check_content(kind: str, media_type: str, content: bytes, settings: Settings) -> None:
    if kind not in KINDS:
        raise _invalid("kind", f"The kind is one of {', '.join(KINDS)}.")
    if media_type not in _SIGNATURES:
        raise EvidenceTypeUnsupported(
            "Evidence is PDF, PNG or JPEG.", media_type=media_type, supported=list(MEDIA_TYPES)
        )
    if len(content) > settings.max_evidence_bytes:
        raise EvidenceTooLarge(
            f"A paper has at most {settings.max_evidence_bytes} bytes.",
            limit=settings.max_evidence_bytes,
            size=len(content),
        )
    if not content.startswith(_SIGNATURES[media_type]):
        raise EvidenceTypeMismatch(
            f"The file is not what its type {media_type} says.", media_type=media_type
        )


def _checked_employment(kind: str, stated: Employment, *, today: date) -> Employment:
    """Raises ValidationFailed."""
    cleaned = Employment(
        issued_by=one_line(stated.issued_by, "issued_by", 300),
        role=one_line(stated.role, "role", 200),
        started_on=stated.started_on.strip(),
        ended_on=stated.ended_on.strip(),
    )
    if cleaned == NO_EMPLOYMENT:
        return cleaned
    if kind != ATTESTATION:
        raise _invalid("kind", "Only an employer's attestation tells of an employment.")
    ends = [
        award_dates.parse_partial(getattr(cleaned, name), today=today, field=name)
        for name in ("started_on", "ended_on")
        if getattr(cleaned, name)
    ]
    if sorted(ends) != ends:
        raise DatesReversed("The employment ends before it begins.", field="ended_on")
    return cleaned


def _checked_name(name: str) -> str:
    # A browser may send a whole path; only the last part is a name.
    last = " ".join(name.replace("\\", "/").rpartition("/")[2].split())
    if not last or len(last) > 200 or any(ord(sign) < 32 for sign in last):
        raise _invalid("name", "A file name has 1 to 200 characters.")
    return last


def get_evidence(
    session: Session, *, actor: Account, application_id: UUID, evidence_id: UUID
) -> Evidence:
    """With its content, for parties only. ApplicationUnknown, NotAParty, EvidenceUnknown."""
    application = cases.get_as_party(session, actor, application_id)
    evidence = applications.find_evidence(session, evidence_id)
    if evidence is None or evidence.application_id != application.id:
        raise EvidenceUnknown("There is no such paper in this case.", evidence=str(evidence_id))
    return evidence


def _invalid(field: str, message: str) -> ValidationFailed:
    return ValidationFailed(message, errors=[{"field": field, "message": message}])
