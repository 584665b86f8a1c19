"""A worker's case up to the decision: who may do what, and when."""

from dataclasses import replace

import pytest

from mappings.errors import FrameworkUnknown, LevelOfOtherFramework, LevelUnknown, MappingError
from mappings.model import Purpose
from registry.errors import (
    ApplicationUnknown,
    AuthorityNotCompetent,
    AwardDateInFuture,
    Conflict,
    ConsentMissing,
    CountryUnknown,
    DatesReversed,
    EvidenceMissing,
    NoCompetentAuthority,
    NotAParty,
    NotPermitted,
    QualificationUnknown,
    RegistryError,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.usecases import case_views, recognition
from registry.usecases.case_views import CaseView
from registry.usecases.recognition import ApplicationDraft
from tests.conftest import NOW, Clock
from tests.registry.people import (
    NETHERLANDS_TO_GERMANY,
    Case,
    by_email,
    dump,
    officer,
    worker,
)

UNREGISTERED = ApplicationDraft(
    destination="NZ",
    purpose=Purpose.INFORMATION,
    awarded="2015",
    qualification_title="Trade certificate",
    awarding_body="City college",
    origin_country="nl",
)


def view(case: Case, who: str = "worker") -> CaseView:
    with reading(case.services.engine) as session:
        return case_views.get_case(
            session,
            case.services.release,
            actor=case.actor(session, who),
            application_id=case.id,
            now=case.services.clock(),
        )


def test_the_way_to_the_assessor(services: Services) -> None:
    case = Case(services).submit()
    assert case.record("intake", "check").state == "COMPLETE"
    assert case.record("intake", "verify").state == "VERIFIED"
    assert case.record("assessor", "evaluate").state == "EVALUATION"
    seen = view(case)
    assert [event.event for event in seen.events] == ["submit", "check", "verify", "evaluate"]
    assert [event.sequence for event in seen.events] == [1, 2, 3, 4]
    with reading(services.engine) as session:
        actions = [
            entry.action for entry in audit.list_of_subject(session, f"application:{case.id}")
        ]
        assert audit.find_break(session) is None
    assert actions == [
        "application.started",
        "evidence.added",
        "case.submit",
        "case.check",
        "case.verify",
        "case.evaluate",
    ]


def test_the_register_completes_what_the_worker_states(services: Services) -> None:
    application = view(Case(services).start()).application
    assert (application.framework_id, application.level) == ("nl-nlqf", "4")
    assert (application.origin_country, application.occupation) == ("NL", "3221")
    assert application.awarded_text == "2019-07"


def test_a_qualification_outside_the_register_is_taken_in(services: Services) -> None:
    seen = view(Case(services, UNREGISTERED).start())
    assert seen.application.authority_id == "nz-nzqa-iqa"
    assert (seen.application.origin_country, seen.application.framework_id) == ("NL", None)
    assert seen.comparability is None
    assert seen.procedure is not None


def test_the_worker_sees_what_is_missing_who_is_next_and_the_days_left(
    services: Services, clock: Clock
) -> None:
    case = Case(services, replace(NETHERLANDS_TO_GERMANY, consent=False)).start()
    seen = view(case)
    assert (len(seen.missing), seen.next_actor, seen.days_left) == (2, "worker", None)
    assert seen.allowed_events == ("submit", "withdraw")
    with transaction(services.engine) as session:
        recognition.give_consent(
            session, actor=worker(session), application_id=case.id, now=clock()
        )
    case.add_paper().record("worker", "submit")
    clock.pass_time(days=10)
    seen = view(case)
    assert (seen.missing, seen.next_actor) == ((), "officer:intake")
    assert (seen.due_kind, seen.days_left) == ("acknowledge", 20)


def test_the_clock_of_the_decision_starts_when_the_file_is_complete(
    services: Services, clock: Clock
) -> None:
    case = Case(services).submit()
    clock.pass_time(days=7)
    case.record("intake", "check")
    clock.pass_time(days=7)
    case.record("intake", "verify")
    seen = view(case)
    assert seen.due_kind == "decide"
    # Three months from 1 December.
    assert str(seen.due_on) == "2027-03-01"
    clock.pass_time(days=120)
    assert (view(case).days_left or 0) < 0


def test_information_is_asked_for_and_supplied(services: Services) -> None:
    case = Case(services).submit()
    with transaction(services.engine) as session:
        recognition.record_event(
            session,
            actor=officer(session, "intake"),
            application_id=case.id,
            event="request_information",
            note="Please add two papers.",
            requested=["Curriculum", " ", "Proof of practice"],
            now=NOW,
        )
    seen = view(case)
    assert (seen.missing, seen.next_actor) == (("Curriculum", "Proof of practice"), "worker")
    case.add_paper()
    assert case.record("worker", "supply").state == "SUBMITTED"
    assert view(case).missing == ()


def test_papers_that_cannot_be_had_lead_to_other_evidence(services: Services) -> None:
    case = Case(services).submit()
    case.record("intake", "request_information", "The diploma, please.")
    case.record("worker", "justify_absence", "The school burned down.")
    assert case.record("intake", "accept_alternative").state == "COMPLETE"


def test_a_worker_withdraws_at_any_time(services: Services) -> None:
    case = Case(services).reach_evaluation()
    assert case.record("worker", "withdraw").state == "WITHDRAWN"
    with pytest.raises(TransitionNotAllowed):
        case.record("worker", "withdraw")


def test_what_the_graph_says_is_in_the_case(services: Services) -> None:
    seen = view(Case(services).submit(), "intake")
    assert seen.comparability is not None
    assert (seen.comparability["to"], seen.comparability["interval"]) == ("de-dqr", ["4"])


def test_the_assessors_proposal_is_not_for_the_worker(services: Services) -> None:
    case = Case(services).reach_evaluation().propose()
    assert view(case, "decider").assessment is not None
    assert view(case, "worker").assessment is None


@pytest.mark.parametrize(
    "email",
    [
        "intake@nz-nzqa-iqa.example",
        "employer@demo.example",
        "curator@demo.example",
        "admin@demo.example",
    ],
)
def test_strangers_see_nothing(services: Services, email: str) -> None:
    case = Case(services).submit()
    with pytest.raises(NotAParty), reading(services.engine) as session:
        recognition.get_application(session, actor=by_email(session, email), application_id=case.id)


def test_an_officer_does_not_see_a_draft(services: Services) -> None:
    case = Case(services).start()
    with pytest.raises(NotAParty):
        view(case, "intake")


def test_an_unknown_application_is_unknown(services: Services) -> None:
    case = Case(services)
    with reading(services.engine) as session:
        case.id = worker(session).id
    with pytest.raises(ApplicationUnknown):
        view(case)


def test_the_queue_shows_submitted_cases_of_the_own_authority(services: Services) -> None:
    Case(services).start()
    waiting = [Case(services).submit().id for _ in range(3)]
    with reading(services.engine) as session:
        own = recognition.page_queue(session, actor=officer(session, "intake"), limit=2)
        rest = recognition.page_queue(
            session, actor=officer(session, "intake"), cursor=own.next_cursor, limit=2
        )
        other = recognition.page_queue(session, actor=officer(session, "intake", "de-zab"))
        decided = recognition.page_queue(
            session, actor=officer(session, "decider"), state="PROPOSED"
        )
        with pytest.raises(NotPermitted):
            recognition.page_queue(session, actor=worker(session))
    assert sorted(row.id for row in (*own.rows, *rest.rows)) == sorted(waiting)
    assert rest.next_cursor is None
    assert (other.rows, decided.rows) == ([], [])


def test_a_worker_pages_through_the_own_applications(services: Services) -> None:
    made = {Case(services).start().id for _ in range(3)}
    with reading(services.engine) as session:
        first = recognition.page_own(session, actor=worker(session), limit=2)
        second = recognition.page_own(
            session, actor=worker(session), cursor=first.next_cursor, limit=2
        )
    assert {row.id for row in (*first.rows, *second.rows)} == made


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"destination": "XX"}, CountryUnknown),
        ({"destination": "JP"}, NoCompetentAuthority),
        ({"purpose": Purpose.FURTHER_LEARNING}, NoCompetentAuthority),
        ({"authority_id": None}, AuthorityNotCompetent),
        ({"authority_id": "nz-nzqa-iqa"}, AuthorityNotCompetent),
        ({"awarded": "2027"}, AwardDateInFuture),
        ({"awarded": "1980"}, DatesReversed),
        ({"awarded": "soon"}, ValidationFailed),
        ({"qualification_id": "xx-none"}, QualificationUnknown),
        ({"framework_id": "de-dqr", "level": "4"}, LevelOfOtherFramework),
        ({"destination": "NL"}, ValidationFailed),
        ({"occupation": "nurse"}, ValidationFailed),
    ],
)
def test_each_bad_application_has_its_code_and_changes_nothing(
    services: Services, changes: dict[str, object], error: type[RegistryError | MappingError]
) -> None:
    before = dump(services)
    draft = replace(NETHERLANDS_TO_GERMANY, **changes)  # type: ignore[arg-type]
    with pytest.raises(error) as refused:
        Case(services, draft).start()
    assert refused.value.code == error.code
    assert dump(services) == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"qualification_title": ""}, ValidationFailed),
        ({"awarding_body": " "}, ValidationFailed),
        ({"origin_country": ""}, CountryUnknown),
        ({"framework_id": "nl-nlqf"}, ValidationFailed),
        ({"framework_id": "nl-nlqf", "level": "99"}, LevelUnknown),
        ({"framework_id": "xx-none", "level": "4"}, FrameworkUnknown),
        ({"framework_id": "de-dqr", "level": "4"}, LevelOfOtherFramework),
    ],
)
def test_each_bad_statement_of_a_worker_has_its_code(
    sqlite_services: Services,
    changes: dict[str, object],
    error: type[RegistryError | MappingError],
) -> None:
    draft = replace(UNREGISTERED, **changes)  # type: ignore[arg-type]
    with pytest.raises(error):
        Case(sqlite_services, draft).start()


def test_only_a_worker_applies(services: Services) -> None:
    with pytest.raises(NotPermitted), transaction(services.engine) as session:
        recognition.start_application(
            session,
            services.release,
            actor=officer(session, "intake"),
            draft=NETHERLANDS_TO_GERMANY,
            now=NOW,
        )


def refuse(case: Case, who: str, event: str, note: str = "") -> str:
    """The code of the refusal; the database is as before."""
    before = dump(case.services)
    with pytest.raises(RegistryError) as refused:
        case.record(who, event, note)
    assert dump(case.services) == before
    return refused.value.code


def test_submitting_needs_consent_and_a_paper(services: Services) -> None:
    case = Case(services, replace(NETHERLANDS_TO_GERMANY, consent=False)).start()
    assert refuse(case, "worker", "submit") == ConsentMissing.code
    case = Case(services).start()
    assert refuse(case, "worker", "submit") == EvidenceMissing.code


def test_steps_out_of_turn_change_nothing(services: Services) -> None:
    case = Case(services).submit()
    assert refuse(case, "intake", "verify") == "transition_not_allowed"
    assert refuse(case, "intake", "dance") == "transition_not_allowed"
    assert refuse(case, "intake", "time_out") == "transition_not_allowed"
    assert refuse(case, "intake", "decide") == "validation_failed"
    assert refuse(case, "assessor", "check") == "not_permitted"
    assert refuse(case, "worker", "check") == "not_permitted"
    assert refuse(case, "intake", "withdraw") == "not_permitted"
    assert refuse(case, "intake", "request_information") == "validation_failed"


def test_a_token_for_one_permission_does_not_give_the_others(services: Services) -> None:
    case = Case(services).submit()
    with pytest.raises(NotPermitted), transaction(services.engine) as session:
        recognition.record_event(
            session,
            actor=officer(session, "intake"),
            application_id=case.id,
            event="check",
            scope=frozenset({"officer:verification"}),
            now=NOW,
        )


def test_a_step_on_an_old_version_is_a_conflict(services: Services) -> None:
    case = Case(services).submit()
    with reading(services.engine) as session:
        seen = recognition.get_application(
            session, actor=worker(session), application_id=case.id
        ).version
    case.record("intake", "check")
    with pytest.raises(Conflict), transaction(services.engine) as session:
        recognition.record_event(
            session,
            actor=officer(session, "intake"),
            application_id=case.id,
            event="verify",
            expected_version=seen,
            now=NOW,
        )
