"""Which answers change from one release to the next.

Only pairs of frameworks that a changed statement can lie between are asked: a path has at most
three hops over hubs, so a statement about two frameworks reaches no further than that.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mappings import diff
from mappings.answer import Answer
from mappings.comparison import ComparisonQuery, compare
from mappings.index import Index
from mappings.model import Correspondence, Force, Framework, Period, Purpose, Rule
from mappings.parts import Noun, Statement, noun_of
from mappings.question import HOP_LIMIT

# Twice as many answers; a change of a link between two large hubs touches more than a reader can.
QUESTION_LIMIT = 40_000


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """One question and both answers to it; their ranks are those of the target framework."""

    query: ComparisonQuery
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes. pairs: of frameworks that were asked about; complete: False where there were
    more questions than the limit, so that more answers may change than are shown."""

    pairs: tuple[tuple[str, str], ...]
    questions: int
    changed: tuple[ChangedAnswer, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """The day asked for, and when each of the two releases is known."""

    as_of: date
    before: datetime
    after: datetime


def changed_statements(difference: diff.Difference) -> tuple[Statement, ...]:
    """Both sides of every correspondence and rule that is not the same."""
    return tuple(
        part
        for change in difference.changes
        for part in (change.before, change.after)
        if isinstance(part, Statement)
    )


def changed_answers(
    before: Index,
    after: Index,
    statements: Iterable[Statement],
    moments: Moments,
    *,
    limit: int = QUESTION_LIMIT,
) -> Impact:
    """Ask both releases every question that the changed statements can touch.

    Each level of each affected pair, for each purpose that the statements name, on the day asked
    for; for a statement that does not hold on that day, also on the nearest day on which it does.
    """
    told = tuple(statements)
    pairs = affected_pairs(before, after, told)
    changed: list[ChangedAnswer] = []
    asked = 0
    # Memos of their own: what is asked here must not crowd out what readers ask.
    before, after = replace(before, answers={}), replace(after, answers={})
    ways = _ways(told, moments.as_of)
    for query in _questions(after, before, pairs, ways, moments.after):
        if asked >= limit:
            return Impact(pairs, asked, tuple(changed), complete=False)
        asked += 1
        then = _answer(before, replace(query, known_at=moments.before))
        now = _answer(after, query)
        if then is not None and now is not None and facts(then) != facts(now):
            changed.append(ChangedAnswer(query, then, now))
    return Impact(pairs, asked, tuple(changed), complete=True)


def facts(answer: Answer) -> tuple[object, ...]:
    """What a reader would see change; the statements behind it may be others."""
    return (
        answer.status,
        answer.interval,
        answer.core,
        answer.predicate,
        answer.confidence,
        answer.force,
        tuple(rule.id for rule in answer.rules),
    )


def affected_pairs(
    before: Index, after: Index, statements: Iterable[Statement]
) -> tuple[tuple[str, str], ...]:
    """Ordered pairs of frameworks, from and to, whose answer may rest on one of these."""
    found: set[tuple[str, str]] = set()
    links: set[tuple[str, str]] = set()
    for one in statements:
        if isinstance(one, Correspondence):
            links |= {
                (one.source_framework, one.target_framework),
                (one.target_framework, one.source_framework),
            }
        else:
            found |= _pairs_of_rule(after, one)
    neighbours = _neighbours(before, after)
    hubs = {
        name for index in (before, after) for name, f in index.graph.frameworks.items() if f.hub
    }
    for source, target in links:
        outer = _within(neighbours, source, hubs)
        inner = _within(neighbours, target, hubs)
        found |= {
            (one, other)
            for one, hops in outer.items()
            for other, more in inner.items()
            if one != other and hops + 1 + more <= HOP_LIMIT
        }
    return tuple(sorted(found))


def _pairs_of_rule(index: Index, rule: Rule) -> set[tuple[str, str]]:
    frameworks = index.graph.frameworks.values()
    return {
        (one.id, other.id)
        for one in frameworks
        if one.territory in rule.origins
        if rule.source_framework in (None, one.id)
        for other in frameworks
        if other.territory in rule.destinations and other.territory != one.territory
    }


def _neighbours(*indexes: Index) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for index in indexes:
        for source, links in index.links.items():
            found.setdefault(source, set()).update(links)
    return found


def _within(neighbours: dict[str, set[str]], start: str, hubs: set[str]) -> dict[str, int]:
    """How many hops before (or after) the statement a path may begin (or end): 0, 1 or 2.

    Only a hub can be passed.
    """
    found, edge = {start: 0}, [start]
    for hops in range(1, HOP_LIMIT):
        edge = [
            name
            for stop in edge
            if stop in hubs
            for name in neighbours.get(stop, ())
            if name not in found
        ]
        found |= dict.fromkeys(edge, hops)
    return found


def _levels(framework: Framework, earlier: Framework | None) -> list[str]:
    """Levels that both releases know, lowest first."""
    ordered = sorted(framework.levels, key=lambda level: level.rank)
    return [level.code for level in ordered if earlier is None or level.code in earlier.by_code]


@dataclass(frozen=True, slots=True)
class _Way:
    """What a question asks besides its levels; empty text: not asked."""

    day: date
    purpose: Purpose = Purpose.INFORMATION
    occupation: str = ""
    qualification_type: str = ""
    award_date: date | None = None


def _questions(
    index: Index,
    other: Index,
    pairs: Iterable[tuple[str, str]],
    ways: list[_Way],
    known_at: datetime,
) -> Iterator[ComparisonQuery]:
    frameworks = index.graph.frameworks
    for source, target in pairs:
        if source not in frameworks or target not in frameworks:
            continue
        for level in _levels(frameworks[source], other.graph.frameworks.get(source)):
            for way in ways:
                yield ComparisonQuery(
                    source,
                    level,
                    target,
                    way.day,
                    known_at,
                    purpose=way.purpose,
                    occupation=way.occupation or None,
                    qualification_type=way.qualification_type or None,
                    award_date=way.award_date,
                )


def _ways(statements: Iterable[Statement], as_of: date) -> list[_Way]:
    """The fewest ways of asking in which each of the statements can take part."""
    versions: dict[tuple[Noun, str], list[Statement]] = defaultdict(list)
    for one in statements:
        versions[noun_of(one), one.id].append(one)
    ways = {
        _Way(
            _nearest_day(one.valid, as_of),
            purpose,
            occupation,
            kind,
            None if awards == Period() else _nearest_day(awards, as_of),
        )
        for group in versions.values()
        for occupation in _telling_codes([one.scope.occupations for one in group])
        for kind in _telling_codes([one.scope.qualification_types for one in group])
        for one in group
        for awards in (one.applies_to_awards,)
        for purpose in _telling(one)
    }
    return sorted(ways, key=str)


def _telling_codes(scopes: list[frozenset[str]]) -> set[str]:
    """Codes that versions do not share, and one that stands for those they do; "" for none."""
    shared = frozenset.intersection(*scopes)
    return {min(shared, default=""), *(frozenset.union(*scopes) - shared)}


def _telling(one: Statement) -> frozenset[Purpose]:
    """One purpose stands for all where the statement does not tell them apart."""
    alike = one.scope.purposes in (frozenset(), frozenset(Purpose))
    return frozenset({Purpose.INFORMATION}) if alike else one.scope.purposes


def _nearest_day(period: Period, day: date) -> date:
    """The day itself if the period covers it, else the nearest one that it does."""
    if period.start is not None and day < period.start:
        return period.start
    if period.end is not None and day >= period.end:
        return period.end - timedelta(days=1)
    return day


def _answer(index: Index, query: ComparisonQuery) -> Answer | None:
    """None where this release does not know the framework at all."""
    known = index.graph.frameworks
    if query.from_framework not in known or query.to_framework not in known:
        return None
    return compare(index, query)


def weaker(change: ChangedAnswer) -> bool:
    """Whether the new answer says less: no interval any more, or less force."""
    if change.before.interval is not None and change.after.interval is None:
        return True
    least = Force.UNREVIEWED
    return (change.after.force or least) < (change.before.force or least)
