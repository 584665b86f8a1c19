"""Every identifier of the graph leads somewhere, for people and for machines."""

from collections import defaultdict
from dataclasses import replace

import pyoxigraph
import pytest
import rdflib
from sqlmodel import select

from mappings import namespaces
from mappings.namespaces import BASE, QRR
from registry.services import ReleaseInForce
from registry.storage.database import reading, transaction
from registry.storage.tables.qualifications import Qualification
from registry.storage.tables.releases import StoredRelease

ROOT = "https://w3id.org/open-recognition"
KINDS = {
    "agreement", "authority", "document", "framework", "fw", "guide", "level", "office",
    "opportunity", "procedure", "release", "rule", "rules", "set", "statement",
}  # fmt: skip
# Enough of each kind to see every shape of it; all IRIs of a kind take the same way.
OF_EACH_KIND = 12


def identifiers(api) -> dict[str, list[str]]:
    """Every IRI under our base that the release names anywhere, by kind."""
    content = api.get("/id/release/1", headers={"Accept": "application/n-quads"}).content
    found = defaultdict(set)
    for quad in pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_QUADS):
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(BASE):
                kind = term.value.removeprefix(BASE).partition("/")[0]
                found[kind].add(term.value.partition("#")[0])
    return {kind: sorted(iris) for kind, iris in found.items()}


def spread(iris: list[str]) -> list[str]:
    """Some from the whole length of the list, and the longest: it has the most parts."""
    step = max(1, len(iris) // OF_EACH_KIND)
    return [*iris[::step], max(iris, key=len)]


def test_every_kind_of_identifier_answers_in_each_form(api):
    found = identifiers(api)
    assert set(found) == KINDS
    assert sum(len(iris) for iris in found.values()) > 2500
    for iris in found.values():
        for iri in spread(iris):
            answers(api, iri)


def answers(api, iri: str) -> None:
    address = iri.removeprefix(ROOT)
    page = api.get(address, headers={"Accept": "text/html"})
    assert page.status_code == 200, iri
    assert page.headers["content-type"].startswith("text/html")
    assert iri in page.text
    for accept, name in (("text/turtle", "turtle"), ("application/ld+json", "json-ld")):
        answer = api.get(address, headers={"Accept": accept})
        assert answer.status_code == 200, iri
        assert answer.headers["content-type"].startswith(accept)
        graph = rdflib.Graph().parse(data=answer.text, format=name)
        node = rdflib.URIRef(iri)
        assert (node, None, None) in graph or (None, None, node) in graph, iri


def test_every_identifier_has_a_description(api):
    """All of them, asked of what the addresses ask."""
    describer, in_force = api.http.app.state.describer, api.services.release
    for kind, iris in identifiers(api).items():
        if kind != "release":
            for iri in iris:
                assert describer.describe(in_force, iri), iri


def test_every_qualification_has_an_identifier(api):
    with reading(api.services.engine) as session:
        rows = session.exec(select(Qualification.id).order_by(Qualification.id)).all()
    for row in spread(list(rows)):
        answers(api, namespaces.qualification_iri(row))


def test_every_term_that_the_release_uses_is_in_the_vocabulary(api):
    told = rdflib.Graph().parse(data=api.get("/ns").text, format="turtle")
    content = api.get("/id/release/1", headers={"Accept": "application/n-quads"}).content
    used = {
        term.value
        for quad in pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.N_QUADS)
        for term in (quad.predicate, quad.object)
        if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(QRR)
    }
    assert len(used) > 40
    assert sorted(iri for iri in used if (rdflib.URIRef(iri), None, None) not in told) == []


def described(api, path: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=api.get(path, headers={"Accept": "text/turtle"}).text)


def test_a_framework_leads_to_its_levels_and_a_level_to_what_is_said_of_it(api):
    framework = rdflib.URIRef(namespaces.framework_iri("nl-nlqf"))
    levels = described(api, "/id/framework/nl-nlqf").subjects(rdflib.SKOS.inScheme, framework)
    assert rdflib.URIRef(namespaces.level_iri("nl-nlqf", "4+")) in set(levels)
    level = described(api, "/id/level/nl-nlqf/4%2B")
    assert list(level.subjects(rdflib.OWL.annotatedSource))
    page = api.get("/id/framework/nl-nlqf", headers={"Accept": "text/html"}).text
    assert "← skos:inScheme" in page


def test_a_plus_in_an_address_is_the_plus_of_a_level(api):
    for path in ("/id/level/nl-nlqf/4+", "/id/level/nl-nlqf/4%2B"):
        assert rdflib.Literal("4+") in set(described(api, path).objects())


def test_a_named_graph_says_what_it_is_about(api):
    graph = described(api, "/id/fw/nl-nlqf/1")
    about = set(graph.objects(rdflib.URIRef(f"{BASE}fw/nl-nlqf/1"), rdflib.DCTERMS.hasPart))
    assert rdflib.URIRef(namespaces.framework_iri("nl-nlqf")) in about
    assert (None, rdflib.DCTERMS.isPartOf, rdflib.URIRef(f"{BASE}release/1")) in graph


def test_a_release_names_its_parts_and_its_hash(api):
    graph = described(api, "/id/release/1")
    release = rdflib.URIRef(f"{BASE}release/1")
    assert rdflib.URIRef(f"{BASE}fw/nl-nlqf/1") in set(
        graph.objects(release, rdflib.DCTERMS.hasPart)
    )
    sha256 = api.get("/api/v1/graph/releases/1").json()["sha256"]
    assert rdflib.Literal(sha256) in set(graph.objects())


@pytest.mark.parametrize(
    "path", ["/id/statement/none", "/id/nothing/at/all", "/id/level/nl-nlqf/4%20%22", "/id/x/%ff"]
)
def test_what_names_nothing_is_not_found(api, path):
    assert api.get(path).json()["code"] == "entity_unknown"


def test_what_was_withdrawn_is_still_told_by_the_release_that_had_it(api):
    """A credential may rest on it."""
    services = api.services
    graph = services.release.release.graph
    gone = graph.correspondences[0]
    release = replace(
        services.release.release,
        number=2,
        graph=replace(graph, correspondences=graph.correspondences[1:]),
    )
    with transaction(services.engine) as session:
        first = session.get_one(StoredRelease, 1)
        second = first.model_dump() | {"number": 2, "sha256": "0" * 64}
        session.add(StoredRelease(**second))
    services.release_in_force = ReleaseInForce(release, services.release.index)
    told = described(api, gone.iri.removeprefix(ROOT))
    node = rdflib.URIRef(gone.iri)
    assert (node, rdflib.DCTERMS.identifier, rdflib.Literal(gone.id)) in told
    assert (node, rdflib.DCTERMS.isPartOf, rdflib.URIRef(f"{BASE}release/1")) in told


def test_what_a_deployment_adds_may_stand_under_its_own_base(api):
    services = api.services
    graph = services.release.release.graph
    own = replace(graph.correspondences[0], iri="https://registry.example/id/statement/own-1")
    release = replace(services.release.release, graph=replace(graph, correspondences=(own,)))
    services.release_in_force = ReleaseInForce(release, services.release.index)
    told = described(api, "/id/statement/own-1")
    assert (rdflib.URIRef(own.iri), rdflib.DCTERMS.identifier, rdflib.Literal(own.id)) in told


def test_how_often_earlier_releases_are_searched_is_limited(api):
    limit = api.services.settings.export_requests_per_minute
    answers = {api.get("/id/statement/nothing").status_code for _ in range(limit + 1)}
    assert answers == {404, 429}
    assert api.get("/id/framework/de-dqr").status_code == 200
