"""The same two-hop question put to SPARQL stores and to a plain dict.

What SPARQL can do of it is done in SPARQL: both time axes, scope, overlap of intervals, the hull.
It does not round, choose by force, compose predicates, or explain.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

import pyoxigraph
import rdflib

from mappings.comparison import ComparisonQuery
from mappings.hops import target_span
from mappings.model import Correspondence, Graph

# Hub -> the lowest and highest leaf rank of the target.
Found = dict[str, tuple[int, int]]
Peer = Callable[[ComparisonQuery], Found]

NS = "https://w3id.org/open-recognition/ns#"
OPEN_END = "9999-12-31"

# Two sub-selects, so that a store without a planner does not try every pair of statements.
TWO_HOPS = """
PREFIX q: <https://w3id.org/open-recognition/ns#>
SELECT ?hub (MIN(?first) AS ?low) (MAX(?last) AS ?high) WHERE {
  { SELECT ?hub ?outLow ?outHigh WHERE {
      ?out q:source "%(source)s" ; q:sourceLow ?from ; q:sourceHigh ?to ; q:target ?hub ;
           q:low ?outLow ; q:high ?outHigh ;
           q:validFrom ?f1 ; q:validTo ?t1 ; q:recordedAt ?r1 .
      FILTER(?from <= %(rank)d && %(rank)d <= ?to)
      FILTER(?f1 <= "%(as_of)s" && "%(as_of)s" < ?t1 && ?r1 <= "%(known_at)s") } }
  { SELECT ?hub ?first ?last ?inLow ?inHigh WHERE {
      ?in q:source "%(target)s" ; q:target ?hub ; q:sourceLow ?first ; q:sourceHigh ?last ;
          q:low ?inLow ; q:high ?inHigh ;
          q:validFrom ?f2 ; q:validTo ?t2 ; q:recordedAt ?r2 .
      FILTER(?f2 <= "%(as_of)s" && "%(as_of)s" < ?t2 && ?r2 <= "%(known_at)s") } }
  FILTER(?inLow <= ?outHigh && ?inHigh >= ?outLow)
} GROUP BY ?hub
"""


def oxigraph(graph: Graph) -> Peer:
    """pyoxigraph, in memory."""
    store = pyoxigraph.Store()
    store.bulk_extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(subject), pyoxigraph.NamedNode(NS + name), _literal(value)
        )
        for subject, name, value in _triples(graph)
    )

    def ask(query: ComparisonQuery) -> Found:
        rows = store.query(_sparql(graph, query))
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        return {row["hub"].value: (int(row["low"].value), int(row["high"].value)) for row in rows}

    return ask


def _literal(value: str | int) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(value)


def rdflib_store(graph: Graph) -> Peer:
    """rdflib, in memory."""
    store = rdflib.Graph()
    for subject, name, value in _triples(graph):
        store.add((rdflib.URIRef(subject), rdflib.URIRef(NS + name), rdflib.Literal(value)))

    def ask(query: ComparisonQuery) -> Found:
        rows = store.query(_sparql(graph, query))
        return {
            str(row[0]): (int(str(row[1])), int(str(row[2])))
            for row in rows
            if isinstance(row, rdflib.query.ResultRow) and row[0] is not None
        }

    return ask


def plain_dict(graph: Graph) -> Peer:
    """Statements in a dict by framework, filtered in Python: the least that could answer."""
    by_source: dict[str, list[tuple[Correspondence, int, int, int, int]]] = defaultdict(list)
    for statement in _counted(graph):
        source = graph.frameworks[statement.source_framework].span(statement.source)
        target = target_span(graph.frameworks[statement.target_framework], statement)
        by_source[statement.source_framework].append(
            (statement, source.low, source.high, target.low, target.high)
        )

    def live(name: str, query: ComparisonQuery) -> Iterator[tuple[str, int, int, int, int]]:
        for statement, first, last, low, high in by_source[name]:
            if statement.valid.covers(query.as_of) and statement.recorded.covers(query.known_at):
                yield statement.target_framework, first, last, low, high

    def ask(query: ComparisonQuery) -> Found:
        rank = graph.frameworks[query.from_framework].span(query.level).low
        found: Found = {}
        for hub, first, last, low, high in live(query.from_framework, query):
            if first <= rank <= last:
                for other, left, right, bottom, top in live(query.to_framework, query):
                    if other == hub and bottom <= high and top >= low:
                        held = found.get(hub, (left, right))
                        found[hub] = (min(held[0], left), max(held[1], right))
        return found

    return ask


def _counted(graph: Graph) -> Iterator[Correspondence]:
    """The statements that a question without an occupation or a job may use."""
    for statement in graph.correspondences:
        if not statement.negative and not statement.scope.purposes:
            yield statement


def _triples(graph: Graph) -> Iterator[tuple[str, str, str | int]]:
    for statement in _counted(graph):
        source = graph.frameworks[statement.source_framework].span(statement.source)
        target = target_span(graph.frameworks[statement.target_framework], statement)
        start, end = statement.valid.start, statement.valid.end
        values: dict[str, str | int] = {
            "source": statement.source_framework,
            "target": statement.target_framework,
            "sourceLow": source.low,
            "sourceHigh": source.high,
            "low": target.low,
            "high": target.high,
            "validFrom": start.isoformat() if start else "",
            "validTo": end.isoformat() if end else OPEN_END,
            "recordedAt": statement.recorded.at.isoformat(),
        }
        for name, value in values.items():
            yield statement.iri, name, value


def _sparql(graph: Graph, query: ComparisonQuery) -> str:
    return TWO_HOPS % {
        "source": query.from_framework,
        "target": query.to_framework,
        "rank": graph.frameworks[query.from_framework].span(query.level).low,
        "as_of": query.as_of.isoformat(),
        "known_at": query.known_at.isoformat(),
    }
