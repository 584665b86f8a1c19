"""The comparison: what is said of a level, and which of it to give as the answer.

Domain model, section 4: choice, ties, negatives, stated absences.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack

from mappings import algebra
from mappings.answer import Answer, Denial, Path
from mappings.index import Index
from mappings.model import Force, Framework, Interval, Predicate, Rule, Status
from mappings.paths import Found, find_paths, preference
from mappings.question import ComparisonQuery
from mappings.recognition import applicable_rules

__all__ = ["Answer", "ComparisonQuery", "compare"]

_ONE = Decimal("1.0000")


class _Parts(TypedDict, total=False):
    """The parts of an Answer that depend on its status."""

    interval: Interval | None
    core: Interval | None
    predicate: Predicate
    confidence: Decimal
    force: Force
    hops: int
    paths: tuple[Path, ...]
    dissent: tuple[Interval, ...]
    bracket: Interval | None
    bound: int
    absences: tuple[Denial, ...]
    denials: tuple[Denial, ...]


def compare(index: Index, query: ComparisonQuery) -> Answer:
    """Compare a level with a framework. Raises FrameworkUnknown, LevelUnknown.

    The same release and question give the same answer; it is remembered by the index.
    """
    answer = index.answers.get(query)
    if answer is None:
        answer = _answer(index, query)
        index.remember(query, answer)
    return answer


@dataclass(frozen=True, slots=True)
class _Question:
    """A query with its names resolved, and the rules that apply to it."""

    index: Index
    query: ComparisonQuery
    origin: Framework
    target: Framework
    start: Interval
    rules: tuple[Rule, ...] = ()

    def answer(self, status: Status, **parts: Unpack[_Parts]) -> Answer:
        return Answer(self.query, self.index.release, self.start, status, self.rules, **parts)


def _answer(index: Index, query: ComparisonQuery) -> Answer:
    origin = index.framework(query.from_framework)
    target = index.framework(query.to_framework)
    start = origin.span(query.level)
    if origin is target:
        return _Question(index, query, origin, target, start).answer(
            Status.IDENTITY,
            interval=start,
            core=start,
            predicate=Predicate.EXACT,
            confidence=_ONE,
            hops=0,
        )
    rules = applicable_rules(index, origin, start, query.asked(target.territory))
    question = _Question(index, query, origin, target, start, rules)
    found = find_paths(index, query, start)
    return _choose(question, found.paths) if found.paths else _without_path(question, found)


def _choose(question: _Question, paths: Sequence[Path]) -> Answer:
    """Take the best path, or all that tie with it. `paths` come in order of choice."""
    best = preference(paths[0])
    tied = [path for path in paths if preference(path) == best]
    arrived = [path for path in tied if path.interval is not None]
    if not arrived:
        return _off_the_end(question, tied)
    spans = [span for path in arrived if (span := path.interval) is not None]
    whole, shared = algebra.hull(spans), algebra.core(spans)
    same = len(set(spans)) == 1
    parts = _resting_on(arrived)
    parts["interval"], parts["core"] = whole, shared
    parts["predicate"] = (
        algebra.join_predicates(path.predicate for path in arrived)
        if same
        else Predicate.INDETERMINATE
    )
    parts["dissent"] = _dissent(paths[len(tied) :], whole)
    status = _status(shared, same=same, rounded=arrived[0].rounded)
    return question.answer(status, **parts)


def _status(shared: Interval | None, *, same: bool, rounded: bool) -> Status:
    # Paths that exclude each other stay contested even when rounded: an officer must look.
    if shared is None:
        return Status.CONTESTED
    if rounded:
        return Status.BETWEEN
    return Status.DETERMINED if same else Status.COMPATIBLE


def _dissent(losers: Sequence[Path], whole: Interval) -> tuple[Interval, ...]:
    """The intervals of losing paths that share no level with the answer."""
    return tuple(
        span
        for path in losers
        if (span := path.interval) is not None and algebra.disjoint(span, whole)
    )


def _resting_on(tied: Sequence[Path]) -> _Parts:
    return {
        "confidence": algebra.round_confidence(min(path.confidence for path in tied)),
        "force": tied[0].force,
        "hops": len(tied[0].hops),
        "paths": tuple(tied),
    }


def _off_the_end(question: _Question, tied: Sequence[Path]) -> Answer:
    """Every tied path runs off an end of the target.

    The bound is the other end of what they leave open, the outermost of several, so that none
    of them is claimed to say more than it does. Both ends at once contradict each other.
    """
    parts = _resting_on(tied)
    parts["predicate"] = Predicate.INDETERMINATE
    highs = [path.high for path in tied if path.low is None and path.high is not None]
    lows = [path.low for path in tied if path.high is None and path.low is not None]
    if len(highs) == len(tied):
        parts["bound"] = max(highs)
        return question.answer(Status.BELOW_LOWEST, **parts)
    if len(lows) == len(tied):
        parts["bound"] = min(lows)
        return question.answer(Status.ABOVE_HIGHEST, **parts)
    return question.answer(Status.CONTESTED, **parts)


def _without_path(question: _Question, found: Found) -> Answer:
    absences = tuple(found.absences[iri] for iri in sorted(found.absences))
    if not absences:
        return question.answer(Status.NO_PATH, denials=found.denials)
    confidence = min(absence.statement.confidence for absence in absences)
    return question.answer(
        Status.NO_COUNTERPART,
        bracket=_bracket(question),
        absences=absences,
        force=min(absence.force_at(question.target.territory) for absence in absences),
        confidence=algebra.round_confidence(confidence),
    )


def _bracket(question: _Question) -> Interval | None:
    """Between which levels of the target it falls: what the nearest neighbours compare with.

    None where one side has no level that compares.
    """
    below = _nearest(question, range(question.start.low - 1, -1, -1))
    above = _nearest(question, range(question.start.high + 1, len(question.origin.leaves)))
    if below is None or above is None:
        return None
    return Interval(min(below.high, above.low), max(below.high, above.low))


def _nearest(question: _Question, ranks: Sequence[int]) -> Interval | None:
    for rank in ranks:
        found = find_paths(question.index, question.query, Interval(rank, rank))
        if found.paths and (span := _choose(question, found.paths).interval) is not None:
            return span
    return None
