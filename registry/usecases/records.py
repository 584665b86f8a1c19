"""Stored facts in the words of the credentials: nothing is compared or decided anew here."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from credentials import model as claims
from mappings import namespaces
from registry.errors import DecisionNotFinal, DecisionUnknown
from registry.services import ReleaseInForce
from registry.storage.queries import (
    accounts,
    applications,
    attestations,
    case_facts,
    organisations,
    qualifications,
    releases,
)
from registry.storage.tables.applications import Application
from registry.storage.tables.attestations import Attestation
from registry.storage.tables.case_facts import QualityStatement, SkillAssessment
from registry.storage.tables.decisions import Decision
from registry.usecases import measures, qualification_details
from registry.usecases.occupation_skills import named_outcome, usual_outcomes
from registry.usecases.scales import scales_of

BASES = {
    "formal": claims.Basis.FORMAL_QUALIFICATION,
    "rpl": claims.Basis.PRIOR_LEARNING,
    "on_the_job": claims.Basis.ON_THE_JOB,
}


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
    application = application_of(session, decision)
    facts = _facts(session, in_force, decision, application, credential_id, now)
    return claims.RecognitionDecision(
        **facts,
        basis=_basis(session, application),
        outcomes=_outcomes(session, application, facts["achievement"].isco08, decision.decided_at),
        decision=_decision(session, decision, application),
    )


def _outcomes(
    session: Session, application: Application, isco08: str, until: datetime
) -> tuple[claims.LearningOutcome, ...]:
    """What was attested in this case and still counts, then what the occupation needs."""
    attested = [
        outcome
        for row, issued in attestations.list_with_credentials(session, application.id)
        if row.attested_at <= until and issued.status != "revoked"
        for outcome in _attested_outcomes(row, application)
    ]
    shown = {outcome.text.casefold(): outcome for outcome in attested}
    usual = [one for one in usual_outcomes(isco08) if one.text.casefold() not in shown]
    return (*shown.values(), *usual)


def _attested_outcomes(
    attestation: Attestation, application: Application
) -> tuple[claims.LearningOutcome, ...]:
    source = claims.OutcomeSource.ASSESSMENT
    if attestation.basis == "formal":
        source = claims.OutcomeSource.QUALIFICATION
    return tuple(
        named_outcome(text, source, application.occupation or "") for text in attestation.skills
    )


def _basis(session: Session, application: Application) -> claims.Basis:
    """A case that went through identification rests on prior learning. UNESCO VNFIL, 2012."""
    events = applications.list_events(session, application.id)
    if any(event.to_state == "CERTIFY" for event in events):
        return claims.Basis.PRIOR_LEARNING
    return claims.Basis.FORMAL_QUALIFICATION


def skill_record_of(
    session: Session,
    in_force: ReleaseInForce,
    attestation: Attestation,
    *,
    credential_id: UUID,
    now: datetime,
) -> claims.SkillRecord:
    """What an officer attested, and what the graph said of it then."""
    application = application_of(session, attestation)
    return claims.SkillRecord(
        **_facts(session, in_force, attestation, application, credential_id, now),
        basis=BASES[attestation.basis],
        outcomes=_attested_outcomes(attestation, application),
        valid_until=attestation.valid_until,
    )


def _facts(
    session: Session,
    in_force: ReleaseInForce,
    stated: Decision | Attestation,
    application: Application,
    credential_id: UUID,
    now: datetime,
) -> dict[str, Any]:
    """What decisions and attestations have in common."""
    comparability = stated.comparability
    return {
        "id": f"urn:uuid:{credential_id}",
        "holder": _holder(session, application),
        "achievement": _achievement(session, application),
        "origin_level": _level(stated.origin_level),
        "equivalences": _equivalences(session, in_force, stated),
        "trace": tuple(comparability["trace"]) if comparability else (),
        "assessments": _assessments(session, application, stated_at(stated)),
        "quality": _quality(session, application, stated_at(stated)),
        "scales": scales_of(in_force.release.graph.frameworks, comparability)
        if comparability
        else (),
        "evidence": tuple(
            # Numbered: the worker's name of a file may say what a verifier need not know.
            claims.EvidenceClaim(
                claims.EvidenceKind(paper.kind),
                str(number),
                paper.sha256,
                paper.issued_by,
                paper.role,
                paper.started_on,
                paper.ended_on,
            )
            for number, paper in enumerate(applications.list_evidence(session, application.id), 1)
        ),
        # Whole seconds, as JWT dates are.
        "valid_from": now.replace(microsecond=0),
    }


def stated_at(stated: Decision | Attestation) -> datetime:
    return stated.decided_at if isinstance(stated, Decision) else stated.attested_at


def _assessments(
    session: Session, application: Application, until: datetime
) -> tuple[claims.AssessmentClaim, ...]:
    """Those that were known when it was stated; an error taken back since is left out."""
    listed = case_facts.list_of_application(session, SkillAssessment, application.id, until=until)
    return tuple(
        claims.AssessmentClaim(
            kind=claims.AssessmentKind(row.kind),
            assessor=row.assessor,
            assessed_on=row.assessed_on,
            result=row.result,
            grade=row.grade,
            scale=row.scale,
            identity_check=claims.IdentityCheck(row.identity_check) if row.identity_check else None,
        )
        for row in listed
    )


def _quality(
    session: Session, application: Application, until: datetime
) -> tuple[claims.QualityClaim, ...]:
    listed = case_facts.list_of_application(session, QualityStatement, application.id, until=until)
    return tuple(
        claims.QualityClaim(
            kind=claims.QualityKind(row.kind),
            body=row.body,
            iri=row.iri,
            number=row.number,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in listed
    )


def application_of(session: Session, stated: Decision | Attestation) -> Application:
    """The case that it was stated in."""
    application = applications.find(session, stated.application_id)
    if application is None:
        raise DecisionUnknown("The decision has no application.", decision=str(stated.id))
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
        type=held.type if held else "",
        **asdict(qualification_details.from_json(application.details)),
    )


def _level(stored: dict[str, Any] | None) -> claims.LevelClaim | None:
    return claims.LevelClaim(**stored) if stored else None


def _equivalences(
    session: Session, in_force: ReleaseInForce, stated: Decision | Attestation
) -> tuple[claims.Equivalence, ...]:
    """The frozen answer; an absence of any path is no claim."""
    answer = stated.comparability
    if answer is None or answer["status"] == "NO_PATH":
        return ()
    release = releases.find(session, stated.release_number)
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
        measures=measures.claims_of(decision.measures),
        decided_on=decision.decided_at.date(),
        appeal_until=decision.appeal_until,
        appeal_body=decision.appeal_body,
    )
