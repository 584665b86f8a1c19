"""A name or a birth date that was written wrongly is put right: one proposes, another confirms.

The worker or an officer says how it is right and why; an officer who decides confirms it with the
proof at hand. What was signed stays as it was signed until it is issued again. Values stand in the
correction alone: the audit log names the fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from registry.errors import (
    Conflict,
    DatesReversed,
    FourEyesRequired,
    NotPermitted,
    TransitionNotAllowed,
)
from registry.fact_errors import CorrectionOpen, CorrectionSettled, CorrectionUnknown
from registry.storage.queries import accounts, audit, organisations
from registry.storage.queries import case_facts as rows
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application
from registry.storage.tables.case_facts import PersonCorrection
from registry.usecases import cases
from registry.usecases.accounts import checked_name
from registry.usecases.fact_drafts import checked_reason
from registry.usecases.procedure import DECISION, WORKER
from registry.usecases.stated_facts import invalid

FIELDS = ("given_name", "family_name", "name_native", "birth_date")


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """How it is right; None: as it is. reason: what shows it, such as a passport."""

    reason: str
    given_name: str | None = None
    family_name: str | None = None
    name_native: str | None = None
    birth_date: date | None = None


def propose(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    draft: CorrectionDraft,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> PersonCorrection:
    """By the worker or an officer of the authority, once the application was sent in.

    scope: the roles that the caller's token is good for, None for all of the account's.
    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed, ValidationFailed
    (nothing changes), DatesReversed, CorrectionOpen.
    """
    application = cases.get_as_party(session, actor, application_id)
    _require_may_propose(session, actor, application, scope)
    worker = _worker_of(session, application)
    before, after = _difference(worker, draft, application, today=now.date())
    correction = PersonCorrection(
        account_id=worker.id,
        application_id=application.id,
        before=before,
        after=after,
        reason=checked_reason(draft.reason),
        proposed_by=actor.id,
        proposed_at=now,
    )
    try:
        # Two may notice it at the same moment; only the database knows.
        with session.begin_nested():
            session.add(correction)
    except IntegrityError as error:
        raise CorrectionOpen("A correction of this person waits for an officer already.") from error
    _record(session, correction, "person.correction_proposed", actor.id, now)
    return correction


def confirm(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    correction_id: UUID,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> PersonCorrection:
    """It is so: from now on the person is named like this, and a reissue says it.

    For officers who decide; not who proposed it, unless the authority has turned four eyes off.
    Raises ApplicationUnknown, NotAParty, NotPermitted, CorrectionUnknown, CorrectionSettled,
    FourEyesRequired, Conflict (the account was changed since).
    """
    application, correction = _open(session, actor, application_id, correction_id)
    if DECISION not in _usable_roles(session, actor, application, scope):
        raise NotPermitted(f"This needs the permission {DECISION}.", permission=DECISION)
    _require_other_officer(session, application, correction, actor)
    worker = _worker_of(session, application)
    if any(_as_json(getattr(worker, name)) != was for name, was in correction.before.items()):
        raise Conflict("The account was changed since this was proposed; read it again.")
    _settle(session, correction, "confirmed", actor, now)
    for name, value in correction.after.items():
        setattr(worker, name, date.fromisoformat(value) if name == "birth_date" else value)
    session.add(worker)
    session.flush()
    _record(session, correction, "person.corrected", actor.id, now)
    return correction


def decline(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    correction_id: UUID,
    reason: str,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> PersonCorrection:
    """It stays as it was: by an officer who decides, or by who proposed it.

    Raises what `confirm` raises, and ValidationFailed (no reason).
    """
    application, correction = _open(session, actor, application_id, correction_id)
    roles = _usable_roles(session, actor, application, scope)
    if DECISION not in roles and not (roles and correction.proposed_by == actor.id):
        raise NotPermitted(f"This needs the permission {DECISION}.", permission=DECISION)
    _settle(session, correction, "declined", actor, now, checked_reason(reason))
    _record(session, correction, "person.correction_declined", actor.id, now)
    return correction


def _usable_roles(
    session: Session, actor: Account, application: Application, scope: frozenset[str] | None
) -> frozenset[str]:
    roles = cases.roles_in_case(session, actor, application)
    return roles if scope is None else roles & scope


def _require_may_propose(
    session: Session, actor: Account, application: Application, scope: frozenset[str] | None
) -> None:
    if not _usable_roles(session, actor, application, scope):
        raise NotPermitted("Your token does not cover this step.")
    if application.submitted_at is None:
        raise TransitionNotAllowed(
            "Before it is sent in, no authority can confirm it.", state=application.state
        )


def _open(
    session: Session, actor: Account, application_id: UUID, correction_id: UUID
) -> tuple[Application, PersonCorrection]:
    application = cases.get_as_party(session, actor, application_id)
    correction = rows.find_correction(session, correction_id)
    if correction is None or correction.application_id != application.id:
        raise CorrectionUnknown("The case has no such correction.", correction=str(correction_id))
    if correction.state != "open":
        raise CorrectionSettled("This correction is settled already.", state=correction.state)
    return application, correction


def _require_other_officer(
    session: Session, application: Application, correction: PersonCorrection, actor: Account
) -> None:
    if correction.proposed_by != actor.id:
        return
    authority = organisations.find(session, application.authority_id)
    if authority is None or authority.four_eyes != "off":
        raise FourEyesRequired("Whoever proposed a correction may not confirm it.")


def _worker_of(session: Session, application: Application) -> Account:
    worker = accounts.find(session, application.applicant_id)
    if worker is None:
        raise NotPermitted("The worker of this case has no account.", permission=WORKER)
    return worker


def _difference(
    worker: Account, draft: CorrectionDraft, application: Application, *, today: date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that change, as they are and as they should be."""
    wanted: dict[str, Any] = {
        name: checked_name(text, name, required=name == "family_name")
        for name in ("given_name", "family_name", "name_native")
        if (text := getattr(draft, name)) is not None
    }
    if draft.birth_date is not None:
        _check_birth(draft.birth_date, application, today)
        wanted["birth_date"] = draft.birth_date
    changed = {name: value for name, value in wanted.items() if getattr(worker, name) != value}
    if not changed:
        raise invalid("family_name", "Nothing would change: say how a name or a date is right.")
    return (
        {name: _as_json(getattr(worker, name)) for name in changed},
        {name: _as_json(value) for name, value in changed.items()},
    )


def _check_birth(day: date, application: Application, today: date) -> None:
    if day >= today:
        raise DatesReversed("A date of birth lies in the past.", field="birth_date")
    if day >= application.awarded_on:
        raise DatesReversed("The award is dated before the worker's birth.", field="birth_date")


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _settle(
    session: Session,
    correction: PersonCorrection,
    state: str,
    actor: Account,
    now: datetime,
    reason: str = "",
) -> None:
    if not rows.settle(session, correction, state=state, by=actor.id, at=now, reason=reason):
        raise CorrectionSettled("Somebody else settled this correction in the meantime.")


def _record(
    session: Session, correction: PersonCorrection, action: str, actor_id: UUID, now: datetime
) -> None:
    fields: Mapping[str, Any] = correction.after
    audit.record(
        session,
        action=action,
        subject=f"account:{correction.account_id}",
        actor_id=actor_id,
        at=now,
        details={
            "application": str(correction.application_id),
            "correction": str(correction.id),
            "fields": " ".join(name for name in FIELDS if name in fields),
        },
    )
