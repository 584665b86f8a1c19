"""How long the 24 rules take: a whole release, an import, and a change validated alone.

Times are of this run on this machine. What a change finds is checked against the whole run.
"""

import statistics
from dataclasses import replace
from datetime import date
from random import Random
from time import perf_counter

from bench.generated import generate
from mappings import curated, releases, statements, validation
from mappings.model import Correspondence, Graph, Purpose, Scope
from mappings.validation import Finding

ON = date(2026, 11, 24)
IMPORT_ROWS, CHANGES = 1_000, 10


def run() -> None:
    """Print the table."""
    release = _with_purposes(generate())
    print(
        f"\nValidation, {len(validation.constraints())} constraints of 24 rules, "
        f"{len(release.correspondences):,} generated statements"
    )
    print(f"{'':<44}{'time':>12}{'findings':>12}")
    _whole("seed release", curated.read())
    _whole(f"import of {IMPORT_ROWS:,} rows, as N-Quads", _rows(release, IMPORT_ROWS))
    known = _whole("generated release", release)
    for changed in (1, 100):
        _change(release, known, changed)
    _revision(release, known)
    _slowest(release)


def _with_purposes(graph: Graph) -> Graph:
    """Statements of the generated graph are for all purposes, which the rules want said."""
    every = Scope(purposes=frozenset(Purpose))
    return replace(
        graph,
        correspondences=tuple(
            one if one.scope.purposes else replace(one, scope=every)
            for one in graph.correspondences
        ),
    )


def _rows(graph: Graph, count: int) -> Graph:
    return replace(graph, correspondences=graph.correspondences[:count])


def _print_row(name: str, seconds: float, findings: int) -> None:
    print(f"{name:<44}{seconds * 1e3:>9,.0f} ms{findings:>12,}")


def _whole(name: str, graph: Graph) -> tuple[Finding, ...]:
    nquads = releases.sorted_nquads(statements.quads(graph))
    start = perf_counter()
    found = validation.validate(nquads, on=ON)
    _print_row(name, perf_counter() - start, len(found))
    return found


def _change(graph: Graph, known: tuple[Finding, ...], count: int) -> None:
    """Take the purposes off some statements, several times over; check the last against all."""
    random, times = Random(count), []  # noqa: S311 - no secret
    for _ in range(CHANGES):
        chosen = {one.iri for one in random.sample(graph.correspondences, count)}
        after = replace(
            graph,
            correspondences=tuple(_spoilt(one, chosen) for one in graph.correspondences),
        )
        start = perf_counter()
        found = validation.validate_change(graph, after, known=known, on=ON)
        times.append(perf_counter() - start)
    _print_row(f"the same after a change of {count}, median", statistics.median(times), len(found))
    assert found == validation.validate_quads(statements.quads(after), on=ON)


def _revision(graph: Graph, known: tuple[Finding, ...]) -> None:
    """What publishing a small draft asks of the rules, a year later; checked against all."""
    later = ON.replace(year=ON.year + 1)
    after = replace(graph, correspondences=graph.correspondences[1:])
    quads = list(statements.quads(after))
    start = perf_counter()
    found = validation.validate_revision(graph, after, known=known, on=later, quads=quads)
    _print_row("publishing one withdrawal, a year later", perf_counter() - start, len(found))
    assert found == validation.validate_quads(quads, on=later)


def _spoilt(one: Correspondence, chosen: set[str]) -> Correspondence:
    return replace(one, scope=Scope()) if one.iri in chosen else one


def _slowest(graph: Graph) -> None:
    """The rules that take longest on the whole release."""
    store = validation.store_of(statements.quads(graph), on=ON)
    times: dict[int, float] = {}
    for constraint in validation.constraints():
        start = perf_counter()
        constraint.find_in(store)
        times[constraint.rule] = times.get(constraint.rule, 0) + perf_counter() - start
    slowest = sorted(times, key=lambda rule: -times[rule])[:5]
    told = ", ".join(f"{rule}: {times[rule] * 1e3:,.0f} ms" for rule in slowest)
    print(f"slowest rules of the generated release: {told}")
