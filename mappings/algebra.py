"""The algebra of levels: maps, predicates, confidence, scope. Pure functions.

Domain model, section 4. A framework is a chain of leaf levels, named here by their ranks; what a
set of statements says of another framework is a monotone map from ranks to intervals.
"""

from collections.abc import Hashable, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from typing import TypeVar

from mappings.model import Force, Interval, Period, Predicate, Purpose, Scope

LevelMap = Mapping[int, Interval]

_T = TypeVar("_T", bound=Hashable)

_FOUR_PLACES = Decimal("0.0001")
_ALL_PURPOSES = frozenset(Purpose)

_E, _C, _B, _N, _I = (
    Predicate.EXACT,
    Predicate.CLOSE,
    Predicate.BROAD,
    Predicate.NARROW,
    Predicate.INDETERMINATE,
)

# Row: the first hop; column: the next one; in the order E, C, B, N, I.
_ORDER = (_E, _C, _B, _N, _I)
_ROWS = {
    _E: (_E, _C, _B, _N, _I),
    _C: (_C, _C, _B, _N, _I),
    _B: (_B, _B, _B, _I, _I),
    _N: (_N, _N, _I, _N, _I),
    _I: (_I, _I, _I, _I, _I),
}
_COMPOSED = {
    (first, then): result
    for first, row in _ROWS.items()
    for then, result in zip(_ORDER, row, strict=True)
}
_INVERTED = {_E: _E, _C: _C, _B: _N, _N: _B, _I: _I}


def identity(levels: int) -> LevelMap:
    """The map of a framework with `levels` leaves onto itself; neutral in `compose`."""
    return {rank: Interval(rank, rank) for rank in range(levels)}


def compose(first: LevelMap, then: LevelMap) -> LevelMap:
    """Follow two monotone maps, leaf rank -> Interval.

    A rank whose ends `then` does not cover is left out: a gap at an end ends the path. Associative
    where no map has gaps. With gaps, going step by step from the source, as paths do, reaches
    every level that another bracketing reaches, and the same interval there.
    """
    return {
        rank: Interval(then[span.low].low, then[span.high].high)
        for rank, span in first.items()
        if span.low in then and span.high in then
    }


def invert(levels: LevelMap) -> LevelMap:
    """For each rank of the other side, the ranks that may lie on it: never loses one.

    {s : L(s) <= t <= U(s)} is an interval when the map is monotone; where it is not, the hull.
    """
    inverse: dict[int, Interval] = {}
    for rank, span in levels.items():
        for other in range(span.low, span.high + 1):
            held = inverse.get(other)
            inverse[other] = (
                Interval(rank, rank)
                if held is None
                else Interval(min(held.low, rank), max(held.high, rank))
            )
    return inverse


def nearest_below(levels: LevelMap, rank: int) -> int | None:
    """The highest rank under `rank` that the map covers."""
    return max((covered for covered in levels if covered < rank), default=None)


def nearest_above(levels: LevelMap, rank: int) -> int | None:
    """The lowest rank over `rank` that the map covers."""
    return min((covered for covered in levels if covered > rank), default=None)


def is_monotone(levels: LevelMap) -> bool:
    """Whether a higher level never has a lower end than a level beneath it."""
    ordered = [levels[rank] for rank in sorted(levels)]
    return all(
        lower.low <= upper.low and lower.high <= upper.high for lower, upper in pairwise(ordered)
    )


def hull(intervals: Iterable[Interval]) -> Interval:
    """The smallest interval that holds them all; at least one is needed."""
    spans = list(intervals)
    return Interval(min(span.low for span in spans), max(span.high for span in spans))


def core(intervals: Iterable[Interval]) -> Interval | None:
    """What all of them share; None if nothing."""
    spans = list(intervals)
    low, high = max(span.low for span in spans), min(span.high for span in spans)
    return Interval(low, high) if low <= high else None


def disjoint(one: Interval, other: Interval) -> bool:
    return one.high < other.low or other.high < one.low


def holds(outer: Interval, inner: Interval) -> bool:
    """Whether every level of `inner` is one of `outer`."""
    return outer.low <= inner.low and inner.high <= outer.high


def remove_ends(interval: Interval, denied: Iterable[Interval]) -> Interval | None:
    """Take denied levels off both ends; None if nothing is left.

    A denied level inside stays, because an interval has no holes. Repeated until nothing
    changes, so that the order of the denials does not matter.
    """
    spans = list(denied)
    low, high = interval.low, interval.high
    changed = True
    while changed and low <= high:
        changed = False
        for span in spans:
            if span.low <= low <= span.high:
                low, changed = span.high + 1, True
            if span.low <= high <= span.high:
                high, changed = span.low - 1, True
    return Interval(low, high) if low <= high else None


def compose_predicates(first: Predicate, then: Predicate) -> Predicate:
    """The relation over two hops. An associative monoid with EXACT as its neutral element."""
    return _COMPOSED[first, then]


def invert_predicate(predicate: Predicate) -> Predicate:
    return _INVERTED[predicate]


def join_predicates(predicates: Iterable[Predicate]) -> Predicate:
    """The relation that several statements of one hop, or several tied paths, leave standing."""
    held = set(predicates)
    if len(held) == 1:
        return held.pop()
    if held == {Predicate.EXACT, Predicate.CLOSE}:
        return Predicate.CLOSE
    return Predicate.INDETERMINATE


def multiply(confidences: Iterable[Decimal]) -> Decimal:
    """The confidence of a path. Judgement, not probability: paths are never added up."""
    product = Decimal(1)
    for confidence in confidences:
        product *= confidence
    return product


def round_confidence(confidence: Decimal) -> Decimal:
    """Four places, half to even. Done once, at the end of a path."""
    return confidence.quantize(_FOUR_PLACES, rounding=ROUND_HALF_EVEN)


def force_at(force: Force, *, decider: str, destination: str) -> Force:
    """The force of a statement for one destination (both ISO 3166 codes, empty for none).

    A decision binds where its authority decides; elsewhere it is one side's view.
    """
    if force is Force.LAW and (not decider or decider != destination):
        return Force.UNILATERAL
    return force


def intersect_periods(periods: Iterable[Period]) -> Period | None:
    """When all of them run; None if they never do at once."""
    start, end = None, None
    for period in periods:
        if period.start is not None and (start is None or period.start > start):
            start = period.start
        if period.end is not None and (end is None or period.end < end):
            end = period.end
    if start is not None and end is not None and start >= end:
        return None
    return Period(start, end)


def occupation_within(occupation: str, subtrees: frozenset[str]) -> bool:
    """Whether an ISCO-08 code lies in one of the subtrees; codes nest by prefix."""
    return any(occupation.startswith(subtree) for subtree in subtrees)


def intersect_scopes(scopes: Iterable[Scope]) -> Scope | None:
    """Where all of them hold; None if nowhere. An empty set in a scope means "all"."""
    shared = Scope()
    for scope in scopes:
        parts = (
            _shared(shared.purposes, scope.purposes),
            _shared(shared.territories, scope.territories),
            _shared_occupations(shared.occupations, scope.occupations),
            _shared(shared.qualification_types, scope.qualification_types),
        )
        purposes, territories, occupations, types = parts
        if purposes is None or territories is None or occupations is None or types is None:
            return None
        shared = Scope(purposes, territories, occupations, types)
    return shared


def _shared(one: frozenset[_T], other: frozenset[_T]) -> frozenset[_T] | None:
    if not one or not other:
        return one or other
    return (one & other) or None


def _shared_occupations(one: frozenset[str], other: frozenset[str]) -> frozenset[str] | None:
    if not one or not other:
        return one or other
    narrower = {code for code in one if occupation_within(code, other)}
    narrower |= {code for code in other if occupation_within(code, one)}
    return frozenset(narrower) or None


def specificity(scope: Scope) -> int:
    """How many dimensions the scope restricts, 0 to 4. Naming every purpose restricts none."""
    return (
        (bool(scope.purposes) and scope.purposes != _ALL_PURPOSES)
        + bool(scope.territories)
        + bool(scope.occupations)
        + bool(scope.qualification_types)
    )


def scope_holds(
    scope: Scope,
    *,
    purpose: Purpose,
    territory: str,
    occupation: str | None,
    qualification_type: str | None,
) -> bool:
    """Whether what is asked lies inside the scope; what is not asked for means "all"."""
    return (
        (not scope.purposes or purpose in scope.purposes)
        and (not scope.territories or territory in scope.territories)
        and (
            not scope.occupations
            or (occupation is not None and occupation_within(occupation, scope.occupations))
        )
        and (not scope.qualification_types or qualification_type in scope.qualification_types)
    )
