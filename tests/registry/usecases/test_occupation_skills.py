from credentials.model import OutcomeSource
from mappings import curated
from registry.usecases.occupation_skills import MOST, usual_outcomes


def test_what_an_occupation_needs_is_never_said_of_the_holder() -> None:
    welding = usual_outcomes("7212")
    assert 0 < len(welding) <= MOST
    assert {outcome.source for outcome in welding} == {OutcomeSource.OCCUPATION}
    assert all(outcome.skill_iri.startswith("http://data.europa.eu/esco/") for outcome in welding)


def test_every_curated_occupation_has_outcomes_and_no_other_does() -> None:
    curated_codes = {skill.isco08 for skill in curated.skills()}
    assert all(usual_outcomes(code) for code in curated_codes)
    assert usual_outcomes("") == usual_outcomes("9999") == ()
