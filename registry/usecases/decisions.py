"""Assess, decide, appeal."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

from sqlmodel import Session

from registry.services import ReleaseInForce, Services
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application, Assessment
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.decisions import Decision

OUTCOMES = ("FULL", "PARTIAL", "CONDITIONAL", "REFUSED", "STATEMENT_ONLY")


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """level: "de-dqr:4" of a framework of the destination, or None.

    Any outcome but FULL and STATEMENT_ONLY needs reasons, remedies and appeal_body; CONDITIONAL
    needs measures. appeal_until None: one month after the decision.
    """

    outcome: str
    level: str | None = None
    legal_basis: str = ""
    reasons: str = ""
    remedies: str = ""
    measures: tuple[str, ...] = ()
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
    now: datetime,
) -> Assessment:
    """The assessor's proposal (EVALUATION, or VERIFIED where an automatic rule applies).

    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed,
    ApplicationAlreadyDecided, DecisionIncomplete, LevelOfOtherFramework, LevelUnknown, Conflict.
    """
    raise NotImplementedError


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

    draft None: as proposed. Raises what `propose` raises, and FourEyesRequired.
    """
    raise NotImplementedError


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

    Raises ApplicationUnknown, NotAParty, TransitionNotAllowed, ValidationFailed, Conflict.
    """
    raise NotImplementedError
