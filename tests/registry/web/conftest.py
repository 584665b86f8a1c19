"""The real application over HTTP, in the process of the tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from registry.app import create_app
from registry.services import Services
from registry.usecases.demo_accounts import PASSWORD

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


@pytest.fixture
def api_on_each(services: Services) -> Iterator[Api]:
    """On SQLite and on PostgreSQL."""
    yield from make_api(services)


Make = Callable[..., Any]
