"""What an edit may not claim: another thing's identifier, more force than its kind gives."""

from dataclasses import replace
from typing import Any

import pytest

from mappings import namespaces
from mappings.errors import StatementInvalid
from mappings.model import Framework
from mappings.plain import to_plain
from registry.errors import OfficeNotCompetent
from registry.services import Services
from tests.registry.drafting import NL4, Drafted, member, statement_of


def new_statement(services: Services, **changed: Any) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(replace(statement_of(services, NL4), id="own", iri=""))
    del plain["iri"]
    return plain | changed


@pytest.mark.parametrize(
    "iri",
    [
        namespaces.level_iri("eqf", "4"),
        namespaces.release_iri(1),
        namespaces.statement_iri("another"),
        "https://other.example/a b",
        "https://other.example/<x>",
        "https://other.example/\u0085x",
        "javascript:alert(1)",
        "relative",
        "https://other.example/" + "x" * 300,
    ],
)
def test_an_identifier_that_is_not_its_own_is_refused(services: Services, iri: str) -> None:
    with pytest.raises(StatementInvalid, match="iri"):
        Drafted(services).put("add", part=new_statement(services, iri=iri))


@pytest.mark.parametrize("name", ["", " x", "a\nb", "x" * 201])
def test_a_name_is_one_short_line(services: Services, name: str) -> None:
    with pytest.raises(StatementInvalid, match="id"):
        Drafted(services).put("add", part=new_statement(services, id=name))


@pytest.mark.parametrize(
    ("kind", "mutual", "force", "fits"),
    [
        ("referencing", True, 3, True),
        ("referencing", False, 3, False),
        ("expert opinion", True, 2, False),
        ("law", False, 4, True),
        ("law", True, 5, False),
    ],
)
def test_a_comparison_does_not_become_law_by_saying_so(
    services: Services, kind: str, mutual: bool, force: int, fits: bool
) -> None:
    draft = Drafted(services)
    part = new_statement(services, kind=kind, mutual=mutual, force=force)
    if fits:
        assert draft.put("add", part=part).part is not None
        return
    with pytest.raises(StatementInvalid, match="force"):
        draft.put("add", part=part)


def test_a_statement_of_an_own_base_is_taken(services: Services) -> None:
    part = new_statement(services, iri="https://registry.example/id/statement/own")
    assert Drafted(services).put("add", part=part).iri == part["iri"]


def german_rule(services: Services, *destinations: str) -> dict[str, Any]:
    rule = next(one for one in services.release.release.graph.rules if "DE" in one.destinations)
    plain: dict[str, Any] = to_plain(replace(rule, id="own", iri=""))
    del plain["iri"]
    return plain | {"destinations": list(destinations)}


def test_a_country_binds_itself_alone(services: Services) -> None:
    """A rule for several countries is entered by those who keep the graph for all of them."""
    curator = member(services, "rules@de.example", role="curator", organisation="de-zab")
    draft = Drafted(services, curator=curator)
    draft.put("add", noun="rule", part=german_rule(services, "DE"))
    with pytest.raises(OfficeNotCompetent):
        draft.put("add", noun="rule", part=german_rule(services, "DE", "FR") | {"id": "two"})
    Drafted(services).put("add", noun="rule", part=german_rule(services, "DE", "FR"))


def test_who_adds_a_framework_may_compare_its_levels(services: Services) -> None:
    curator = member(services, "new@de.example", role="curator", organisation="de-zab")
    draft = Drafted(services, curator=curator)
    known = services.release.release.graph.frameworks["de-dqr"]
    added = replace(known, id="de-sector", name="A sector's framework", territory="DE")
    draft.put("add", noun="framework", part=_framework(added))
    statement = new_statement(services, source_framework="de-sector", source="4")
    assert draft.put("add", part=statement).part is not None


def test_a_framework_of_another_country_is_not_added(services: Services) -> None:
    curator = member(services, "else@de.example", role="curator", organisation="de-zab")
    known = services.release.release.graph.frameworks["nl-nlqf"]
    added = replace(known, id="nl-sector")
    with pytest.raises(OfficeNotCompetent):
        Drafted(services, curator=curator).put("add", noun="framework", part=_framework(added))


def _framework(framework: Framework) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(framework)
    return plain
