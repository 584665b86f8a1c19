"""Countries by hubs, level by level: what leads to a hub, what waits, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from mappings.answer import Answer
from mappings.comparison import ComparisonQuery, compare
from mappings.conflicts import top_levels
from mappings.index import Index, Link
from mappings.model import Correspondence, Force, Framework, Purpose, Status


class Standing(StrEnum):
    """How a level stands to a hub.

    DIRECT: a statement between the two answers. DERIVED: only a path over other hubs does.
    CONTESTED: paths exclude each other. ABSENT: no counterpart, as stated. AWAITING: a statement
    that nobody has confirmed yet. ENDED: what there was holds no longer. GAP: nothing at all.
    """

    DIRECT = "direct"
    DERIVED = "derived"
    CONTESTED = "contested"
    ABSENT = "absent"
    AWAITING = "awaiting"
    ENDED = "ended"
    GAP = "gap"


COVERED = frozenset({Standing.DIRECT, Standing.DERIVED, Standing.ABSENT})


@dataclass(frozen=True, slots=True)
class LevelStanding:
    """One level. low, high: codes of the hub, None without an answer."""

    level: str
    standing: Standing
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One framework of a country beside one hub."""

    country: str
    framework: str
    hub: str
    levels: tuple[LevelStanding, ...]

    @property
    def covered(self) -> int:
        return sum(level.standing in COVERED for level in self.levels)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Codes of the levels that nothing is known of now."""
        return tuple(one.level for one in self.levels if one.standing not in COVERED)


def matrix(
    index: Index,
    *,
    as_of: date,
    known_at: datetime,
    country: str | None = None,
    after: tuple[str, str, str] | None = None,
) -> Iterator[Cell]:
    """Every framework in use beside every hub; by country, framework, hub, found one by one.

    country: of this one alone. after: country, framework and hub of the last cell seen.
    """
    frameworks = index.graph.frameworks.values()
    hubs = sorted((f for f in frameworks if f.hub), key=lambda hub: hub.id)
    national = [
        f
        for f in frameworks
        if f.territory in ({country} if country else {f.territory} - {""})
        and not f.hub
        and f.status != "retired"
    ]
    for framework in sorted(national, key=lambda one: (one.territory, one.id)):
        for hub in hubs:
            if after is not None and (framework.territory, framework.id, hub.id) <= after:
                continue
            levels = tuple(
                _standing(index, framework, code, hub, as_of, known_at)
                for code in top_levels(framework)
            )
            yield Cell(framework.territory, framework.id, hub.id, levels)


def _standing(
    index: Index, framework: Framework, code: str, hub: Framework, as_of: date, known_at: datetime
) -> LevelStanding:
    query = ComparisonQuery(
        framework.id, code, hub.id, as_of, known_at, purpose=Purpose.INFORMATION
    )
    answer = compare(index, query)
    if answer.interval is not None:
        return _answered(code, answer, hub)
    if answer.status is Status.CONTESTED:
        return LevelStanding(code, Standing.CONTESTED)
    if answer.status is Status.NO_COUNTERPART:
        return LevelStanding(code, Standing.ABSENT)
    return LevelStanding(code, _why_not(index.link(framework.id, hub.id), query, framework))


def _answered(code: str, answer: Answer, hub: Framework) -> LevelStanding:
    codes = hub.codes(answer.interval) if answer.interval is not None else ()
    low, high = (codes[0], codes[-1]) if codes else (None, None)
    if answer.status is Status.CONTESTED:
        return LevelStanding(code, Standing.CONTESTED, low, high)
    standing = Standing.DIRECT if answer.hops == 1 else Standing.DERIVED
    return LevelStanding(code, standing, low, high)


def _why_not(link: Link | None, query: ComparisonQuery, framework: Framework) -> Standing:
    """Of what was ever said of this level and hub, the most hopeful."""
    known = [
        one
        for one in (link.statements if link else ())
        if one.recorded.covers(query.known_at)
        and not one.negative
        and _speaks_of(one, query.level, framework)
    ]
    if any(one.force is Force.UNREVIEWED and one.valid.covers(query.as_of) for one in known):
        return Standing.AWAITING
    ended = [one for one in known if one.valid.end is not None and one.valid.end <= query.as_of]
    return Standing.ENDED if ended else Standing.GAP


def _speaks_of(one: Correspondence, level: str, framework: Framework) -> bool:
    """A statement of the hub may be read the other way, at levels nobody listed; they count."""
    if one.source_framework != framework.id:
        return True
    span, asked = framework.span(one.source), framework.span(level)
    return span.low <= asked.high and asked.low <= span.high
