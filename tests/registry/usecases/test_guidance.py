"""Who decides where."""

import pytest

from mappings.model import Purpose
from registry.errors import AuthorityNotCompetent, CountryUnknown, NoCompetentAuthority
from registry.services import Services
from registry.usecases import guidance


def chosen(services: Services, authority: str | None = None, **asked: object) -> str:
    wanted = {"destination": "DE", "purpose": Purpose.EMPLOYMENT, "occupation": None} | asked
    return guidance.choose_authority(
        services.release,
        authority_id=authority,
        **wanted,  # type: ignore[arg-type]
    ).authority_id


def test_where_one_authority_is_competent_it_is_chosen(sqlite_services: Services) -> None:
    found = chosen(sqlite_services, destination="NZ", purpose=Purpose.INFORMATION)
    assert found == "nz-nzqa-iqa"


def test_where_several_are_competent_the_worker_chooses(sqlite_services: Services) -> None:
    with pytest.raises(AuthorityNotCompetent) as refused:
        chosen(sqlite_services)
    assert refused.value.members["choices"] == ["de-hwk", "de-ihk-fosa"]
    assert chosen(sqlite_services, "de-hwk") == "de-hwk"


def test_an_authority_for_something_else_is_not_competent(sqlite_services: Services) -> None:
    with pytest.raises(AuthorityNotCompetent):
        chosen(sqlite_services, "de-zab")


def test_a_card_for_an_occupation_stands_before_the_general_one(sqlite_services: Services) -> None:
    cards = guidance.procedures_for(
        sqlite_services.release,
        destination="au",
        purpose=Purpose.EMPLOYMENT,
        occupation="2142",
    )
    assert [card.authority_id for card in cards] == ["au-engineers-australia", "au-tra"]
    others = guidance.procedures_for(
        sqlite_services.release,
        destination="AU",
        purpose=Purpose.EMPLOYMENT,
        occupation="7212",
    )
    assert [card.authority_id for card in others] == ["au-tra"]


@pytest.mark.parametrize("occupation", [None, "7212"])
def test_no_card_is_no_competent_authority(
    sqlite_services: Services, occupation: str | None
) -> None:
    with pytest.raises(NoCompetentAuthority):
        chosen(
            sqlite_services,
            destination="DE",
            purpose=Purpose.REGULATED_PROFESSION,
            occupation=occupation,
        )


@pytest.mark.parametrize("country", ["", "XX", "Deutschland", "D"])
def test_a_destination_is_a_country(sqlite_services: Services, country: str) -> None:
    with pytest.raises(CountryUnknown):
        chosen(sqlite_services, destination=country)
