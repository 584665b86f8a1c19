"""Questions as people ask them, on the seed release."""

from datetime import date

import pytest
from sqlmodel import Session

from mappings.errors import FrameworkUnknown, LevelUnknown, MappingError
from mappings.model import Purpose
from registry.errors import (
    AwardDateInFuture,
    CountryUnknown,
    CountryWithoutFramework,
    DatesReversed,
    QualificationUnknown,
    QualificationWithoutLevel,
    RegistryError,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading
from registry.usecases import comparison
from registry.usecases.comparison import Asked, Request
from tests.conftest import NOW


def ask(services: Services, **asked: object) -> tuple[Request, dict[str, object]]:
    with reading(services.engine) as session:
        return answer(session, services, Asked(**asked))  # type: ignore[arg-type]


def answer(session: Session, services: Services, asked: Asked) -> tuple[Request, dict[str, object]]:
    request = comparison.prepare(session, services.release, asked, now=NOW)
    return request, comparison.compare(services.release, request)


def test_an_answer_through_a_hub_with_its_procedures(sqlite_services: Services) -> None:
    request, found = ask(
        sqlite_services, source="nl-nlqf:4+", to="de-dqr", purpose=Purpose.EMPLOYMENT
    )
    assert (request.from_framework, request.level) == ("nl-nlqf", "4+")
    assert (found["from"], found["to"], found["release"]) == ("nl-nlqf:4+", "de-dqr", 1)
    assert found["as_of"] == "2026-11-24"
    authorities = [card["authority_id"] for card in found["procedures"]]  # type: ignore[attr-defined]
    assert authorities == ["de-ihk-fosa", "de-hwk"]


def test_without_a_path_the_procedure_card_is_the_answer(sqlite_services: Services) -> None:
    _, found = ask(
        sqlite_services,
        qualification="ph-tesda-smaw-nc2",
        country="DE",
        purpose=Purpose.EMPLOYMENT,
    )
    assert (found["status"], found["interval"]) == ("NO_PATH", None)
    assert found["procedures"]


def test_a_qualification_brings_level_and_occupation(sqlite_services: Services) -> None:
    request, _ = ask(sqlite_services, qualification="ph-bsn", country="ie")
    assert (request.from_framework, request.level) == ("ph-pqf", "6")
    assert (request.to_framework, request.occupation) == ("ie-nfq", "2221")
    assert request.qualification_type == "ph-bsn"


def test_a_country_means_its_first_active_framework(sqlite_services: Services) -> None:
    graph = sqlite_services.release.release.graph
    expected = next(
        framework.id
        for framework in graph.frameworks.values()
        if framework.territory == "GB" and framework.status == "active"
    )
    assert comparison.framework_of_country(sqlite_services.release, "gb").id == expected


def test_a_plus_sign_lost_in_an_address_is_found_again(sqlite_services: Services) -> None:
    request, _ = ask(sqlite_services, source="nl-nlqf:4 ", to="de-dqr")
    assert request.level == "4+"


def test_every_answer_can_be_given_in_another_language(sqlite_services: Services) -> None:
    with reading(sqlite_services.engine) as session:
        asked = Asked(source="nl-nlqf:4", to="de-dqr")
        request = comparison.prepare(session, sqlite_services.release, asked, now=NOW)
    marked = comparison.compare(
        sqlite_services.release, request, gettext=lambda message: f"«{message}»"
    )
    plain = comparison.compare(sqlite_services.release, request)
    assert marked["closing"] == f"«{plain['closing']}»"
    assert marked["path_id"] == plain["path_id"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, ValidationFailed),
        ({"source": "nl-nlqf:4"}, ValidationFailed),
        ({"source": "nl-nlqf:4", "to": "de-dqr", "country": "DE"}, ValidationFailed),
        ({"source": "nl-nlqf:4", "qualification": "ph-bsn", "to": "de-dqr"}, ValidationFailed),
        ({"source": "nl-nlqf", "to": "de-dqr"}, ValidationFailed),
        ({"source": "nl-nlqf:", "to": "de-dqr"}, ValidationFailed),
        ({"source": "nl-nlqf:4", "to": "de-dqr", "occupation": "nurse"}, ValidationFailed),
        ({"source": "nl-nlqf:4", "to": "de-dqr", "max_hops": 9}, ValidationFailed),
        ({"source": "xx-none:4", "to": "de-dqr"}, FrameworkUnknown),
        ({"source": "nl-nlqf:99", "to": "de-dqr"}, LevelUnknown),
        ({"source": "nl-nlqf:4", "to": "xx-none"}, FrameworkUnknown),
        ({"source": "nl-nlqf:4", "country": "XQ"}, CountryUnknown),
        ({"source": "nl-nlqf:4", "country": "Germany"}, CountryUnknown),
        ({"source": "nl-nlqf:4", "country": "JP"}, CountryWithoutFramework),
        ({"qualification": "xx-none", "country": "DE"}, QualificationUnknown),
        ({"qualification": "jp-kangoshi", "country": "DE"}, QualificationWithoutLevel),
        (
            {"source": "nl-nlqf:4", "to": "de-dqr", "award_date": date(2027, 1, 1)},
            AwardDateInFuture,
        ),
        (
            {
                "source": "nl-nlqf:4",
                "to": "de-dqr",
                "award_date": date(2020, 1, 1),
                "as_of": date(2019, 1, 1),
            },
            DatesReversed,
        ),
    ],
)
def test_each_bad_question_has_its_own_code(
    sqlite_services: Services,
    asked: dict[str, object],
    error: type[RegistryError | MappingError],
) -> None:
    with pytest.raises(error) as refused:
        ask(sqlite_services, **asked)
    assert refused.value.code == error.code
