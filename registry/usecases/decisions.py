"""Assess, decide, appeal."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mappings.errors import LevelOfOtherFramework
from registry.errors import DatesReversed, DecisionIncomplete, TransitionNotAllowed
from registry.services import ReleaseInForce, Services
from registry.storage.queries import applications, audit
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application, Assessment
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.decisions import Decision
from registry.usecases import cases, deadlines, issuance, measures
from registry.usecases.comparison import compare_case, parse_level
from registry.usecases.level_claims import decided_claim, origin_claim
from registry.usecases.measures import MeasureDraft
from registry.usecases.stated_facts import invalid

OUTCOMES = ("FULL", "PARTIAL", "CONDITIONAL", "REFUSED", "STATEMENT_ONLY")


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """level: "de-dqr:4" of a framework of the destination, or None. legal_basis: always needed.

    PARTIAL, CONDITIONAL and REFUSED need reasons, remedies and appeal_body; CONDITIONAL needs
    measures; FULL and PARTIAL need no level where the destination has no framework.
    appeal_until None: as the deadline policy of the jurisdiction says.
    """

    outcome: str
    level: str | None = None
    legal_basis: str = ""
    reasons: str = ""
    remedies: str = ""
    measures: tuple[MeasureDraft, ...] = ()
    appeal_body: str = ""
    appeal_until: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """credential None: a refusal issues none."""

    application: Application
    decision: Decision
    credential: IssuedCredential | None


def propose(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account,
    application_id: UUID,
    draft: DecisionDraft,
    expected_version: int | None = None,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> Assessment:
    """The assessor's proposal (EVALUATION, or VERIFIED where an automatic rule applies).

    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed,
    ApplicationAlreadyDecided, DecisionIncomplete, ValidationFailed, DatesReversed, Conflict and
    mappings.errors.LevelOfOtherFramework, LevelUnknown, FrameworkUnknown.
    """
    application = cases.get_as_party(session, actor, application_id)
    step = cases.begin_step(
        session,
        actor=actor,
        application_id=application_id,
        event="apply_rule" if application.state == "VERIFIED" else "propose",
        expected_version=expected_version,
        scope=scope,
        now=now,
    )
    checked = _checked(in_force, application, draft, now)
    comparability = compare_case(in_force, application, now=now)
    cases.take(replace(step, outcome=checked.outcome, comparability=comparability))
    return _assess(session, application, actor, checked, comparability, now)


def _assess(
    session: Session,
    application: Application,
    actor: Account,
    draft: DecisionDraft,
    comparability: dict[str, Any] | None,
    now: datetime,
) -> Assessment:
    assessment = Assessment(
        application_id=application.id,
        case_version=application.version,
        assessor_id=actor.id,
        proposal=_as_json(draft),
        comparability=comparability,
        assessed_at=now,
    )
    session.add(assessment)
    session.flush()
    return assessment


def decide(
    session: Session,
    services: Services,
    *,
    actor: Account,
    application_id: UUID,
    draft: DecisionDraft | None = None,
    expected_version: int | None = None,
    randomness: Random,
    now: datetime,
) -> Decided:
    """Decide a proposed case and issue its credential, in one transaction.

    draft None: as proposed. randomness: for the place in the status lists.
    Raises what `propose` raises, and FourEyesRequired.
    """
    in_force = services.release
    step = cases.begin_step(
        session,
        actor=actor,
        application_id=application_id,
        event="decide",
        expected_version=expected_version,
        now=now,
    )
    application = step.application
    assessment = applications.find_newest_assessment(session, application.id)
    chosen = draft or _proposed(assessment)
    checked = _checked(in_force, application, chosen, now)
    cases.take(replace(step, outcome=checked.outcome))
    decision = _write(session, in_force, application, actor, assessment, checked, now)
    issuance.withdraw_replaced(session, application, actor=actor, now=now)
    if checked.outcome == "REFUSED":
        return Decided(application, decision, None)
    credential = issuance.issue(
        session, services, actor=actor, decision_id=decision.id, randomness=randomness, now=now
    )
    return Decided(application, decision, credential)


def _write(
    session: Session,
    in_force: ReleaseInForce,
    application: Application,
    actor: Account,
    assessment: Assessment | None,
    draft: DecisionDraft,
    now: datetime,
) -> Decision:
    """The decision with the graph's answer of this moment, frozen."""
    comparability = compare_case(in_force, application, now=now)
    decision = Decision(
        application_id=application.id,
        case_version=application.version,
        authority_id=application.authority_id,
        outcome=draft.outcome,
        decider_id=actor.id,
        assessment_id=assessment.id if assessment else None,
        legal_basis=draft.legal_basis,
        reasons=draft.reasons,
        remedies=draft.remedies,
        measures=measures.as_json(draft.measures),
        appeal_body=draft.appeal_body,
        appeal_until=draft.appeal_until,
        origin_level=origin_claim(in_force, application),
        level=decided_claim(in_force, draft.level),
        comparability=comparability,
        release_number=in_force.release.number,
        path_id=comparability["path_id"] if comparability else None,
        decided_at=now,
    )
    session.add(decision)
    application.due_on = decision.appeal_until
    session.add(application)
    session.flush()
    _record(session, decision, assessment)
    return decision


def _record(session: Session, decision: Decision, assessment: Assessment | None) -> None:
    audit.record(
        session,
        action="decision.made",
        subject=f"decision:{decision.id}",
        actor_id=decision.decider_id,
        at=decision.decided_at,
        details={
            "application": str(decision.application_id),
            "outcome": decision.outcome,
            "release": decision.release_number,
            "path_id": decision.path_id,
            "assessor": str(assessment.assessor_id) if assessment else None,
        },
    )


def _checked(
    in_force: ReleaseInForce, application: Application, draft: DecisionDraft, now: datetime
) -> DecisionDraft:
    """The draft, cleaned and complete for its outcome."""
    cleaned = replace(
        draft,
        level=draft.level or None,
        legal_basis=draft.legal_basis.strip(),
        reasons=draft.reasons.strip(),
        remedies=draft.remedies.strip(),
        measures=measures.checked(draft.measures),
        appeal_body=draft.appeal_body.strip(),
        appeal_until=draft.appeal_until
        or deadlines.due_on(
            "appeal",
            start=now.date(),
            destination=application.destination,
            purpose=application.purpose,
        ),
    )
    if cleaned.outcome not in OUTCOMES:
        raise invalid("outcome", f"The outcome is one of {', '.join(OUTCOMES)}.")
    _check_complete(cleaned)
    if cleaned.appeal_until is not None and cleaned.appeal_until < now.date():
        raise DatesReversed("The time to appeal ends before the decision.", field="appeal_until")
    if cleaned.level is not None:
        framework, _ = parse_level(in_force, cleaned.level, field="level")
        if framework.territory != application.destination:
            raise LevelOfOtherFramework(
                f"{framework.id} is not a framework of {application.destination}.",
                framework=framework.id,
                destination=application.destination,
            )
    return cleaned


def _check_complete(draft: DecisionDraft) -> None:
    needed: dict[str, object] = {"legal_basis": draft.legal_basis}
    if draft.outcome in cases.NOT_FULL:
        needed |= {
            "reasons": draft.reasons,
            "remedies": draft.remedies,
            "appeal_body": draft.appeal_body,
        }
    if draft.outcome == "CONDITIONAL":
        needed["measures"] = draft.measures
    missing = [name for name, value in needed.items() if not value]
    if draft.outcome == "REFUSED" and draft.level is not None:
        raise invalid("level", "A refusal names no level.")
    if missing:
        raise DecisionIncomplete(
            f"The decision {draft.outcome} also needs {', '.join(missing)}.", missing=missing
        )


def _as_json(draft: DecisionDraft) -> dict[str, Any]:
    until = draft.appeal_until.isoformat() if draft.appeal_until else None
    return {
        **asdict(draft),
        "measures": measures.as_json(draft.measures),
        "appeal_until": until,
    }


def _proposed(assessment: Assessment | None) -> DecisionDraft:
    """The proposal as stored, except its time to appeal, which runs from the decision."""
    if assessment is None:
        raise TransitionNotAllowed("Nothing has been proposed for this case.")
    proposal = assessment.proposal
    return DecisionDraft(
        **{
            **proposal,
            "measures": measures.from_json(proposal.get("measures", ())),
            "appeal_until": None,
        }
    )


def appeal(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    grounds: str,
    expected_version: int | None = None,
    now: datetime,
) -> Application:
    """The worker appeals a decision within its time, or a missed deadline.

    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed, ValidationFailed,
    Conflict.
    """
    step = cases.begin_step(
        session,
        actor=actor,
        application_id=application_id,
        event="appeal",
        note=grounds,
        expected_version=expected_version,
        now=now,
    )
    return cases.take(step)
