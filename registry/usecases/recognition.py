"""A worker's application and the steps of its case; decisions stand in `decisions.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mappings.model import Purpose
from registry.errors import (
    DatesReversed,
    NotPermitted,
    TransitionNotAllowed,
)
from registry.services import ReleaseInForce
from registry.storage.queries import accounts, applications, audit, decisions
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application
from registry.usecases import cases, cursors, guidance
from registry.usecases.award_dates import parse_award
from registry.usecases.procedure import (
    EVENTS_WITH_OWN_FORM,
    OFFICER_ROLES,
    OPEN_STATES,
    WORKER,
)
from registry.usecases.stated_facts import check_facts, fill_from_register, invalid

QUEUE_STATES = tuple(state for state in OPEN_STATES if state != "DRAFT")


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """What a worker states. Either qualification_id, or title, body and origin_country.

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
class ApplicationPage:
    """`next_cursor` None: the last page."""

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

    Raises NotPermitted, ValidationFailed, AwardDateInFuture, DatesReversed (award before birth),
    QualificationUnknown, CountryUnknown, FrameworkUnknown, LevelUnknown, LevelOfOtherFramework,
    NoCompetentAuthority, AuthorityNotCompetent.
    """
    if WORKER not in accounts.list_roles(session, actor.id):
        raise NotPermitted("Only a worker applies for recognition.", permission=WORKER)
    application = _stated(session, in_force, actor, draft, now)
    card = guidance.choose_authority(
        in_force,
        destination=application.destination,
        purpose=draft.purpose,
        occupation=application.occupation,
        authority_id=draft.authority_id or None,
    )
    application.authority_id = card.authority_id
    session.add(application)
    session.flush()
    audit.record(
        session,
        action="application.started",
        subject=f"application:{application.id}",
        actor_id=actor.id,
        at=now,
        details={"authority": application.authority_id, "purpose": application.purpose},
    )
    return application


def _stated(
    session: Session,
    in_force: ReleaseInForce,
    actor: Account,
    draft: ApplicationDraft,
    now: datetime,
) -> Application:
    """The application as stated, checked; its authority is still to be chosen."""
    awarded_on = parse_award(draft.awarded, today=now.date())
    if actor.birth_date is None:
        raise invalid("birth_date", "A date of birth is needed for a decision.")
    if awarded_on <= actor.birth_date:
        raise DatesReversed("The award is dated before the worker's birth.", field="awarded")
    application = Application(
        applicant_id=actor.id,
        authority_id="",
        qualification_id=draft.qualification_id or None,
        qualification_title=draft.qualification_title.strip(),
        awarding_body=draft.awarding_body.strip(),
        origin_country=draft.origin_country,
        framework_id=draft.framework_id or None,
        level=draft.level or None,
        awarded_on=awarded_on,
        awarded_text=draft.awarded.strip(),
        destination=guidance.check_country(draft.destination),
        purpose=draft.purpose.value,
        occupation=draft.occupation or None,
        consent=draft.consent,
        created_at=now,
    )
    if application.qualification_id:
        fill_from_register(session, application)
    check_facts(in_force, application)
    return application


def give_consent(
    session: Session, *, actor: Account, application_id: UUID, now: datetime
) -> Application:
    """The worker's consent to the use of the papers, needed before submit.

    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed.
    """
    application = cases.get_as_party(session, actor, application_id)
    if application.applicant_id != actor.id:
        raise NotPermitted("Only the worker consents.", permission=WORKER)
    if application.state != "DRAFT":
        raise TransitionNotAllowed(
            "Consent is given before the application is sent in.", state=application.state
        )
    application.consent = True
    session.add(application)
    session.flush()
    audit.record(
        session,
        action="application.consent_given",
        subject=f"application:{application.id}",
        actor_id=actor.id,
        at=now,
    )
    return application


def record_event(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    event: str,
    note: str = "",
    requested: Sequence[str] = (),
    expected_version: int | None = None,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> Application:
    """Any event of the procedure without a form of its own (not propose, decide, appeal).

    requested: with request_information, what is missing, in plain words. scope: the roles that
    the caller's token is good for, None for all of the account's.
    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed, ConsentMissing,
    EvidenceMissing, FourEyesRequired, ValidationFailed (note missing), Conflict.
    """
    if event in EVENTS_WITH_OWN_FORM:
        raise invalid("event", f"The event {event} has a form of its own.")
    step = cases.begin_step(
        session,
        actor=actor,
        application_id=application_id,
        event=event,
        note=note,
        expected_version=expected_version,
        scope=scope,
        now=now,
    )
    application = cases.take(step)
    _follow_up(session, application, event, requested, now)
    session.add(application)
    session.flush()
    return application


def _follow_up(
    session: Session,
    application: Application,
    event: str,
    requested: Sequence[str],
    now: datetime,
) -> None:
    """What some events change beside the state."""
    if event == "request_information":
        application.requested = [item.strip() for item in requested if item.strip()]
    elif event in {"supply", "justify_absence"}:
        application.requested = []
    elif event in {"remit", "pass_measures", "fail_measures"}:
        _supersede(session, application, now)


def _supersede(session: Session, application: Application, now: datetime) -> None:
    """The decision no longer stands; its credential is replaced or revoked by the next one."""
    standing = decisions.find_standing(session, application.id)
    if standing is not None:
        standing.superseded_at = now
        session.add(standing)


def get_application(session: Session, *, actor: Account, application_id: UUID) -> Application:
    """For its parties: the worker, officers of its authority. ApplicationUnknown, NotAParty."""
    return cases.get_as_party(session, actor, application_id)


def page_own(
    session: Session, *, actor: Account, cursor: str | None = None, limit: int = 20
) -> ApplicationPage:
    """A worker's applications, newest first. Raises CursorInvalid, ValidationFailed."""
    limit = cursors.check_limit(limit)
    rows = applications.page_of_applicant(
        session, actor.id, before=cursors.decode_moment(cursor), limit=limit + 1
    )
    shown = rows[:limit]
    more = len(rows) > limit
    return ApplicationPage(
        shown, cursors.encode_moment(shown[-1].created_at, shown[-1].id) if more else None
    )


def page_queue(
    session: Session,
    *,
    actor: Account,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> ApplicationPage:
    """Open cases of the officer's own authority, oldest first; of one state if asked.

    Raises NotPermitted, CursorInvalid, ValidationFailed.
    """
    limit = cursors.check_limit(limit)
    roles = accounts.list_roles(session, actor.id)
    if actor.organisation_id is None or not set(roles).intersection(OFFICER_ROLES):
        raise NotPermitted("Only officers have a queue.", permission="officer")
    rows = applications.page_of_authority(
        session,
        actor.organisation_id,
        states=[state] if state else QUEUE_STATES,
        after=cursors.decode_moment(cursor),
        limit=limit + 1,
    )
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return ApplicationPage(
        shown,
        cursors.encode_moment(last.submitted_at, last.id) if last and last.submitted_at else None,
    )
