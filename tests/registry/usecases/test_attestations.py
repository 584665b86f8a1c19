"""Skill records: signed from what an officer attested, and from nothing else."""

from datetime import UTC, datetime, timedelta
from random import SystemRandom

import pytest

from registry.errors import (
    EvidenceMissing,
    NotAParty,
    NotPermitted,
    RegistryError,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.usecases import attestations, reissue, verification
from registry.usecases.attestations import Attested, Facts
from tests.conftest import NOW
from tests.registry.people import Case, by_email, dump

FORMAL = Facts("formal")
SHOWN = Facts("rpl", ("Cares for patients after surgery",), "Two days on the ward.")


def attest(case: Case, facts: Facts, who: str) -> Attested:
    services = case.services
    with transaction(services.engine) as session:
        actor = by_email(session, who) if "@" in who else case.actor(session, who)
        return attestations.attest(
            session,
            services,
            actor=actor,
            application_id=case.id,
            facts=facts,
            randomness=SystemRandom(),
            now=services.clock(),
        )


def verified(services: Services) -> Case:
    case = Case(services).submit()
    case.record("intake", "check")
    case.record("intake", "verify")
    return case


def refuse(case: Case, facts: Facts, who: str, error: type[RegistryError]) -> None:
    before = dump(case.services)
    with pytest.raises(error):
        attest(case, facts, who)
    assert dump(case.services) == before


def test_a_verifier_attests_papers_and_the_record_says_no_more(services: Services) -> None:
    attested = attest(verified(services), FORMAL, "intake")
    with reading(services.engine) as session:
        report = verification.verify(
            session, services, data=attested.credential.vc_jwt.encode(), now=NOW
        )
    assert report["outcome"] == "valid"
    claims = report["claims"]
    assert claims["type"] == ["VerifiableCredential", "SkillRecordCredential"]
    assert claims["credentialSubject"]["basis"] == "formal_qualification"
    assert "recognition" not in claims["credentialSubject"]
    assert attested.attestation.attester_id is not None
    assert attested.credential.attestation_id == attested.attestation.id
    assert attested.credential.decision_id is None
    with reading(services.engine) as session:
        (entry,) = audit.list_of_subject(session, f"attestation:{attested.attestation.id}")
    assert entry.details["basis"] == "formal"


def test_an_assessor_attests_what_was_shown(sqlite_services: Services) -> None:
    case = verified(sqlite_services)
    for event in ("identify", "document", "assess"):
        case.record("assessor", event)
    attested = attest(case, SHOWN, "assessor")
    with reading(sqlite_services.engine) as session:
        report = verification.verify(
            session, sqlite_services, data=attested.credential.vc_jwt.encode(), now=NOW
        )
    subject = report["claims"]["credentialSubject"]
    assert subject["basis"] == "recognition_of_prior_learning"
    assert [one["source"] for one in subject["learningOutcome"]] == ["assessment"]


def test_nothing_is_attested_before_it_is_verified(sqlite_services: Services) -> None:
    refuse(Case(sqlite_services).submit(), FORMAL, "intake", TransitionNotAllowed)
    refuse(verified(sqlite_services), SHOWN, "assessor", TransitionNotAllowed)


def test_papers_are_the_verifiers_word_and_skills_the_assessors(sqlite_services: Services) -> None:
    case = verified(sqlite_services)
    refuse(case, FORMAL, "assessor", NotPermitted)
    refuse(case, Facts("on_the_job", ("Welds",)), "intake", NotPermitted)
    refuse(case, FORMAL, "worker", NotPermitted)
    refuse(case, FORMAL, "intake@se-uhr.example", NotAParty)


def test_the_job_is_attested_by_an_employer_first(sqlite_services: Services) -> None:
    refuse(verified(sqlite_services), Facts("on_the_job", ("Welds",)), "assessor", EvidenceMissing)


@pytest.mark.parametrize(
    "facts",
    [
        Facts("hearsay"),
        Facts("rpl"),
        Facts("formal", ("x" * 301,)),
        Facts("formal", ("x",) * 51),
        Facts("formal", note="x" * 1001),
    ],
    ids=["basis", "no skill", "long skill", "many skills", "long note"],
)
def test_facts_out_of_bounds_are_refused(sqlite_services: Services, facts: Facts) -> None:
    refuse(verified(sqlite_services), facts, "intake", ValidationFailed)


def test_a_record_lasts_a_year_and_no_longer_than_its_path() -> None:
    year = NOW + timedelta(days=365)
    assert attestations.valid_until(None, NOW) == year
    open_path = {"trace": [{"valid_to": None}, {"valid_to": "2030-01-01"}]}
    assert attestations.valid_until(open_path, NOW) == year
    ending = {"trace": [{"valid_to": "2027-02-01"}, {"valid_to": "2027-03-01"}]}
    assert attestations.valid_until(ending, NOW) == datetime(2027, 2, 1, tzinfo=UTC)


def test_a_skill_record_can_be_issued_again(services: Services) -> None:
    attested = attest(verified(services), FORMAL, "intake")
    with transaction(services.engine) as session:
        again = reissue.reissue(
            session,
            services,
            actor=None,
            credential_id=attested.credential.id,
            reason="The name was misspelt.",
            randomness=SystemRandom(),
            now=services.clock(),
        )
    assert (again.attestation_id, again.edition) == (attested.attestation.id, 2)
