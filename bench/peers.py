"""The same question put to SPARQL stores and to a plain dict.

What SPARQL can do of it is done in SPARQL: `comparison.rq`, beside this file. It is given the
ranks of leaf levels as numbers and each statement in both directions, so that it has less to do
than we have. It does not round, apply Not-statements and rules, or say why.

The plain dict follows two hops and finds the interval alone: the least that could answer.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pyoxigraph
import rdflib

from mappings import algebra, namespaces
from mappings.comparison import ComparisonQuery
from mappings.hops import target_span
from mappings.model import Correspondence, Graph, Predicate, Purpose

OPEN_END = "9999-12-31"
QUERY = (Path(__file__).parent / "comparison.rq").read_text("utf-8")
COLUMNS = ("low", "high", "predicate", "confidence", "force", "hops")
LETTERS = {
    Predicate.EXACT: "E",
    Predicate.CLOSE: "C",
    Predicate.BROAD: "B",
    Predicate.NARROW: "N",
    Predicate.INDETERMINATE: "I",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a store chose: leaf ranks of the target, the letter of the predicate, how sure."""

    low: int
    high: int
    predicate: str
    confidence: Decimal
    force: int
    hops: int


# Hub -> the lowest and highest leaf rank of the target.
Spans = dict[str, tuple[int, int]]
SparqlPeer = Callable[[ComparisonQuery], Found | None]
Term = tuple[str, str | int | Decimal]


# Identifier of a qualification -> framework and level.
Register = Mapping[str, tuple[str, str]]
# Of a qualification, where a question names one as its level and no framework.
LOOK_UP = (
    f"SELECT ?framework ?rank {{ <{namespaces.BASE}qualification/%s> "
    f"<{namespaces.QRR}ofFramework> ?framework ; <{namespaces.QRR}ofRank> ?rank }}"
)


def oxigraph(graph: Graph, register: Register | None = None) -> SparqlPeer:
    """pyoxigraph, in memory; with the qualifications of a register, if there is one."""
    store = pyoxigraph.Store()
    store.bulk_extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(subject),
            pyoxigraph.NamedNode(name),
            pyoxigraph.NamedNode(str(value)) if kind == "iri" else _literal(value),
        )
        for subject, name, (kind, value) in chain(_triples(graph), _registered(graph, register))
    )
    store.optimize()

    def look_up(name: str) -> tuple[str, str]:
        rows = store.query(LOOK_UP % name)
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        row = next(rows)
        return row["framework"].value, row["rank"].value

    def ask(query: ComparisonQuery) -> Found | None:
        rows = store.query(sparql(graph, query, look_up))
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        return _first({name: row[name].value for name in COLUMNS} for row in rows)

    return ask


def _literal(value: str | int | Decimal) -> pyoxigraph.Literal:
    if isinstance(value, Decimal):
        decimal = pyoxigraph.NamedNode(f"{namespaces.XSD}decimal")
        return pyoxigraph.Literal(str(value), datatype=decimal)
    return pyoxigraph.Literal(value)


def rdflib_store(graph: Graph, register: Register | None = None) -> SparqlPeer:
    """rdflib, in memory; with the qualifications of a register, if there is one."""
    store = rdflib.Graph()
    for subject, name, (kind, value) in chain(_triples(graph), _registered(graph, register)):
        term = rdflib.URIRef(str(value)) if kind == "iri" else rdflib.Literal(value)
        store.add((rdflib.URIRef(subject), rdflib.URIRef(name), term))

    def look_up(name: str) -> tuple[str, str]:
        (row,) = store.query(LOOK_UP % name)
        assert isinstance(row, rdflib.query.ResultRow)
        return str(row["framework"]), str(row["rank"])

    def ask(query: ComparisonQuery) -> Found | None:
        rows = store.query(sparql(graph, query, look_up))
        return _first(
            {name: str(row[name]) for name in COLUMNS}
            for row in rows
            if isinstance(row, rdflib.query.ResultRow)
        )

    return ask


def _first(rows: Iterator[dict[str, str]]) -> Found | None:
    """The row that stands first; the others lost."""
    best = next(rows, None)
    if best is None:
        return None
    return Found(
        low=int(best["low"]),
        high=int(best["high"]),
        predicate=best["predicate"],
        confidence=algebra.round_confidence(Decimal(best["confidence"])),
        force=int(best["force"]),
        hops=int(best["hops"]),
    )


def _registered(graph: Graph, register: Register | None) -> Iterator[tuple[str, str, Term]]:
    for name, (framework, level) in (register or {}).items():
        iri = f"{namespaces.BASE}qualification/{name}"
        rank = graph.frameworks[framework].span(level).low
        yield iri, f"{namespaces.QRR}ofFramework", ("iri", namespaces.framework_iri(framework))
        yield iri, f"{namespaces.QRR}ofRank", ("text", rank)


def _triples(graph: Graph) -> Iterator[tuple[str, str, Term]]:
    for framework in graph.frameworks.values():
        if framework.hub:
            hub = ("iri", f"{namespaces.QRR}Hub")
            yield namespaces.framework_iri(framework.id), f"{namespaces.RDF}type", hub
    for statement in graph.correspondences:
        if not statement.negative:
            yield from _reading(graph, statement, inverse=False)
            if statement.mutual:
                yield from _reading(graph, statement, inverse=True)


def _reading(
    graph: Graph, statement: Correspondence, *, inverse: bool
) -> Iterator[tuple[str, str, Term]]:
    source = graph.frameworks[statement.source_framework]
    target = graph.frameworks[statement.target_framework]
    ends = [
        (source.id, source.span(statement.source)),
        (target.id, target_span(target, statement)),
    ]
    (start, leaving), (arrival, reached) = reversed(ends) if inverse else ends
    stated = statement.predicate or Predicate.INDETERMINATE
    predicate = algebra.invert_predicate(stated) if inverse else stated
    valid, way = statement.valid, "inverse" if inverse else "forward"
    terms: list[tuple[str, Term]] = [
        ("from", ("iri", namespaces.framework_iri(start))),
        ("to", ("iri", namespaces.framework_iri(arrival))),
        ("table", ("iri", f"{namespaces.mapping_set_iri(statement.mapping_set)}/{way}")),
        ("fromLow", ("text", leaving.low)),
        ("fromHigh", ("text", leaving.high)),
        ("toLow", ("text", reached.low)),
        ("toHigh", ("text", reached.high)),
        ("predicate", ("text", LETTERS[predicate])),
        ("confidence", ("text", statement.confidence)),
        ("force", ("text", int(statement.force))),
        ("specificity", ("text", algebra.specificity(statement.scope))),
        ("validFrom", ("text", valid.start.isoformat() if valid.start else "")),
        ("validTo", ("text", valid.end.isoformat() if valid.end else OPEN_END)),
        ("recordedAt", ("text", statement.recorded.at.isoformat())),
        ("purposes", ("text", " ".join(sorted(statement.scope.purposes or Purpose)))),
    ]
    if source.hub and target.hub:
        between = ("iri", f"{namespaces.QRR}BetweenHubs")
        yield f"{statement.iri}/{way}", f"{namespaces.RDF}type", between
    for name, term in terms:
        yield f"{statement.iri}/{way}", f"{namespaces.QRR}{name}", term


def sparql(
    graph: Graph,
    query: ComparisonQuery,
    look_up: Callable[[str], tuple[str, str]] | None = None,
) -> str:
    """`comparison.rq` for one question. look_up: identifier -> IRI of its framework, and rank."""
    if look_up is not None and not query.from_framework:
        source, rank = look_up(query.level)
    else:
        source = namespaces.framework_iri(query.from_framework)
        rank = str(graph.frameworks[query.from_framework].span(query.level).low)
    return QUERY % {
        "source": source,
        "target": namespaces.framework_iri(query.to_framework),
        "rank": int(rank),
        "purpose": query.purpose.value,
        "as_of": query.as_of.isoformat(),
        "known_at": query.known_at.isoformat(),
    }


def plain_dict(graph: Graph) -> Callable[[ComparisonQuery], Spans]:
    """Statements in a dict by framework, filtered in Python."""
    by_source = _readings_by_source(graph)

    def live(name: str, query: ComparisonQuery) -> Iterator[tuple[str, int, int, int, int]]:
        for statement, first, last, low, high in by_source[name]:
            if statement.valid.covers(query.as_of) and statement.recorded.covers(query.known_at):
                yield statement.target_framework, first, last, low, high

    def ask(query: ComparisonQuery) -> Spans:
        rank = graph.frameworks[query.from_framework].span(query.level).low
        found: Spans = {}
        for hub, first, last, low, high in live(query.from_framework, query):
            if first <= rank <= last:
                for other, left, right, bottom, top in live(query.to_framework, query):
                    if other == hub and bottom <= high and top >= low:
                        held = found.get(hub, (left, right))
                        found[hub] = (min(held[0], left), max(held[1], right))
        return found

    return ask


def _readings_by_source(
    graph: Graph,
) -> dict[str, list[tuple[Correspondence, int, int, int, int]]]:
    by_source: dict[str, list[tuple[Correspondence, int, int, int, int]]] = defaultdict(list)
    for statement in graph.correspondences:
        if not statement.negative and not statement.scope.purposes:
            source = graph.frameworks[statement.source_framework].span(statement.source)
            target = target_span(graph.frameworks[statement.target_framework], statement)
            by_source[statement.source_framework].append(
                (statement, source.low, source.high, target.low, target.high)
            )
    return by_source
