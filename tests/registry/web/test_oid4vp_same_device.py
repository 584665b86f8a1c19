"""A wallet on the phone where the question was opened leads back to it. OpenID4VP 1.0, 8.2."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.registry.people import dump
from tests.registry.web.conftest import EMPLOYER, WORKER
from tests.registry.web.test_oid4vp import (
    ASK,
    WANTED,
    answer,
    ask,
    disclose,
    paths_of,
    question,
    read,
)
from tests.registry.web.wallet import SITE, Wallet


@pytest.fixture
def wallet(api, cases) -> Wallet:
    """With a token for a credential."""
    made = Wallet(api)
    offered = made.offer(WORKER, credential=cases.credential()[0])
    assert made.redeem(offered).status_code == 200
    return made


@pytest.mark.parametrize("page", ["https://hr.example/back", "https://hr.example/back?job=7"])
def test_a_wallet_on_the_same_device_leads_back_with_a_code_that_opens_the_answer(
    api, wallet, page
):
    asked = ask(api, claims=WANTED, redirect_uri=page)
    claims = question(api, asked)
    assert "redirect_uri" not in claims
    sent = answer(api, claims, disclose(wallet, claims, paths_of(claims)))
    leads_to = sent.json()["redirect_uri"]
    assert leads_to.startswith(page)
    (code,) = parse_qs(urlsplit(leads_to).query)["response_code"]
    assert urlsplit(leads_to).path == "/back"
    # Who started the question does not read it by that: the holder has to come back.
    told = read(api, asked)
    assert (told["state"], told["result"]) == ("answered", None)
    wrong = api.get(f"{ASK}/{asked['id']}?response_code={code[:-1]}", EMPLOYER)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "validation_failed")
    opened = api.get(f"{ASK}/{asked['id']}?response_code={code}", EMPLOYER).json()
    assert opened["result"]["outcome"] == "valid"
    assert code not in json.dumps(dump(api.services), default=str)


def test_who_declines_is_led_back_too(api):
    claims = question(api, ask(api, claims=WANTED, redirect_uri="https://hr.example/back"))
    form = {"state": claims["state"], "error": "access_denied"}
    sent = api.http.post(claims["response_uri"].removeprefix(SITE), data=form)
    assert sent.json()["redirect_uri"].startswith("https://hr.example/back?response_code=")


@pytest.mark.parametrize(
    "page",
    [
        "http://hr.example/", "javascript:alert(1)", "https://hr.example/#x", "", "/back",
        "https://a@hr.example/", "https://hr.example/ x", "https://hr.example/" + "x" * 500,
    ],
)  # fmt: skip
def test_a_wallet_leads_to_pages_only(api, page):
    refused = api.post(ASK, EMPLOYER, json={"claims": WANTED, "redirect_uri": page})
    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
