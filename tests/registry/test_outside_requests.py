"""Fetching from outside, against a real https server that behaves badly in every way we know."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.errors import FetchFailed, FetchRefused
from registry.outside import tls_context
from registry.outside_addresses import is_allowed, resolve_public
from registry.outside_requests import Route, Wanted, fetch
from tests.registry.outside_servers import OutsideServer, gzip_bomb, outside_server

JSON = frozenset({"application/json"})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OutsideServer]:
    with outside_server(tmp_path_factory.mktemp("tls")) as running:
        yield running


@pytest.fixture
def route(server: OutsideServer) -> Route:
    return Route(tls_context(server.ca_file), 10, allow_loopback=True)


def wanted(url: str, limit: int = 1000) -> Wanted:
    return Wanted(url, JSON, limit)


def test_a_document_is_fetched_with_what_the_server_says_of_it(
    server: OutsideServer, route: Route
) -> None:
    url = server.serve(
        "/a", b"{}", "application/json; charset=utf-8", Cache_Control="public, max-age=120"
    )
    received = fetch(wanted(url), route)
    assert (received.body, received.media_type, received.max_age) == (
        b"{}",
        "application/json",
        120,
    )
    assert server.accepted[-1] == "application/json"


@pytest.mark.parametrize(
    ("told", "max_age"),
    [
        ("no-store", 0),
        ("max-age=60, no-cache", 0),
        ('max-age="60"', 60),
        ("max-age=99999999999999", 31_536_000),
        ("max-age=-1", None),
        ("private", None),
    ],
)
def test_how_long_a_document_may_be_kept(
    server: OutsideServer, route: Route, told: str, max_age: int | None
) -> None:
    url = server.serve("/kept", b"{}", Cache_Control=told)
    assert fetch(wanted(url), route).max_age == max_age


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/did.json",
        "file:///etc/passwd",
        "https://user@localhost/",
        "https://:443/",
        "https://[::1",
        "https://localhost:99999/",
        "https://localhost/ü",
        "https://localhost/a b",
        "gopher://localhost/",
        "",
    ],
)
def test_only_plain_https_addresses_are_asked(route: Route, url: str) -> None:
    with pytest.raises(FetchRefused):
        fetch(wanted(url), route)


def test_a_redirect_stays_on_its_host(server: OutsideServer, route: Route) -> None:
    server.serve("/there", b"{}")
    assert fetch(wanted(server.redirect("/here", "/there")), route).body == b"{}"
    for elsewhere in (
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/latest/meta-data/",
        f"https://127.0.0.1:{server.port}/there",
        f"http://localhost:{server.port}/there",
        "//evil.example/there",
        "file:///etc/passwd",
    ):
        with pytest.raises(FetchRefused):
            fetch(wanted(server.redirect("/away", elsewhere)), route)


def test_redirects_come_to_an_end(server: OutsideServer, route: Route) -> None:
    with pytest.raises(FetchFailed, match="redirects too often"):
        fetch(wanted(server.redirect("/round", "/round")), route)


def test_too_much_is_not_read(server: OutsideServer, route: Route) -> None:
    url = server.serve("/huge", bytes(5000))
    with pytest.raises(FetchFailed, match="too large"):
        fetch(wanted(url), route)
    assert len(fetch(wanted(url, 5000), route).body) == 5000
    chunks = b"".join(b"400\r\n" + bytes(1024) + b"\r\n" for _ in range(64)) + b"0\r\n\r\n"
    server.answers["/chunks"] = (
        200,
        {"Content-Type": "application/json", "Transfer-Encoding": "chunked"},
        chunks,
    )
    with pytest.raises(FetchFailed):
        fetch(wanted(server.url + "/chunks"), route)


def test_a_gzip_bomb_is_not_unpacked(server: OutsideServer, route: Route) -> None:
    bomb = gzip_bomb(50_000_000)
    url = server.serve("/bomb", bomb, Content_Encoding="gzip")
    with pytest.raises(FetchFailed, match="packed"):
        fetch(wanted(url, len(bomb)), route)


def test_another_type_of_content_is_refused(server: OutsideServer, route: Route) -> None:
    url = server.serve("/page", b"<html>", "text/html")
    with pytest.raises(FetchFailed, match="type"):
        fetch(wanted(url), route)
    server.answers["/none"] = (200, {}, b"{}")
    with pytest.raises(FetchFailed, match="type"):
        fetch(wanted(server.url + "/none"), route)


def test_a_server_that_says_no_or_nonsense_has_nothing(server: OutsideServer, route: Route) -> None:
    with pytest.raises(FetchFailed, match="404"):
        fetch(wanted(server.url + "/missing"), route)
    server.serve("/length", b"{}", Content_Length="many")
    with pytest.raises(FetchFailed):
        fetch(wanted(server.url + "/length"), route)


@pytest.mark.parametrize("path", ["/silent", "/trickle/headers", "/trickle/body"])
def test_a_slow_server_holds_nobody(server: OutsideServer, path: str) -> None:
    hurried = Route(tls_context(server.ca_file), 0.5, allow_loopback=True)
    with pytest.raises(FetchFailed):
        fetch(wanted(server.url + path, 100_000), hurried)


def test_a_server_under_no_known_authority_is_not_believed(server: OutsideServer) -> None:
    url = server.serve("/a", b"{}")
    with pytest.raises(FetchFailed):
        fetch(wanted(url), Route(ssl.create_default_context(), 10, allow_loopback=True))


def test_a_server_with_another_s_certificate_is_not_believed(
    server: OutsideServer, route: Route
) -> None:
    server.serve("/a", b"{}")
    with pytest.raises(FetchFailed):
        fetch(wanted(f"https://127.0.0.2:{server.port}/a"), route)


def test_this_machine_is_not_asked_unless_the_operator_wants_it(server: OutsideServer) -> None:
    route = Route(tls_context(server.ca_file), 10)
    before = len(server.asked)
    with pytest.raises(FetchRefused):
        fetch(wanted(server.serve("/a", b"{}")), route)
    assert len(server.asked) == before


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:169.254.169.254",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:0:0:0:0:80ff:fffe",
        "2001:db8::1",
        "localhost",
        "",
    ],
)
def test_addresses_inside_are_never_asked(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1"])
def test_addresses_of_the_public_internet_may_be_asked(address: str) -> None:
    assert is_allowed(address)


def test_loopback_is_all_that_the_setting_for_tests_opens() -> None:
    assert is_allowed("127.0.0.1", allow_loopback=True)
    assert is_allowed("::1", allow_loopback=True)
    for address in ("10.0.0.1", "169.254.169.254", "fe80::1"):
        assert not is_allowed(address, allow_loopback=True)


def test_spellings_of_inner_addresses_are_seen_through() -> None:
    for host in ("127.1", "0x7f000001", "2130706433", "localhost", "[::1]", "0"):
        with pytest.raises((FetchRefused, FetchFailed)):
            resolve_public(host.strip("[]"), 443)


def test_names_that_do_not_exist_are_no_error_of_ours() -> None:
    for host in ("nowhere.invalid", "x" * 300, "a..b"):
        with pytest.raises(FetchFailed):
            resolve_public(host, 443)


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("nothing")
    with pytest.raises(OSError):  # noqa: PT011 - ssl.SSLError says only that there are none
        tls_context(empty)
