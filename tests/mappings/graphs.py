"""Small graphs for tests, and strategies that draw random ones."""

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from mappings.algebra import LevelMap
from mappings.model import (
    Correspondence,
    Effect,
    Force,
    Framework,
    Graph,
    Interval,
    Level,
    Period,
    Predicate,
    Provenance,
    Recorded,
    Rule,
)
from mappings.question import ComparisonQuery

TODAY = date(2024, 6, 1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
READ = Provenance("office", "report", "2012", locator="table 1")
DATES = [date(2005, 1, 1), date(2010, 1, 1), date(2015, 1, 1), date(2020, 1, 1)]
INSTANTS = [datetime(day.year, 7, 1, tzinfo=UTC) for day in DATES]


def framework(name: str, leaves: int, *, hub: bool = False, split: int | None = None) -> Framework:
    """Levels name1 … nameN; `split` (from 1) has two sublevels. Its territory is its name,
    unless it is a hub."""
    levels = []
    for number in range(1, leaves + 1):
        code = f"{name}{number}"
        levels.append(Level(code, rank=len(levels) + 1))
        if number == split:
            levels += [
                Level(f"{code}.{part}", rank=len(levels) + part, parent=code) for part in (1, 2)
            ]
    return Framework(name, name, tuple(levels), hub=hub, territory="" if hub else name)


def statement(source: str, target: str, **fields: Any) -> Correspondence:
    """`statement("A1", "H2")` or `statement("A1", "H2..H3")`; `target` "H" is an absence.

    Framework names have one letter; the mapping set is named after the pair.
    """
    low, _, high = target.partition("..")
    absent = len(target) == 1
    name = fields.pop("id", f"{source}-{target}")
    values: dict[str, Any] = {
        "predicate": None if absent else Predicate.CLOSE,
        "confidence": Decimal("0.9"),
        "force": Force.JOINT,
        "mapping_set": source[0] + target[0],
        "mutual": True,
        "valid": Period(date(2000, 1, 1)),
        "recorded": Recorded(LONG_AGO),
        "provenance": READ,
    } | fields
    return Correspondence(
        id=name,
        iri=f"urn:test:{name}",
        source_framework=source[0],
        source=source,
        target_framework=target[0],
        target_low=None if absent else low,
        target_high=None if absent else high or low,
        **values,
    )


def rule(name: str = "R", **fields: Any) -> Rule:
    """A rule by which Y recognises what X awards."""
    values: dict[str, Any] = {
        "title": name,
        "effect": Effect.AUTOMATIC,
        "force": Force.TREATY,
        "origins": frozenset({"X"}),
        "destinations": frozenset({"Y"}),
        "valid": Period(date(2000, 1, 1)),
        "recorded": Recorded(LONG_AGO),
        "provenance": READ,
    } | fields
    return Rule(id=name, iri=f"urn:test:{name}", **values)


def graph(*frameworks: Framework, statements: Any = (), rules: Any = ()) -> Graph:
    return Graph({f.id: f for f in frameworks}, tuple(statements), tuple(rules))


def query(level: str, target: str, **fields: Any) -> ComparisonQuery:
    values: dict[str, Any] = {"as_of": TODAY, "known_at": NOW} | fields
    return ComparisonQuery(level[0], level, target, **values)


@st.composite
def monotone_maps(
    draw: st.DrawFn, *, source: int = 6, target: int = 6, gaps: bool = True
) -> LevelMap:
    """A monotone map from at most `source` leaves into `target` leaves."""
    low = high = 0
    levels = {}
    for rank in range(source):
        low = draw(st.integers(low, target - 1))
        high = draw(st.integers(max(low, high), target - 1))
        if not gaps or draw(st.booleans()):
            levels[rank] = Interval(low, high)
    return levels


def graphs() -> st.SearchStrategy[Graph]:
    """Two hubs H and K, frameworks X, Y, Z, random statements between them, two time axes.

    Drawn from a seed: worlds that Hypothesis grows from nothing have hardly a path in them.
    """
    return st.integers(0, 2**32).map(lambda seed: random_graph(Random(seed)))  # noqa: S311 - no secret


def random_graph(random: Random) -> Graph:
    frameworks = {
        name: framework(
            name,
            random.randint(3, 6),
            hub=name in "HK",
            split=None if name in "HK" else random.choice([None, 1, 2]),
        )
        for name in "HKXYZ"
    }
    pairs = ["XH", "YH", "XK", "YK", *random.sample(["HK", "ZH", "XY", "YX"], 2)]
    statements = [
        drawn
        for pair in pairs
        for drawn in _random_set(random, frameworks[pair[0]], frameworks[pair[1]])
    ]
    statements += [_random_denial(random, frameworks) for _ in range(random.randint(0, 3))]
    return graph(*frameworks.values(), statements=statements)


def _random_denial(random: Random, frameworks: dict[str, Framework]) -> Correspondence:
    source, target = random.sample([frameworks["X"], frameworks["Y"], frameworks["Z"]], 2)
    return statement(
        random.choice(source.levels).code,
        random.choice(target.leaves),
        id=f"not-{random.random()}",
        mapping_set="not",
        negative=True,
        force=random.choice([Force.UNILATERAL, Force.JOINT, Force.LAW]),
        mutual=random.random() < 0.5,
    )


def _random_set(random: Random, source: Framework, target: Framework) -> list[Correspondence]:
    """One mapping set: a monotone map of most levels, a Not-statement now and then."""
    forces = [Force.JOINT] * 5 + [Force.UNILATERAL, Force.LAW, Force.OPINION]
    force = random.choice(forces)
    mutual = random.random() < 0.93
    last, drawn = len(target.leaves) - 1, []
    for position, level in enumerate(source.levels):
        if random.random() < 0.15:
            continue
        low = min(last, round(position * last / max(1, len(source.levels) - 1)))
        high = min(last, low + random.choice([0, 0, 0, 1]))
        drawn.append(
            statement(
                level.code,
                f"{target.leaves[low]}..{target.leaves[high]}",
                predicate=random.choice(list(Predicate)[:4]),
                confidence=random.choice([Decimal("0.8"), Decimal("0.95"), Decimal(1)]),
                force=force,
                mutual=mutual,
                valid=_random_period(random),
                recorded=_random_recorded(random),
                negative=random.random() < 0.06,
            )
        )
    return drawn


def _random_period(random: Random) -> Period:
    if random.random() < 0.8:
        return Period(DATES[0])
    return Period(random.choice(DATES[:2]), random.choice(DATES[2:]))


def _random_recorded(random: Random) -> Recorded:
    if random.random() < 0.8:
        return Recorded(LONG_AGO)
    return Recorded(INSTANTS[0], random.choice([None, *INSTANTS[1:]]))


@st.composite
def questions(draw: st.DrawFn, of: Graph) -> ComparisonQuery:
    """A question to a graph; mostly between two frameworks, mostly of today."""
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - no secret
    source, target = random.sample(sorted(of.frameworks), 2)
    if random.random() < 0.6:
        source, target = random.sample("XY", 2)
    if random.random() < 0.03:
        target = source
    recent = [TODAY, TODAY, TODAY, *DATES, date(2004, 1, 1)]
    return ComparisonQuery(
        from_framework=source,
        level=random.choice([level.code for level in of.frameworks[source].levels]),
        to_framework=target,
        as_of=random.choice(recent),
        known_at=random.choice([NOW, NOW, NOW, *INSTANTS]),
        max_hops=random.choice([1, 2, 3, 3, 3]),
    )
