"""Files of examples: questions and the answers expected of them.

A file brings worlds of its own, or asks a release. Authorities keep such files as regression
examples; the format stands in docs/algebra.md. Loading names the first fault; running gives the
differences between the answers expected and ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypedDict

from mappings.answer import Answer
from mappings.comparison import compare
from mappings.errors import ExamplesInvalid, MappingError
from mappings.index import Index, compile_graph
from mappings.json_text import parse_json
from mappings.model import Correspondence, Framework, Graph, Interval, Purpose
from mappings.question import Asked, ComparisonQuery
from mappings.recognition import applicable_rules
from mappings.records import Record, read_framework, read_rule, read_statement

_EXPECTED_OF_LEVELS = frozenset(
    {"status", "interval", "core", "pred", "conf", "F", "hops", "dissent", "bracket", "bound"}
)
_OF_A_WORLD = ("frameworks", "statements", "optional_statements", "rules")
# Rules of an example have no record time: the latest instant sees them all.
_EVERYTHING_KNOWN = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LevelExample:
    """A question, the optional statements it adds, and the parts of the answer it fixes."""

    id: str
    why: str
    query: ComparisonQuery
    add: tuple[str, ...]
    expect: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RuleExample:
    """Which rules apply: `framework` and `level` of the award, and what is asked."""

    id: str
    why: str
    framework: str
    level: str
    asked: Asked
    expect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """One self-contained world; `optional` statements count only where an example adds them."""

    number: int
    graph: Graph
    optional: Mapping[str, Correspondence]
    level_examples: tuple[LevelExample, ...]
    rule_examples: tuple[RuleExample, ...]

    @property
    def questions(self) -> int:
        return len(self.level_examples) + len(self.rule_examples)


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions without a world: they are put to a release, once it is known which."""

    number: int
    record: Record
    questions: int

    def to_release(self, graph: Graph, *, known_at: datetime) -> World:
        """The same questions in the world of a release.

        known_at: for questions that name no moment, that of its publication. Raises
        ExamplesInvalid, also where the release has no such framework or level.
        """
        world = World(self.number, graph, {}, (), ())
        return replace(world, **_read_questions(self.record, graph.frameworks, {}, known_at))


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of one answer that is not as expected; both as the file would write them."""

    world: int
    example: str
    key: str
    expected: object
    answered: object
    why: str


def load(content: bytes) -> tuple[World | Questions, ...]:
    """Read a file of examples, UTF-8 JSON. Raises ExamplesInvalid."""
    try:
        document = parse_json(content)
    except (ValueError, RecursionError) as error:
        raise ExamplesInvalid(f"The file is not JSON in UTF-8: {error}") from None
    file = Record.of(document, "the file")
    if "worlds" not in file:
        return (_read(file, 1),)
    worlds = file.records("worlds")
    return tuple(_read(world, number) for number, world in enumerate(worlds, start=1))


def _read(record: Record, number: int) -> World | Questions:
    if any(key in record for key in _OF_A_WORLD):
        return _read_world(record, number)
    asked = [len(record.records(key, optional=True)) for key in ("level_examples", "rule_examples")]
    if not sum(asked):
        raise record.fault("level_examples", "there is neither a world nor a question")
    return Questions(number, record, sum(asked))


def run(world: World) -> list[Difference]:
    """Answer every question with the comparison itself; what differs, in the file's order."""
    indexes: dict[tuple[str, ...], Index] = {}
    differences = []
    for example in world.level_examples:
        index = indexes.get(example.add)
        if index is None:
            index = indexes[example.add] = _index(world, example.add)
        differences += _level_differences(world, example, compare(index, example.query))
    index = indexes.get(()) or _index(world, ())
    for asked in world.rule_examples:
        differences += _rule_differences(world, asked, index)
    return differences


def _index(world: World, add: Sequence[str]) -> Index:
    added = tuple(world.optional[name] for name in add)
    graph = Graph(
        frameworks=world.graph.frameworks,
        correspondences=world.graph.correspondences + added,
        rules=world.graph.rules,
    )
    return compile_graph(graph, release=world.number)


def _read_world(record: Record, number: int) -> World:
    try:
        frameworks = {
            name: read_framework(name, found)
            for name, found in record.record("frameworks").mapping()
        }
        graph = Graph(
            frameworks=frameworks,
            correspondences=tuple(
                read_statement(found, frameworks) for found in record.records("statements")
            ),
            rules=tuple(
                read_rule(found, frameworks) for found in record.records("rules", optional=True)
            ),
        )
        optional = {
            statement.id: statement
            for found in record.records("optional_statements", optional=True)
            for statement in [read_statement(found, frameworks)]
        }
        _refuse_twins([*(s.id for s in graph.correspondences), *optional], record.where)
        world = World(number, graph, optional, (), ())
        return replace(world, **_read_questions(record, frameworks, optional, None))
    except ExamplesInvalid:
        raise
    except MappingError as error:
        raise ExamplesInvalid(f"World {number}: {error.detail}", world=number) from error


class _Asked(TypedDict):
    level_examples: tuple[LevelExample, ...]
    rule_examples: tuple[RuleExample, ...]


def _read_questions(
    record: Record,
    frameworks: Mapping[str, Framework],
    optional: Mapping[str, Correspondence],
    known_at: datetime | None,
) -> _Asked:
    return {
        "level_examples": tuple(
            _read_level_example(found, frameworks, optional, known_at)
            for found in record.records("level_examples", optional=True)
        ),
        "rule_examples": tuple(
            _read_rule_example(found, frameworks)
            for found in record.records("rule_examples", optional=True)
        ),
    }


def _refuse_twins(names: Sequence[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ExamplesInvalid(f"{where}: two statements have the id {name}.", statement=name)
        seen.add(name)


def _read_level_example(
    record: Record,
    frameworks: Mapping[str, Framework],
    optional: Mapping[str, Correspondence],
    known_at: datetime | None,
) -> LevelExample:
    asked = record.record("query")
    origin = asked.framework("from_framework", frameworks)
    add = record.texts("add", optional=True)
    for name in add:
        if name not in optional:
            raise record.fault("add", f"there is no optional statement {name}")
    expect = record.record("expect")
    for key in expect:
        if key not in _EXPECTED_OF_LEVELS:
            raise expect.fault(key, "is not a part of an answer that can be expected")
    target = asked.framework("to_framework", frameworks)
    return LevelExample(
        id=record.text("id"),
        why=record.text("why", optional=True),
        query=_read_query(asked, origin, target, known_at),
        add=tuple(sorted(add)),
        expect={key: _expected(expect, key, target) for key in expect},
    )


def _read_query(
    asked: Record, origin: Framework, target: Framework, known_at: datetime | None
) -> ComparisonQuery:
    """known_at: where the question names no moment; None where it must."""
    unsaid = known_at is not None and asked.value("known_at") is None
    return ComparisonQuery(
        from_framework=origin.id,
        level=asked.level("level", origin),
        to_framework=target.id,
        as_of=asked.day("as_of"),
        known_at=known_at if unsaid and known_at else asked.instant("known_at"),
        purpose=_purpose(asked),
        occupation=asked.text("occupation", optional=True) or None,
        qualification_type=asked.text("qualification_type", optional=True) or None,
        award_date=asked.day("award_date") if asked.value("award_date") is not None else None,
        max_hops=3 if asked.value("max_hops") is None else asked.integer("max_hops", 1, 3),
    )


def _purpose(asked: Record) -> Purpose:
    if asked.value("purpose") is None:
        return Purpose.INFORMATION
    return asked.choice("purpose", Purpose)


def _expected(expect: Record, key: str, target: Framework) -> object:
    """An expectation in the terms of `_given`, so that two spellings of one answer agree."""
    if expect.value(key) is None:
        return [] if key == "dissent" else None
    if key in {"interval", "core", "bracket"}:
        return expect.levels(key, target)
    if key == "dissent":
        return sorted(expect.interval_list(key, target), key=_bottom)
    if key == "bound":
        return target.span(expect.level(key, target))
    if key == "conf":
        return expect.decimal(key)
    return expect.integer(key, 0, 9) if key in {"F", "hops"} else expect.text(key)


def _given(answer: Answer, target: Framework) -> dict[str, object]:
    bound = None if answer.bound is None else target.span(target.leaves[answer.bound])
    return {
        "status": answer.status.value,
        "interval": answer.interval,
        "core": answer.core,
        "pred": answer.predicate and answer.predicate.value,
        "conf": answer.confidence,
        "F": None if answer.force is None else int(answer.force),
        "hops": answer.hops,
        "dissent": sorted(answer.dissent, key=_bottom),
        "bracket": answer.bracket,
        "bound": bound,
    }


def _bottom(span: Interval) -> tuple[int, int]:
    return span.low, span.high


def _level_differences(world: World, example: LevelExample, answer: Answer) -> list[Difference]:
    target = world.graph.frameworks[example.query.to_framework]
    given = _given(answer, target)
    return [
        Difference(
            world.number,
            example.id,
            key,
            _written(expected, target),
            _written(given[key], target),
            example.why,
        )
        for key, expected in example.expect.items()
        if expected != given[key]
    ]


def _written(value: object, target: Framework) -> object:
    """A part of an answer as a file of examples writes it."""
    if isinstance(value, Interval):
        return list(target.codes(value))
    if isinstance(value, list):
        return [_written(part, target) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def _read_rule_example(record: Record, frameworks: Mapping[str, Framework]) -> RuleExample:
    query = record.record("query")
    origin = query.framework("S", frameworks)
    return RuleExample(
        id=record.text("id"),
        why=record.text("why", optional=True),
        framework=origin.id,
        level=query.level("src", origin),
        asked=Asked(
            purpose=query.choice("purpose", Purpose),
            territory=query.text("dest"),
            occupation=query.text("occ", optional=True) or None,
            qualification_type=query.text("qtype", optional=True) or None,
            as_of=query.day("asof"),
            known_at=_EVERYTHING_KNOWN,
            award_date=_award(query),
        ),
        expect=tuple(sorted(record.texts("expect"))),
    )


def _award(query: Record) -> date | None:
    return query.day("award") if query.value("award") is not None else None


def _rule_differences(world: World, example: RuleExample, index: Index) -> list[Difference]:
    origin = world.graph.frameworks[example.framework]
    rules = applicable_rules(index, origin, origin.span(example.level), example.asked)
    given = sorted(rule.id for rule in rules)
    expected = list(example.expect)
    if given == expected:
        return []
    return [Difference(world.number, example.id, "rules", expected, given, example.why)]
