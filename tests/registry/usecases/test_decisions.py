"""The decision: complete, by the right officer, once, with what was known."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from random import Random
from threading import Barrier

import pytest
from sqlmodel import select

from mappings.errors import FrameworkUnknown, LevelOfOtherFramework, LevelUnknown, MappingError
from mappings.model import Purpose
from registry.errors import (
    ApplicationAlreadyDecided,
    Conflict,
    DatesReversed,
    DecisionIncomplete,
    FourEyesRequired,
    NotPermitted,
    RegistryError,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit, credentials
from registry.storage.tables import Decision, IssuedCredential
from registry.usecases import accounts, cases, decisions, organisations
from registry.usecases.decisions import Decided, DecisionDraft
from registry.usecases.measures import MeasureDraft
from registry.usecases.recognition import ApplicationDraft
from tests.conftest import NOW, Clock
from tests.registry.people import (
    CONDITIONAL,
    FULL,
    REFUSED,
    Case,
    decided,
    dump,
    officer,
    worker,
)

PERIOD = "adaptation_period"
# Philippine welding certificate to Germany: the graph has no path.
PHILIPPINES_TO_GERMANY = ApplicationDraft(
    destination="DE",
    purpose=Purpose.EMPLOYMENT,
    awarded="2021-03-15",
    qualification_id="ph-tesda-smaw-nc2",
    authority_id="de-ihk-fosa",
    consent=True,
)


def test_a_decision_freezes_what_the_graph_said(services: Services) -> None:
    _, result = decided(services)
    decision = result.decision
    assert result.application.state == "DECIDED"
    assert decision.release_number == 1
    assert decision.comparability is not None
    assert decision.path_id == decision.comparability["path_id"]
    assert decision.origin_level is not None
    assert decision.origin_level["level_iri"].endswith("/level/nl-nlqf/4")
    assert decision.level is not None
    assert decision.level["framework_id"] == "de-dqr"
    assert decision.appeal_until == date(2026, 12, 24)


def test_a_credential_rests_on_the_statements_of_its_path(services: Services) -> None:
    _, result = decided(services)
    assert result.credential is not None
    assert result.decision.comparability is not None
    used = {step["statement"] for step in result.decision.comparability["trace"]}
    with reading(services.engine) as session:
        steps = credentials.list_steps(session, result.credential.id)
        assert used <= set(steps)
        for statement in steps:
            found = credentials.page_resting_on(session, [statement], after=None, limit=2)
            assert [row.id for row in found] == [result.credential.id]


def test_where_no_path_leads_the_officer_decides_without_one(services: Services) -> None:
    case = Case(services, PHILIPPINES_TO_GERMANY).reach_evaluation()
    partial = replace(CONDITIONAL, outcome="PARTIAL", level="de-dqr:3", measures=())
    case.propose(partial)
    result = case.decide()
    assert result.decision.comparability is not None
    assert result.decision.comparability["status"] == "NO_PATH"
    assert result.credential is not None
    with reading(services.engine) as session:
        assert credentials.list_steps(session, result.credential.id) == []


def test_a_refusal_issues_no_credential(services: Services) -> None:
    _, result = decided(services, REFUSED)
    assert result.decision.outcome == "REFUSED"
    assert result.credential is None
    with reading(services.engine) as session:
        assert session.exec(select(IssuedCredential)).all() == []


def test_the_decider_may_decide_otherwise_than_proposed(services: Services) -> None:
    case = Case(services).reach_evaluation().propose(FULL)
    assert case.decide(REFUSED).decision.outcome == "REFUSED"


def test_a_proposal_goes_back_to_the_assessor(services: Services) -> None:
    case = Case(services).reach_evaluation().propose(REFUSED)
    assert case.record("decider", "return", "Count the practice too.").state == "EVALUATION"
    assert case.propose(FULL).decide().decision.outcome == "FULL"


def refuse(case: Case, draft: DecisionDraft | None, who: str = "decider") -> Exception:
    """What `decide` raises; the database is as before."""
    before = dump(case.services)
    with pytest.raises((RegistryError, MappingError)) as refused:
        case.decide(draft, who)
    assert dump(case.services) == before
    return refused.value


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (replace(FULL, outcome="MAYBE"), ValidationFailed),
        (replace(FULL, legal_basis=" "), DecisionIncomplete),
        (replace(FULL, level="ie-nfq:6"), LevelOfOtherFramework),
        (replace(FULL, level="eqf:4"), LevelOfOtherFramework),
        (replace(FULL, level="de-dqr:9"), LevelUnknown),
        (replace(FULL, level="xx-none:1"), FrameworkUnknown),
        (replace(FULL, level="4"), ValidationFailed),
        (replace(FULL, appeal_until=date(2026, 11, 1)), DatesReversed),
        (replace(REFUSED, reasons=""), DecisionIncomplete),
        (replace(REFUSED, remedies=""), DecisionIncomplete),
        (replace(REFUSED, appeal_body=""), DecisionIncomplete),
        (replace(REFUSED, level="de-dqr:4"), ValidationFailed),
        (replace(CONDITIONAL, measures=(MeasureDraft(" "),)), DecisionIncomplete),
        (replace(CONDITIONAL, measures=(MeasureDraft("Read", "exam"),)), ValidationFailed),
        (replace(CONDITIONAL, measures=(MeasureDraft("Read", "language", 6),)), ValidationFailed),
        (replace(CONDITIONAL, measures=(MeasureDraft("", PERIOD, 6),)), ValidationFailed),
        (replace(CONDITIONAL, measures=(MeasureDraft("On a ward", PERIOD, 37),)), ValidationFailed),
        (replace(CONDITIONAL, measures=(MeasureDraft("x" * 1001),)), ValidationFailed),
        (replace(CONDITIONAL, measures=(MeasureDraft("Read\x07"),)), ValidationFailed),
        (replace(CONDITIONAL, measures=(MeasureDraft("Read"),) * 21), ValidationFailed),
    ],
)
def test_each_bad_decision_has_its_code_and_changes_nothing(
    sqlite_services: Services, draft: DecisionDraft, error: type[Exception]
) -> None:
    case = Case(sqlite_services).reach_evaluation().propose()
    assert isinstance(refuse(case, draft), error)


def test_an_incomplete_decision_names_what_is_missing(sqlite_services: Services) -> None:
    case = Case(sqlite_services).reach_evaluation().propose()
    refused = refuse(case, DecisionDraft(outcome="CONDITIONAL"))
    assert isinstance(refused, DecisionIncomplete)
    assert refused.members["missing"] == [
        "legal_basis",
        "reasons",
        "remedies",
        "appeal_body",
        "measures",
    ]


def test_a_decided_case_is_not_decided_again(services: Services) -> None:
    case, _ = decided(services)
    assert isinstance(refuse(case, FULL), ApplicationAlreadyDecided)


def test_only_the_decider_decides_and_only_what_was_proposed(services: Services) -> None:
    case = Case(services).reach_evaluation()
    assert isinstance(refuse(case, FULL), TransitionNotAllowed)
    case.propose()
    assert isinstance(refuse(case, FULL, "assessor"), NotPermitted)
    assert isinstance(refuse(case, FULL, "worker"), NotPermitted)


def decide_alone(services: Services, draft: DecisionDraft, policy: str) -> Decided:
    """One officer assesses and decides, under a policy of the authority."""
    case = Case(services).reach_evaluation()
    with transaction(services.engine) as session:
        accounts.grant_role(
            session,
            actor=None,
            account_id=officer(session, "assessor").id,
            role="officer:decision",
            now=NOW,
        )
        organisations.set_four_eyes(
            session, actor=None, organisation_id="de-ihk-fosa", policy=policy, now=NOW
        )
    case.propose(draft)
    before = dump(services)
    try:
        return case.decide(who="assessor")
    except FourEyesRequired:
        assert dump(services) == before
        raise


@pytest.mark.parametrize(
    ("policy", "draft"), [("always", FULL), ("non_full", REFUSED), ("non_full", CONDITIONAL)]
)
def test_four_eyes_stop_the_assessor(services: Services, policy: str, draft: DecisionDraft) -> None:
    with pytest.raises(FourEyesRequired):
        decide_alone(services, draft, policy)


@pytest.mark.parametrize(("policy", "draft"), [("non_full", FULL), ("off", REFUSED)])
def test_four_eyes_let_one_officer_decide_where_the_policy_says_so(
    services: Services, policy: str, draft: DecisionDraft
) -> None:
    assert decide_alone(services, draft, policy).decision.outcome == draft.outcome
    with reading(services.engine) as session:
        (entry,) = audit.list_of_subject(session, "organisation:de-ihk-fosa")
    assert entry.details == {"from": "non_full", "to": policy}


def test_of_two_officers_one_decides(services: Services) -> None:
    """Both press the button at the same moment."""
    case = Case(services).reach_evaluation().propose()
    together = Barrier(2)

    def press(_: int) -> str:
        together.wait()
        try:
            return case.decide().decision.outcome
        except (Conflict, ApplicationAlreadyDecided) as late:
            return late.code

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(press, range(2)))
    assert outcomes[0] == "FULL"
    assert outcomes[1] in {"conflict", "application_already_decided"}
    with reading(services.engine) as session:
        assert len(session.exec(select(Decision)).all()) == 1
        assert len(session.exec(select(IssuedCredential)).all()) == 1


def test_who_read_the_case_before_the_decision_comes_too_late(
    postgresql_services: Services,
) -> None:
    """PostgreSQL lets both read the proposed case; the second write finds it changed."""
    services = postgresql_services
    case = Case(services).reach_evaluation().propose()
    with transaction(services.engine) as slow:
        step = cases.begin_step(
            slow,
            actor=officer(slow, "decider"),
            application_id=case.id,
            event="decide",
            now=NOW,
        )
        case.decide()
        with pytest.raises(Conflict):
            cases.take(replace(step, outcome="FULL"))


def test_an_appeal_is_heard_by_another_officer(services: Services) -> None:
    case, result = decided(services, REFUSED)
    assert case.appeal().state == "APPEALED"
    before = dump(services)
    with pytest.raises(FourEyesRequired):
        case.record("decider", "remit", "Look again.")
    assert dump(services) == before
    with transaction(services.engine) as session:
        accounts.grant_role(
            session,
            actor=None,
            account_id=officer(session, "intake").id,
            role="officer:decision",
            now=NOW,
        )
    assert case.record("intake", "remit", "The practice counts.").state == "EVALUATION"
    again = case.propose(FULL).decide()
    assert again.credential is not None
    with reading(services.engine) as session:
        first = session.get(Decision, result.decision.id)
        assert first is not None
        assert first.superseded_at == NOW


def test_measures_passed_replace_the_conditional_decision(services: Services) -> None:
    case, first = decided(services, CONDITIONAL)
    assert first.credential is not None
    case.record("assessor", "pass_measures")
    second = case.propose(FULL).decide()
    assert second.credential is not None
    with reading(services.engine) as session:
        replaced = session.get(IssuedCredential, first.credential.id)
        assert replaced is not None
        assert (replaced.status, second.credential.status) == ("revoked", "active")


def test_only_a_conditional_decision_has_measures(services: Services) -> None:
    case, _ = decided(services)
    with pytest.raises(TransitionNotAllowed):
        case.record("assessor", "pass_measures")


def test_time_to_appeal_ends_and_then_the_case_is_closed(services: Services, clock: Clock) -> None:
    case, _ = decided(services, REFUSED)
    with pytest.raises(TransitionNotAllowed):
        case.record("decider", "close")
    clock.pass_time(days=31)
    with pytest.raises(TransitionNotAllowed):
        case.appeal()
    assert case.record("decider", "close").state == "CLOSED"


def test_a_missed_deadline_is_appealed_like_a_decision(services: Services, clock: Clock) -> None:
    case = Case(services).reach_evaluation()
    with pytest.raises(TransitionNotAllowed):
        case.appeal()
    clock.pass_time(days=100)
    assert case.appeal("Nobody decided in time.").state == "APPEALED"


def test_an_appeal_gives_grounds_and_is_the_workers(services: Services) -> None:
    case, _ = decided(services, REFUSED)
    with pytest.raises(ValidationFailed):
        case.appeal(" ")
    with pytest.raises(NotPermitted), transaction(services.engine) as session:
        decisions.appeal(
            session,
            actor=officer(session, "assessor"),
            application_id=case.id,
            grounds="?",
            now=NOW,
        )


def test_without_a_rule_nothing_is_automatic(services: Services) -> None:
    case = Case(services).submit()
    case.record("intake", "check")
    case.record("intake", "verify")
    before = dump(services)
    with pytest.raises(TransitionNotAllowed):
        case.propose()
    assert dump(services) == before


def test_nobody_decides_on_their_own_application(services: Services) -> None:
    case = Case(services).reach_evaluation().propose()
    with transaction(services.engine) as session:
        applicant = worker(session)
        applicant.organisation_id = "de-ihk-fosa"
        session.add(applicant)
        accounts.grant_role(
            session, actor=None, account_id=applicant.id, role="officer:decision", now=NOW
        )
    with pytest.raises(NotPermitted), transaction(services.engine) as session:
        decisions.decide(
            session,
            services,
            actor=worker(session),
            application_id=case.id,
            randomness=Random(1),  # noqa: S311 - a test repeats itself
            now=NOW,
        )
