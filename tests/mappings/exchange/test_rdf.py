"""RDF in every syntax: read back whole, by two libraries; blank nodes refused at once."""

from contextlib import suppress
from dataclasses import replace

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, RdfFormat, parse

from mappings import curated, releases, statements
from mappings.errors import ExchangeInvalid, ImportTooLarge, MappingError
from mappings.exchange import rdf
from mappings.exchange.faults import MAX_BYTES, Fault, Faults
from mappings.exchange.statement_rows import Stated
from mappings.model import Graph
from mappings.namespaces import RDF
from tests.mappings.graphs import framework, graph, statement
from tests.mappings.random_graphs import graphs

SEED = curated.read()
A, H = framework("A", 3), framework("H", 3, hub=True)
SMALL = graph(A, H, statements=[statement("A1", "H1"), statement("A2", "H2..H3")])
SMALL_NQ = rdf.write(statements.quads(SMALL), "nq")
READERS = {"nq": "nquads", "nt": "nt", "trig": "trig", "ttl": "turtle", "jsonld": "json-ld"}


def read(raw: bytes, syntax: str) -> tuple[Stated, list[Fault]]:
    found = Faults()
    return rdf.read(raw, syntax, found), list(found.all())


def ordered(one: Graph) -> Graph:
    parts = {
        name: tuple(sorted(getattr(one, name), key=lambda part: part.iri))
        for name in ("correspondences", "rules", "citations", "procedures", "opportunities")
    }
    return replace(one, **parts)


@given(graphs(), st.sampled_from(sorted(rdf.SYNTAXES)))
@settings(deadline=None, max_examples=60)
def test_a_graph_comes_back_as_it_was(written: Graph, syntax: str) -> None:
    stated, told = read(rdf.write(statements.quads(written), syntax), syntax)
    assert told == []
    assert ordered(stated.graph) == ordered(written)
    assert set(stated.places) == {one.iri for one in (*written.correspondences, *written.rules)}


@pytest.mark.parametrize("syntax", sorted(rdf.SYNTAXES))
def test_two_libraries_read_the_same_seed(syntax: str) -> None:
    quads = set(statements.quads(SEED))
    raw = rdf.write(quads, syntax)
    if rdf.SYNTAXES[syntax] in rdf.WITHOUT_GRAPHS:
        quads = {Quad(quad.subject, quad.predicate, quad.object) for quad in quads}
    assert set(parse(raw, format=rdf.SYNTAXES[syntax])) == quads
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=raw, format=READERS[syntax], publicID="https://example.org/file")
    assert sum(1 for _ in dataset.quads()) == len(quads)
    again = dataset.serialize(format="nquads").encode()
    # rdflib writes literals its own way; what they mean is the same.
    stated, told = read(again, "nq")
    assert told == []
    assert ordered(stated.graph) == ordered(SEED)


def test_n_quads_are_those_of_a_release() -> None:
    quads = list(statements.quads(SEED))
    assert set(rdf.write(quads, "nq").splitlines()) == set(
        releases.sorted_nquads(quads).splitlines()
    )


def test_every_statement_but_an_absence_reifies_its_triple() -> None:
    with_absence = graph(A, H, statements=[*SMALL.correspondences, statement("A3", "H")])
    raw = rdf.write(rdf.with_reifiers(statements.quads(with_absence)), "trig")
    again = list(parse(raw, format=RdfFormat.TRIG))
    reified = [quad for quad in again if quad.predicate.value == f"{RDF}reifies"]
    assert sorted(quad.subject.value for quad in reified) == [
        "urn:test:A1-H1",
        "urn:test:A2-H2..H3",
    ]
    assert set(again) - set(reified) == set(statements.quads(with_absence))
    asserted = {(quad.subject, quad.predicate) for quad in again}
    assert not [
        quad for quad in reified if (quad.object.subject, quad.object.predicate) in asserted
    ]


def test_every_unreadable_statement_is_told_and_the_rest_is_read() -> None:
    broken = SMALL_NQ.replace(b'"0.9"', b'"much"').replace(b"ns#force>", b"ns#strength>", 1)
    stated, told = read(broken, "nq")
    assert stated.graph.correspondences == ()
    assert [fault.place.startswith("line ") for fault in told] == [True, True]
    assert len(stated.graph.frameworks) == 2
    stated, told = read(SMALL_NQ.replace(b"ns#force>", b"ns#strength>", 1), "nq")
    assert (len(stated.graph.correspondences), len(told)) == (1, 1)


BEGUN = b"<http://a/s> <http://a/p> "
DEEP = BEGUN + (b"<<( " + BEGUN) * 50_000 + b'"1"' + b" )>>" * 50_000 + b" .\n"


@pytest.mark.parametrize(
    ("syntax", "raw"),
    [
        ("ttl", b"<http://a/s> <http://a/p> [] .\n" + b"[] <http://a/p> [] .\n" * 1_000_000),
        ("nq", b"_:a <http://a/p> _:b .\n" * 1_000_000),
        ("trig", b"_:g { <http://a/s> <http://a/p> 1 . }" * 100_000),
        ("jsonld", b'{"http://a/p": [' + b'{"http://a/p": 1},' * 300_000 + b"1]}"),
        ("ttl", b"<http://a/s> <http://a/p> <<( <http://a/s> <http://a/p> 1 )>> ."),
        # Deeper than the stack of the library, whose end is the end of the process.
        ("nq", DEEP),
    ],
)
def test_a_million_nodes_without_an_iri_fail_at_the_first(syntax: str, raw: bytes) -> None:
    with pytest.raises(ExchangeInvalid, match="IRI"):
        read(raw, syntax)


@pytest.mark.parametrize(
    ("syntax", "raw"),
    [
        ("ttl", b"<http://a/with space> a <http://a/b> ."),
        ("ttl", b"\xff\xfe"),
        ("jsonld", b'{"@context": "https://example.org/remote", "@id": "http://a/b"}'),
        ("jsonld", b"[" * 100_000),
        ("nq", b"no quads"),
    ],
)
def test_what_is_not_rdf_is_refused(syntax: str, raw: bytes) -> None:
    with pytest.raises(ExchangeInvalid, match="not RDF"):
        read(raw, syntax)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(ImportTooLarge):
        read(b"#" * (MAX_BYTES + 1), "ttl")


@given(st.lists(st.tuples(st.integers(0, len(SMALL_NQ) - 1), st.integers(0, 255)), max_size=5))
@settings(deadline=None)
def test_damaged_bytes_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(SMALL_NQ)
    for position, byte in changes:
        raw[position] = byte
    with suppress(MappingError):
        read(bytes(raw), "nq")
