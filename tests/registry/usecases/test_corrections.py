"""A misspelt name is put right by two people, and the next credential says it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from random import SystemRandom
from threading import Barrier

import pytest

from registry.errors import (
    Conflict,
    DatesReversed,
    FourEyesRequired,
    NotAParty,
    NotPermitted,
    RegistryError,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.fact_errors import CorrectionOpen, CorrectionSettled, CorrectionUnknown
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit, credentials
from registry.storage.tables import PersonCorrection
from registry.usecases import corrections, organisations, reissue, verification
from registry.usecases.corrections import CorrectionDraft
from tests.conftest import NOW
from tests.registry.people import Case, by_email, decided, dump, worker

RIGHT = CorrectionDraft("Passport seen.", family_name="dos Santos", birth_date=date(1990, 3, 4))


def propose(case: Case, draft: CorrectionDraft = RIGHT, who: str = "intake") -> PersonCorrection:
    with transaction(case.services.engine) as session:
        actor = by_email(session, who) if "@" in who else case.actor(session, who)
        return corrections.propose(
            session, actor=actor, application_id=case.id, draft=draft, now=NOW
        )


def confirm(case: Case, correction: PersonCorrection, who: str = "decider") -> PersonCorrection:
    with transaction(case.services.engine) as session:
        actor = by_email(session, who) if "@" in who else case.actor(session, who)
        return corrections.confirm(
            session,
            actor=actor,
            application_id=case.id,
            correction_id=correction.id,
            now=NOW,
        )


def decline(case: Case, correction: PersonCorrection, who: str, reason: str = "No.") -> None:
    with transaction(case.services.engine) as session:
        corrections.decline(
            session,
            actor=case.actor(session, who),
            application_id=case.id,
            correction_id=correction.id,
            reason=reason,
            now=NOW,
        )


def test_a_corrected_name_stands_in_the_next_credential_and_the_old_one_ends(
    services: Services,
) -> None:
    case, result = decided(services)
    assert result.credential is not None
    confirm(case, propose(case))
    with transaction(services.engine) as session:
        new = reissue.reissue(
            session,
            services,
            actor=case.actor(session, "decider"),
            credential_id=result.credential.id,
            reason="The name was misspelt.",
            randomness=SystemRandom(),
            now=services.clock(),
        )
    with reading(services.engine) as session:
        old = credentials.find(session, result.credential.id)
        assert old is not None
        reports = [
            verification.verify(session, services, data=row.vc_jwt.encode(), now=NOW)
            for row in (old, new)
        ]
        entries = audit.list_of_subject(session, f"account:{worker(session).id}")
    told = [report["claims"]["credentialSubject"] for report in reports]
    assert [report["outcome"] for report in reports] == ["invalid", "valid"]
    assert [(one["familyName"], one["birthDate"]) for one in told] == [
        ("Santos", "1990-03-14"),
        ("dos Santos", "1990-03-04"),
    ]
    assert told[0]["recognition"] == told[1]["recognition"]
    acts = [one for one in entries if one.action.startswith("person.")]
    assert [one.action for one in acts] == ["person.correction_proposed", "person.corrected"]
    assert acts[0].details["fields"] == "family_name birth_date"
    assert not any("dos" in str(one.details) for one in entries)


def refuse(case: Case, error: type[RegistryError], draft: CorrectionDraft, who: str) -> None:
    before = dump(case.services)
    with pytest.raises(error):
        propose(case, draft, who)
    assert dump(case.services) == before


def test_a_correction_says_something_that_can_be(sqlite_services: Services) -> None:
    case = Case(sqlite_services).submit()
    refuse(case, ValidationFailed, CorrectionDraft("Passport.", family_name="Santos"), "intake")
    refuse(case, ValidationFailed, replace(RIGHT, reason=" "), "intake")
    refuse(case, ValidationFailed, replace(RIGHT, family_name=" "), "intake")
    refuse(case, ValidationFailed, replace(RIGHT, given_name="x" * 201), "intake")
    refuse(case, DatesReversed, replace(RIGHT, birth_date=date(2030, 1, 1)), "intake")
    refuse(case, DatesReversed, replace(RIGHT, birth_date=date(2019, 8, 1)), "intake")
    refuse(case, NotAParty, RIGHT, "intake@se-uhr.example")
    refuse(Case(sqlite_services).start(), TransitionNotAllowed, RIGHT, "worker")


def test_whoever_proposed_does_not_confirm(sqlite_services: Services) -> None:
    case = Case(sqlite_services).submit()
    own = propose(case, who="decider")
    with pytest.raises(FourEyesRequired):
        confirm(case, own)
    with transaction(sqlite_services.engine) as session:
        organisations.set_four_eyes(
            session, actor=None, organisation_id="de-ihk-fosa", policy="off", now=NOW
        )
    assert confirm(case, own).state == "confirmed"


def test_only_a_decider_of_the_authority_of_the_case_confirms(sqlite_services: Services) -> None:
    case = Case(sqlite_services).submit()
    proposed = propose(case, who="worker")
    for who, error in (
        ("intake", NotPermitted),
        ("worker", NotPermitted),
        ("decider@se-uhr.example", NotAParty),
    ):
        with pytest.raises(error):
            confirm(case, proposed, who)
    elsewhere = Case(sqlite_services).submit()
    with pytest.raises(CorrectionUnknown):
        confirm(elsewhere, proposed)


def test_one_waits_at_a_time_and_is_settled_once(sqlite_services: Services) -> None:
    case = Case(sqlite_services).submit()
    first = propose(case)
    with pytest.raises(CorrectionOpen):
        propose(case, CorrectionDraft("Passport.", given_name="Mary"), "worker")
    with pytest.raises(NotPermitted):
        decline(case, first, "worker")
    decline(case, first, "intake")
    with pytest.raises(CorrectionSettled):
        confirm(case, first)
    with reading(sqlite_services.engine) as session:
        assert worker(session).family_name == "Santos"
    assert propose(case).state == "open"


def test_an_account_that_changed_since_is_looked_at_again(sqlite_services: Services) -> None:
    case = Case(sqlite_services).submit()
    proposed = propose(case)
    with transaction(sqlite_services.engine) as session:
        person = worker(session)
        person.family_name = "Santos Lima"
        session.add(person)
    with pytest.raises(Conflict):
        confirm(case, proposed)


def test_of_two_who_notice_it_at_once_one_waits(postgresql_services: Services) -> None:
    case = Case(postgresql_services).submit()
    together = Barrier(2)

    def notice(who: str) -> str:
        together.wait()
        try:
            return propose(case, who=who).state
        except CorrectionOpen as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        states = sorted(pool.map(notice, ("intake", "worker")))
    assert states == ["correction_open", "open"]
