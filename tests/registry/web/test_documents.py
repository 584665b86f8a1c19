"""What machines fetch: descriptions, keys, contexts, linked data, status lists."""

import base64
import hashlib
import json

import pyoxigraph
import pytest
import rdflib

ID = "https://w3id.org/open-recognition/id/"


def test_the_interface_is_described_in_openapi_3_1(api):
    document = api.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in json.dumps(document)


def test_the_documentation_needs_nothing_from_elsewhere(api):
    page = api.get("/api/docs", headers={"Accept": "text/html"}).text
    assert "<script" not in page
    assert 'src="http' not in page
    assert 'href="https://' not in page
    for path in api.get("/api/openapi.json").json()["paths"]:
        assert path in page


def test_the_did_document_holds_the_key_of_a_credential(api, cases):
    _, text = cases.credential()
    header = json.loads(_decoded(text.split(".")[0]))
    document = api.get("/.well-known/did.json").json()
    assert document["id"] == "did:web:registry.example"
    assert header["kid"] in {method["id"] for method in document["verificationMethod"]}
    assert header["kid"] in {key["kid"] for key in api.get("/.well-known/jwks.json").json()["keys"]}


def _decoded(part):

    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_status_list_is_signed_cached_and_changes_with_a_revocation(api, cases):
    identifier, text = cases.credential()
    entries = json.loads(_decoded(text.split(".")[1]))["credentialStatus"]
    path = entries[0]["statusListCredential"].removeprefix("https://registry.example")
    first = api.get(path)
    assert first.headers["content-type"] == "application/vc+jwt"
    assert "max-age" in first.headers["cache-control"]
    same = api.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    api.post(
        f"/api/v1/credentials/{identifier}/revoke",
        "decider@de-ihk-fosa.example",
        json={"reason": "Issued in error"},
    )
    changed = api.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_contexts_and_schemas_are_served_for_ever(api):
    context = api.get("/ns/credentials/v1")
    assert context.headers["content-type"] == "application/ld+json"
    assert "immutable" in context.headers["cache-control"]
    assert "@context" in context.json()
    assert api.get("/ns/credentials/v1/schema.json").json()["$schema"]


@pytest.mark.parametrize(
    ("address", "iri"),
    [
        ("/id/framework/nl-nlqf", f"{ID}framework/nl-nlqf"),
        ("/id/level/nl-nlqf/4%2B", f"{ID}level/nl-nlqf/4%2B"),
        ("/id/qualification/ph-tesda-smaw-nc2", f"{ID}qualification/ph-tesda-smaw-nc2"),
        ("/id/release/1", f"{ID}release/1"),
    ],
)
@pytest.mark.parametrize(
    ("accept", "name"), [("text/turtle", "turtle"), ("application/ld+json", "json-ld")]
)
def test_an_identifier_answers_as_linked_data(api, address, iri, accept, name):
    answer = api.get(address, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    graph = rdflib.Graph().parse(data=answer.text, format=name)
    assert (rdflib.URIRef(iri), None, None) in graph


def test_an_identifier_answers_people_with_a_page(api):
    step = api.get("/api/v1/comparability?from=nl-nlqf:4&to=de-dqr").json()["trace"][0]
    address = step["statement"].replace("https://w3id.org/open-recognition", "")
    page = api.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert step["statement"] in page.text


def test_a_release_is_the_dataset_its_hash_names(api):
    stated = api.get("/api/v1/graph/releases/1").json()
    content = api.get("/id/release/1", headers={"Accept": "application/n-quads"}).content
    assert list(pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_QUADS))
    members = [
        line for line in content.decode().split("\n") if line and f"<{ID}release/1> ." not in line
    ]
    digest = hashlib.sha256("".join(f"{line}\n" for line in members).encode()).hexdigest()
    assert stated["sha256"] == digest
    assert api.get("/api/v1/graph/releases").json()["items"][0]["number"] == 1


def test_coverage_counts_what_answers_by_country(api):
    rows = {row["country"]: row for row in api.get("/api/v1/graph/coverage").json()["items"]}
    assert rows["DE"]["procedures"] >= 3
    assert rows["NL"]["answering"] > 0


def test_the_vocabulary_is_a_page_and_a_graph(api):
    assert 'id="Framework"' in api.get("/ns", headers={"Accept": "text/html"}).text
    graph = rdflib.Graph().parse(data=api.get("/ns").text, format="turtle")
    assert len(graph) > 50


def test_the_service_says_that_it_is_healthy_and_ready(api):
    assert api.get("/healthz").json() == {"status": "ok"}
    assert api.get("/readyz").json() == {"status": "ready", "release": 1}
