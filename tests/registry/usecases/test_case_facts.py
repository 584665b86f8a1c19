"""Assessments and quality assurance: who records them, when, and what credentials say of them."""

from dataclasses import replace
from datetime import date

import pytest

from registry.errors import (
    DatesReversed,
    NotAParty,
    NotPermitted,
    RegistryError,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.fact_errors import CaseFactsLimitReached, CaseFactUnknown
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.storage.tables import QualityStatement, SkillAssessment
from registry.usecases import case_facts, verification
from registry.usecases.fact_drafts import AssessmentDraft, QualityDraft
from tests.conftest import NOW
from tests.registry.people import Case, by_email, dump

TEST = AssessmentDraft("practical_test", "Chamber of Crafts Cologne", "2026-10", result="passed")
REGISTER = QualityDraft("registered", "Crebo, the Dutch register of vocational qualifications")


def record(
    case: Case, draft: AssessmentDraft | QualityDraft, who: str
) -> SkillAssessment | QualityStatement:
    with transaction(case.services.engine) as session:
        actor = by_email(session, who) if "@" in who else case.actor(session, who)
        if isinstance(draft, AssessmentDraft):
            return case_facts.record_assessment(
                session, actor=actor, application_id=case.id, draft=draft, now=NOW
            )
        return case_facts.record_quality(
            session, actor=actor, application_id=case.id, draft=draft, now=NOW
        )


def refuse(
    case: Case,
    draft: AssessmentDraft | QualityDraft,
    who: str,
    error: type[RegistryError],
) -> None:
    before = dump(case.services)
    with pytest.raises(error):
        record(case, draft, who)
    assert dump(case.services) == before


def completed(services: Services) -> Case:
    case = Case(services).submit()
    case.record("intake", "check")
    return case


def test_what_was_recorded_is_signed_and_what_was_taken_back_is_not(services: Services) -> None:
    case = completed(services)
    record(case, REGISTER, "intake")
    case.record("intake", "verify")
    wrong = record(case, TEST, "assessor")
    record(case, replace(TEST, result="", grade="2.0", scale="1.0 to 5.0"), "assessor")
    with transaction(services.engine) as session:
        case_facts.take_back_assessment(
            session,
            actor=case.actor(session, "assessor"),
            application_id=case.id,
            fact_id=wrong.id,
            reason="Another person's test.",
            now=NOW,
        )
    case.record("assessor", "evaluate")
    credential = case.propose().decide().credential
    assert credential is not None
    with reading(services.engine) as session:
        report = verification.verify(session, services, data=credential.vc_jwt.encode(), now=NOW)
        entries = audit.list_of_subject(session, f"application:{case.id}")
    subject = report["claims"]["credentialSubject"]
    assert subject["quality"] == [{"kind": "registered", "body": REGISTER.body}]
    assert subject["assessment"] == [
        {
            "kind": "practical_test",
            "assessor": TEST.assessor,
            "assessedOn": "2026-10",
            "grade": "2.0",
            "scale": "1.0 to 5.0",
        }
    ]
    told = [one for one in entries if one.action.startswith(("assessment.", "quality."))]
    assert [one.action for one in told] == [
        "quality.recorded",
        "assessment.recorded",
        "assessment.recorded",
        "assessment.taken_back",
    ]
    assert all(set(one.details) == {"fact", "kind"} for one in told)


def test_assessments_are_the_assessors_and_registers_the_verifiers(
    sqlite_services: Services,
) -> None:
    case = Case(sqlite_services).reach_evaluation()
    refuse(case, TEST, "intake", NotPermitted)
    refuse(case, REGISTER, "assessor", NotPermitted)
    refuse(case, TEST, "worker", NotPermitted)
    refuse(case, TEST, "assessor@se-uhr.example", NotAParty)


def test_facts_are_recorded_while_they_can_still_be_weighed(sqlite_services: Services) -> None:
    case = Case(sqlite_services).submit()
    refuse(case, REGISTER, "intake", TransitionNotAllowed)
    case.record("intake", "check")
    refuse(case, TEST, "assessor", TransitionNotAllowed)
    case.record("intake", "verify")
    case.record("assessor", "evaluate")
    case.propose()
    refuse(case, TEST, "assessor", TransitionNotAllowed)
    refuse(case, REGISTER, "intake", TransitionNotAllowed)


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (replace(TEST, kind="exam"), ValidationFailed),
        (replace(TEST, assessor=" "), ValidationFailed),
        (replace(TEST, result=""), ValidationFailed),
        (replace(TEST, scale="1 to 5"), ValidationFailed),
        (replace(TEST, assessed_on="2026-13"), ValidationFailed),
        (replace(TEST, assessed_on="2027"), ValidationFailed),
        (replace(TEST, identity_check="by sight"), ValidationFailed),
        (replace(TEST, result="x" * 301), ValidationFailed),
        (replace(TEST, assessor="Chamber\x00"), ValidationFailed),
        (replace(REGISTER, kind="famous"), ValidationFailed),
        (replace(REGISTER, body=""), ValidationFailed),
        (replace(REGISTER, iri="javascript:alert(1)"), ValidationFailed),
        (replace(REGISTER, iri="https://a.example/<b>"), ValidationFailed),
        (replace(REGISTER, number="1" * 101), ValidationFailed),
        (
            replace(REGISTER, valid_from=date(2020, 1, 2), valid_until=date(2020, 1, 1)),
            DatesReversed,
        ),
    ],
)
def test_a_fact_that_no_credential_could_state_is_refused(
    evaluated: Case, draft: AssessmentDraft | QualityDraft, error: type[RegistryError]
) -> None:
    refuse(evaluated, draft, "assessor" if isinstance(draft, AssessmentDraft) else "intake", error)


@pytest.fixture
def evaluated(sqlite_services: Services) -> Case:
    return Case(sqlite_services).reach_evaluation()


def test_a_case_holds_so_many(evaluated: Case) -> None:
    for _ in range(case_facts.MOST):
        record(evaluated, REGISTER, "intake")
    refuse(evaluated, REGISTER, "intake", CaseFactsLimitReached)


def test_only_what_is_there_is_taken_back_and_only_with_a_reason(evaluated: Case) -> None:
    services = evaluated.services
    held = record(evaluated, REGISTER, "intake")
    other = Case(services).reach_evaluation()

    def take_back(case: Case, reason: str = "An error.") -> None:
        with transaction(services.engine) as session:
            case_facts.take_back_quality(
                session,
                actor=case.actor(session, "intake"),
                application_id=case.id,
                fact_id=held.id,
                reason=reason,
                now=NOW,
            )

    with pytest.raises(CaseFactUnknown):
        take_back(other)
    with pytest.raises(ValidationFailed):
        take_back(evaluated, " ")
    take_back(evaluated)
    with pytest.raises(CaseFactUnknown):
        take_back(evaluated)


def test_an_accreditation_counts_on_the_day_of_the_award(evaluated: Case) -> None:
    until = record(evaluated, replace(REGISTER, valid_until=date(2019, 7, 30)), "intake")
    since = record(evaluated, replace(REGISTER, valid_from=date(2019, 7, 31)), "intake")
    with reading(evaluated.services.engine) as session:
        application = case_facts.cases.get_as_party(
            session, evaluated.actor(session, "intake"), evaluated.id
        )
        assert isinstance(until, QualityStatement)
        assert isinstance(since, QualityStatement)
        assert not case_facts.covers_award(until, application)
        assert case_facts.covers_award(since, application)
