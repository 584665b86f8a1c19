"""How fast a question to the graph is answered, beside SPARQL stores and a plain dict.

Times are medians of this run on this machine. Cold: the tables of the day are compiled, the answer
is not remembered. The SPARQL peers (`comparison.rq`) find interval, predicate, confidence, force
and hops; all of it is checked against ours.
"""

import gc
import json
import statistics
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from importlib.resources import files
from time import perf_counter

from bench.generated import KNOWN_AT, generate, questions
from bench.peers import LETTERS, Found, Spans, SparqlPeer, oxigraph, plain_dict, rdflib_store
from mappings import curated
from mappings.comparison import Answer, ComparisonQuery, compare
from mappings.index import Index, compile_graph
from mappings.model import Graph
from mappings.trace import describe

QUESTIONS, FRESH, PEER_QUESTIONS, ROUNDS = 4_000, 40, 40, 25


def run() -> None:
    """Print the tables for the generated graph and for the seed release."""
    graph = generate()
    _print_title("generated graph", graph)
    asked = questions(graph, QUESTIONS)
    _print_ours(graph, asked)
    _print_peers(graph, asked)
    seed = curated.read(files("mappings") / "data")
    _print_title("seed release", seed)
    _print_ours(seed, _seed_questions(seed))


def _print_title(name: str, graph: Graph) -> None:
    print(
        f"\nComparison, {name}: {len(graph.frameworks)} frameworks, "
        f"{len(graph.correspondences):,} statements"
    )
    print(f"{'':<44}{'median':>12}{'p99':>12}")


def _print_row(name: str, seconds: Sequence[float], note: str = "") -> None:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    print(f"{name:<44}{_time(statistics.median(ordered)):>12}{_time(p99):>12}  {note}".rstrip())


def _time(seconds: float) -> str:
    if seconds >= 1e-3:
        return f"{seconds * 1e3:,.1f} ms"
    return f"{seconds * 1e6:,.1f} µs"


def _timed(
    call: Callable[[ComparisonQuery], object], asked: Sequence[ComparisonQuery]
) -> list[float]:
    seconds = []
    for query in asked:
        start = perf_counter()
        call(query)
        seconds.append(perf_counter() - start)
    return seconds


def _print_ours(graph: Graph, asked: Sequence[ComparisonQuery]) -> None:
    compiling = [_compile_seconds(graph) for _ in range(5)]
    _print_row("compile the index", compiling, f"{_compiled_megabytes(graph):.1f} MB")
    first = []
    for query in asked[:FRESH]:
        index = compile_graph(graph, release=1)
        first += _timed(partial(compare, index), [query])
    _print_row("first answer of a fresh index", first)
    index = compile_graph(graph, release=1)
    cold = _timed(partial(compare, index), asked)
    _print_row("cold answer, epochs compiled on the way", cold)
    index.answers.clear()
    _print_row("cold answer, epochs compiled", _timed(partial(compare, index), asked))
    _print_row("warm answer", _timed(partial(compare, index), asked))
    answered = [query for query in asked if compare(index, query).paths]
    _print_row("warm answer with trace and JSON", _timed(_as_json(index), answered))
    silent = [query for query in asked if not compare(index, query).paths][:500]
    if silent:
        _print_row("NO_PATH with what is known, JSON", _timed(_as_json(index), silent))
    kinds = {query: compare(index, query).status.value for query in asked}
    shares = {kind: list(kinds.values()).count(kind) for kind in sorted(set(kinds.values()))}
    print("answers: " + ", ".join(f"{kind} {count:,}" for kind, count in shares.items()))


def _as_json(index: Index) -> Callable[[ComparisonQuery], str]:
    return lambda query: json.dumps(describe(compare(index, query), index))


def _compile_seconds(graph: Graph) -> float:
    gc.collect()
    start = perf_counter()
    compile_graph(graph, release=1)
    return perf_counter() - start


def _compiled_megabytes(graph: Graph) -> float:
    tracemalloc.start()
    index = compile_graph(graph, release=1)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert index.release == 1
    return size / 1e6


def _print_peers(graph: Graph, asked: Sequence[ComparisonQuery]) -> None:
    index = compile_graph(graph, release=1)
    shown = [query for query in asked if is_plain(compare(index, query))][:PEER_QUESTIONS]
    ours = []
    for _ in range(ROUNDS):
        index.answers.clear()
        ours += _timed(partial(compare, index), shown)
    _print_row(f"ours, cold, {len(shown)} questions", ours)
    peers: list[tuple[str, SparqlPeer]] = [
        ("pyoxigraph SPARQL", oxigraph(graph)),
        ("rdflib SPARQL", rdflib_store(graph)),
    ]
    for name, peer in peers:
        _print_peer(name, _checked_seconds(index, peer, shown), ours, "same answers")
    two_hops = [query for query in shown if compare(index, query).hops == 2]
    spans = plain_dict(graph)
    for query in two_hops:
        _check_interval(compare(index, query), spans(query))
    _print_peer("plain dict, two hops", _timed(spans, two_hops), ours, "same intervals, no more")


def _print_peer(name: str, seconds: Sequence[float], ours: Sequence[float], what: str) -> None:
    times = statistics.median(seconds) / statistics.median(ours)
    _print_row(name, seconds, f"{times:,.1f} times ours; {what}")


def _checked_seconds(
    index: Index, peer: SparqlPeer, shown: Sequence[ComparisonQuery]
) -> list[float]:
    seconds = []
    for query in shown:
        start = perf_counter()
        found = peer(query)
        seconds.append(perf_counter() - start)
        assert found == as_found(compare(index, query)), (query, found)
    return seconds


def is_plain(answer: Answer) -> bool:
    """Whether SPARQL can find the whole answer: one path, not rounded, nothing denied."""
    return len(answer.paths) == 1 and not answer.paths[0].rounded and not answer.paths[0].denials


def as_found(answer: Answer) -> Found:
    """An answer as a peer gives it."""
    assert answer.interval is not None
    assert answer.predicate is not None
    assert answer.confidence is not None
    assert answer.force is not None
    assert answer.hops is not None
    return Found(
        answer.interval.low,
        answer.interval.high,
        LETTERS[answer.predicate],
        answer.confidence,
        int(answer.force),
        answer.hops,
    )


def _check_interval(answer: Answer, found: Spans) -> None:
    assert answer.interval is not None
    hub = answer.paths[0].hops[0].target
    assert found[hub] == (answer.interval.low, answer.interval.high), (answer.query, found)


def _seed_questions(graph: Graph) -> list[ComparisonQuery]:
    """Every level against every framework of a few countries, today's answers and none."""
    day = date(KNOWN_AT.year + 1, 1, 1)
    targets = [
        name for name in ("de-dqr", "fr-cncp", "ie-nfq", "nz-nzqf") if name in graph.frameworks
    ]
    return [
        ComparisonQuery(framework.id, code, target, day, KNOWN_AT.replace(year=day.year))
        for framework in graph.frameworks.values()
        for code in framework.leaves
        for target in targets
        if target != framework.id
    ]


if __name__ == "__main__":
    run()
