"""A release is pushed to a real SPARQL server, and to servers that will not have it."""

import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mappings import curated, namespaces, releases, statements
from registry.commands import push
from registry.errors import PushFailed, PushNotAllowed

NQUADS = releases.sorted_nquads(statements.quads(curated.read()))
GRAPHS = {line.rpartition(b" <")[2].removesuffix(b"> .") for line in NQUADS.splitlines()}
SERVER = Path(sys.executable).with_name("oxigraph")
START_SECONDS = 15


def serve(folder: Path, command: str) -> Iterator[str]:
    """The address of an Oxigraph server on this machine."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    arguments = [str(SERVER), command, "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[str]:
    yield from serve(tmp_path / "store", "serve")


def ask(server: str, query: str) -> list[str]:
    answer = httpx.post(
        f"{server}/query", data={"query": query}, headers={"Accept": "text/csv"}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    return answer.text.split()[1:]


def test_a_server_holds_what_was_pushed_and_the_same_after_a_second_time(outside):
    for _ in range(2):
        sent = push.put_graphs(httpx.URL(f"{outside}/store"), NQUADS)
        assert sent == len(GRAPHS)
        counted = ask(outside, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        assert int(counted[0]) == len(NQUADS.splitlines())
    eqf = namespaces.framework_iri("eqf")
    levels = f"SELECT ?l {{ GRAPH ?g {{ ?l <{namespaces.SKOS}inScheme> <{eqf}> }} }}"
    assert len(ask(outside, levels)) == 8


def test_what_a_server_holds_beside_the_release_stays(outside):
    other = {"graph": "https://elsewhere.example/graph"}
    triple = "<https://a.example/> <https://a.example/> <https://a.example/> ."
    headers = {"Content-Type": "text/turtle"}
    httpx.put(f"{outside}/store", params=other, content=triple, headers=headers)
    push.put_graphs(httpx.URL(f"{outside}/store"), NQUADS)
    assert ask(outside, f"SELECT ?s {{ GRAPH <{other['graph']}> {{ ?s ?p ?o }} }}")


def test_the_command_pushes_the_release_in_force_with_its_own_graph(home, outside):
    result = home.run("graph", "push", f"{outside}/store")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("release 1: ")
    release = namespaces.release_iri(1)
    part = f"<{release}> <{namespaces.DCTERMS}hasPart> ?part"
    parts = f"SELECT ?part {{ GRAPH <{release}> {{ {part} }} }}"
    graphs = ask(outside, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert {*ask(outside, parts), release} == set(graphs)


def test_the_command_refuses_an_unknown_release_and_a_foreign_host(home):
    foreign = home.run("graph", "push", "https://sparql.example/store")
    assert (foreign.returncode, foreign.stderr.partition(":")[0]) == (2, "push_not_allowed")
    unknown = home.run("graph", "push", "http://127.0.0.1:9/store", "--release", "99")
    assert (unknown.returncode, unknown.stderr.partition(":")[0]) == (2, "release_unknown")


@pytest.mark.parametrize(
    "url",
    [
        "https://sparql.example/store",
        "http://allowed.example/store",
        "https://user:secret@allowed.example/store",
        "https://allowed.example.evil.example/store",
        "https://127.0.0.1.evil.example/store",
        "file:///etc/passwd",
        "//127.0.0.1/store",
        "https://",
        "not an address",
        "http://[::1",
    ],
)
def test_only_hosts_on_the_list_over_https_or_this_machine_are_written_to(url):
    with pytest.raises(PushNotAllowed):
        push.read_address(url, allowed=("allowed.example",))


@pytest.mark.parametrize(
    "url",
    [
        "https://allowed.example/store",
        "http://127.0.0.1:7878/store",
        "http://[::1]/",
        "http://localhost/",
    ],
)
def test_these_may_be_written_to(url):
    assert str(push.read_address(url, allowed=("allowed.example",))) == url


def test_a_server_that_only_reads_is_told_by_its_status(tmp_path):
    folder = tmp_path / "store"
    for _ in serve(folder, "serve"):
        """Makes the folder."""
    for address in serve(folder, "serve-read-only"):
        with pytest.raises(PushFailed, match="answered 4"):
            push.put_graphs(httpx.URL(f"{address}/store"), NQUADS)


def test_a_server_that_is_not_there_is_told():
    with pytest.raises(PushFailed, match="cannot be reached"):
        push.put_graphs(httpx.URL("http://127.0.0.1:9/store"), NQUADS)


class _Elsewhere(http.server.BaseHTTPRequestHandler):
    """Answers every request with a redirect and keeps what it was sent."""

    seen: list[tuple[str, str | None]]

    def do_PUT(self) -> None:
        type(self).seen.append((self.path, self.headers["Authorization"]))
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(307)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Quiet."""


def test_a_redirect_is_not_followed_and_the_address_keeps_its_own_parameters():
    _Elsewhere.seen = []
    with http.server.HTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = httpx.URL(f"http://127.0.0.1:{server.server_port}/store?tenant=1")
        with pytest.raises(PushFailed, match="answered 307"):
            push.put_graphs(address, NQUADS, authorization="Bearer x")
        server.shutdown()
    ((path, authorization),) = _Elsewhere.seen
    assert path.startswith("/store?tenant=1&graph=https%3A%2F%2Fw3id.org")
    assert authorization == "Bearer x"
