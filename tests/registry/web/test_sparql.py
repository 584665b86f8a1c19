"""`/sparql` as clients speak it: a client library, and requests by hand."""

import socket
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
import rdflib
import uvicorn
from starlette.testclient import TestClient

from mappings import namespaces
from registry.app import create_app
from registry.services import Services

with warnings.catch_warnings():
    # The client library names its tests' requirements in an old way.
    warnings.simplefilter("ignore")
    import SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

EQF = namespaces.framework_iri("eqf")
EQF_GRAPH = namespaces.framework_graph("eqf", 1)
LEVELS = f"""
PREFIX skos: <{namespaces.SKOS}>
SELECT ?level ?code WHERE {{ ?level skos:inScheme <{EQF}> ; skos:notation ?code }} ORDER BY ?code
"""
START_SECONDS = 10


@pytest.fixture
def endpoint(sqlite_services: Services) -> Iterator[str]:
    """Where a running service answers."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(sqlite_services), log_level="warning"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        running.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{door.getsockname()[1]}/sparql"
        server.should_exit = True
        running.join()


def client(endpoint: str, text: str, form: str, method: str = "GET") -> SPARQLWrapper.SPARQLWrapper:
    asking = SPARQLWrapper.SPARQLWrapper(endpoint)
    asking.setQuery(text)
    asking.setReturnFormat(form)
    asking.setMethod(method)
    return asking


# With a client library


@pytest.mark.parametrize(
    ("method", "posting"),
    [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")],
)
def test_a_client_library_asks_in_each_way_and_reads_each_format(endpoint, method, posting):
    def ask(form: str):
        asking = client(endpoint, LEVELS, form, method)
        asking.setRequestMethod(posting)
        return asking.queryAndConvert()

    codes = [str(code) for code in range(1, 9)]
    bound = ask(SPARQLWrapper.JSON)["results"]["bindings"]
    assert [row["code"]["value"] for row in bound] == codes
    document = ask(SPARQLWrapper.XML)
    assert len(document.getElementsByTagName("result")) == 8
    assert [line.split(",")[1] for line in ask(SPARQLWrapper.CSV).decode().splitlines()][
        1:
    ] == codes
    assert len(ask(SPARQLWrapper.TSV).decode().splitlines()) == 9


def test_a_client_library_asks_yes_or_no_and_for_graphs(endpoint):
    ask = client(endpoint, f"ASK {{ <{EQF}> ?p ?o }}", SPARQLWrapper.JSON)
    assert ask.queryAndConvert()["boolean"] is True
    construct = f"CONSTRUCT WHERE {{ <{EQF}> ?p ?o }}"
    for form in (SPARQLWrapper.TURTLE, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD):
        found = client(endpoint, construct, form).queryAndConvert()
        graph = (
            found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found.decode())
        )
        assert graph.value(rdflib.URIRef(EQF), rdflib.DCTERMS.identifier) == rdflib.Literal("eqf")
    described = client(endpoint, f"DESCRIBE <{EQF}>", SPARQLWrapper.RDFXML).queryAndConvert()
    assert (rdflib.URIRef(EQF), None, None) in described


def test_a_client_library_names_the_dataset(endpoint):
    asking = client(endpoint, LEVELS, SPARQLWrapper.JSON)
    asking.addParameter("default-graph-uri", EQF_GRAPH)
    assert len(asking.queryAndConvert()["results"]["bindings"]) == 8
    asking = client(endpoint, LEVELS, SPARQLWrapper.JSON)
    asking.addParameter("named-graph-uri", EQF_GRAPH)
    assert asking.queryAndConvert()["results"]["bindings"] == []


def test_a_client_library_learns_that_a_query_is_malformed(endpoint):
    with pytest.raises(QueryBadFormed, match="query_invalid"):
        client(endpoint, "SELECT nothing", SPARQLWrapper.JSON).query()


def test_a_query_that_would_run_for_hours_does_not_stop_the_service(sqlite_services):
    settings = sqlite_services.settings.model_copy(update={"sparql_seconds": 1})
    with TestClient(create_app(replace(sqlite_services, settings=settings))) as http:
        forever = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        ended = http.get("/sparql", params={"query": forever})
        assert (ended.status_code, ended.json()["code"]) == (422, "query_timeout")
        assert http.get("/healthz").status_code == 200
        assert _count(http) > 30_000


# By hand


def _count(http: httpx.Client, **parameters: str) -> int:
    asked = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **parameters}
    answer = http.get("/sparql", params=asked, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return int(answer.text.split()[1])


def test_without_a_query_the_service_describes_itself(api):
    answer = api.get("/sparql")
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=answer.text)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = graph.value(predicate=rdflib.RDF.type, object=sd.Service)
    assert graph.value(service, sd.endpoint) == rdflib.URIRef("https://registry.example/sparql")
    json_ld = api.get("/sparql", headers={"Accept": "application/ld+json"})
    assert json_ld.headers["content-type"] == "application/ld+json"


def test_all_statements_of_the_release_in_force_or_of_a_named_one_are_asked(api):
    quads = api.get("/id/release/1", headers={"Accept": "application/n-quads"}).text
    assert _count(api.http) == _count(api.http, release="1") == len(quads.splitlines())


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("text/turtle, application/sparql-results+xml;q=0.5", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_form_of_a_result_is_what_was_asked_for(api, accept, media_type):
    answer = api.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("request_of", "code"),
    [
        ({"params": {"query": "SELECT"}}, "query_invalid"),
        ({"params": {"query": ["ASK {}", "ASK {}"]}}, "query_invalid"),
        ({"params": {"query": "ASK {}", "default-graph-uri": "a b"}}, "query_invalid"),
        ({"params": "query=%FF"}, "query_invalid"),
        ({"params": {"update": "CLEAR ALL"}}, "query_not_allowed"),
        ({"params": {"query": "CLEAR ALL"}}, "query_not_allowed"),
        ({"params": {"query": "ASK { SERVICE <http://x/> {} }"}}, "query_not_allowed"),
        ({"params": {"query": "ASK {}" + " " * 40_000}}, "query_too_long"),
        ({"params": {"query": "ASK {}", "release": "7"}}, "release_unknown"),
        ({"params": {"query": "ASK {}", "release": "x"}}, "validation_failed"),
        (
            {"params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}},
            "not_acceptable",
        ),
    ],
)
def test_what_cannot_be_answered_is_told_by_its_code(api, request_of, code):
    answer = api.get("/sparql", **request_of)
    assert answer.json()["code"] == code, answer.text


@pytest.mark.parametrize(
    ("media_type", "content", "code"),
    [
        ("application/sparql-update", "CLEAR ALL", "query_not_allowed"),
        ("application/x-www-form-urlencoded", "update=CLEAR+ALL", "query_not_allowed"),
        ("application/x-www-form-urlencoded", "", "query_invalid"),
        ("application/sparql-query", b"ASK { ?s ?p '\xff' }", "query_invalid"),
        ("text/plain", "ASK {}", "media_type_unsupported"),
    ],
)
def test_what_is_posted_and_no_query_is_refused(api, media_type, content, code):
    headers = {"Content-Type": media_type}
    answer = api.post("/sparql", content=content, headers=headers)
    assert answer.json()["code"] == code, answer.text


def test_a_posted_query_takes_the_rest_from_its_address(api):
    headers = {"Content-Type": "application/sparql-query; charset=utf-8", "Accept": "text/csv"}
    path = f"/sparql?default-graph-uri={EQF_GRAPH}&release=1"
    answer = api.post(path, content=LEVELS, headers=headers)
    assert len(answer.text.splitlines()) == 9
