"""What a SPARQL query may ask, and how it is answered."""

import csv
import io
import json

import pyoxigraph
import pytest
import rdflib

from mappings import curated, namespaces, releases, sparql, statements
from mappings.errors import QueryInvalid, QueryNotAllowed, QueryTooLong, ResultTooLarge
from mappings.sparql import GRAPH_FORMATS, RESULT_FORMATS, Form, Query, Wanted

STORE = sparql.load(releases.sorted_nquads(statements.quads(curated.read())))
EQF = namespaces.framework_iri("eqf")
EQF_GRAPH = namespaces.framework_graph("eqf", 1)
LEVELS = "PREFIX q: <https://w3id.org/open-recognition/ns#> SELECT ?s WHERE { ?s a q:Level }"


def read(text: str, limit: int = 10_000) -> Query:
    return sparql.read_query(text, max_characters=limit)


def rows(text: str, **wanted) -> list[list[str]]:
    answer = sparql.evaluate(STORE, read(text), Wanted("text/csv", 10_000_000, **wanted))
    return list(csv.reader(io.StringIO(answer.decode())))[1:]


# What is read


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { ?s ?p ?o }", Form.SELECT),
        ("ask {}", Form.ASK),
        ("BASE <http://x/> PREFIX select: <y> CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("# SELECT\nDescribe <http://x/INSERT>", Form.DESCRIBE),
    ],
)
def test_the_form_of_a_query_is_its_first_keyword(text, form):
    assert read(text).form is form


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/>",
        "clear all",
        "WITH <g:> DELETE {} INSERT {} WHERE {}",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { service silent ?where { ?s ?p ?o } } } }",
        'SELECT * { BIND("}" AS ?x) SERVICE<http://127.0.0.1/>{} }',
        "SELECT * { FILTER(1<2)SERVICE<http://127.0.0.1/>{} }",
        "SELECT * { ?s ?p 'it''s' . # it's\nSERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s a:it\\'s ?o SERVICE <http://127.0.0.1/> { ?s ?p 'x' } }",
    ],
)
def test_what_changes_the_graph_or_reaches_out_is_refused(text):
    with pytest.raises(QueryNotAllowed):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?p 'SERVICE' }",
        "SELECT * { <http://x/SERVICE> <http://x#SERVICE> ?o } # SERVICE",
        "PREFIX service: <http://x/> SELECT * { service:SERVICE service:load ?o }",
        'SELECT * { ?s ?p """a "quoted" SERVICE""", "it\\"s SERVICE"@service }',
    ],
)
def test_the_word_alone_is_no_fault(text):
    assert sparql.evaluate(STORE, read(text), Wanted("text/csv", 1000))


@pytest.mark.parametrize("part", ["1.", "a.", "'\\", '"\\', "\\'", "-", '"""a'])
def test_no_text_is_looked_at_again_and_again(part):
    with pytest.raises(QueryInvalid):
        sparql.read_query("1" + part * 500_000, max_characters=10**7)


@pytest.mark.parametrize("text", ["", "# nothing", "HELLO", "{}", "PREFIX a: <a:>"])
def test_what_is_no_query_is_refused(text):
    with pytest.raises(QueryInvalid):
        read(text)


def test_a_long_query_is_refused_before_it_is_read():
    with pytest.raises(QueryTooLong) as refused:
        read("SELECT * {}" + " " * 100, limit=100)
    assert refused.value.members == {"limit": 100}


@pytest.mark.parametrize("text", ["SELECT", "SELECT * { ?s ?p", "SELECT * { FILTER( }", "ASK {} x"])
def test_the_grammar_is_checked_with_the_place_of_the_fault(text):
    with pytest.raises(QueryInvalid, match=r"\d+:\d+"):
        sparql.evaluate(STORE, read(text), Wanted("text/csv", 1000))


# What is answered


def test_without_a_dataset_all_graphs_together_are_asked():
    levels = sum(len(framework.levels) for framework in curated.read().frameworks.values())
    assert len(rows(LEVELS)) == levels
    assert len(rows(LEVELS.replace("?s a", "GRAPH ?g { ?s a").replace("Level }", "Level } }")))


def test_the_text_may_name_its_own_dataset():
    stated = LEVELS.replace("WHERE", f"FROM <{EQF_GRAPH}> WHERE")
    assert len(rows(stated)) == 8
    assert rows(LEVELS.replace("WHERE", f"FROM NAMED <{EQF_GRAPH}> WHERE")) == []


def test_the_protocol_names_a_dataset_that_prevails_over_the_text():
    stated = LEVELS.replace("WHERE", f"FROM <{EQF_GRAPH}> WHERE")
    assert rows(stated, default_graphs=("http://nothing.example/",)) == []
    assert len(rows(LEVELS, default_graphs=(EQF_GRAPH,))) == 8
    assert rows(LEVELS, named_graphs=(EQF_GRAPH,)) == []
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert rows(graphs, named_graphs=(EQF_GRAPH,)) == [[EQF_GRAPH]]
    assert rows(graphs, default_graphs=(EQF_GRAPH,)) == []


def test_an_iri_with_a_space_is_a_clear_fault():
    with pytest.raises(QueryInvalid):
        rows(LEVELS, default_graphs=("http://x.example/a b",))


@pytest.mark.parametrize("media_type", RESULT_FORMATS)
def test_every_result_format_is_read_by_rdflib(media_type):
    text = f"SELECT ?level {{ ?level <{namespaces.SKOS}inScheme> <{EQF}> }}"
    answer = sparql.evaluate(STORE, read(text), Wanted(media_type, 100_000))
    short = {"sparql-results+json": "json", "sparql-results+xml": "xml", "csv": "csv"}
    name = short.get(media_type.partition("/")[2], "tsv")
    found = rdflib.query.Result.parse(io.BytesIO(answer), format=name)
    assert len({str(row[0]) for row in found}) == 8


@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
def test_every_graph_format_holds_the_same_triples(media_type):
    text = f"CONSTRUCT WHERE {{ <{EQF}> ?p ?o }}"
    answer = sparql.evaluate(STORE, read(text), Wanted(media_type, 100_000))
    found = {quad.triple for quad in pyoxigraph.parse(answer, format=GRAPH_FORMATS[media_type])}
    told = {quad.triple for quad in STORE.quads_for_pattern(pyoxigraph.NamedNode(EQF), None, None)}
    assert found == told


def test_a_yes_or_no_is_json():
    text = f"ASK {{ <{EQF}> a <{namespaces.QRR}Hub> }}"
    wanted = Wanted(read(text).form.media_types[0], 1000)
    assert json.loads(sparql.evaluate(STORE, read(text), wanted))["boolean"] is True


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("SELECT * { ?s ?p ?o . ?a ?b ?c }", "application/sparql-results+json"),
        ("CONSTRUCT { ?s ?b ?c } { ?s ?p ?o . ?a ?b ?c }", "text/turtle"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "application/ld+json"),
    ],
)
def test_an_answer_stops_growing_at_the_limit(text, media_type):
    with pytest.raises(ResultTooLarge) as refused:
        sparql.evaluate(STORE, read(text), Wanted(media_type, 100_000))
    assert refused.value.members == {"limit": 100_000}


def test_the_service_describes_itself():
    endpoint = "https://registry.example/sparql"
    triples = sparql.describe_service(endpoint, release=7)
    graph = rdflib.Graph().parse(data=sparql.write_service(triples, "text/turtle"))
    sd = rdflib.Namespace(sparql.SD)
    service = rdflib.URIRef(endpoint)
    assert graph.value(service, sd.endpoint) == service
    assert graph.value(service, sd.supportedLanguage) == sd.SPARQL11Query
    assert len(list(graph.objects(service, sd.resultFormat))) == 8
    dataset = graph.value(service, sd.defaultDataset)
    release = rdflib.URIRef(namespaces.release_iri(7))
    assert graph.value(dataset, rdflib.DCTERMS.isPartOf) == release
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)
