"""The real application over HTTP, in the process of the tests."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from registry.app import create_app
from registry.services import Passwords, Services
from registry.usecases.demo_accounts import PASSWORD
from tests.conftest import Clock, Databases, open_services

WORKER = "worker@demo.example"
INTAKE = "intake@de-ihk-fosa.example"
ASSESSOR = "assessor@de-ihk-fosa.example"
DECIDER = "decider@de-ihk-fosa.example"
EMPLOYER = "employer@demo.example"
CURATOR = "curator@demo.example"
REVIEWER = "reviewer@demo.example"
ADMINISTRATOR = "admin@demo.example"


@dataclass
class Api:
    """A client, and a bearer token for whoever is named."""

    http: TestClient
    services: Services
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def token(self, email: str, scope: str = "") -> str:
        if (email, scope) not in self._tokens:
            answer = self.http.post(
                "/api/v1/accounts/token",
                json={"email": email, "password": PASSWORD, "scope": scope},
            )
            assert answer.status_code == 200, answer.text
            self._tokens[email, scope] = answer.json()["access_token"]
        return self._tokens[email, scope]

    def forget_tokens(self) -> None:
        """After time has passed."""
        self._tokens.clear()

    def bearer(self, email: str, scope: str = "") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(email, scope)}"}

    def get(self, path: str, who: str | None = None, **kwargs: Any) -> httpx.Response:
        headers = {**(self.bearer(who) if who else {}), **kwargs.pop("headers", {})}
        return self.http.get(path, headers=headers, **kwargs)

    def post(self, path: str, who: str | None = None, **kwargs: Any) -> httpx.Response:
        headers = {**(self.bearer(who) if who else {}), **kwargs.pop("headers", {})}
        return self.http.post(path, headers=headers, **kwargs)


def make_api(services: Services) -> Iterator[Api]:
    app = create_app(services)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Api(client, services)


@pytest.fixture
def api(sqlite_services: Services) -> Iterator[Api]:
    """On SQLite."""
    yield from make_api(sqlite_services)


@pytest.fixture(scope="module")
def shared_api(
    sqlite: Databases, tmp_path_factory: pytest.TempPathFactory, passwords: Passwords
) -> Iterator[Api]:
    """One for all tests of a file that leave nothing behind."""
    for services in open_services(sqlite, tmp_path_factory.mktemp("var"), passwords, Clock()):
        yield from make_api(services)


@pytest.fixture
def api_on_each(services: Services) -> Iterator[Api]:
    """On SQLite and on PostgreSQL."""
    yield from make_api(services)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003860180b5d41bb4"
    "0000000049454e44ae426082"
)
FULL = {
    "outcome": "FULL",
    "level": "de-dqr:3",
    "legal_basis": "BQFG, section 4",
    "reasons": "Equivalent in all that matters.",
}
PARTIAL = {
    "outcome": "PARTIAL",
    "level": "de-dqr:3",
    "legal_basis": "BQFG, section 5",
    "reasons": "Pipe welding is not shown.",
    "remedies": "A course in pipe welding.",
    "appeal_body": "Administrative court",
}
APPLICATION = {
    "destination": "DE",
    "purpose": "employment",
    "awarded": "2019-05",
    "qualification": "ph-tesda-smaw-nc2",
    "occupation": "7212",
    "authority": "de-ihk-fosa",
    "consent": True,
}


@dataclass
class Cases:
    """Brings a case as far as a test needs it, by the API alone."""

    api: Api

    def start(self, **changes: Any) -> str:
        answer = self.api.post("/api/v1/applications", WORKER, json={**APPLICATION, **changes})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def hand_in(self, case: str, who: str = WORKER) -> str:
        answer = self.api.post(
            f"/api/v1/applications/{case}/evidence",
            who,
            files={"file": ("certificate.png", PNG, "image/png")},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def event(self, case: str, who: str, event: str, **fields: Any) -> None:
        answer = self.api.post(
            f"/api/v1/applications/{case}/events", who, json={"event": event, **fields}
        )
        assert answer.status_code == 200, answer.text

    def submitted(self, **changes: Any) -> str:
        case = self.start(**changes)
        self.hand_in(case)
        self.event(case, WORKER, "submit")
        return case

    def evaluated(self, **changes: Any) -> str:
        case = self.submitted(**changes)
        self.event(case, INTAKE, "check")
        self.event(case, INTAKE, "verify")
        self.event(case, ASSESSOR, "evaluate")
        return case

    def proposed(self, proposal: dict[str, Any] | None = None, **changes: Any) -> str:
        case = self.evaluated(**changes)
        self.event(case, ASSESSOR, "propose", proposal=proposal or FULL)
        return case

    def decided(self, proposal: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """The decision; "credential" is the id of what was issued."""
        case = self.proposed(proposal, **changes)
        answer = self.api.post(f"/api/v1/applications/{case}/decision", DECIDER, json={})
        assert answer.status_code == 201, answer.text
        return {"case": case, **answer.json()}

    def credential(self) -> tuple[str, str]:
        """(id, vc+jwt) of a fresh one."""
        identifier = self.decided()["credential"]
        stored = self.api.get(f"/api/v1/credentials/{identifier}", WORKER).json()
        return identifier, stored["credential"]


@pytest.fixture
def cases(api: Api) -> Cases:
    return Cases(api)


@pytest.fixture
def cases_on_each(api_on_each: Api) -> Cases:
    return Cases(api_on_each)


TOKEN_IN_FORM = re.compile(r'name="csrf_token" value="([0-9a-f]+)"')


def form_token(page: str) -> str:
    found = TOKEN_IN_FORM.search(page)
    assert found, page[:500]
    return found[1]


def signed_in(api: Api, opened: ExitStack, email: str) -> TestClient:
    """A browser, signed in by the page's own form."""
    browser = opened.enter_context(
        TestClient(api.http.app, raise_server_exceptions=False, follow_redirects=False)
    )
    page = browser.get("/login").text
    answer = browser.post(
        "/login", data={"email": email, "password": PASSWORD, "csrf_token": form_token(page)}
    )
    assert answer.status_code == 303, answer.text
    return browser


@pytest.fixture
def sign_in(api: Api) -> Iterator[Callable[[str], TestClient]]:
    """Browsers, each signed in."""
    with ExitStack() as opened:
        yield lambda email: signed_in(api, opened, email)


@pytest.fixture(scope="module")
def shared_sign_in(shared_api: Api) -> Iterator[Callable[[str], TestClient]]:
    """One browser for each of them, at the shared door."""
    with ExitStack() as opened:
        yield cache(lambda email: signed_in(shared_api, opened, email))
