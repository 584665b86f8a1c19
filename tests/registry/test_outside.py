"""The cache and the pool in front of outside servers."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from registry import outside as outside_module
from registry.outside import Outside, tls_context
from registry.outside_requests import Route, Wanted
from tests.conftest import Clock
from tests.registry.outside_servers import OutsideServer, outside_server

JSON = frozenset({"application/json"})


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OutsideServer]:
    with outside_server(tmp_path) as running:
        yield running


@pytest.fixture
def outside(server: OutsideServer, clock: Clock) -> Outside:
    return Outside(Route(tls_context(server.ca_file), 10, allow_loopback=True), clock=clock)


def wanted(url: str) -> Wanted:
    return Wanted(url, JSON, 1000)


def test_a_document_is_kept_as_long_as_its_server_says(
    server: OutsideServer, outside: Outside, clock: Clock
) -> None:
    url = server.serve("/a", b"1", Cache_Control="max-age=120")
    assert outside.get([wanted(url)])[url].body == b"1"
    server.serve("/a", b"2", Cache_Control="max-age=120")
    clock.pass_time(seconds=119)
    assert outside.get([wanted(url)])[url].body == b"1"
    clock.pass_time(seconds=1)
    assert outside.get([wanted(url)])[url].body == b"2"
    assert server.asked == ["/a", "/a"]


@pytest.mark.parametrize(
    ("told", "seconds"), [("max-age=0", 30), ("max-age=999999", 3600), ("private", 300)]
)
def test_nobody_makes_us_ask_all_the_time_or_never_again(
    server: OutsideServer, outside: Outside, clock: Clock, told: str, seconds: int
) -> None:
    url = server.serve("/a", b"1", Cache_Control=told)
    outside.get([wanted(url)])
    clock.pass_time(seconds=seconds - 1)
    outside.get([wanted(url)])
    assert len(server.asked) == 1
    clock.pass_time(seconds=1)
    outside.get([wanted(url)])
    assert len(server.asked) == 2


def test_a_failure_is_remembered_for_a_while(
    server: OutsideServer, outside: Outside, clock: Clock
) -> None:
    url = server.url + "/later"
    assert outside.get([wanted(url)]) == {}
    server.serve("/later", b"1")
    assert outside.get([wanted(url)]) == {}
    clock.pass_time(seconds=30)
    assert outside.get([wanted(url)])[url].body == b"1"


def test_one_that_fails_does_not_spoil_the_others(server: OutsideServer, outside: Outside) -> None:
    good = server.serve("/good", b"1")
    refused = "http://localhost/plain"
    assert set(outside.get([wanted(server.url + "/no"), wanted(good), wanted(refused)])) == {good}


def test_a_server_that_does_not_answer_is_waited_for_once(
    server: OutsideServer, clock: Clock
) -> None:
    hurried = Outside(Route(tls_context(server.ca_file), 0.5, allow_loopback=True), clock=clock)
    good = server.serve("/good", b"1")
    silent = server.url + "/silent"
    hurried.get([wanted(good)])
    assert set(hurried.get([wanted(silent), wanted(good)])) == {good}
    assert silent not in hurried.get([wanted(silent)])


def test_many_who_want_the_same_share_one_request(server: OutsideServer, outside: Outside) -> None:
    asked, go = threading.Event(), threading.Event()

    def answer() -> tuple[int, dict[str, str], bytes]:
        asked.set()
        go.wait()
        return 200, {"Content-Type": "application/json"}, b"1"

    server.answers["/shared"] = answer
    url = server.url + "/shared"
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(outside.get, [wanted(url)]) for _ in range(8)]
        asked.wait()
        go.set()
        assert {one.result()[url].body for one in waiting} == {b"1"}
    assert server.asked == ["/shared"]


def test_what_is_kept_has_bounds(server: OutsideServer, outside: Outside) -> None:
    outside_module_limit = outside_module.MAX_KEPT
    urls = [server.url + f"/missing/{number}" for number in range(outside_module_limit + 8)]
    for start in range(0, len(urls), 16):
        outside.get([wanted(url.replace("https", "http")) for url in urls[start : start + 16]])
    assert len(outside._kept) == outside_module_limit


def test_a_forgotten_document_is_asked_for_again(server: OutsideServer, outside: Outside) -> None:
    url = server.serve("/a", b"1")
    outside.get([wanted(url)])
    outside.forget(url)
    outside.get([wanted(url)])
    assert server.asked == ["/a", "/a"]


def test_an_address_named_as_something_else_is_not_lost_for_what_it_is(
    server: OutsideServer, outside: Outside
) -> None:
    """Anybody may write a credential whose status list is its issuer's DID document."""
    url = server.serve("/did.json", b"1")
    assert outside.get([Wanted(url, frozenset({"application/jwt"}), 1000)]) == {}
    assert outside.get([wanted(url)])[url].body == b"1"


def test_a_document_that_says_it_ends_sooner_is_asked_for_sooner(
    server: OutsideServer, outside: Outside, clock: Clock
) -> None:
    url = server.serve("/list", b"1", Cache_Control="max-age=3600")
    ending = Wanted(url, JSON, 1000, lambda _, now: now + timedelta(minutes=2))
    outside.get([ending])
    clock.pass_time(seconds=119)
    outside.get([ending])
    assert len(server.asked) == 1
    clock.pass_time(seconds=1)
    outside.get([ending])
    assert len(server.asked) == 2
