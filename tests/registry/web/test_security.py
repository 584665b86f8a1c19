"""Tokens, web sessions, headers, limits."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
from fastapi.testclient import TestClient

from registry.app import create_app
from registry.web import security
from registry.web.errors import TokenExpired, TokenInvalid
from registry.web.pages.accounts import own_path
from registry.web.security import token_key
from tests.registry.web.conftest import ADMINISTRATOR, form_token

WORKER = "worker@demo.example"
SECRET = "a secret of somebody else, long enough"


def me(api, token):
    return api.get("/api/v1/accounts/me", headers={"Authorization": f"Bearer {token}"})


def claims_of(api, token):
    return jwt.decode(token, options={"verify_signature": False})


def test_a_token_names_issuer_audience_scope_and_ends_after_its_minutes(api):
    claims = claims_of(api, api.token(WORKER))
    assert claims["iss"] == api.services.settings.public_url
    assert claims["aud"] == f"{api.services.settings.public_url}/api"
    assert claims["scope"] == "worker"
    assert claims["exp"] - claims["iat"] == api.services.settings.token_minutes * 60


def test_the_clock_that_counts_is_the_one_of_the_service(api, clock):
    token = api.token(WORKER)
    clock.pass_time(minutes=14, seconds=59)
    assert me(api, token).status_code == 200
    clock.pass_time(seconds=1)
    assert me(api, token).json()["code"] == "token_expired"


def test_a_token_from_the_future_is_not_ours(api, clock):
    token = api.token(WORKER)
    clock.pass_time(minutes=-1)
    assert me(api, token).json()["code"] == "token_invalid"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "https://elsewhere.example/api"},
        {"iss": "https://elsewhere.example"},
        {"sub": "nobody"},
        {"exp": "soon"},
    ],
)
def test_a_token_with_other_claims_is_not_ours(api, changed):
    claims = {**claims_of(api, api.token(WORKER)), **changed}
    token = jwt.encode(claims, token_key(api.services), algorithm="HS256")
    assert me(api, token).json()["code"] == "token_invalid"


@pytest.mark.parametrize("missing", ["exp", "iat", "sub", "scope", "aud", "iss"])
def test_a_token_without_a_claim_is_not_ours(api, missing):
    claims = claims_of(api, api.token(WORKER))
    del claims[missing]
    token = jwt.encode(claims, token_key(api.services), algorithm="HS256")
    assert me(api, token).json()["code"] == "token_invalid"


def test_a_form_signs_no_token_for_who_chooses_the_cookies(api):
    """The browser chooses both cookies; joined by a dot they once were a JWT to be signed."""
    token = api.token(ADMINISTRATOR)
    header, payload, genuine = token.split(".")
    cookies = {"registry_form": header, "registry_session": payload}
    page = api.http.get("/login", headers={"Cookie": written(cookies)}).text
    forged = urlsafe_b64encode(bytes.fromhex(form_token(page))).decode().rstrip("=")
    assert forged != genuine
    assert me(api, f"{header}.{payload}.{forged}").json()["code"] == "token_invalid"


def written(cookies):
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def test_a_strangers_key_and_no_key_at_all_are_refused(api):
    claims = claims_of(api, api.token(WORKER))
    foreign = jwt.encode(claims, SECRET, algorithm="HS256")
    unsigned = jwt.encode(claims, "", algorithm="none")
    for_all_else = jwt.encode(claims, api.services.token_secret, algorithm="HS256")
    stronger = jwt.encode(claims, token_key(api.services) * 2, algorithm="HS512")
    for token in (foreign, unsigned, for_all_else, stronger, "x.y.z", "x"):
        assert me(api, token).json()["code"] == "token_invalid"


def test_the_token_of_an_account_that_does_not_exist_is_refused(api):
    claims = {**claims_of(api, api.token(WORKER)), "sub": str(uuid4())}
    token = jwt.encode(claims, token_key(api.services), algorithm="HS256")
    assert me(api, token).json()["code"] == "token_invalid"


def test_reading_a_token_needs_no_database(sqlite_services, clock):
    account = type("Row", (), {"id": uuid4()})()
    now = clock()
    token = security.issue_token(
        sqlite_services, account=account, roles=frozenset({"worker"}), now=now
    )
    assert security.read_token(sqlite_services, token, now=now) == (
        account.id,
        frozenset({"worker"}),
    )
    with pytest.raises(TokenExpired):
        security.read_token(sqlite_services, token, now=now + timedelta(hours=1))
    other = replace(sqlite_services, token_secret=SECRET)
    with pytest.raises(TokenInvalid):
        security.read_token(other, token, now=now)


def test_a_scope_limits_what_a_token_may_do(api, cases):
    case = cases.submitted()
    verification_only = api.bearer("intake@de-ihk-fosa.example", "officer:verification")
    answer = api.post(
        f"/api/v1/applications/{case}/events", headers=verification_only, json={"event": "check"}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


def test_the_password_form_of_oauth_works_too(api):
    answer = api.post(
        "/api/v1/accounts/token",
        data={"grant_type": "password", "username": WORKER, "password": "demonstration only"},
    )
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "bearer"
    assert me(api, answer.json()["access_token"]).json()["email"] == WORKER


def test_other_grants_are_refused(api):
    form = {"grant_type": "client_credentials", "username": WORKER, "password": "x"}
    answer = api.post("/api/v1/accounts/token", data=form)
    assert answer.json()["errors"][0]["pointer"] == "#/grant_type"


def test_signing_out_ends_the_session_on_the_server(api, sign_in):
    browser = sign_in(WORKER)
    kept = dict(browser.cookies)
    page = browser.get("/apply").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert browser.post("/logout", data={"csrf_token": token}).status_code == 303
    browser.cookies.update(kept)
    assert browser.get("/apply/new").status_code == 401


def test_a_session_ends_after_its_hours(sign_in, clock):
    browser = sign_in(WORKER)
    assert browser.get("/apply/new").status_code == 200
    clock.pass_time(hours=12)
    assert browser.get("/apply/new").status_code == 401


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(sqlite_services):
    from_settings = sqlite_services.settings.model_copy(update={"secure_cookies": True})
    cookies = set_cookies(replace(sqlite_services, settings=from_settings))
    for cookie in cookies:
        assert {"HttpOnly", "SameSite=lax", "Secure"} <= set(cookie.split("; "))


def set_cookies(services):
    client = TestClient(create_app(services), base_url="https://testserver")
    page = client.get("/login?lang=fr")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"email": WORKER, "password": "demonstration only", "csrf_token": token}
    signed_in = client.post("/login", data=form, follow_redirects=False)
    assert signed_in.headers["strict-transport-security"]
    return page.headers.get_list("set-cookie") + signed_in.headers.get_list("set-cookie")


def test_a_new_sign_in_ends_the_session_that_was_there(sign_in):
    browser = sign_in(WORKER)
    planted = browser.cookies["registry_session"]
    page = browser.get("/login").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"email": WORKER, "password": "demonstration only", "csrf_token": token}
    browser.post("/login", data=form)
    assert browser.cookies["registry_session"] != planted
    browser.cookies.clear()
    browser.cookies.set("registry_session", planted)
    assert browser.get("/apply/new").status_code == 401


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "apply"]
)
def test_after_signing_in_nobody_is_sent_to_another_site(elsewhere):
    assert own_path(elsewhere) == ""
    assert own_path("/apply/new?destination=DE") == "/apply/new?destination=DE"


def test_pages_load_nothing_from_elsewhere_and_run_no_script(api):
    answer = api.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
