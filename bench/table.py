"""One table: the same questions by qualification, put to us and to the peers, at three sizes.

A register of 10 thousand, 100 thousand and 1 million qualifications beside the generated graph.
We find a qualification in SQL; the stores hold it as two triples, the plain dict as an entry. From
the identifier of the qualification to the answer, every answer checked against ours. rdflib keeps
all in Python and is not given a million.
"""

import json
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from time import perf_counter

from sqlmodel import Session, insert

from bench.comparison import as_found, is_plain
from bench.generated import generate, questions
from bench.peers import Register, SparqlPeer, oxigraph, plain_dict, rdflib_store
from mappings import trace
from mappings.comparison import Answer, ComparisonQuery, compare
from mappings.index import Index, compile_graph
from mappings.model import Graph
from registry.storage.database import make_engine, reading, transaction
from registry.storage.migrations import upgrade
from registry.storage.tables.qualifications import Qualification
from registry.usecases.qualifications import get_qualification

SIZES = (10_000, 100_000, 1_000_000)
ASKED, RDFLIB_ASKED, BATCH = 40, 10, 20_000
RDFLIB_LIMIT = 100_000
Cells = dict[str, str]
ROWS = (
    "ours, warm",
    "ours, cold",
    "ours, cold, with trace and JSON",
    "pyoxigraph SPARQL",
    "rdflib SPARQL",
    "plain dict, two hops, interval only",
)


def run(sizes: Sequence[int] = SIZES) -> None:
    """Print the table: medians, from a qualification's identifier to the answer."""
    graph = generate()
    index = compile_graph(graph, release=1)
    asked = [one for one in questions(graph, 4_000) if is_plain(compare(index, one))][:ASKED]
    columns: list[Cells] = []
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'register.db'}")
        upgrade(engine)
        for before, size in pairwise((0, *sizes)):
            with transaction(engine) as session:
                for rows in _batches(graph, asked, before, size):
                    session.connection().execute(insert(Qualification), rows)
            with reading(engine) as session:
                columns.append(_ours(session, index, asked, size))
            columns[-1] |= _peers(graph, index, asked, size)
        engine.dispose()
    _print(sizes, columns, len(graph.correspondences))


def _print(sizes: Sequence[int], columns: Sequence[Cells], statements: int) -> None:
    print(
        f"\nBy qualification, {statements:,} statements, {ASKED} questions, same answers, medians"
    )
    print(f"{'qualifications':<40}" + "".join(f"{size:>14,}" for size in sizes))
    for row in ROWS:
        print(f"{row:<40}" + "".join(f"{column.get(row, '-'):>14}" for column in columns))


def _entry(graph: Graph, asked: Sequence[ComparisonQuery], number: int) -> tuple[str, str]:
    """Framework and level of a qualification; the first ones are those that are asked about."""
    if number < len(asked):
        return asked[number].from_framework, asked[number].level
    random = Random(number)  # noqa: S311 - no secret
    framework = random.choice(list(graph.frameworks.values()))
    return framework.id, random.choice(framework.leaves)


def _batches(
    graph: Graph, asked: Sequence[ComparisonQuery], start: int, end: int
) -> Iterator[list[dict[str, object]]]:
    for first in range(start, end, BATCH):
        rows = []
        for number in range(first, min(first + BATCH, end)):
            framework, level = _entry(graph, asked, number)
            rows.append(
                {
                    "id": _name(number),
                    "country": "",
                    "framework_id": framework,
                    "level": level,
                    "title": f"Certificate {number}",
                    "title_native": "",
                    "awarding_body": "National authority",
                    "source": "generated",
                    "checked": False,
                    "confidence": "0.5",
                }
            )
        yield rows


def _name(number: int) -> str:
    return f"generated-{number:07}"


def _ours(session: Session, index: Index, asked: Sequence[ComparisonQuery], size: int) -> Cells:
    def answer(number: int) -> Answer:
        held = get_qualification(session, _name(number))
        session.expunge_all()
        framework, level = held.framework_id or "", held.level or ""
        return compare(index, replace(asked[number], from_framework=framework, level=level))

    def told(number: int) -> str:
        return json.dumps(trace.describe(answer(number), index))

    def forget() -> None:
        index.answers.clear()

    numbers = range(len(asked))
    for number in numbers:
        assert answer(number).query == asked[number], size
    return {
        ROWS[0]: _median(answer, numbers),
        ROWS[1]: _median(answer, numbers, before=forget),
        ROWS[2]: _median(told, numbers, before=forget),
    }


def _median(
    ask: Callable[[int], object], numbers: Sequence[int], before: Callable[[], None] | None = None
) -> str:
    seconds = []
    for number in numbers:
        if before is not None:
            before()
        start = perf_counter()
        ask(number)
        seconds.append(perf_counter() - start)
    median = statistics.median(seconds)
    return f"{median * 1e3:,.1f} ms" if median >= 1e-3 else f"{median * 1e6:,.1f} µs"


def _peers(graph: Graph, index: Index, asked: Sequence[ComparisonQuery], size: int) -> Cells:
    register: Register = {_name(n): _entry(graph, asked, n) for n in range(size)}
    numbers = range(len(asked))
    cells: Cells = {}
    makers = {"pyoxigraph SPARQL": oxigraph, "rdflib SPARQL": rdflib_store}
    for name, make in makers.items():
        if make is rdflib_store and size > RDFLIB_LIMIT:
            continue
        peer = make(graph, register)

        def ask(number: int, peer: SparqlPeer = peer) -> None:
            found = peer(replace(asked[number], from_framework="", level=_name(number)))
            assert found == as_found(compare(index, asked[number])), asked[number]

        few = numbers[:RDFLIB_ASKED] if make is rdflib_store else numbers
        cells[name] = _median(ask, few)
    spans = plain_dict(graph)

    def look(number: int) -> None:
        framework, level = register[_name(number)]
        spans(replace(asked[number], from_framework=framework, level=level))

    cells[ROWS[5]] = _median(look, numbers)
    return cells


if __name__ == "__main__":
    run()
