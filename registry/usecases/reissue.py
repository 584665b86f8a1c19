"""Issue a credential again: the same decision or attestation, a new edition, the old one ended."""

from datetime import datetime
from random import Random
from uuid import UUID, uuid4

from sqlmodel import Session

from credentials import model as claims
from registry.errors import DecisionNotFinal
from registry.services import Services
from registry.storage.queries import attestations, audit, credentials, decisions
from registry.storage.tables.accounts import Account
from registry.storage.tables.attestations import Attestation
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.decisions import Decision
from registry.usecases import issuance, records, revocation
from registry.usecases.issuance import Ground


def reissue(
    session: Session,
    services: Services,
    *,
    actor: Account | None,
    credential_id: UUID,
    reason: str,
    randomness: Random,
    now: datetime,
) -> IssuedCredential:
    """A new credential from what was decided, with today's facts of the person; the old one is
    revoked for the reason given and names its successor.

    actor None: the command line. Raises what `revocation.revoke` raises, and DecisionNotFinal.
    """
    predecessor = revocation.get_changeable(session, actor, credential_id)
    # Whoever is second waits here, and finds the successor.
    credentials.get_locked(session, predecessor.id)
    revocation.get_changeable(session, actor, credential_id)
    ground = _ground_of(session, predecessor)
    successor = issuance.sign(
        session,
        services,
        _record_of(session, services, ground, now),
        ground,
        actor_id=actor.id if actor else None,
        randomness=randomness,
        now=now,
    )
    predecessor.replaced_by = successor.id
    session.add(predecessor)
    session.flush()
    revocation.revoke(session, actor=actor, credential_id=predecessor.id, reason=reason, now=now)
    audit.record(
        session,
        action="credential.reissued",
        subject=f"credential:{predecessor.id}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"successor": str(successor.id)},
    )
    return successor


def _ground_of(session: Session, predecessor: IssuedCredential) -> Ground:
    """What it rests on, which must still stand."""
    stated: Decision | Attestation | None = None
    if predecessor.decision_id is not None:
        stated = decisions.find(session, predecessor.decision_id)
        if stated is not None and stated.superseded_at is not None:
            stated = None
    elif predecessor.attestation_id is not None:
        stated = attestations.find(session, predecessor.attestation_id)
    if stated is None:
        raise DecisionNotFinal("What this credential rests on no longer stands.")
    return Ground(stated, predecessor.holder_id, predecessor.edition + 1)


def _record_of(
    session: Session, services: Services, ground: Ground, now: datetime
) -> claims.SkillRecord:
    if isinstance(ground.stated, Decision):
        return records.record_of(
            session, services.release, ground.stated, credential_id=uuid4(), now=now
        )
    return records.skill_record_of(
        session, services.release, ground.stated, credential_id=uuid4(), now=now
    )
