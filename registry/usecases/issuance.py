"""Sign what was decided, once."""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from credentials import issuer
from credentials import model as claims
from mappings import namespaces
from registry.errors import (
    AlreadyIssued,
    CredentialUnknown,
    DecisionNotFinal,
    DecisionUnknown,
    NotAParty,
)
from registry.services import ReleaseInForce, Services
from registry.storage.queries import (
    accounts,
    applications,
    audit,
    credentials,
    decisions,
    organisations,
    qualifications,
    releases,
)
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Application
from registry.storage.tables.credentials import IssuedCredential, PathStep
from registry.storage.tables.decisions import Decision
from registry.storage.tables.outbox import OutboxMessage
from registry.usecases import revocation, status_places
from registry.usecases.procedure import OFFICER_ROLES
from registry.usecases.scales import scales_of

REPLACED = "Replaced by a later decision in the same case."


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
    record = record_of(session, services.release, decision, credential_id=uuid4(), now=now)
    places = status_places.choose(session, services, randomness=randomness)
    prepared = issuer.prepare(
        record,
        status=tuple(place.entry for place in places),
        issuer=services.key_ring.controller,
        public_url=services.settings.public_url,
        now=now,
    )
    secured = issuer.issue(prepared, signer=services.key_ring.credential_signer)
    qr_text = issuer.issue_qr(prepared, signer=services.key_ring.qr_signer)
    credential = _store(session, decision, record, secured, qr_text, now)
    status_places.take(session, places, credential)
    _record(session, credential, decision, actor=actor, now=now)
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
    decision: Decision,
    *,
    actor: Account,
    now: datetime,
) -> None:
    """What the credential rests on, who is to be told, and who issued it."""
    session.add_all(
        PathStep(credential_id=credential.id, statement=statement)
        for statement in statements_of(decision.comparability)
    )
    session.add(
        OutboxMessage(
            topic="credential.issued",
            payload={"credential": str(credential.id)},
            created_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        action="credential.issued",
        subject=f"credential:{credential.id}",
        actor_id=actor.id,
        at=now,
        details={"decision": str(decision.id), "kid": credential.kid},
    )


def _store(
    session: Session,
    decision: Decision,
    record: claims.RecognitionDecision,
    secured: issuer.Secured,
    qr_text: str,
    now: datetime,
) -> IssuedCredential:
    application = _application_of(session, decision)
    credential = IssuedCredential(
        id=UUID(record.id),
        decision_id=decision.id,
        holder_id=application.applicant_id,
        authority_id=decision.authority_id,
        vc_jwt=secured.credential,
        qr_text=qr_text,
        kid=secured.kid,
        issued_at=now,
        valid_until=record.valid_until,
    )
    session.add(credential)
    session.flush()
    return credential


def statements_of(comparability: dict[str, Any] | None) -> Sequence[str]:
    """IRIs of every statement and rule the answer used, each once."""
    if comparability is None:
        return []
    steps = {step["statement"] for step in comparability["trace"]}
    rules = {rule["iri"] for rule in comparability["rules"]}
    return sorted(steps | rules)


def record_of(
    session: Session,
    in_force: ReleaseInForce,
    decision: Decision,
    *,
    credential_id: UUID,
    now: datetime,
) -> claims.RecognitionDecision:
    """The decision in the words of the credentials: stored facts, nothing is compared anew.

    in_force: only for names and levels of the frameworks compared with.
    """
    application = _application_of(session, decision)
    comparability = decision.comparability
    return claims.RecognitionDecision(
        id=f"urn:uuid:{credential_id}",
        holder=_holder(session, application),
        achievement=_achievement(session, application),
        origin_level=_level(decision.origin_level),
        equivalences=_equivalences(session, in_force, decision),
        decision=_decision(session, decision, application),
        trace=tuple(comparability["trace"]) if comparability else (),
        scales=scales_of(in_force.release.graph.frameworks, comparability) if comparability else (),
        evidence=tuple(
            # Numbered: the worker's name of a file may say what a verifier need not know.
            claims.EvidenceClaim(claims.EvidenceKind(paper.kind), str(number), paper.sha256)
            for number, paper in enumerate(applications.list_evidence(session, application.id), 1)
        ),
        # Whole seconds, as JWT dates are.
        valid_from=now.replace(microsecond=0),
    )


def _application_of(session: Session, decision: Decision) -> Application:
    application = applications.find(session, decision.application_id)
    if application is None:
        raise DecisionUnknown("The decision has no application.", decision=str(decision.id))
    return application


def _holder(session: Session, application: Application) -> claims.Holder:
    worker = accounts.find(session, application.applicant_id)
    if worker is None or worker.birth_date is None:
        raise DecisionNotFinal("The holder's date of birth is not known.")
    return claims.Holder(
        # Made for this credential alone: two credentials of one person share no name.
        id=f"urn:uuid:{uuid4()}",
        given_name=worker.given_name,
        family_name=worker.family_name,
        birth_date=worker.birth_date,
        name_native=worker.name_native,
    )


def _achievement(session: Session, application: Application) -> claims.Achievement:
    held = (
        qualifications.find(session, application.qualification_id)
        if application.qualification_id
        else None
    )
    return claims.Achievement(
        name=application.qualification_title,
        name_native=held.title_native if held else "",
        awarding_body=application.awarding_body,
        country=application.origin_country,
        awarded_on=application.awarded_text,
        qualification_iri=namespaces.qualification_iri(held.id) if held else "",
        isced_f=held.isced_f if held else "",
        isco08=held.isco08 if held else "",
    )


def _level(stored: dict[str, Any] | None) -> claims.LevelClaim | None:
    return claims.LevelClaim(**stored) if stored else None


def _equivalences(
    session: Session, in_force: ReleaseInForce, decision: Decision
) -> tuple[claims.Equivalence, ...]:
    """The frozen answer; an absence of any path is no claim."""
    answer = decision.comparability
    if answer is None or answer["status"] == "NO_PATH":
        return ()
    release = releases.find(session, decision.release_number)
    if release is None:
        raise DecisionNotFinal("The release of this decision is not stored.")
    framework = in_force.release.graph.frameworks.get(answer["to"])
    return (
        claims.Equivalence(
            framework=answer["to"],
            framework_name=framework.name if framework else answer["to"],
            interval=tuple(answer["interval"] or ()),
            status=answer["status"],
            release=release.number,
            release_sha256=release.sha256,
            as_of=date.fromisoformat(answer["as_of"]),
            path_id=answer["path_id"],
            predicate=answer["predicate"],
            confidence=answer["confidence"],
            force=answer["force"],
            checked=answer["checked"],
        ),
    )


def _decision(session: Session, decision: Decision, application: Application) -> claims.Decision:
    authority = organisations.find(session, decision.authority_id)
    if authority is None:
        raise DecisionNotFinal("The authority of this decision is not stored.")
    return claims.Decision(
        id=f"urn:uuid:{decision.id}",
        outcome=claims.Outcome(decision.outcome),
        authority=claims.Authority(authority.id, authority.name, authority.jurisdiction),
        destination=application.destination,
        purpose=application.purpose,
        occupation=application.occupation or "",
        level=_level(decision.level),
        legal_basis=decision.legal_basis,
        reasons=decision.reasons,
        remedies=decision.remedies,
        measures=tuple(claims.Measure(text) for text in decision.measures),
        decided_on=decision.decided_at.date(),
        appeal_until=decision.appeal_until,
        appeal_body=decision.appeal_body,
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
