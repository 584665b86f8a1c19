"""What the graph answers: paths, and what was chosen among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mappings import algebra
from mappings.hops import Hop
from mappings.model import (
    Correspondence,
    Force,
    Interval,
    Period,
    Predicate,
    Rule,
    Scope,
    Status,
)
from mappings.question import ComparisonQuery


@dataclass(frozen=True, slots=True)
class Denial:
    """A statement that a level has no counterpart: at `denied`, or at all (None)."""

    covers: Interval
    denied: Interval | None
    decider: str
    statement: Correspondence

    def force_at(self, destination: str) -> Force:
        return algebra.force_at(self.statement.force, decider=self.decider, destination=destination)


@dataclass(frozen=True, slots=True)
class Path:
    """Hops from the level asked about to the target, and what they add up to.

    low, high: leaf ranks of the target; None means off that end. denials: the Not-statements
    that took levels off its ends.
    """

    hops: tuple[Hop, ...]
    low: int | None
    high: int | None
    predicate: Predicate
    confidence: Decimal
    force: Force
    specificity: int
    rounded: bool
    denials: tuple[Denial, ...] = ()

    @property
    def interval(self) -> Interval | None:
        """Where it arrives; None if it runs off an end of the target."""
        if self.low is None or self.high is None:
            return None
        return Interval(self.low, self.high)

    @property
    def statements(self) -> tuple[Correspondence, ...]:
        return tuple(statement for hop in self.hops for statement in hop.statements)

    @property
    def valid(self) -> Period | None:
        """When all its statements are valid at once."""
        return algebra.intersect_periods(statement.valid for statement in self.statements)

    @property
    def scope(self) -> Scope | None:
        """Where all its statements hold."""
        return algebra.intersect_scopes(statement.scope for statement in self.statements)

    @property
    def steps(self) -> list[list[object]]:
        """Identity of the path as plain values, the same in every process."""
        steps: list[list[object]] = [
            [
                hop.direction.value,
                hop.source,
                [hop.start.low, hop.start.high],
                hop.target,
                [hop.low, hop.high],
                [statement.iri for statement in hop.statements],
            ]
            for hop in self.hops
        ]
        steps += [["denial", denial.statement.iri] for denial in self.denials]
        return steps


def make_path(hops: Sequence[Hop], destination: str) -> Path:
    """Add hops up to a path for a destination (ISO 3166 code or empty)."""
    predicate, confidence = hops[0].predicate, hops[0].confidence
    force, specificity, rounded = (
        hops[0].force_at(destination),
        hops[0].specificity,
        hops[0].rounded,
    )
    for hop in hops[1:]:
        predicate = algebra.compose_predicates(predicate, hop.predicate)
        confidence *= hop.confidence
        force = min(force, hop.force_at(destination))
        specificity = min(specificity, hop.specificity)
        rounded = rounded or hop.rounded
    last = hops[-1]
    return Path(
        tuple(hops), last.low, last.high, predicate, confidence, force, specificity, rounded
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """Rules, comparability and what they rest on.

    start: leaf ranks of the level asked about. interval, core, dissent, bracket, bound: leaf
    ranks of the target. paths: the chosen one, or several tied. confidence: four places.
    absences: why NO_COUNTERPART. denials: the Not-statements that left NO_PATH.
    """

    query: ComparisonQuery
    release: int
    start: Interval
    status: Status
    rules: tuple[Rule, ...] = ()
    interval: Interval | None = None
    core: Interval | None = None
    predicate: Predicate | None = None
    confidence: Decimal | None = None
    force: Force | None = None
    hops: int | None = None
    paths: tuple[Path, ...] = ()
    dissent: tuple[Interval, ...] = ()
    bracket: Interval | None = None
    bound: int | None = None
    absences: tuple[Denial, ...] = ()
    denials: tuple[Denial, ...] = ()

    @property
    def weakest(self) -> Correspondence | None:
        """The statement with the least confidence among those the answer rests on."""
        used = [statement for path in self.paths for statement in path.statements]
        return min(used, key=lambda s: (s.confidence, s.force, s.iri), default=None)

    @property
    def valid(self) -> Period | None:
        """How long the answer holds as it stands: all its paths at once; None without a path."""
        periods = [path.valid for path in self.paths]
        if not periods or any(period is None for period in periods):
            return None
        return algebra.intersect_periods(period for period in periods if period is not None)
