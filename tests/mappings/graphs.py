"""Small graphs for tests, and strategies that draw random ones."""

from datetime import UTC, date, datetime
from decimal import Decimal
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
    Scope,
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


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Two hubs H and K, frameworks X, Y, Z, random statements between them, two time axes."""
    frameworks = [
        framework("H", draw(st.integers(2, 4)), hub=True),
        framework("K", draw(st.integers(2, 4)), hub=True),
        *(
            framework(name, draw(st.integers(2, 4)), split=draw(st.sampled_from([None, 1, 2])))
            for name in "XYZ"
        ),
    ]
    pairs = ["XH", "YH", "XK", "YK", "HK", "XY", "ZH", "YX"]
    statements: list[Correspondence] = []
    for pair in draw(st.lists(st.sampled_from(pairs), min_size=2, max_size=6, unique=True)):
        named = {f.id: f for f in frameworks}
        statements += draw(_statements(named[pair[0]], named[pair[1]], len(statements)))
    return graph(*frameworks, statements=statements)


@st.composite
def _statements(
    draw: st.DrawFn, source: Framework, target: Framework, first: int
) -> list[Correspondence]:
    """One mapping set: a monotone map of the levels, a Not-statement now and then."""
    force = draw(st.sampled_from([Force.OPINION, Force.UNILATERAL, Force.JOINT, Force.LAW]))
    mutual = draw(st.booleans()) or force is Force.JOINT
    levels = draw(monotone_maps(source=len(source.levels), target=len(target.leaves)))
    drawn = []
    for position, span in levels.items():
        start = draw(st.sampled_from([None, *DATES[:2]]))
        end = draw(st.sampled_from([None, None, *DATES[2:]]))
        recorded = draw(st.sampled_from(INSTANTS[:2]))
        closed = draw(st.sampled_from([None, None, *INSTANTS[2:]]))
        drawn.append(
            statement(
                source.levels[position].code,
                f"{target.leaves[span.low]}..{target.leaves[span.high]}",
                id=f"s{first + position}",
                predicate=draw(st.sampled_from(list(Predicate))),
                confidence=draw(st.sampled_from([Decimal("0.8"), Decimal("0.95"), Decimal(1)])),
                force=force,
                mutual=mutual,
                valid=Period(start, end),
                recorded=Recorded(recorded, closed),
                negative=draw(st.integers(0, 9)) == 0,
                scope=Scope(),
            )
        )
    return drawn


@st.composite
def questions(draw: st.DrawFn, of: Graph) -> ComparisonQuery:
    source = of.frameworks[draw(st.sampled_from(sorted(of.frameworks)))]
    return ComparisonQuery(
        from_framework=source.id,
        level=draw(st.sampled_from([level.code for level in source.levels])),
        to_framework=draw(st.sampled_from(sorted(of.frameworks))),
        as_of=draw(st.sampled_from([date(2004, 1, 1), *DATES, TODAY])),
        known_at=draw(st.sampled_from([*INSTANTS, NOW])),
        max_hops=draw(st.integers(1, 3)),
    )
