"""An officer attests verified facts, and a skill record is signed from them: no decision.

Nothing is signed that nobody attested: the row says what, by whom, when, and on what basis.
Domain model, sections 6 and 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from datetime import date as day
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from registry.errors import EvidenceMissing, NotPermitted, TransitionNotAllowed
from registry.services import Services
from registry.storage.queries import applications, audit
from registry.storage.queries import attestations as rows
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application
from registry.storage.tables.attestations import Attestation
from registry.storage.tables.credentials import IssuedCredential
from registry.usecases import cases, issuance, records
from registry.usecases.comparison import compare_case
from registry.usecases.level_claims import origin_claim
from registry.usecases.procedure import ASSESSMENT, VERIFICATION
from registry.usecases.stated_facts import invalid

LONGEST = timedelta(days=365)
MAX_SKILLS = 50
MAX_SKILL = 300
MAX_NOTE = 1000
# Papers are the verifier's word, what somebody can do is the assessor's.
PERMISSIONS = {"formal": VERIFICATION, "rpl": ASSESSMENT, "on_the_job": ASSESSMENT}
_VERIFIED = frozenset(
    {"VERIFIED", "IDENTIFY", "DOCUMENT", "ASSESS", "CERTIFY", "EVALUATION", "PROPOSED", "DECIDED"}
)
# Prior learning is attested once it was documented; one may leave with that at any later stage.
STATES = {
    "formal": _VERIFIED,
    "rpl": _VERIFIED - {"VERIFIED", "IDENTIFY"},
    "on_the_job": _VERIFIED,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """basis: formal, rpl or on_the_job. skills: what was shown, in words. note: for the file."""

    basis: str
    skills: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attested:
    attestation: Attestation
    credential: IssuedCredential


def attest(
    session: Session,
    services: Services,
    *,
    actor: Account,
    application_id: UUID,
    facts: Facts,
    scope: frozenset[str] | None = None,
    randomness: Random,
    now: datetime,
) -> Attested:
    """Write down what was verified and sign it, in one transaction.

    scope: the roles that the caller's token is good for, None for all of the account's.
    Raises ApplicationUnknown, NotAParty, NotPermitted, TransitionNotAllowed, EvidenceMissing,
    ValidationFailed, credentials.errors.RecordInvalid.
    """
    application = cases.get_as_party(session, actor, application_id)
    cleaned = _cleaned(facts)
    _require_permission(session, actor, application, cleaned, scope)
    _require_ground(session, application, cleaned)
    attestation = _write(session, services, application, actor, cleaned, now)
    record = records.skill_record_of(
        session, services.release, attestation, credential_id=uuid4(), now=now
    )
    credential = issuance.sign(
        session,
        services,
        record,
        issuance.Ground(attestation, application.applicant_id),
        actor_id=actor.id,
        randomness=randomness,
        now=now,
    )
    return Attested(attestation, credential)


def _cleaned(facts: Facts) -> Facts:
    skills = tuple(" ".join(one.split()) for one in facts.skills if one.strip())
    if facts.basis not in PERMISSIONS:
        raise invalid("basis", f"The basis is one of {', '.join(PERMISSIONS)}.")
    if len(skills) > MAX_SKILLS or any(len(one) > MAX_SKILL for one in skills):
        raise invalid("skills", f"At most {MAX_SKILLS} skills of {MAX_SKILL} characters.")
    if not skills and facts.basis != "formal":
        raise invalid("skills", "Say what was shown.")
    if len(facts.note) > MAX_NOTE:
        raise invalid("note", f"A note has at most {MAX_NOTE} characters.")
    return Facts(facts.basis, skills, facts.note.strip())


def _require_permission(
    session: Session,
    actor: Account,
    application: Application,
    facts: Facts,
    scope: frozenset[str] | None,
) -> None:
    needed = PERMISSIONS[facts.basis]
    roles = cases.roles_in_case(session, actor, application)
    if needed not in (roles if scope is None else roles & scope):
        raise NotPermitted(
            f"Attesting on the basis {facts.basis} needs the permission {needed}.",
            permission=needed,
        )


def _require_ground(session: Session, application: Application, facts: Facts) -> None:
    if application.state not in STATES[facts.basis]:
        raise TransitionNotAllowed(
            f"Facts are attested on the basis {facts.basis} once they are verified.",
            state=application.state,
            allowed=sorted(STATES[facts.basis]),
        )
    papers = applications.list_evidence(session, application.id)
    if facts.basis == "on_the_job" and all(one.kind != "employer_attestation" for one in papers):
        raise EvidenceMissing("What was learnt on the job needs an employer's attestation.")


def _write(
    session: Session,
    services: Services,
    application: Application,
    actor: Account,
    facts: Facts,
    now: datetime,
) -> Attestation:
    in_force = services.release
    comparability = compare_case(in_force, application, now=now)
    attestation = Attestation(
        application_id=application.id,
        authority_id=application.authority_id,
        attester_id=actor.id,
        basis=facts.basis,
        note=facts.note,
        skills=list(facts.skills),
        origin_level=origin_claim(in_force, application),
        comparability=comparability,
        release_number=in_force.release.number,
        path_id=comparability["path_id"] if comparability else None,
        attested_at=now,
        valid_until=valid_until(comparability, now),
    )
    session.add(attestation)
    session.flush()
    audit.record(
        session,
        action="facts.attested",
        subject=f"attestation:{attestation.id}",
        actor_id=actor.id,
        at=now,
        details={
            "application": str(application.id),
            "basis": facts.basis,
            "path_id": attestation.path_id,
        },
    )
    return attestation


def valid_until(comparability: dict[str, Any] | None, now: datetime) -> datetime:
    """A year at most, and no longer than the path it shows holds: nobody decided more."""
    steps = comparability["trace"] if comparability else ()
    ends = [
        datetime.combine(day.fromisoformat(step["valid_to"]), time(), UTC)
        for step in steps
        if step["valid_to"]
    ]
    return min([now.replace(microsecond=0) + LONGEST, *ends])


def open_bases(session: Session, *, actor: Account, application: Application) -> tuple[str, ...]:
    """On what this officer could attest facts of this case now."""
    roles = cases.roles_in_case(session, actor, application)
    return tuple(
        basis
        for basis, needed in PERMISSIONS.items()
        if needed in roles and application.state in STATES[basis]
    )


def list_records(
    session: Session, *, actor: Account, application_id: UUID
) -> Sequence[tuple[Attestation, IssuedCredential]]:
    """What was attested in a case with its newest skill record, for the parties, oldest first.

    Raises ApplicationUnknown, NotAParty.
    """
    application = cases.get_as_party(session, actor, application_id)
    return rows.list_with_credentials(session, application.id)


def list_attestations(
    session: Session, *, actor: Account, application_id: UUID
) -> Sequence[Attestation]:
    """Of one case, oldest first, for its parties. Raises ApplicationUnknown, NotAParty."""
    application = cases.get_as_party(session, actor, application_id)
    return rows.list_of_application(session, application.id)
