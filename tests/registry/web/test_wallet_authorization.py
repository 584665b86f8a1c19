"""A wallet asks a signed-in worker for a credential by authorisation code and PKCE."""

import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest

from credentials.encodings import encode_base64url
from registry.jobs import run_due
from tests.registry.people import dump
from tests.registry.web.conftest import WORKER, form_token
from tests.registry.web.wallet import JWT, LDP, SD_JWT, SITE, BoundWallet, Wallet, error_of

VERIFIER = "v" * 43
CHALLENGE = encode_base64url(hashlib.sha256(VERIFIER.encode()).digest())
REDIRECT = "http://127.0.0.1:7777/callback"
ASKED = {
    "response_type": "code",
    "client_id": "a-wallet",
    "redirect_uri": REDIRECT,
    "scope": JWT,
    "state": "s-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def wallet(api) -> Wallet:
    return Wallet(api)


@pytest.fixture
def browser(sign_in):
    return sign_in(WORKER)


def agree(browser, page, answer="agree", **changes):
    fields = {**ASKED, **changes, "answer": answer, "csrf_token": form_token(page)}
    start = page.find('name="credential" value="')
    if start > 0:
        fields["credential"] = page[start + 25 : start + 25 + 36]
    return browser.post("/authorize", data=fields)


def told(answer):
    """What the browser brings back to the wallet."""
    assert answer.status_code == 303, answer.text
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == REDIRECT
    return {name: value for name, (value,) in parse_qs(address.query).items()}


def redeem(api, code, **changes):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": ASKED["client_id"],
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        **changes,
    }
    return api.http.post("/token", data=form)


def test_the_worker_agrees_and_the_wallet_gets_the_credential(browser, wallet, cases):
    cases.credential()
    page = browser.get("/authorize", params=ASKED)
    assert page.status_code == 200
    assert "127.0.0.1" in page.text
    policy = page.headers["content-security-policy"]
    assert "form-action 'self' http://127.0.0.1:7777;" in policy
    brought = told(agree(browser, page.text))
    assert (brought["state"], brought["iss"]) == ("s-1", SITE)
    given = redeem(wallet.api, brought["code"])
    assert given.status_code == 200, given.text
    wallet.token = given.json()["access_token"]
    assert wallet.request(wallet.prove(), configuration=JWT).status_code == 200


def test_a_worker_who_is_not_signed_in_signs_in_first(api):
    page = api.get("/authorize", headers={"Accept": "text/html"}, params=ASKED)
    assert page.url.path == "/login"


def test_the_worker_may_refuse(browser, cases):
    cases.credential()
    page = browser.get("/authorize", params=ASKED).text
    assert told(agree(browser, page, "refuse"))["error"] == "access_denied"


def test_a_code_is_used_once_by_who_asked_for_it(browser, wallet, cases):
    cases.credential()
    page = browser.get("/authorize", params=ASKED).text
    code = told(agree(browser, page))["code"]
    for wrong in (
        {"code_verifier": "w" * 43},
        {"client_id": "another"},
        {"redirect_uri": "http://127.0.0.1:1/"},
    ):
        assert error_of(redeem(wallet.api, code, **wrong)) == (400, "invalid_grant")
    wallet.token = redeem(wallet.api, code).json()["access_token"]
    assert error_of(redeem(wallet.api, code)) == (400, "invalid_grant")
    assert error_of(wallet.request(configuration=JWT)) == (401, "invalid_token")


def test_a_code_expires(browser, api, cases, clock):
    cases.credential()
    page = browser.get("/authorize", params=ASKED).text
    code = told(agree(browser, page))["code"]
    clock.pass_time(minutes=5)
    assert error_of(redeem(api, code)) == (400, "invalid_grant")


def test_an_offer_leads_to_its_own_credential(browser, wallet, cases):
    credential_id, _ = cases.credential()
    offered = wallet.offer(WORKER, credential=credential_id, grant="authorization_code")
    state = wallet.read_offer(offered)["grants"]["authorization_code"]["issuer_state"]
    asked = {**ASKED, "issuer_state": state}
    page = browser.get("/authorize", params=asked).text
    assert "code" in told(agree(browser, page, issuer_state=state))
    again = browser.get("/authorize", params=asked)
    assert told(again)["error"] == "invalid_request"


FAULTY = [
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": ""}, "invalid_request"),
    ({"scope": "openid"}, "invalid_scope"),
    ({"scope": ""}, "invalid_scope"),
    ({"dpop_jkt": "x"}, "invalid_request"),
    ({"issuer_state": "x" * 201}, "invalid_request"),
    ({"request": "eyJ"}, "request_not_supported"),
    ({"authorization_details": "{"}, "invalid_request"),
    ({"authorization_details": '[{"type":"x"}]'}, "invalid_authorization_details"),
    ({"issuer_state": "x"}, "invalid_request"),
]


def test_a_faulty_request_is_answered_at_the_wallets_address(browser, api, subtests):
    before = dump(api.services)
    for changes, error in FAULTY:
        with subtests.test(str(changes)[:60]):
            brought = told(browser.get("/authorize", params={**ASKED, **changes}))
            assert (brought["error"], brought["state"]) == (error, "s-1")
    assert dump(api.services) == before


NOT_A_WALLETS = [
    {"redirect_uri": "https://elsewhere.example/callback"},
    {"redirect_uri": "http://127.0.0.1.elsewhere.example/"},
    {"redirect_uri": "http://127.0.0.1:1/#x"},
    {"redirect_uri": "http://127.0.0.1:1;sandbox/"},
    {"redirect_uri": "javascript:alert(1)"},
    {"redirect_uri": "http://["},
    {"redirect_uri": "http://127.0.0.1\\@elsewhere.example/"},
    {"redirect_uri": ""},
    {"client_id": ""},
    {"client_id": "a\0"},
]


def test_nobody_is_sent_to_an_address_that_is_not_a_wallets(browser, subtests):
    for changes in NOT_A_WALLETS:
        with subtests.test(str(changes)):
            answer = browser.get("/authorize", params={**ASKED, **changes})
            assert (answer.status_code, answer.json()["code"]) == (422, "wallet_unknown")


def test_another_workers_credential_is_not_given(browser, api, cases):
    cases.credential()
    page = browser.get("/authorize", params=ASKED).text
    fields = {**ASKED, "answer": "agree", "csrf_token": form_token(page)}
    other = browser.post("/authorize", data={**fields, "credential": "x"})
    assert (other.status_code, other.json()["code"]) == (403, "not_a_party")


def test_a_scope_that_is_not_ours_is_passed_over(browser, wallet, cases):
    cases.credential()
    details = f'[{{"type":"openid_credential","credential_configuration_id":"{LDP}"}}]'
    asked = {**ASKED, "scope": f"openid {JWT}", "authorization_details": details}
    page = browser.get("/authorize", params=asked).text
    code = told(agree(browser, page, **asked))["code"]
    given = redeem(wallet.api, code).json()
    named = [one["credential_configuration_id"] for one in given["authorization_details"]]
    assert named == [LDP, JWT]


def test_a_wallet_may_take_less_than_was_agreed_to_but_not_more(browser, wallet, cases):
    cases.credential()
    asked = {**ASKED, "scope": f"{JWT} {LDP}"}
    page = browser.get("/authorize", params=asked).text
    code = told(agree(browser, page, **asked))["code"]
    detail = '[{"type":"openid_credential","credential_configuration_id":"%s"}]'
    more = redeem(wallet.api, code, authorization_details=detail % SD_JWT)
    assert error_of(more) == (400, "invalid_authorization_details")
    given = redeem(wallet.api, code, authorization_details=detail % LDP).json()
    named = [one["credential_configuration_id"] for one in given["authorization_details"]]
    assert named == [LDP]


def push(api, **changes):
    return api.http.post("/par", data={**ASKED, **changes})


def brought(pushed):
    return {"client_id": ASKED["client_id"], "request_uri": pushed.json()["request_uri"]}


def test_a_request_sent_ahead_is_answered_once(browser, wallet, cases):
    cases.credential()
    pushed = push(wallet.api)
    assert (pushed.status_code, pushed.headers["cache-control"]) == (201, "no-store")
    assert 5 < pushed.json()["expires_in"] < 600
    reference = brought(pushed)
    # The browser may put in nothing of its own, and may read the page again.
    changed = {
        **reference,
        "scope": LDP,
        "redirect_uri": "https://elsewhere.example/",
        "state": "x",
    }
    page = browser.get("/authorize", params=changed).text
    assert "127.0.0.1" in browser.get("/authorize", params=reference).text
    assert 'name="redirect_uri"' not in page
    fields = {**reference, "answer": "agree", "csrf_token": form_token(page)}
    start = page.find('name="credential" value="') + 25
    fields["credential"] = page[start : start + 36]
    answered = told(browser.post("/authorize", data=fields))
    assert (answered["state"], answered["iss"]) == ("s-1", SITE)
    wallet.token = redeem(wallet.api, answered["code"]).json()["access_token"]
    assert wallet.request(wallet.prove(), configuration=JWT).status_code == 200
    for again in (
        browser.post("/authorize", data=fields),
        browser.get("/authorize", params=reference),
    ):
        assert (again.status_code, again.json()["code"]) == (422, "wallet_unknown")


def test_a_request_sent_ahead_is_its_wallets_and_for_a_short_time(browser, api, cases, clock):
    cases.credential()
    reference = brought(push(api))
    another = browser.get("/authorize", params={**reference, "client_id": "another"})
    assert (another.status_code, another.json()["code"]) == (422, "wallet_unknown")
    clock.pass_time(minutes=9)
    late = browser.get("/authorize", params=reference)
    assert (late.status_code, late.json()["code"]) == (422, "wallet_unknown")
    run_due(api.services, now=clock())
    assert dump(api.services)["pushed_request"] == []


FAULTY_AHEAD = [
    ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
    ({"redirect_uri": "https://elsewhere.example/"}, "invalid_request"),
    ({"client_id": ""}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"scope": "openid"}, "invalid_scope"),
    ({"state": "a\0b"}, "invalid_request"),
    ({"response_type": "token"}, "unsupported_response_type"),
]


def test_a_faulty_request_is_refused_where_it_is_sent_ahead(api, subtests):
    before = dump(api.services)
    for changes, error in FAULTY_AHEAD:
        with subtests.test(str(changes)):
            assert error_of(push(api, **changes)) == (400, error)
    assert dump(api.services) == before


def test_a_code_is_redeemed_with_the_key_that_the_request_named(browser, api, cases):
    cases.credential()
    wallet, thief = BoundWallet(api), BoundWallet(api)
    thumbprint = encode_base64url(wallet.sender.public_key.thumbprint)
    other_key = {"DPoP": thief.proof("/par")}
    mixed = api.http.post("/par", data={**ASKED, "dpop_jkt": thumbprint}, headers=other_key)
    assert error_of(mixed) == (400, "invalid_dpop_proof")
    proof = {"DPoP": wallet.proof("/par")}
    reference = brought(api.http.post("/par", data=ASKED, headers=proof))
    page = browser.get("/authorize", params=reference).text
    fields = {**reference, "answer": "agree", "csrf_token": form_token(page)}
    start = page.find('name="credential" value="') + 25
    code = told(browser.post("/authorize", data={**fields, "credential": page[start : start + 36]}))
    form = {
        "grant_type": "authorization_code",
        "code": code["code"],
        "client_id": ASKED["client_id"],
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    for headers in ({}, {"DPoP": thief.proof("/token")}):
        refused = api.http.post("/token", data=form, headers=headers)
        assert error_of(refused) == (400, "invalid_grant")
    given = api.http.post("/token", data=form, headers={"DPoP": wallet.proof("/token")})
    assert given.json()["token_type"] == "DPoP"
