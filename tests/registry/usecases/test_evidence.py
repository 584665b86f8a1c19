"""Papers: what is taken, from whom, and who reads them."""

import hashlib
from dataclasses import replace

import pytest

from registry.errors import (
    DatesReversed,
    EvidenceLimitReached,
    EvidenceTooLarge,
    EvidenceTypeMismatch,
    EvidenceTypeUnsupported,
    EvidenceUnknown,
    NotAParty,
    RegistryError,
    TransitionNotAllowed,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import applications
from registry.storage.tables import Evidence
from registry.usecases import evidence
from registry.usecases.evidence import Employment
from tests.conftest import NOW
from tests.registry.people import PDF, PNG, Case, by_email, dump, officer, worker


def add(case: Case, who: str = "worker", **changes: object) -> Evidence:
    wanted = {
        "kind": "document",
        "name": "diploma.pdf",
        "media_type": "application/pdf",
        "content": PDF,
        "settings": case.services.settings,
    } | changes
    with transaction(case.services.engine) as session:
        return evidence.add_evidence(
            session,
            actor=case.actor(session, who),
            application_id=case.id,
            now=NOW,
            **wanted,  # type: ignore[arg-type]
        )


def test_a_paper_comes_back_as_it_went_in(services: Services) -> None:
    case = Case(services).start()
    added = add(case, name=r"C:\Users\maria\diploma.png", media_type="image/png", content=PNG)
    assert added.sha256 == hashlib.sha256(PNG).hexdigest()
    with reading(services.engine) as session:
        found = evidence.get_evidence(
            session, actor=worker(session), application_id=case.id, evidence_id=added.id
        )
        assert (found.content, found.name, found.size) == (PNG, "diploma.png", len(PNG))


def test_only_an_employers_attestation_tells_of_an_employment(sqlite_services: Services) -> None:
    case = Case(sqlite_services).start()
    worked = Employment(" Harbour  Metalworks", "Welder", "2019-05", "2021")
    attested = add(case, kind="employer_attestation", employment=worked)
    assert (attested.issued_by, attested.ended_on) == ("Harbour Metalworks", "2021")
    before = dump(sqlite_services)
    for kind, wrong, error in (
        ("document", worked, ValidationFailed),
        ("employer_attestation", replace(worked, started_on="2022"), DatesReversed),
        ("employer_attestation", replace(worked, ended_on="2027-01"), ValidationFailed),
        ("employer_attestation", replace(worked, role="x" * 201), ValidationFailed),
    ):
        with pytest.raises(error):
            add(case, kind=kind, employment=wrong)
    assert dump(sqlite_services) == before


def test_a_list_of_papers_does_not_load_them(services: Services) -> None:
    case = Case(services).start()
    add(case)
    with reading(services.engine) as session:
        (listed,) = applications.list_evidence(session, case.id)
        assert "content" not in listed.__dict__
        assert listed.content == PDF


def test_officers_of_the_authority_read_and_add_once_the_case_is_theirs(
    services: Services,
) -> None:
    case = Case(services).submit()
    added = add(case, "assessor", kind="interview", name="interview.pdf")
    with reading(services.engine) as session:
        read = evidence.get_evidence(
            session,
            actor=officer(session, "intake"),
            application_id=case.id,
            evidence_id=added.id,
        )
        assert read.kind == "interview"


@pytest.mark.parametrize("email", ["intake@de-zab.example", "employer@demo.example"])
def test_strangers_neither_read_nor_add(services: Services, email: str) -> None:
    case = Case(services).submit()
    with reading(services.engine) as session:
        paper = applications.list_evidence(session, case.id)[0]
        with pytest.raises(NotAParty):
            evidence.get_evidence(
                session,
                actor=by_email(session, email),
                application_id=case.id,
                evidence_id=paper.id,
            )


def test_a_paper_of_another_case_is_unknown_here(services: Services) -> None:
    case, other = Case(services).start(), Case(services).start()
    paper = add(other)
    with pytest.raises(EvidenceUnknown), reading(services.engine) as session:
        evidence.get_evidence(
            session, actor=worker(session), application_id=case.id, evidence_id=paper.id
        )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"media_type": "text/html", "content": b"<html>"}, EvidenceTypeUnsupported),
        ({"media_type": "image/svg+xml", "content": b"<svg>"}, EvidenceTypeUnsupported),
        ({"media_type": ""}, EvidenceTypeUnsupported),
        ({"content": PNG}, EvidenceTypeMismatch),
        ({"media_type": "image/jpeg"}, EvidenceTypeMismatch),
        ({"content": b""}, EvidenceTypeMismatch),
        ({"content": b"GIF89a%PDF-"}, EvidenceTypeMismatch),
        ({"content": PDF + bytes(10 * 1024 * 1024)}, EvidenceTooLarge),
        ({"kind": "gift"}, ValidationFailed),
        ({"name": ""}, ValidationFailed),
        ({"name": "x" * 201}, ValidationFailed),
    ],
)
def test_each_bad_paper_has_its_code_and_changes_nothing(
    services: Services, changes: dict[str, object], error: type[RegistryError]
) -> None:
    case = Case(services).start()
    before = dump(services)
    with pytest.raises(error):
        add(case, **changes)
    assert dump(services) == before


def test_an_application_holds_a_bounded_number(services: Services) -> None:
    case = Case(services).start()
    few = services.settings.model_copy(update={"max_evidence_per_application": 2})
    add(case, settings=few)
    add(case, settings=few)
    with pytest.raises(EvidenceLimitReached):
        add(case, settings=few)


def test_nothing_is_added_behind_the_back_of_the_officer(services: Services) -> None:
    case = Case(services).submit()
    with pytest.raises(TransitionNotAllowed):
        add(case)
