"""What curators should not get through: told clearly, nothing half-published, still answering."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mappings.plain import to_plain
from registry.services import Services
from tests.registry.drafting import NL4, citable, statement_of

CURATOR, REVIEWER = "curator@demo.example", "reviewer@demo.example"
DRAFTS = "/api/v1/graph/drafts"
OWN = "https://registry.example/id/statement/"


def added(services: Services, name: str, **changed: Any) -> dict[str, Any]:
    """A statement that keeps the rules but for what is changed."""
    part: dict[str, Any] = to_plain(replace(statement_of(services, NL4), id=name, iri=OWN + name))
    told = citable(services, NL4)
    part["provenance"] |= told.pop("provenance")
    return {"act": "add", "part": part | told | changed}


def non_monotone(services: Services) -> list[dict[str, Any]]:
    part = citable(services, NL4) | {"target_low": "1", "target_high": "1"}
    return [{"act": "supersede", "iri": NL4, "part": part}]


def overlapping_exacts(services: Services) -> list[dict[str, Any]]:
    ends = [{"target_low": level, "target_high": level} for level in ("4", "5")]
    return [
        added(services, f"exact-{n}", predicate="exact", mapping_set=f"own-{n}", **end)
        for n, end in enumerate(ends)
    ]


def cyclic(services: Services) -> list[dict[str, Any]]:
    return [
        added(services, "one", mapping_set="own", replaces=f"{OWN}two"),
        added(services, "two", mapping_set="own", replaces=f"{OWN}one"),
    ]


def without_source(services: Services) -> list[dict[str, Any]]:
    part = citable(services, NL4)
    part["provenance"] |= {"document": "", "locator": ""}
    return [{"act": "supersede", "iri": NL4, "part": part}]


def of_another_authority(services: Services) -> list[dict[str, Any]]:
    one = added(services, "foreign", mapping_set="own")
    one["part"]["provenance"]["authority"] = "Ministry of another country"
    return [one]


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (non_monotone, 9),
        (overlapping_exacts, 12),
        (cyclic, 14),
        (without_source, 1),
        (of_another_authority, 2),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_breaks_a_rule_is_not_approved(
    api, made: Callable[[Services], list[dict[str, Any]]], rule: int
) -> None:
    path = f"{DRAFTS}/{api.post(DRAFTS, CURATOR, json={'title': 'Wrong'}).json()['id']}"
    for change in made(api.services):
        answer = api.post(f"{path}/changes", CURATOR, json=change)
        assert answer.status_code == 201, answer.text
    told = api.get(f"{path}/validation", CURATOR).json()["items"]
    assert rule in {one["rule"] for one in told if one["severity"] == "violation"}
    assert api.post(f"{path}/submit", CURATOR, json={}).status_code == 200
    refused = api.post(f"{path}/review", REVIEWER, json={"verdict": "approve"})
    assert (refused.status_code, refused.json()["code"]) == (422, "draft_invalid")
    assert rule in {error["rule"] for error in refused.json()["errors"]}
    assert all(error["detail"] for error in refused.json()["errors"])
    assert api.get(path, CURATOR).json()["state"] == "SUBMITTED"
    asked = api.get("/api/v1/comparability", params={"from": "nl-nlqf:4", "to": "eqf"}).json()
    assert (asked["release"], asked["interval"]) == (1, ["4"])


@pytest.mark.parametrize(
    "part",
    [
        {"predicate": "near"},
        {"predicate": 7},
        {"confidence": "2"},
        {"confidence": "NaN"},
        {"target_low": "99"},
        {"target_framework": "none"},
        {"valid": {"start": "2020-01-01", "end": "2019-01-01"}},
        {"iri": "https://registry.example/a b"},
        {"nothing": 1},
        {"provenance": []},
    ],
    ids=str,
)
def test_what_is_no_statement_does_not_enter(api, part: dict[str, Any]) -> None:
    path = f"{DRAFTS}/{api.post(DRAFTS, CURATOR, json={'title': 'Wrong'}).json()['id']}"
    change = added(api.services, "wrong", mapping_set="own")
    change["part"] |= part
    answer = api.post(f"{path}/changes", CURATOR, json=change)
    assert (answer.status_code, answer.json()["code"]) == (422, "statement_invalid")
    assert answer.json()["detail"]
    assert api.get(path, CURATOR).json()["changes"] == []


@pytest.mark.parametrize("field", ["kind", "id", "iri"])
def test_half_of_a_pair_of_characters_is_no_text(api, field: str) -> None:
    """JSON can write it; neither RDF nor a database can."""
    path = f"{DRAFTS}/{api.post(DRAFTS, CURATOR, json={'title': 'Wrong'}).json()['id']}"
    change = added(api.services, "wrong", mapping_set="own")
    if field != "iri":
        del change["part"]["iri"]
    change["part"][field] = "half \ud83d"
    headers = api.bearer(CURATOR) | {"Content-Type": "application/json"}
    answer = api.http.post(
        f"{path}/changes", content=json.dumps(change).encode("ascii"), headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "statement_invalid")


def test_a_hundred_megabytes_are_refused_and_the_service_answers(api) -> None:
    path = f"{DRAFTS}/{api.post(DRAFTS, CURATOR, json={'title': 'Large'}).json()['id']}"
    files = {"file": ("large.csv", b"x" * (100 * 1024 * 1024), "text/csv")}
    answer = api.post(f"{path}/import", CURATOR, files=files)
    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert api.get("/healthz").status_code == 200
