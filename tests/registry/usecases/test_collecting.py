"""Keys and status lists of outside issuers: only of those on the list, never in doubt."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from credentials.did import did_document
from credentials.keys import KeyRing, generate_key_ring
from credentials.trust import TrustedIssuer, TrustList
from registry.outside import Outside, tls_context
from registry.outside_requests import Route
from registry.usecases.collecting import collect
from tests.conftest import NOW, Clock
from tests.registry.outside_servers import OutsideServer, outside_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OutsideServer]:
    with outside_server(tmp_path_factory.mktemp("tls")) as running:
        yield running


@pytest.fixture
def outside(server: OutsideServer, clock: Clock) -> Outside:
    return Outside(Route(tls_context(server.ca_file), 10, allow_loopback=True), clock=clock)


@pytest.fixture(scope="module")
def ring(server: OutsideServer) -> KeyRing:
    return generate_key_ring(server.did, NOW - timedelta(days=1))


def publish(server: OutsideServer, document: object, media_type: str = "application/did+json"):
    server.serve("/.well-known/did.json", json.dumps(document).encode(), media_type)


def entry(server: OutsideServer) -> TrustedIssuer:
    prefix = f"{server.url}/status/"
    return TrustedIssuer(server.did, "College", (), (prefix,), resolves_keys=True)


def test_keys_and_lists_of_a_listed_issuer_are_fetched(
    server: OutsideServer, outside: Outside, ring: KeyRing
) -> None:
    publish(server, did_document(ring))
    url = server.serve("/status/1", b"list", "application/vc+jwt")
    found = collect(
        outside, TrustList((entry(server),)), issuers=[server.did], status_urls=[url, url]
    )
    issuer = found.trust.find(server.did)
    assert issuer is not None
    assert ring.credential_signer.kid in issuer.by_kid
    assert issuer.name == "College"
    assert found.statuses == {url: b"list"}


def test_nothing_is_asked_for_somebody_who_is_not_on_the_list(
    server: OutsideServer, outside: Outside
) -> None:
    server.asked.clear()
    url = server.serve("/status/1", b"list", "application/vc+jwt")
    for issuers in ([], [server.did], ["did:web:elsewhere.example"]):
        found = collect(outside, TrustList(), issuers=issuers, status_urls=[url])
        assert found.statuses == {}
    assert server.asked == []


def test_a_list_outside_the_issuer_s_own_place_is_not_asked_for(
    server: OutsideServer, outside: Outside, ring: KeyRing
) -> None:
    publish(server, did_document(ring))
    server.asked.clear()
    trust = TrustList((entry(server),))
    for path in ("/other/1", "/status/../other/1", "/status/%2e%2e/other/1"):
        url = server.serve(path, b"list", "application/vc+jwt")
        assert collect(outside, trust, issuers=[server.did], status_urls=[url]).statuses == {}
    assert set(server.asked) <= {"/.well-known/did.json"}


@pytest.mark.parametrize(
    "change",
    [
        {"id": "did:web:elsewhere.example"},
        {"verificationMethod": 5},
        {"assertionMethod": []},
    ],
)
def test_a_document_that_is_not_theirs_or_not_sound_gives_no_keys(
    server: OutsideServer, outside: Outside, ring: KeyRing, change: dict[str, object]
) -> None:
    publish(server, did_document(ring) | change)
    found = collect(outside, TrustList((entry(server),)), issuers=[server.did], status_urls=[])
    issuer = found.trust.find(server.did)
    assert issuer is not None
    assert issuer.keys == ()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"id":1,"id":2}'])
def test_bytes_that_are_no_document_give_no_keys(
    server: OutsideServer, outside: Outside, body: bytes
) -> None:
    server.serve("/.well-known/did.json", body)
    found = collect(outside, TrustList((entry(server),)), issuers=[server.did], status_urls=[])
    issuer = found.trust.find(server.did)
    assert issuer is not None
    assert issuer.keys == ()


def test_a_server_that_is_away_leaves_keys_and_lists_open(
    server: OutsideServer, outside: Outside
) -> None:
    server.answers.clear()
    url = server.url + "/status/1"
    found = collect(outside, TrustList((entry(server),)), issuers=[server.did], status_urls=[url])
    issuer = found.trust.find(server.did)
    assert issuer is not None
    assert (issuer.keys, found.statuses) == ((), {})
