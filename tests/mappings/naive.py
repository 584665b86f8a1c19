"""The comparison once more, as plainly as domain.md says it: no index, no memo, no tables.

Slow, over all statements every time; the real code is held against it on random worlds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mappings.algebra import compose_predicates, invert_predicate, join_predicates
from mappings.model import Correspondence, Force, Graph, Interval, Predicate
from mappings.question import ComparisonQuery

OFF = None


@dataclass(frozen=True)
class Route:
    low: int | None
    high: int | None
    predicate: Predicate
    confidence: Decimal
    force: int
    hops: int
    rounded: bool

    @property
    def rank(self) -> tuple[int, int, bool]:
        return -self.force, self.hops, self.rounded


def answer(graph: Graph, query: ComparisonQuery) -> dict[str, object]:
    """status, interval, core, predicate, confidence, force, hops, dissent, bound."""
    source = graph.frameworks[query.from_framework]
    start = source.span(query.level)
    if query.from_framework == query.to_framework:
        return {"status": "IDENTITY", "interval": (start.low, start.high), "hops": 0}
    live = [
        s
        for s in graph.correspondences
        if s.force > 0 and s.valid.covers(query.as_of) and s.recorded.covers(query.known_at)
    ]
    begin = Route(start.low, start.high, Predicate.EXACT, Decimal(1), 9, 0, False)
    routes = list(walk(graph, query, live, [query.from_framework], begin))
    routes = [r for route in routes if (r := without_denied(graph, query, live, start, route))]
    return choose(routes)


def walk(
    graph: Graph,
    query: ComparisonQuery,
    live: list[Correspondence],
    stops: list[str],
    so_far: Route,
) -> Iterator[Route]:
    if stops[-1] == query.to_framework:
        yield so_far
        return
    if so_far.hops == query.max_hops or so_far.low is OFF or so_far.high is OFF:
        return
    for name, framework in graph.frameworks.items():
        if name in stops or not (name == query.to_framework or framework.hub):
            continue
        for one_set in sorted({s.mapping_set for s in live}):
            for forward in (True, False):
                for route in hop(graph, query, live, stops[-1], name, one_set, forward, so_far):
                    yield from walk(graph, query, live, [*stops, name], route)


def hop(
    graph: Graph,
    query: ComparisonQuery,
    live: list[Correspondence],
    here: str,
    there: str,
    one_set: str,
    forward: bool,
    so_far: Route,
) -> Iterator[Route]:
    speaker, other = (here, there) if forward else (there, here)
    said = [
        s
        for s in live
        if s.mapping_set == one_set
        and (s.source_framework, s.target_framework) == (speaker, other)
        and not s.negative
    ]
    speaks_for: dict[int, list[Correspondence]] = {}
    for rank in range(len(graph.frameworks[speaker].leaves)):
        around = [s for s in said if _in(rank, graph.frameworks[speaker].span(s.source))]
        if around:
            width = min(_width(graph.frameworks[speaker].span(s.source)) for s in around)
            nearest = [
                s
                for s in around
                if _width(graph.frameworks[speaker].span(s.source)) == width
                and s.predicate is not None
                and (forward or s.mutual)
            ]
            if nearest:
                speaks_for[rank] = nearest
    if not speaks_for:
        return
    assert so_far.low is not None
    assert so_far.high is not None
    asked = range(so_far.low, so_far.high + 1)

    def reach(rank: int) -> tuple[int, int]:
        spans = [_target(graph, s) for s in speaks_for[rank]]
        return min(s.low for s in spans), max(s.high for s in spans)

    if forward:
        if so_far.low not in speaks_for or so_far.high not in speaks_for:
            return
        ranks = [rank for rank in asked if rank in speaks_for]
        low: int | None = min(reach(rank)[0] for rank in ranks)
        high: int | None = max(reach(rank)[1] for rank in ranks)
        rounded = False
    else:
        ranks = [r for r in speaks_for if any(reach(r)[0] <= t <= reach(r)[1] for t in asked)]
        low, high, rounded = _outward(speaks_for, reach, so_far.low, so_far.high)
        ends = [end for end in (low, high) if end is not None]
        ranks = sorted({*ranks, *ends})
        low, high = low if low is None else min(ranks), high if high is None else max(ranks)
    used = {id(s): s for rank in ranks for s in speaks_for[rank]}.values()
    predicates = []
    for s in used:
        whole = graph.frameworks[speaker].span(s.source)
        part = asked if forward or low is None or high is None else range(low, high + 1)
        assert s.predicate is not None
        predicate = s.predicate
        if not (part[0] <= whole.low and whole.high <= part[-1]):
            predicate = compose_predicates(Predicate.BROAD, predicate)
        predicates.append(predicate if forward else invert_predicate(predicate))
    said_here = Predicate.INDETERMINATE if rounded else join_predicates(predicates)
    yield Route(
        low,
        high,
        compose_predicates(so_far.predicate, said_here),
        so_far.confidence * min(s.confidence for s in used),
        min(so_far.force, *(_force(graph, query, s) for s in used)),
        so_far.hops + 1,
        so_far.rounded or rounded,
    )


def _outward(speaks_for, reach, low_asked, high_asked):
    """The ends of the inverse, widened to the nearest compared level where there is none."""
    at_low = [r for r in speaks_for if reach(r)[0] <= low_asked <= reach(r)[1]]
    at_high = [r for r in speaks_for if reach(r)[0] <= high_asked <= reach(r)[1]]
    low = min(at_low) if at_low else None
    high = max(at_high) if at_high else None
    if not at_low:
        beneath = [reach(r)[1] for r in speaks_for if reach(r)[1] < low_asked]
        if beneath:
            low = max(r for r in speaks_for if reach(r)[0] <= max(beneath) <= reach(r)[1])
    if not at_high:
        over = [reach(r)[0] for r in speaks_for if reach(r)[0] > high_asked]
        if over:
            high = min(r for r in speaks_for if reach(r)[0] <= min(over) <= reach(r)[1])
    return low, high, not (at_low and at_high)


def without_denied(
    graph: Graph, query: ComparisonQuery, live: list[Correspondence], start: Interval, route: Route
) -> Route | None:
    if route.low is None or route.high is None:
        return route
    left = list(range(route.low, route.high + 1))
    denied = {
        rank
        for said, of, force in _denials(graph, query, live)
        if force >= route.force and said.low <= start.low and start.high <= said.high
        for rank in range(of.low, of.high + 1)
    }
    while left and left[0] in denied:
        left.pop(0)
    while left and left[-1] in denied:
        left.pop()
    if not left:
        return None
    return Route(
        left[0], left[-1], route.predicate, route.confidence, route.force, route.hops, route.rounded
    )


def _denials(
    graph: Graph, query: ComparisonQuery, live: list[Correspondence]
) -> Iterator[tuple[Interval, Interval, int]]:
    """Not-statements between the two frameworks: of what, against what, with what force."""
    for s in live:
        if not s.negative or s.predicate is None:
            continue
        said, of = graph.frameworks[s.source_framework].span(s.source), _target(graph, s)
        pair = (s.source_framework, s.target_framework)
        if pair == (query.from_framework, query.to_framework):
            yield said, of, _force(graph, query, s)
        elif pair == (query.to_framework, query.from_framework) and s.mutual:
            yield of, said, _force(graph, query, s)


def choose(routes: list[Route]) -> dict[str, object]:
    if not routes:
        return {"status": "NO_PATH"}
    best = min(route.rank for route in routes)
    tied = [route for route in routes if route.rank == best]
    arrived = [route for route in tied if route.low is not None and route.high is not None]
    if not arrived:
        below = all(route.high is not None for route in tied)
        above = all(route.low is not None for route in tied)
        if below:
            return {"status": "BELOW_LOWEST", "bound": max(route.high for route in tied)}
        if above:
            return {"status": "ABOVE_HIGHEST", "bound": min(route.low for route in tied)}
        return {"status": "CONTESTED", "interval": None}
    low, high = min(r.low for r in arrived), max(r.high for r in arrived)
    core = max(r.low for r in arrived), min(r.high for r in arrived)
    same = len({(r.low, r.high) for r in arrived}) == 1
    if core[0] > core[1]:
        status = "CONTESTED"
    elif best[2]:
        status = "BETWEEN"
    else:
        status = "DETERMINED" if same else "COMPATIBLE"
    predicate = join_predicates([r.predicate for r in arrived])
    return {
        "status": status,
        "interval": (low, high),
        "core": core if core[0] <= core[1] else None,
        "predicate": predicate if same else Predicate.INDETERMINATE,
        "confidence": min(r.confidence for r in arrived).quantize(Decimal("0.0001")),
        "force": -best[0],
        "hops": best[1],
        "dissent": sorted(
            (r.low, r.high)
            for r in routes
            if r.rank != best
            and r.low is not None
            and r.high is not None
            and (r.high < low or high < r.low)
        ),
    }


def _force(graph: Graph, query: ComparisonQuery, s: Correspondence) -> int:
    if s.force is not Force.LAW:
        return int(s.force)
    accepts = graph.frameworks[s.target_framework].territory
    decider = accepts or graph.frameworks[s.source_framework].territory
    destination = graph.frameworks[query.to_framework].territory
    return 4 if decider and decider == destination else 2


def _target(graph: Graph, s: Correspondence) -> Interval:
    target = graph.frameworks[s.target_framework]
    assert s.target_low is not None
    assert s.target_high is not None
    return Interval(target.span(s.target_low).low, target.span(s.target_high).high)


def _in(rank: int, span: Interval) -> bool:
    return span.low <= rank <= span.high


def _width(span: Interval) -> int:
    return span.high - span.low
