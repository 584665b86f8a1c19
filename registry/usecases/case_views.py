"""A case as its parties see it: everything known of it, and what this reader may do next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mappings.model import Purpose
from registry.services import ReleaseInForce
from registry.storage.queries import accounts, applications, case_facts, credentials, decisions
from registry.storage.queries import organisations as organisation_rows
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application, Assessment, CaseEvent, Evidence
from registry.storage.tables.case_facts import (
    PersonCorrection,
    QualityStatement,
    SkillAssessment,
)
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.decisions import Decision
from registry.usecases import cases, guidance
from registry.usecases.comparison import compare_case
from registry.usecases.procedure import WORKER, events_from, next_actor


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything a party sees. Evidence rows load their content only when it is read.

    assessment: the proposal, for officers only. assessments, quality: what was found out so far.
    corrections: of the worker's name or birth date, in this case or another. due_on, due_kind: the
    clock that runs (acknowledge, supply, decide, appeal, review). days_left: negative when missed.
    next_actor: "worker", an officer role, or None. allowed_events: what this reader may ask for
    now. missing: plain words.
    comparability: the frozen answer once decided, else the answer of the release in force;
    None where no level at home is known. procedure: the authority's card.
    """

    application: Application
    applicant: Account
    authority_name: str
    procedure: dict[str, Any] | None
    events: Sequence[CaseEvent]
    evidence: Sequence[Evidence]
    assessments: Sequence[SkillAssessment]
    quality: Sequence[QualityStatement]
    corrections: Sequence[PersonCorrection]
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


def get_case(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account,
    application_id: UUID,
    gettext: Callable[[str], str] = str,
    now: datetime,
) -> CaseView:
    """The case as this party sees it. Raises ApplicationUnknown, NotAParty."""
    application = cases.get_as_party(session, actor, application_id)
    roles = cases.roles_in_case(session, actor, application)
    decision = decisions.find_newest(session, application.id)
    issued = credentials.find_by_decision(session, decision.id) if decision else None
    due = application.due_on
    authority = organisation_rows.find(session, application.authority_id)
    applicant = accounts.find(session, application.applicant_id)
    return CaseView(
        application=application,
        applicant=applicant or actor,
        authority_name=authority.name if authority else application.authority_id,
        procedure=_card(in_force, application),
        events=applications.list_events(session, application.id),
        evidence=applications.list_evidence(session, application.id),
        assessments=case_facts.list_of_application(session, SkillAssessment, application.id),
        quality=case_facts.list_of_application(session, QualityStatement, application.id),
        corrections=case_facts.list_corrections(session, application.applicant_id),
        assessment=_assessment_for(session, application, roles),
        decision=decision,
        credential=issued,
        comparability=_frozen(decision)
        or compare_case(in_force, application, now=now, gettext=gettext),
        due_on=due,
        due_kind=application.due_kind,
        days_left=(due - now.date()).days if due else None,
        next_actor=next_actor(application.state),
        allowed_events=cases.visible_events(roles, events_from(application.state)),
        missing=_missing(session, application, gettext),
    )


def _frozen(decision: Decision | None) -> dict[str, Any] | None:
    """What the graph said when the case was decided, while the decision stands."""
    if decision is None or decision.superseded_at is not None:
        return None
    return decision.comparability


def _assessment_for(
    session: Session, application: Application, roles: frozenset[str]
) -> Assessment | None:
    """A proposal is the authority's own until it is decided."""
    if WORKER in roles:
        return None
    return applications.find_newest_assessment(session, application.id)


def _card(in_force: ReleaseInForce, application: Application) -> dict[str, Any] | None:
    cards = guidance.procedures_for(
        in_force,
        destination=application.destination,
        purpose=Purpose(application.purpose),
        occupation=application.occupation,
    )
    for card in cards:
        if card.authority_id == application.authority_id:
            return guidance.describe_procedure(card)
    return None


def _missing(
    session: Session, application: Application, gettext: Callable[[str], str]
) -> tuple[str, ...]:
    if application.state == "INFO_REQUESTED":
        return tuple(application.requested)
    if application.state != "DRAFT":
        return ()
    missing = []
    if not application.consent:
        missing.append(gettext("Your consent to the use of your papers"))
    if applications.count_evidence(session, application.id) == 0:
        missing.append(gettext("At least one paper, such as your certificate"))
    return tuple(missing)
