"""Every route states who may call it, once, and nobody else can."""

from uuid import uuid4

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from registry.app import ROUTERS, accesses, create_app
from registry.web.api import vc_api_testing
from registry.web.security import Access, Role

# An account with this role alone, or with the fewest others.
HOLDERS = {
    Role.WORKER: "worker@demo.example",
    Role.INTAKE: "intake@de-ihk-fosa.example",
    Role.VERIFICATION: "intake@de-ihk-fosa.example",
    Role.ASSESSMENT: "assessor@de-ihk-fosa.example",
    Role.DECISION: "decider@de-ihk-fosa.example",
    Role.CURATOR: "curator@demo.example",
    Role.REVIEWER: "reviewer@demo.example",
    Role.EMPLOYER: "employer@demo.example",
    Role.ADMINISTRATOR: "admin@demo.example",
}
# FastAPI serves the description of the interface itself.
UNROUTED = {"/api/openapi.json"}


def routes() -> list[APIRoute]:
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def calls() -> list[tuple[APIRoute, str, Access]]:
    return [
        (route, method, accesses(route.dependant)[0])
        for route in routes()
        for method in sorted(route.methods - {"HEAD"})
    ]


def named(call: tuple[APIRoute, str, Access]) -> str:
    return f"{call[1]} {call[0].path}"


def address(route: APIRoute) -> str:
    names = (
        "application_id",
        "evidence_id",
        "credential_id",
        "account_id",
        "draft_id",
        "change_id",
        "examples_id",
    )
    filled = {name: str(uuid4()) for name in names} | {"number": "1", "other": "1"}
    path = route.path
    for part in route.param_convertors:
        path = path.replace("{" + part + "}", filled.get(part, "x")).replace(
            "{" + part + ":path}", "x"
        )
    return path


def test_the_application_has_no_route_that_these_tests_do_not_walk(sqlite_services):
    app = create_app(sqlite_services)
    served = {context.path for context in iter_route_contexts(app.routes)}
    assert served == {route.path for route in routes()} | UNROUTED


@pytest.mark.parametrize(
    "route",
    [*routes(), *vc_api_testing.router.routes],
    ids=lambda route: f"{route.methods} {route.path}",
)
def test_a_route_states_exactly_once_who_may_call_it(route):
    assert len(accesses(route.dependant)) == 1


@pytest.mark.parametrize(
    "call", [c for c in calls() if c[2].allowed and c[2].door == "api"], ids=named
)
def test_a_caller_of_the_api_without_the_role_is_refused(shared_api, call):
    route, method, access = call
    path = address(route)
    nobody = shared_api.http.request(method, path)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "sign_in_required")
    for role in set(Role) - set(access.allowed):
        headers = shared_api.bearer(HOLDERS[role], role.value)
        refused = shared_api.http.request(method, path, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted"), role


@pytest.mark.parametrize(
    "call", [c for c in calls() if c[2].allowed and c[2].door == "api"], ids=named
)
def test_a_caller_of_the_api_with_the_role_is_let_in(api, call):
    route, method, access = call
    for role in access.allowed:
        headers = api.bearer(HOLDERS[role], role.value)
        answer = api.http.request(method, address(route), headers=headers)
        # What is asked for may be missing or incomplete; the door is open.
        assert answer.status_code != 401, role
        assert answer.json().get("needed") is None, role


@pytest.mark.parametrize(
    "call", [c for c in calls() if c[2].allowed and c[2].door == "page"], ids=named
)
def test_a_reader_without_the_role_is_refused(shared_api, shared_sign_in, call):
    route, method, access = call
    path = address(route)
    assert shared_api.http.request(method, path).status_code == 401
    shared = {holder for role, holder in HOLDERS.items() if role in access.allowed}
    for holder in set(HOLDERS.values()) - shared:
        browser = shared_sign_in(holder)
        refused = browser.request(method, path)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted"), holder


@pytest.mark.parametrize(
    "call", [c for c in calls() if c[2].door == "page" and c[1] == "POST"], ids=named
)
def test_no_form_is_taken_from_another_site_or_without_its_secret(shared_sign_in, call):
    route, _, access = call
    browser = shared_sign_in(HOLDERS[(access.allowed or (Role.WORKER,))[0]])
    path = address(route)
    without = browser.post(path, data={"csrf_token": "guessed"})
    assert (without.status_code, without.json()["code"]) == (403, "form_expired")
    for origin in ("https://elsewhere.example", "http://["):
        foreign = browser.post(path, data={}, headers={"Origin": origin})
        assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_foreign")


def test_the_interface_says_who_may_call(api):
    document = api.get("/api/openapi.json").json()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["x-allowed"], path
            assert ("security" in operation) == (operation["x-allowed"] != ["anyone"])


def test_a_signed_in_browser_cannot_use_the_api(sign_in):
    browser = sign_in("worker@demo.example")
    assert browser.get("/api/v1/accounts/me").status_code == 401
