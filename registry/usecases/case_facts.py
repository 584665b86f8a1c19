"""Assessments and quality assurance: what officers find out in a case and credentials state.

An assessor records how the worker was assessed, a verifier who vouches for the awarding body or
the qualification. Domain model, sections 6 and 7. A row is never rewritten: an error is taken back
with a reason while the case is open, and the right fact is recorded anew.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session

from registry.errors import NotPermitted, TransitionNotAllowed
from registry.fact_errors import CaseFactsLimitReached, CaseFactUnknown
from registry.storage.queries import applications, audit
from registry.storage.queries import case_facts as rows
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application
from registry.storage.tables.case_facts import QualityStatement, SkillAssessment
from registry.usecases import cases
from registry.usecases.fact_drafts import (
    AssessmentDraft,
    QualityDraft,
    checked_assessment,
    checked_quality,
    checked_reason,
)
from registry.usecases.procedure import ASSESSMENT, VERIFICATION

MOST = 20
_BEFORE_A_PROPOSAL = ("VERIFIED", "IDENTIFY", "DOCUMENT", "ASSESS", "CERTIFY", "EVALUATION")


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of fact: who records it, when, and what the audit log calls it."""

    permission: str
    states: frozenset[str]
    name: str


ASSESSMENTS = Sort(ASSESSMENT, frozenset(_BEFORE_A_PROPOSAL), "assessment")
# The status of the awarding body is looked up together with the papers.
QUALITY = Sort(
    VERIFICATION,
    frozenset({"COMPLETE", "FRAUD_REVIEW", *_BEFORE_A_PROPOSAL}),
    "quality",
)
_Row = TypeVar("_Row", SkillAssessment, QualityStatement)


def record_assessment(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    draft: AssessmentDraft,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> SkillAssessment:
    """For assessors of the authority, once the papers are verified and before a proposal.

    scope: the roles that the caller's token is good for, None for all of the account's.
    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed, ValidationFailed,
    CaseFactsLimitReached.
    """
    application = open_case(session, actor, application_id, ASSESSMENTS, scope)
    checked = checked_assessment(draft, today=now.date())
    row = SkillAssessment(
        application_id=application.id,
        recorded_by=actor.id,
        recorded_at=now,
        **asdict(checked),
    )
    return _add(session, row, ASSESSMENTS)


def record_quality(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    draft: QualityDraft,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> QualityStatement:
    """For verifiers of the authority, from the complete file until a proposal.

    Raises what `record_assessment` raises, and DatesReversed.
    """
    application = open_case(session, actor, application_id, QUALITY, scope)
    checked = checked_quality(draft)
    row = QualityStatement(
        application_id=application.id,
        recorded_by=actor.id,
        recorded_at=now,
        **asdict(checked),
    )
    return _add(session, row, QUALITY)


def take_back_assessment(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    fact_id: UUID,
    reason: str,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> SkillAssessment:
    """It was an error: it counts no more. Raises what `record_assessment` raises, and
    CaseFactUnknown."""
    application = open_case(session, actor, application_id, ASSESSMENTS, scope)
    row = _get(rows.find(session, SkillAssessment, fact_id), application, fact_id)
    return _take_back(session, row, ASSESSMENTS, actor, reason, now)


def take_back_quality(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    fact_id: UUID,
    reason: str,
    scope: frozenset[str] | None = None,
    now: datetime,
) -> QualityStatement:
    """As `take_back_assessment`."""
    application = open_case(session, actor, application_id, QUALITY, scope)
    row = _get(rows.find(session, QualityStatement, fact_id), application, fact_id)
    return _take_back(session, row, QUALITY, actor, reason, now)


def covers_award(quality: QualityStatement, application: Application) -> bool:
    """Whether it was in force on the day of the award: what counts for recognition."""
    day = application.awarded_on
    return not (
        (quality.valid_from and day < quality.valid_from)
        or (quality.valid_until and quality.valid_until < day)
    )


def may_record(session: Session, *, actor: Account, application: Application) -> frozenset[str]:
    """Of "assessment" and "quality", what this officer may record in this case now."""
    roles = cases.roles_in_case(session, actor, application)
    return frozenset(
        sort.name
        for sort in (ASSESSMENTS, QUALITY)
        if sort.permission in roles and application.state in sort.states
    )


def open_case(
    session: Session,
    actor: Account,
    application_id: UUID,
    sort: Sort,
    scope: frozenset[str] | None,
) -> Application:
    """The case, locked: it is not decided while a fact is written."""
    application = cases.get_as_party(session, actor, application_id)
    roles = cases.roles_in_case(session, actor, application)
    if sort.permission not in (roles if scope is None else roles & scope):
        raise NotPermitted(
            f"This needs the permission {sort.permission}.", permission=sort.permission
        )
    applications.lock(session, application.id)
    session.refresh(application)
    if application.state not in sort.states:
        raise TransitionNotAllowed(
            "In this state of the case such facts are not recorded.",
            state=application.state,
            allowed=sorted(sort.states),
        )
    return application


def _add(session: Session, row: _Row, sort: Sort) -> _Row:
    if len(rows.list_of_application(session, type(row), row.application_id)) >= MOST:
        raise CaseFactsLimitReached(f"A case holds at most {MOST} of these.", limit=MOST)
    session.add(row)
    session.flush()
    _record(session, row, f"{sort.name}.recorded", row.recorded_by, row.recorded_at)
    return row


def _take_back(
    session: Session, row: _Row, sort: Sort, actor: Account, reason: str, now: datetime
) -> _Row:
    row.taken_back_reason = checked_reason(reason)
    row.taken_back_by, row.taken_back_at = actor.id, now
    session.add(row)
    session.flush()
    _record(session, row, f"{sort.name}.taken_back", actor.id, now)
    return row


def _record(session: Session, row: _Row, action: str, actor_id: UUID, now: datetime) -> None:
    audit.record(
        session,
        action=action,
        subject=f"application:{row.application_id}",
        actor_id=actor_id,
        at=now,
        details={"fact": str(row.id), "kind": row.kind},
    )


def _get(row: _Row | None, application: Application, fact_id: UUID) -> _Row:
    if row is None or row.application_id != application.id or row.taken_back_at is not None:
        raise CaseFactUnknown("The case has no such fact.", fact=str(fact_id))
    return row
