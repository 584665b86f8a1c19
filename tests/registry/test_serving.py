"""The running process, as `make serve` starts it."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.registry.conftest import COMMAND, INHERITED

START_SECONDS = 60


@pytest.fixture(scope="module")
def site(demo_run) -> Iterator[httpx.Client]:
    """A client of `registry serve` on a loopback port, in the store of the demonstration."""
    home, _ = demo_run
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    process = subprocess.Popen(
        [str(COMMAND), "serve", "--port", str(port), "--with-demo-accounts"],
        cwd=home.folder,
        env={**INHERITED, "HOME": str(home.folder), "LOG_LEVEL": "WARNING"},
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            _wait_for(client, process)
            yield client
    finally:
        process.terminate()
        # uvicorn shuts down in order and then passes the signal on.
        assert process.wait(timeout=30) in {0, -signal.SIGTERM}


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail("the service did not start")


def test_it_is_ready_with_release_1(site):
    assert site.get("/readyz").json() == {"status": "ready", "release": 1}


def test_a_person_signs_in_over_plain_http_on_this_machine(site):
    page = site.get("/login")
    cookies = page.headers.get_list("set-cookie")
    assert cookies
    assert not any("secure" in cookie.lower() for cookie in cookies)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token is not None
    signed_in = site.post(
        "/login",
        data={
            "csrf_token": token[1],
            "email": "worker@demo.example",
            "password": "demonstration only",
        },
    )
    assert signed_in.status_code == httpx.codes.SEE_OTHER, signed_in.text
    assert "Maria Santos" in site.get("/apply").text


def test_addresses_in_documents_come_from_public_url_alone(site):
    document = site.get("/.well-known/did.json").json()
    assert document["id"] == "did:web:registry.example"
    assert str(urlsplit(str(site.base_url)).port) not in site.get("/.well-known/did.json").text
