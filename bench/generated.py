"""A generated graph of the size the registry is built for, the same on every machine.

160 national frameworks of 8 to 12 levels, 8 hubs, about 13,000 statements over 30 validity
epochs and several record times, with parents, scopes and Not-statements.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from random import Random

from mappings.comparison import ComparisonQuery
from mappings.model import (
    Correspondence,
    Force,
    Framework,
    Graph,
    Level,
    Period,
    Predicate,
    Provenance,
    Purpose,
    Recorded,
    Scope,
)

COUNTRIES, HUBS, HUB_LEVELS = 160, 8, 8
FIRST_YEAR, EPOCHS, VERSIONS = 1995, 30, 6
KNOWN_AT = datetime(2026, 1, 1, tzinfo=UTC)
_READ = Provenance("National authority", "Referencing report", "2012", locator="table 1")
_WORK = Scope(purposes=frozenset({Purpose.EMPLOYMENT, Purpose.REGULATED_PROFESSION}))


def generate(seed: int = 4) -> Graph:
    """The graph; a seed gives the same one everywhere."""
    random = Random(seed)  # noqa: S311 - no secret
    hubs = [_framework(f"hub{n}", HUB_LEVELS, hub=True) for n in range(HUBS)]
    countries = [
        _framework(f"c{n:03}", random.randint(8, 12), split=random.random() < 0.2)
        for n in range(COUNTRIES)
    ]
    statements: list[Correspondence] = []
    for country in countries:
        for hub in random.sample(hubs, random.choice([1, 1, 2])):
            statements += _versions(random, country, hub)
    for one, other in pairwise(hubs):
        statements += _mapping_set(random, one, other, Period(date(2000, 1, 1)), "v1")
    return Graph({f.id: f for f in [*hubs, *countries]}, tuple(statements))


def questions(graph: Graph, count: int, seed: int = 5) -> list[ComparisonQuery]:
    """Different questions from one country's level to another country, on any day."""
    random = Random(seed)  # noqa: S311 - no secret
    countries = [f for f in graph.frameworks.values() if not f.hub]
    asked: dict[ComparisonQuery, None] = {}
    while len(asked) < count:
        source, target = random.sample(countries, 2)
        query = ComparisonQuery(
            from_framework=source.id,
            level=random.choice(source.leaves),
            to_framework=target.id,
            as_of=date(FIRST_YEAR + random.randrange(EPOCHS), random.randint(1, 12), 15),
            known_at=KNOWN_AT,
        )
        asked[query] = None
    return list(asked)


def _framework(name: str, count: int, *, hub: bool = False, split: bool = False) -> Framework:
    levels = [Level(str(n), rank=3 * n) for n in range(1, count + 1)]
    if split:
        levels += [Level(f"5.{part}", rank=15 + part, parent="5") for part in (1, 2)]
    return Framework(name, name, tuple(levels), hub=hub, territory="" if hub else name)


def _versions(random: Random, country: Framework, hub: Framework) -> list[Correspondence]:
    """A set that was redone a few times, each version valid until the next."""
    years = sorted(random.sample(range(FIRST_YEAR, FIRST_YEAR + EPOCHS), VERSIONS))
    ends = [*years[1:], None]
    statements = []
    for version, (year, end) in enumerate(zip(years, ends, strict=True), start=1):
        valid = Period(date(year, 1, 1), date(end, 1, 1) if end else None)
        statements += _mapping_set(random, country, hub, valid, f"v{version}")
    return statements


def _mapping_set(
    random: Random, source: Framework, target: Framework, valid: Period, version: str
) -> list[Correspondence]:
    top = [level for level in source.levels if level.parent is None]
    statements = []
    for position, level in enumerate(top):
        low = round(position * (HUB_LEVELS - 1) / (len(top) - 1))
        high = min(HUB_LEVELS - 1, low + (random.random() < 0.15))
        statements.append(
            _statement(random, source, level.code, target, (low, high), valid, version)
        )
    return statements


def _statement(
    random: Random,
    source: Framework,
    code: str,
    target: Framework,
    ends: tuple[int, int],
    valid: Period,
    version: str,
) -> Correspondence:
    name = f"{source.id}-{code}-{target.id}-{version}"
    year = valid.start.year if valid.start else FIRST_YEAR
    return Correspondence(
        id=name,
        iri=f"https://w3id.org/open-recognition/id/statement/{name}",
        source_framework=source.id,
        source=code,
        target_framework=target.id,
        target_low=target.leaves[ends[0]],
        target_high=target.leaves[ends[1]],
        predicate=Predicate.NARROW if ends[0] < ends[1] else Predicate.CLOSE,
        confidence=Decimal(random.choice(["0.85", "0.9", "0.95", "1"])),
        force=random.choice([Force.JOINT, Force.JOINT, Force.UNILATERAL]),
        mapping_set=f"{source.id}-{target.id}",
        mutual=True,
        valid=valid,
        recorded=Recorded(datetime(year, random.choice([2, 7]), 1, tzinfo=UTC)),
        provenance=_READ,
        scope=_WORK if random.random() < 0.01 else Scope(),
        negative=random.random() < 0.01,
    )
