"""DID resolution over HTTP, as the did:key suite of the W3C asks for it and as others do."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from credentials.did import did_document
from credentials.did_jwk import did_jwk_of
from credentials.keys import generate_key_ring
from credentials.trust import TrustedIssuer
from registry.app import create_app
from registry.outside import Outside, tls_context
from registry.outside_requests import Route
from registry.storage.database import transaction
from registry.usecases import trust
from tests.conftest import NOW
from tests.registry.outside_servers import OutsideServer, outside_server
from tests.registry.web.conftest import Api

# The identifiers and parameters are those of the W3C's did:key suite.
DID = "did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b"
MULTIBASE = DID.removeprefix("did:key:")
X25519 = "z6LSfHfAMAopsuBxaBzvp51GXrPf38Az13j2fmwqadbwwrzJ"
SUITE = {"Accept": 'application/ld+json;profile="https://w3id.org/did-resolution"'}


def ask(api: Api, text: str, accept: str | None = None, **query: str):
    headers = SUITE if accept is None else {"Accept": accept}
    return api.get(f"/1.0/identifiers/{quote(text, safe='')}", headers=headers, params=query)


def test_a_did_key_resolves_to_its_document(api: Api) -> None:
    answer = ask(api, DID)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/ld+json")
    result = answer.json()
    assert result["@context"] == "https://w3id.org/did-resolution/v1"
    assert result["didDocument"]["id"] == DID
    assert result["didResolutionMetadata"] == {"contentType": "application/did+ld+json"}
    assert result["didDocumentMetadata"] == {}


def test_a_did_url_leads_to_the_key_it_names(api: Api) -> None:
    result = ask(api, f"{DID}#{MULTIBASE}").json()
    assert result["didDocument"]["controller"] == DID
    assert result["contentStream"]["publicKeyMultibase"] == MULTIBASE
    assert "error" not in result["didDereferencingMetadata"]
    derived = ask(api, f"{DID}#{X25519}", enableEncryptionKeyDerivation="true").json()
    assert derived["didDocument"]["publicKeyMultibase"] == X25519


@pytest.mark.parametrize(
    ("text", "query", "status", "error"),
    [
        (DID.replace("did:", "notDid:"), {}, 400, "invalidDid"),
        (f"did:experimental:{MULTIBASE}", {}, 501, "methodNotSupported"),
        (f"did:key:-4:{MULTIBASE}", {}, 400, "invalidDid"),
        (f"did:key:{MULTIBASE[1:]}", {}, 400, "invalidDid"),
        ("did:key:@", {}, 400, "invalidDid"),
        ("did:key:zTjsVPtY", {}, 400, "invalidPublicKeyLength"),
        (DID, {"publicKeyFormat": "unknown"}, 400, "unsupportedPublicKeyType"),
        (f"{DID}/^bar^/?query=`#{MULTIBASE}", {}, 400, "invalidDidUrl"),
        (f"{DID}/?query=true#{MULTIBASE}", {}, 400, "invalidDidUrl"),
        (
            f"{DID}#{MULTIBASE}",
            {
                "publicKeyFormat": "Ed25519VerificationKey2018",
                "enableExperimentalPublicKeyTypes": "false",
            },
            400,
            "invalidPublicKeyType",
        ),
        (f"{DID}#other", {}, 404, "notFound"),
        ("did:web:elsewhere.example", {}, 404, "notFound"),
        ("did:web:a%2Fb", {}, 400, "invalidDid"),
        ("did:jwk:e30", {}, 400, "invalidPublicKey"),
        ("", {}, 400, "invalidDid"),
        ("x" * 5000, {}, 400, "invalidDid"),
    ],
)
def test_each_fault_has_its_status_and_its_word(
    api: Api, text: str, query: dict[str, str], status: int, error: str
) -> None:
    answer = ask(api, text, **query)
    result = answer.json()
    assert (answer.status_code, result["didResolutionMetadata"]["error"]) == (status, error)
    assert result["didDocument"] == {}
    if any(mark in text for mark in "/#?"):
        assert result["didDereferencingMetadata"]["error"] == error


def test_our_own_document_comes_from_the_store_with_its_history(api: Api) -> None:
    own = api.services.key_ring
    result = ask(api, own.controller).json()
    assert result["didDocument"] == did_document(own)
    assert set(result["didDocumentMetadata"]) == {"created", "updated"}
    method = ask(api, own.credential_signer.kid).json()["didDocument"]
    assert method["publicKeyJwk"]["kid"] == own.credential_signer.kid


def test_a_did_jwk_resolves_too(api: Api) -> None:
    did = did_jwk_of(api.services.key_ring.qr_signer.public_key)
    assert ask(api, did).json()["didDocument"]["id"] == did


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/did+json", "application/did+json"),
        ("application/did+ld+json", "application/did+ld+json"),
        ("application/did", "application/did"),
    ],
)
def test_the_document_alone_is_given_to_who_asks_for_it(
    api: Api, accept: str, content_type: str
) -> None:
    answer = ask(api, DID, accept)
    assert answer.headers["content-type"] == content_type
    assert answer.json()["id"] == DID
    failed = ask(api, "did:key:@", accept)
    assert failed.json()["didResolutionMetadata"]["error"] == "invalidDid"


@pytest.mark.parametrize("accept", ["application/did-resolution", "application/json"])
def test_the_result_has_the_type_that_was_asked_for(api: Api, accept: str) -> None:
    answer = ask(api, DID, accept)
    assert answer.headers["content-type"] == accept
    assert answer.json()["didDocument"]["id"] == DID


def test_another_representation_is_refused(api: Api) -> None:
    answer = ask(api, DID, "text/turtle")
    assert answer.status_code == 406
    assert answer.json()["didResolutionMetadata"]["error"] == "representationNotSupported"


@pytest.fixture
def college(tmp_path: Path) -> Iterator[OutsideServer]:
    with outside_server(tmp_path) as running:
        yield running


def test_a_did_web_of_the_trust_list_is_looked_up_and_no_other(
    api: Api, college: OutsideServer
) -> None:
    route = Route(tls_context(college.ca_file), 10, allow_loopback=True)
    services = replace(api.services, outside=Outside(route, clock=api.services.clock))
    client = Api(TestClient(create_app(services)), services)
    document = did_document(generate_key_ring(college.did, NOW))
    college.serve("/.well-known/did.json", json.dumps(document).encode())
    assert ask(client, college.did).status_code == 404
    assert college.asked == []
    listed = TrustedIssuer(college.did, "College", (), resolves_keys=True)
    with transaction(services.engine) as session:
        trust.put(session, services, actor=None, issuer=listed, now=NOW)
    assert ask(client, college.did).json()["didDocument"] == document
    # Not percent-encoded, as people write it into the address bar.
    plain = client.get(f"/1.0/identifiers/{college.did}", headers=SUITE)
    assert plain.json()["didDocument"] == document
