"""Credentials of another issuer, from its own server on this machine to the report."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials import issuer
from credentials.bitstring import BitstringStatusList
from credentials.did import did_document
from credentials.encodings import serialize_json
from credentials.keys import KeyPurpose, KeyRing, generate_key_ring
from credentials.proofs.jose import VC_JWT, sign_jws
from credentials.trust import TrustedIssuer
from registry.outside import KEEP_AT_MOST, KEEP_UNSAID, Outside, tls_context
from registry.outside_requests import Route
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.usecases import trust, verification
from tests.conftest import NOW, Clock
from tests.registry.outside_servers import OutsideServer, outside_server

INDEX = 4711


@dataclass
class College:
    """An issuer with a did:web, a status list, and credentials in hand."""

    server: OutsideServer
    ring: KeyRing

    def publish(self, *revoked: int) -> str:
        """Its document and its list, as they are now."""
        document = json.dumps(did_document(self.ring)).encode()
        self.server.serve("/.well-known/did.json", document, "application/did+ld+json")
        url = f"{self.server.url}/status/1"
        secured = issuer.issue_status_list(
            BitstringStatusList.of(revoked),
            url=url,
            purpose="revocation",
            issuer=self.server.did,
            now=NOW - timedelta(hours=1),
            valid_until=NOW + timedelta(days=7),
            signer=self.ring.credential_signer,
        ).credential
        self.server.serve("/status/1", secured.encode(), "application/vc+jwt")
        return url

    def credential(self, **changes: Any) -> str:
        claims = {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"],
            "id": "urn:uuid:7a3f0a52-6c5e-4f0d-9d8e-0c5b7d9f1e11",
            "issuer": self.server.did,
            "validFrom": "2026-11-01T00:00:00Z",
            "credentialSubject": {"id": "did:example:holder"},
            "credentialStatus": {
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": str(INDEX),
                "statusListCredential": f"{self.server.url}/status/1",
            },
            **changes,
        }
        return sign_jws(serialize_json(claims), {"typ": VC_JWT}, self.ring.credential_signer)

    @property
    def entry(self) -> TrustedIssuer:
        prefix = f"{self.server.url}/status/"
        return TrustedIssuer(self.server.did, "The College", (), (prefix,), resolves_keys=True)


@pytest.fixture
def college(tmp_path: Path) -> Iterator[College]:
    with outside_server(tmp_path) as server:
        found = College(server, generate_key_ring(server.did, NOW - timedelta(days=30)))
        found.publish()
        yield found


@pytest.fixture
def registry(sqlite_services: Services, college: College) -> Services:
    route = Route(tls_context(college.server.ca_file), 10, allow_loopback=True)
    services = replace(sqlite_services, outside=Outside(route, clock=sqlite_services.clock))
    with transaction(services.engine) as session:
        trust.put(session, services, actor=None, issuer=college.entry, now=NOW)
    return services


def verify(services: Services, text: str) -> dict[str, Any]:
    with reading(services.engine) as session:
        return verification.verify(session, services, data=text.encode(), now=services.clock())


def codes(report: dict[str, Any]) -> dict[str, str]:
    counted = ("proof", "issuer_trusted", "validity", "status")
    return {
        check["name"]: check["code"]
        for check in report["checks"]
        if check["name"] in counted and check["status"] != "passed"
    }


def test_it_is_valid_under_the_name_that_the_list_gives(
    registry: Services, college: College
) -> None:
    issued_by = {"id": college.server.did, "name": "University of Everything"}
    for claimed in (college.server.did, issued_by):
        report = verify(registry, college.credential(issuer=claimed))
        assert (report["outcome"], codes(report)) == ("valid", {})
        assert report["issuer"] == {"id": college.server.did, "name": "The College"}


def test_a_revocation_is_seen_when_the_list_is_read_again(
    registry: Services, college: College, clock: Clock
) -> None:
    assert verify(registry, college.credential())["outcome"] == "valid"
    college.publish(INDEX)
    clock.now += KEEP_UNSAID
    report = verify(registry, college.credential())
    assert (report["outcome"], codes(report)) == ("invalid", {"status": "revoked"})


def test_a_server_that_is_away_leaves_it_open_and_never_valid(
    registry: Services, college: College, clock: Clock
) -> None:
    del college.server.answers["/status/1"]
    report = verify(registry, college.credential())
    assert (report["outcome"], codes(report)) == (
        "undetermined",
        {"status": "status_unavailable"},
    )
    college.server.answers.clear()
    clock.now += KEEP_AT_MOST
    report = verify(registry, college.credential())
    assert report["outcome"] == "undetermined"
    assert set(codes(report).values()) == {"issuer_keys_unavailable"}


def test_an_issuer_that_was_removed_is_unknown_at_once(
    registry: Services, college: College
) -> None:
    assert verify(registry, college.credential())["outcome"] == "valid"
    with transaction(registry.engine) as session:
        trust.remove(session, actor=None, did=college.server.did, now=NOW)
    asked = len(college.server.asked)
    report = verify(registry, college.credential())
    assert report["outcome"] == "invalid"
    assert codes(report)["issuer_trusted"] == "issuer_unknown"
    assert len(college.server.asked) == asked


def test_a_forgery_under_its_name_is_told_apart(registry: Services, college: College) -> None:
    forger = replace(college, ring=generate_key_ring(college.server.did, NOW))
    report = verify(registry, forger.credential())
    assert (report["outcome"], codes(report)["proof"]) == ("invalid", "key_unknown")


def test_a_forger_s_addresses_are_not_fetched(registry: Services, college: College) -> None:
    """Else anybody could have us ask an issuer's server for whatever lies below its lists."""
    forged = replace(college, ring=generate_key_ring(college.server.did, NOW)).credential()
    assert codes(verify(registry, forged))["proof"] == "key_unknown"
    assert college.server.asked == ["/.well-known/did.json"]


def test_a_key_that_its_owner_revoked_counts_no_more(registry: Services, college: College) -> None:
    kid = college.ring.credential_signer.kid
    text = college.credential()
    college.ring = college.ring.compromise(kid, since=NOW).rotate(
        KeyPurpose.ASSERTION, "EdDSA", now=NOW
    )
    college.publish()
    report = verify(registry, text)
    assert (report["outcome"], codes(report)["proof"]) == ("invalid", "key_compromised")


def test_a_list_of_somebody_else_is_never_asked_for(registry: Services, college: College) -> None:
    for url in ("https://169.254.169.254/latest", f"{college.server.url}/other/1"):
        status = {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "1",
            "statusListCredential": url,
        }
        report = verify(registry, college.credential(credentialStatus=status))
        assert (report["outcome"], codes(report)) == (
            "undetermined",
            {"status": "status_unavailable"},
        )
    assert "/other/1" not in college.server.asked
