"""One hop: what one mapping set says from one framework to another, in one direction.

A table is compiled from the statements that hold at one time for one question's scope, and
remembers what it answered. Domain model, section 4: compose, inverse, predicate.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mappings import algebra
from mappings.algebra import LevelMap
from mappings.model import Correspondence, Force, Framework, Interval, Predicate

Statements = tuple[Correspondence, ...]


class Direction(StrEnum):
    """Whether a statement is read as written or from its target to its source."""

    FORWARD = "forward"
    INVERSE = "inverse"


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path. Ranks are leaf ranks of `source` and `target`.

    low, high: where the step arrives; None means off that end of `target`.
    force: at the destination whose authority decided; elsewhere: anywhere else; both the lowest
    of the statements used. rounded: an end had no counterpart and was widened to the nearest.
    specificity: the fewest scope dimensions that any statement used restricts.
    """

    source: str
    start: Interval
    target: str
    low: int | None
    high: int | None
    direction: Direction
    predicate: Predicate
    confidence: Decimal
    force: Force
    elsewhere: Force
    decider: str
    specificity: int
    rounded: bool
    statements: Statements

    def force_at(self, destination: str) -> Force:
        """The force of this step in an answer for `destination` (ISO 3166 code or empty)."""
        return self.force if self.decider and self.decider == destination else self.elsewhere


def decider_of(source: Framework, target: Framework) -> str:
    """Whose decision a statement of law is: the side that accepts, or, where that is a hub
    without a territory, the side that spoke."""
    return target.territory or source.territory


def nearest_statements(
    framework: Framework, statements: Iterable[Correspondence]
) -> dict[int, Statements]:
    """Leaf rank -> the statements that speak for it.

    A leaf inherits from its nearest parent unless it has statements of its own; a stated
    absence is such a statement, and leaves the leaf without counterpart.
    """
    widths: dict[int, int] = {}
    found: dict[int, list[Correspondence]] = {}
    for statement in statements:
        span = framework.span(statement.source)
        width = span.high - span.low
        for rank in range(span.low, span.high + 1):
            held = widths.get(rank)
            if held is None or width < held:
                widths[rank], found[rank] = width, [statement]
            elif width == held:
                found[rank].append(statement)
    return {rank: tuple(sorted(group, key=_by_id)) for rank, group in sorted(found.items())}


def _by_id(statement: Correspondence) -> tuple[str, str]:
    return statement.iri, statement.id


class HopTable:
    """A mapping set compiled in one direction. Its `follow` is remembered; safe to share.

    statements: of one mapping set and one pair of frameworks, all in force for the question,
    absences included, denials not.
    """

    def __init__(
        self,
        source: Framework,
        target: Framework,
        statements: Sequence[Correspondence],
        direction: Direction,
    ) -> None:
        self.direction = direction
        speaker, spoken_of = (
            (source, target) if direction is Direction.FORWARD else (target, source)
        )
        self._source, self._target = source, target
        self._speaker, self._spoken_of = speaker, spoken_of
        self._decider = decider_of(speaker, spoken_of)
        mutual_only = direction is Direction.INVERSE
        self._by_leaf = {
            rank: kept
            for rank, group in nearest_statements(speaker, statements).items()
            if (kept := tuple(s for s in group if _usable(s, mutual_only=mutual_only)))
        }
        self._levels: LevelMap = {
            rank: algebra.hull(self._target_span(statement) for statement in group)
            for rank, group in self._by_leaf.items()
        }
        self._inverse: LevelMap = (
            algebra.invert(self._levels) if direction is Direction.INVERSE else {}
        )
        self._answered: dict[tuple[int, int], Hop | None] = {}

    def __bool__(self) -> bool:
        return bool(self._levels)

    @property
    def levels(self) -> LevelMap:
        """The map in the direction of this table, without rounding."""
        return self._inverse if self.direction is Direction.INVERSE else self._levels

    def follow(self, start: Interval) -> Hop | None:
        """Where this set leads from `start`; None at a forward gap."""
        key = (start.low, start.high)
        try:
            return self._answered[key]
        except KeyError:
            hop = self._forward(start) if not self._inverse else self._backward(start)
            self._answered[key] = hop
            return hop

    def _forward(self, start: Interval) -> Hop | None:
        if start.low not in self._levels or start.high not in self._levels:
            return None
        ranks = [rank for rank in range(start.low, start.high + 1) if rank in self._levels]
        reached = algebra.hull(self._levels[rank] for rank in ranks)
        used = self._statements_of(ranks)
        predicate = algebra.join_predicates(
            algebra.compose_predicates(
                _part_to_whole(self._speaker.span(statement.source), start), _stated(statement)
            )
            for statement in used
        )
        return self._hop(start, reached.low, reached.high, used, predicate, rounded=False)

    def _backward(self, start: Interval) -> Hop:
        low, high = self._round_down(start.low), self._round_up(start.high)
        met = {rank for rank, span in self._levels.items() if _meet(span, start)}
        # In a monotone set the ends already hold the rest; a set that is not must not lose any.
        reached = sorted(met | {end for end in (low, high) if end is not None})
        used = self._statements_of(reached)
        rounded = start.low not in self._inverse or start.high not in self._inverse
        return self._hop(
            start,
            None if low is None else reached[0],
            None if high is None else reached[-1],
            used,
            Predicate.INDETERMINATE if rounded else self._inverted(used, reached),
            rounded=rounded,
        )

    def _round_down(self, rank: int) -> int | None:
        """The lower end for `rank`: its own, or the highest level compared beneath it."""
        if rank in self._inverse:
            return self._inverse[rank].low
        below = algebra.nearest_below(self._inverse, rank)
        return None if below is None else self._inverse[below].high

    def _round_up(self, rank: int) -> int | None:
        if rank in self._inverse:
            return self._inverse[rank].high
        above = algebra.nearest_above(self._inverse, rank)
        return None if above is None else self._inverse[above].low

    def _inverted(self, used: Statements, ranks: Sequence[int]) -> Predicate:
        reached = Interval(ranks[0], ranks[-1])
        return algebra.join_predicates(
            algebra.compose_predicates(
                algebra.invert_predicate(_stated(statement)),
                algebra.invert_predicate(
                    _part_to_whole(self._speaker.span(statement.source), reached)
                ),
            )
            for statement in used
        )

    def _statements_of(self, ranks: Iterable[int]) -> Statements:
        unique = {id(spoken): spoken for rank in ranks for spoken in self._by_leaf[rank]}
        return tuple(unique.values())

    def _target_span(self, statement: Correspondence) -> Interval:
        return target_span(self._spoken_of, statement)

    def _hop(
        self,
        start: Interval,
        low: int | None,
        high: int | None,
        used: Statements,
        predicate: Predicate,
        *,
        rounded: bool,
    ) -> Hop:
        return Hop(
            source=self._source.id,
            start=start,
            target=self._target.id,
            low=low,
            high=high,
            direction=self.direction,
            predicate=predicate,
            confidence=min(statement.confidence for statement in used),
            force=min(statement.force for statement in used),
            elsewhere=min(
                algebra.force_at(statement.force, decider=self._decider, destination="")
                for statement in used
            ),
            decider=self._decider,
            specificity=min(algebra.specificity(statement.scope) for statement in used),
            rounded=rounded,
            statements=used,
        )


def target_span(target: Framework, statement: Correspondence) -> Interval:
    """The leaves that a statement names in its target framework. Raises LevelUnknown."""
    low, high = statement.target_low or "", statement.target_high or statement.target_low or ""
    return Interval(target.span(low).low, target.span(high).high)


def compile_tables(
    source: Framework, target: Framework, statements: Mapping[str, Sequence[Correspondence]]
) -> tuple[HopTable, ...]:
    """One table per mapping set and direction that leads from `source` to `target`."""
    tables = []
    for mapping_set in sorted(statements):
        for direction, speaker in (
            (Direction.FORWARD, source.id),
            (Direction.INVERSE, target.id),
        ):
            spoken = [s for s in statements[mapping_set] if s.source_framework == speaker]
            if spoken and (table := HopTable(source, target, spoken, direction)):
                tables.append(table)
    return tuple(tables)


def _usable(statement: Correspondence, *, mutual_only: bool) -> bool:
    return not statement.absence and (statement.mutual or not mutual_only)


def _stated(statement: Correspondence) -> Predicate:
    return statement.predicate or Predicate.INDETERMINATE


def _part_to_whole(whole: Interval, asked: Interval) -> Predicate:
    """A statement about a whole is broader than the part of it that is asked about."""
    return Predicate.EXACT if algebra.holds(asked, whole) else Predicate.BROAD


def _meet(one: Interval, other: Interval) -> bool:
    return not algebra.disjoint(one, other)


def is_restricted(statement: Correspondence) -> bool:
    """Whether some question could fall outside its scope or award period."""
    awards = statement.applies_to_awards
    return bool(algebra.specificity(statement.scope) or awards.start or awards.end)
