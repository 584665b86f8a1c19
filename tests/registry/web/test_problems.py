"""Each code of docs/errors.md, reached over HTTP as a caller would reach it."""

import re
from pathlib import Path

import pytest

from credentials.errors import CredentialError
from mappings.errors import MappingError
from registry.errors import RegistryError
from registry.web.problem_kinds import KINDS
from tests.registry.web.door import COMPARE, Door
from tests.registry.web.problem_requests import REQUESTS

DOCUMENT = Path(__file__).parents[3] / "docs" / "errors.md"


def test_the_table_of_requests_is_complete():
    assert set(REQUESTS) == set(KINDS)


@pytest.mark.parametrize("code", REQUESTS)
def test_a_code_is_reached_over_http(api, cases, sign_in, code):
    answer = REQUESTS[code](Door(api, cases, sign_in))
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert (body["code"], answer.status_code) == (code, KINDS[code].status), body
    assert body["type"] == f"/problems/{code}"
    assert body["status"] == answer.status_code
    assert body["title"] == KINDS[code].title
    assert body["detail"]
    assert isinstance(body["errors"], list)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_address_of_a_type_explains_it(api):
    for code in KINDS:
        page = api.get(f"/problems/{code}")
        assert (page.status_code, code in page.text) == (200, True), code


def test_a_page_shows_the_same_error_in_the_readers_language(api):
    headers = {"Accept": "text/html", "Accept-Language": "fr"}
    page = api.get("/frameworks/none", headers=headers)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert 'lang="fr"' in page.text
    assert "framework_unknown" in page.text


@pytest.mark.parametrize("came_from", ["http://[", "http://testserver//elsewhere.example/"])
def test_a_page_leads_back_to_pages_of_ours_only(api, came_from):
    page = api.get("/nothing", headers={"Accept": "text/html", "Referer": came_from})
    assert page.status_code == 404
    assert "elsewhere.example" not in page.text


def test_a_wrong_field_is_pointed_at_and_not_repeated(api):
    asked = {"email": "m@x.example", "password": "S3cret-not-to-echo", "given_name": 7}
    body = api.post("/api/v1/accounts", json=asked).json()
    assert "#/given_name" in {fault["pointer"] for fault in body["errors"]}
    assert "S3cret" not in str(body)
    faults = api.get(COMPARE, params={"from": "ph-pqf:4", "to": "de-dqr", "as_of": "x"}).json()
    assert faults["errors"][0]["parameter"] == "as_of"


def every_code():
    def kinds(root):
        for kind in root.__subclasses__():
            yield kind.code
            yield from kinds(kind)

    roots = (RegistryError, MappingError, CredentialError)
    return {code for root in roots for code in kinds(root)}


def test_the_document_lists_every_code_with_status_meaning_and_cure():
    content = DOCUMENT.read_text()
    rows = re.findall(r"^\| `([a-z0-9_]+)` \| (\d{3}) \| (.+?) \| (.+?) \|$", content, re.MULTILINE)
    told = {code: (int(status), title, cure) for code, status, title, cure in rows}
    assert told == {code: (k.status, k.title, k.cure) for code, k in KINDS.items()}
    others = re.findall(r"^\| `([a-z0-9_]+)` \| (?!\d{3} )", content, re.MULTILINE)
    assert set(others) == every_code() - set(KINDS)


def test_a_body_without_a_length_is_cut_off_at_the_limit(api):
    def pieces():
        for _ in range(80):
            yield bytes(65_536)

    answer = api.post(
        "/api/v1/verify", content=pieces(), headers={"Content-Type": "application/pdf"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
