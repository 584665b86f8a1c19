"""A worker's application and the steps of its case, up to the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mappings.model import Purpose
from registry.services import ReleaseInForce
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application, Assessment, CaseEvent, Evidence
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.decisions import Decision


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """What a worker states. Either qualification_id, or title, origin_country and award.

    framework_id and level may be given where the qualification has none in the register.
    awarded: ISO date as exact as known ("2019", "2019-05", "2019-05-01").
    """

    destination: str
    purpose: Purpose
    awarded: str
    qualification_id: str | None = None
    qualification_title: str = ""
    awarding_body: str = ""
    origin_country: str = ""
    framework_id: str | None = None
    level: str | None = None
    occupation: str | None = None
    authority_id: str | None = None
    consent: bool = False


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything a party sees. evidence: rows without reading their content is up to the caller.

    due_on, due_kind: the clock that runs (acknowledge, supply, decide, appeal, review).
    days_left: negative when missed. next_actor: "worker", an officer role, or None.
    allowed_events: what this reader may do now. missing: plain words, for the worker.
    comparability: the frozen answer once decided, else the answer of the release in force;
    None where no level at home is known.
    """

    application: Application
    applicant: Account
    authority_name: str
    events: Sequence[CaseEvent]
    evidence: Sequence[Evidence]
    assessment: Assessment | None
    decision: Decision | None
    credential: IssuedCredential | None
    comparability: dict[str, Any] | None
    due_on: date | None
    due_kind: str | None
    days_left: int | None
    next_actor: str | None
    allowed_events: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    rows: Sequence[Application]
    next_cursor: str | None


def start_application(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account,
    draft: ApplicationDraft,
    now: datetime,
) -> Application:
    """A DRAFT at the competent authority.

    Raises NotPermitted, ValidationFailed, AwardDateInFuture, DatesReversed (award outside the
    qualification's years), QualificationUnknown, CountryUnknown, FrameworkUnknown, LevelUnknown,
    LevelOfOtherFramework, NoCompetentAuthority, AuthorityNotCompetent.
    """
    raise NotImplementedError


def give_consent(
    session: Session, *, actor: Account, application_id: UUID, now: datetime
) -> Application:
    """The worker's consent to the use of the papers, needed before submit."""
    raise NotImplementedError


def record_event(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    event: str,
    note: str = "",
    requested: Sequence[str] = (),
    expected_version: int | None = None,
    now: datetime,
) -> Application:
    """Any event of the procedure without a form of its own (not propose, decide, appeal).

    requested: with request_information, what is missing, in plain words.
    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed, ConsentMissing,
    EvidenceMissing, FourEyesRequired, ValidationFailed (note missing), Conflict.
    """
    raise NotImplementedError


def get_application(session: Session, *, actor: Account, application_id: UUID) -> Application:
    """For its parties: the worker, officers of its authority. ApplicationUnknown, NotAParty."""
    raise NotImplementedError


def get_case(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account,
    application_id: UUID,
    now: datetime,
) -> CaseView:
    """The case as this party sees it. Raises ApplicationUnknown, NotAParty."""
    raise NotImplementedError


def page_own(
    session: Session, *, actor: Account, cursor: str | None = None, limit: int = 20
) -> ApplicationPage:
    """A worker's applications, newest first."""
    raise NotImplementedError


def page_queue(
    session: Session,
    *,
    actor: Account,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> ApplicationPage:
    """Open cases of the officer's own authority, oldest first. Raises NotPermitted."""
    raise NotImplementedError
