"""Sign what was decided, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID, uuid4

from sqlmodel import Session

from credentials import issuer
from credentials import model as claims
from registry.errors import (
    AlreadyIssued,
    CredentialUnknown,
    DecisionNotFinal,
    DecisionUnknown,
    NotAParty,
)
from registry.services import Services
from registry.storage.queries import accounts, audit, credentials, decisions
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application
from registry.storage.tables.attestations import Attestation
from registry.storage.tables.credentials import IssuedCredential, PathStep
from registry.storage.tables.decisions import Decision
from registry.storage.tables.outbox import OutboxMessage
from registry.usecases import records, revocation, status_places
from registry.usecases.procedure import OFFICER_ROLES

REPLACED = "Replaced by a later decision in the same case."


@dataclass(frozen=True, slots=True)
class Ground:
    """What a credential rests on, and whose it is. edition: 1, or one more than its predecessor."""

    stated: Decision | Attestation
    holder_id: UUID
    edition: int = 1

    @property
    def decision_id(self) -> UUID | None:
        return self.stated.id if isinstance(self.stated, Decision) else None

    @property
    def attestation_id(self) -> UUID | None:
        return self.stated.id if isinstance(self.stated, Attestation) else None


def issue(
    session: Session,
    services: Services,
    *,
    actor: Account,
    decision_id: UUID,
    randomness: Random,
    now: datetime,
) -> IssuedCredential:
    """Write down the decision, sign it, and store it with its places in the status lists.

    Raises DecisionUnknown, DecisionNotFinal (superseded, or a refusal), AlreadyIssued, and
    credentials.errors.RecordInvalid for facts that cannot be certified.
    """
    decision = _get_final(session, decision_id)
    record = records.record_of(session, services.release, decision, credential_id=uuid4(), now=now)
    ground = Ground(decision, records.application_of(session, decision).applicant_id)
    return sign(
        session, services, record, ground, actor_id=actor.id, randomness=randomness, now=now
    )


def sign(
    session: Session,
    services: Services,
    record: claims.SkillRecord,
    ground: Ground,
    *,
    actor_id: UUID | None,
    randomness: Random,
    now: datetime,
) -> IssuedCredential:
    """Sign a record and store it: the one way in which a credential comes to be."""
    places = status_places.choose(session, services, randomness=randomness)
    prepared = issuer.prepare(
        record,
        status=tuple(place.entry for place in places),
        issuer=services.key_ring.controller,
        public_url=services.settings.public_url,
        now=now,
    )
    secured = issuer.issue(prepared, signer=services.key_ring.credential_signer)
    credential = IssuedCredential(
        id=UUID(record.id),
        decision_id=ground.decision_id,
        attestation_id=ground.attestation_id,
        edition=ground.edition,
        holder_id=ground.holder_id,
        authority_id=ground.stated.authority_id,
        vc_jwt=secured.credential,
        qr_text=issuer.issue_qr(prepared, signer=services.key_ring.qr_signer),
        kid=secured.kid,
        issued_at=now,
        valid_until=record.valid_until,
    )
    session.add(credential)
    session.flush()
    status_places.take(session, places, credential)
    _record(session, credential, ground, actor_id=actor_id, now=now)
    return credential


def _get_final(session: Session, decision_id: UUID) -> Decision:
    """A decision that stands, grants something, and is not signed yet."""
    decision = decisions.find(session, decision_id)
    if decision is None:
        raise DecisionUnknown("There is no such decision.", decision=str(decision_id))
    if decision.superseded_at is not None or decision.outcome == "REFUSED":
        raise DecisionNotFinal("Only a decision that stands, and grants something, is signed.")
    if credentials.find_by_decision(session, decision.id) is not None:
        raise AlreadyIssued("A credential for this decision exists.", decision=str(decision.id))
    return decision


def _record(
    session: Session,
    credential: IssuedCredential,
    ground: Ground,
    *,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """What the credential rests on, who is to be told, and who issued it."""
    session.add_all(
        PathStep(credential_id=credential.id, statement=statement)
        for statement in records.statements_of(ground.stated.comparability)
    )
    session.add(
        OutboxMessage(
            topic="credential.issued",
            payload={"credential": str(credential.id)},
            created_at=now,
        )
    )
    session.flush()
    what = "decision" if ground.decision_id else "attestation"
    audit.record(
        session,
        action="credential.issued",
        subject=f"credential:{credential.id}",
        actor_id=actor_id,
        at=now,
        details={what: str(ground.stated.id), "kid": credential.kid},
    )


def withdraw_replaced(
    session: Session, application: Application, *, actor: Account, now: datetime
) -> None:
    """A new decision in a case ends the credentials of the earlier ones."""
    for earlier in credentials.list_of_application(session, application.id):
        if earlier.status != "revoked":
            revocation.revoke(
                session, actor=actor, credential_id=earlier.id, reason=REPLACED, now=now
            )


def get_credential(
    session: Session, *, actor: Account | None, credential_id: UUID
) -> IssuedCredential:
    """A stored credential, for its holder and the officers of its authority.

    actor None: the command line, on the machine itself. CredentialUnknown, NotAParty.
    """
    credential = credentials.find(session, credential_id)
    if credential is None:
        raise CredentialUnknown("There is no such credential.", credential=str(credential_id))
    if actor is None or actor.id == credential.holder_id:
        return credential
    officer = set(accounts.list_roles(session, actor.id)).intersection(OFFICER_ROLES)
    if actor.organisation_id != credential.authority_id or not officer:
        raise NotAParty("Only the holder and the authority may see this credential.")
    return credential


def list_own_credentials(session: Session, *, actor: Account) -> Sequence[IssuedCredential]:
    """A worker's credentials, newest first."""
    return credentials.list_of_holder(session, actor.id)
