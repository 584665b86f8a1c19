"""One step of a case: who may take it, under which conditions, and what it leaves behind."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from registry.errors import (
    ApplicationUnknown,
    Conflict,
    ConsentMissing,
    EvidenceMissing,
    FourEyesRequired,
    NotAParty,
    NotPermitted,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.storage.queries import accounts, applications, audit, decisions, organisations
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application, CaseEvent
from registry.usecases import deadlines
from registry.usecases.procedure import (
    OFFICER_ROLES,
    SYSTEM,
    WORKER,
    Transition,
    get_transition,
)

NOT_FULL = frozenset({"PARTIAL", "CONDITIONAL", "REFUSED"})


@dataclass(frozen=True, slots=True)
class Step:
    """A transition about to be taken. actor None: the jobs. outcome: of the decision taken.

    comparability: the graph's answer of this moment, where the step looks at it.
    """

    session: Session
    application: Application
    transition: Transition
    actor: Account | None
    now: datetime
    note: str = ""
    outcome: str | None = None
    comparability: Mapping[str, Any] | None = None


def get_as_party(session: Session, actor: Account, application_id: UUID) -> Application:
    """The application, for the worker and for officers of its authority once it is sent in.

    Raises ApplicationUnknown, NotAParty.
    """
    application = applications.find(session, application_id)
    if application is None:
        raise ApplicationUnknown("There is no such application.", application=str(application_id))
    if application.applicant_id != actor.id and not _is_officer_of(session, actor, application):
        raise NotAParty("Only the worker and the authority of this case may see it.")
    return application


def _is_officer_of(session: Session, actor: Account, application: Application) -> bool:
    return (
        actor.organisation_id == application.authority_id
        and application.submitted_at is not None
        and bool(roles_in_case(session, actor, application).intersection(OFFICER_ROLES))
    )


def roles_in_case(session: Session, actor: Account, application: Application) -> frozenset[str]:
    """What an account may act as in this case: nobody decides their own application."""
    if application.applicant_id == actor.id:
        return frozenset({WORKER})
    if actor.organisation_id != application.authority_id:
        return frozenset()
    return frozenset(accounts.list_roles(session, actor.id)).intersection(OFFICER_ROLES)


def begin_step(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    event: str,
    now: datetime,
    note: str = "",
    expected_version: int | None = None,
    scope: frozenset[str] | None = None,
) -> Step:
    """Find the case and the transition, and check who asks; guards follow in `take`.

    scope: roles that the caller's token is good for; None: all of the account's.

    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed,
    ApplicationAlreadyDecided, Conflict.
    """
    application = get_as_party(session, actor, application_id)
    roles = roles_in_case(session, actor, application)
    transition = get_transition(application.state, event)
    usable = roles if scope is None else roles & scope
    if transition.permission not in usable:
        raise NotPermitted(
            f"The event {event} needs the permission {transition.permission}.",
            permission=transition.permission,
        )
    if expected_version is not None and expected_version != application.version:
        raise _conflict(application)
    return Step(session, application, transition, actor, now, note.strip())


def take(step: Step) -> Application:
    """Check the guards, then move the case and start the clock of its next state.

    Raises what the guards raise, and Conflict where another was faster.
    """
    for name in step.transition.guards:
        GUARDS[name](step)
    application, now = step.application, step.now
    if not applications.claim(step.session, application):
        raise _conflict(application)
    before = application.state
    application.state = step.transition.next_state
    _stamp(application, step.transition, now)
    _start_clock(application, step.transition, now)
    step.session.add(application)
    step.session.add(
        CaseEvent(
            application_id=application.id,
            sequence=applications.count_events(step.session, application.id) + 1,
            event=step.transition.event,
            from_state=before,
            to_state=application.state,
            actor_id=step.actor.id if step.actor else None,
            note=step.note,
            happened_at=now,
        )
    )
    step.session.flush()
    audit.record(
        step.session,
        action=f"case.{step.transition.event}",
        subject=f"application:{application.id}",
        actor_id=step.actor.id if step.actor else None,
        at=now,
        details={"from": before, "to": application.state, "version": application.version},
    )
    return application


def _stamp(application: Application, transition: Transition, now: datetime) -> None:
    if transition.event == "submit":
        application.submitted_at = now
    if transition.next_state in {"CLOSED", "WITHDRAWN"}:
        application.closed_at = now
    # The clock of the decision starts when the file is complete, and anew when a case returns.
    if transition.next_state == "COMPLETE" or transition.state in {"DECIDED", "APPEALED"}:
        application.complete_at = now


def _start_clock(application: Application, transition: Transition, now: datetime) -> None:
    kind = transition.deadline
    application.due_kind = kind
    if kind is None:
        application.due_on = None
        return
    start = application.complete_at if kind == "decide" and application.complete_at else now
    application.due_on = deadlines.due_on(
        kind,
        start=start.date(),
        destination=application.destination,
        purpose=application.purpose,
    )


def _conflict(application: Application) -> Conflict:
    return Conflict(
        "Someone else changed this case in the meantime; read it again.",
        application=str(application.id),
    )


def guard_consent(step: Step) -> None:
    if not step.application.consent:
        raise ConsentMissing("Consent to the use of the papers is missing.")


def guard_evidence(step: Step) -> None:
    if applications.count_evidence(step.session, step.application.id) == 0:
        raise EvidenceMissing("At least one paper must be handed in.")


def guard_note(step: Step) -> None:
    if not step.note:
        message = f"The event {step.transition.event} needs a note."
        raise ValidationFailed(message, errors=[{"field": "note", "message": message}])


def guard_deadline_missed(step: Step) -> None:
    due = step.application.due_on
    if due is None or step.now.date() <= due:
        raise TransitionNotAllowed(
            "The time for this step is not over yet.", due_on=due.isoformat() if due else None
        )


def guard_appeal_open(step: Step) -> None:
    due = step.application.due_on
    if due is not None and step.now.date() > due:
        raise TransitionNotAllowed("The time to appeal is over.", due_on=due.isoformat())


def guard_appeal_over(step: Step) -> None:
    due = step.application.due_on
    if due is not None and step.now.date() <= due:
        raise TransitionNotAllowed("The time to appeal still runs.", due_on=due.isoformat())


def guard_conditional(step: Step) -> None:
    standing = decisions.find_standing(step.session, step.application.id)
    if standing is None or standing.outcome != "CONDITIONAL":
        raise TransitionNotAllowed("Only a conditional decision has measures to pass.")


def guard_automatic_rule(step: Step) -> None:
    rules = (step.comparability or {}).get("rules", [])
    if not any(rule["effect"] == "automatic" for rule in rules):
        raise TransitionNotAllowed("No rule of automatic recognition applies to this case.")


def guard_four_eyes(step: Step) -> None:
    """Whoever assessed does not decide, as the authority's policy says."""
    assessment = applications.find_newest_assessment(step.session, step.application.id)
    if assessment is None or step.actor is None or assessment.assessor_id != step.actor.id:
        return
    authority = organisations.find(step.session, step.application.authority_id)
    policy = authority.four_eyes if authority else "always"
    if policy == "always" or (policy == "non_full" and step.outcome in NOT_FULL):
        raise FourEyesRequired(
            "Whoever assessed this case may not decide it.", policy=policy, outcome=step.outcome
        )


def guard_other_officer(step: Step) -> None:
    """An appeal is heard by somebody who did not decide."""
    decided = decisions.find_newest(step.session, step.application.id)
    if decided is not None and step.actor is not None and decided.decider_id == step.actor.id:
        raise FourEyesRequired("Whoever decided this case may not hear the appeal.")


GUARDS: Mapping[str, Callable[[Step], None]] = {
    "consent": guard_consent,
    "evidence": guard_evidence,
    "note": guard_note,
    "deadline_missed": guard_deadline_missed,
    "appeal_open": guard_appeal_open,
    "appeal_over": guard_appeal_over,
    "conditional": guard_conditional,
    "automatic_rule": guard_automatic_rule,
    "four_eyes": guard_four_eyes,
    "other_officer": guard_other_officer,
}


def visible_events(roles: Collection[str], events: Mapping[str, Transition]) -> tuple[str, ...]:
    """The events of a state that somebody with these roles may ask for."""
    return tuple(
        name for name, row in events.items() if row.permission in roles and row.permission != SYSTEM
    )
