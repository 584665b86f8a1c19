"""Files of examples: every answer they expect, and what is said of a file that is wrong."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mappings import curated, examples
from mappings.errors import ExamplesInvalid

FOLDER = Path(__file__).parents[1] / "examples"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_answer_of_the_file_is_as_expected(file: Path):
    worlds = examples.load(file.read_bytes())
    assert sum(world.questions for world in worlds) > 0
    assert [difference for world in worlds for difference in examples.run(world)] == []


def test_the_files_hold_all_worked_and_random_examples():
    questions = {
        file.stem: sum(world.questions for world in examples.load(file.read_bytes()))
        for file in FILES
    }
    assert questions["worked-examples"] == 40
    assert questions["random-worlds"] == 60 * 25


def small_world() -> dict[str, Any]:
    """One framework, one hub, one statement, one question."""
    statement = {
        "id": "a1-h2",
        "source_framework": "A",
        "source": "A1",
        "target_framework": "H",
        "target_low": "H2",
        "target_high": "H2",
        "predicate": "close",
        "confidence": "0.9",
        "force": 3,
        "mapping_set": "AH",
        "mutual": True,
        "valid_from": "2000-01-01",
        "valid_to": None,
        "recorded_at": "2000-01-01",
        "superseded_at": None,
        "negative": False,
    }
    query = {
        "from_framework": "A",
        "level": "A1",
        "to_framework": "H",
        "as_of": "2024-06-01",
        "known_at": "2026-01-01T00:00:00Z",
        "max_hops": 3,
    }
    return {
        "frameworks": {
            "A": {
                "leaves": ["A1", "A2.1", "A2.2"],
                "parents": {"A2": ["A2.1", "A2.2"]},
                "hub": False,
            },
            "H": {"leaves": ["H1", "H2"], "parents": {}, "hub": True},
        },
        "statements": [statement],
        "optional_statements": [],
        "rules": [],
        "level_examples": [
            {"id": "one", "why": "", "query": query, "add": [], "expect": {"interval": ["H2"]}}
        ],
        "rule_examples": [],
    }


def as_bytes(world: object) -> bytes:
    return json.dumps(world).encode()


def test_a_wrong_expectation_is_told_with_both_answers():
    world = small_world()
    world["level_examples"][0]["expect"] = {
        "interval": ["H1", "H2"],
        "conf": "0.9",
        "status": "NO_PATH",
    }
    [read] = examples.load(as_bytes(world))
    told = {d.key: (d.expected, d.answered) for d in examples.run(read)}
    assert told == {
        "interval": (["H1", "H2"], ["H2"]),
        "status": ("NO_PATH", "DETERMINED"),
    }


def test_a_parent_and_its_sublevels_are_the_same_expectation():
    world = small_world()
    world["statements"][0] |= {"source": "A2", "target_low": "H1"}
    query = world["level_examples"][0]["query"]
    query |= {"from_framework": "H", "level": "H1", "to_framework": "A"}
    for written in (["A2"], ["A2.1", "A2.2"]):
        world["level_examples"][0]["expect"] = {"interval": written}
        [read] = examples.load(as_bytes(world))
        assert examples.run(read) == []


def spoil(path: str, value: object) -> bytes:
    """The small world with one field changed; a path such as "statements.0.force"."""
    world = small_world()
    place: Any = world
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return as_bytes(world)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("frameworks", [], "frameworks: expected an object"),
        ("frameworks.A.leaves", [], "leaves: expected at least one level"),
        ("frameworks.A.leaves", ["A1", "A1"], "none twice"),
        ("frameworks.A.parents.A2", ["A2.1"], "A2: expected its first and last leaf"),
        ("frameworks.A.parents.A9", ["A1", "A2.1"], "overlap"),
        ("frameworks.A.parents.A9", ["A2.2", "A1"], "run backwards"),
        ("frameworks.A.hub", "no", "hub: expected true or false"),
        ("statements", {}, "statements: expected a list"),
        ("statements.0.id", ..., "id: expected text"),
        ("statements.0.source_framework", "Q", "there is no framework Q"),
        ("statements.0.target_framework", "A", "is the framework that is compared"),
        ("statements.0.source", "H1", "A has no level H1"),
        ("statements.0.target_high", "H1", "stands below H2"),
        ("statements.0.predicate", "same", "'same' is none of exact"),
        ("statements.0.confidence", 0.9, "confidence: expected text"),
        ("statements.0.confidence", "high", "expected a decimal number"),
        ("statements.0.confidence", "NaN", "from 0 to 1"),
        ("statements.0.confidence", "1.5", "from 0 to 1"),
        ("statements.0.force", 7, "whole number from 0 to 5"),
        ("statements.0.force", True, "whole number from 0 to 5"),
        ("statements.0.mutual", ..., "mutual: is missing"),
        ("statements.0.valid_from", "2000-13-01", "expected a date"),
        ("statements.0.valid_to", "1999-01-01", "is not after valid_from"),
        ("statements.0.recorded_at", "yesterday", "expected a date or a time"),
        ("statements.0.superseded_at", "1999-01-01", "is not after recorded_at"),
        ("level_examples.0.query.level", "A9", "A has no level A9"),
        ("level_examples.0.query.max_hops", 4, "from 1 to 3"),
        ("level_examples.0.add", ["extra"], "no optional statement extra"),
        ("level_examples.0.expect", {"answer": "H2"}, "not a part of an answer"),
        ("level_examples.0.expect", {"interval": ["H2", "H1"]}, "stands above"),
        ("level_examples.0.expect", {"interval": ["H1", "H1", "H2"]}, "expected one level"),
        ("level_examples.0.expect", {"dissent": ["H1"]}, "expected a list of intervals"),
    ],
)
def test_a_fault_is_named_with_its_place(path: str, value: object, said: str):
    with pytest.raises(ExamplesInvalid) as refused:
        examples.load(spoil(path, value))
    assert said in refused.value.detail


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b"3", b"[" * 100_000], ids=lambda c: repr(c[:4])
)
def test_what_is_not_a_file_of_examples_is_refused(content: bytes):
    with pytest.raises(ExamplesInvalid):
        examples.load(content)


def test_two_statements_of_one_id_are_refused():
    world = small_world()
    world["optional_statements"] = [world["statements"][0]]
    with pytest.raises(ExamplesInvalid, match="two statements have the id a1-h2"):
        examples.load(as_bytes(world))


def asked_of_a_release(**changed: Any) -> dict[str, Any]:
    """Questions without a world: the Netherlands' level 4 in the EQF."""
    query = {
        "from_framework": "nl-nlqf",
        "level": "4",
        "to_framework": "eqf",
        "as_of": "2026-11-24",
    }
    return {
        "level_examples": [
            {
                "id": "nl4",
                "query": {**query, **changed},
                "expect": {"status": "DETERMINED", "interval": ["4"]},
            }
        ]
    }


SEED = curated.read()
KNOWN_AT = datetime(2026, 11, 24, tzinfo=UTC)


def put_to_the_seed(document: dict[str, Any]) -> list[examples.Difference]:
    (questions,) = examples.load(json.dumps(document).encode())
    assert isinstance(questions, examples.Questions)
    return examples.run(questions.to_release(SEED, known_at=KNOWN_AT))


def test_questions_without_a_world_are_put_to_a_release() -> None:
    assert put_to_the_seed(asked_of_a_release()) == []
    found = put_to_the_seed(asked_of_a_release(level="5"))
    assert [(one.example, one.key, one.answered) for one in found] == [("nl4", "interval", ["5"])]


def test_a_question_may_name_moment_purpose_and_occupation() -> None:
    """Before the seed was recorded nothing was known."""
    early = asked_of_a_release(known_at="2020-01-01", purpose="employment", occupation="2221")
    assert {one.key for one in put_to_the_seed(early)} == {"status", "interval"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"from_framework": "none"}, "there is no framework none"),
        ({"level": "99"}, "nl-nlqf has no level 99"),
        ({"purpose": "fun"}, "'fun' is none of"),
    ],
)
def test_what_the_release_does_not_have_is_told(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ExamplesInvalid, match=said):
        put_to_the_seed(asked_of_a_release(**changed))


def test_a_world_without_anything_to_ask_is_told() -> None:
    with pytest.raises(ExamplesInvalid, match="neither a world nor a question"):
        examples.load(b"{}")


def test_rules_of_a_release_are_asked_for_by_their_names() -> None:
    rule = next(one for one in SEED.rules if "NL" in one.origins and "DE" in one.destinations)
    query = {
        "S": "nl-nlqf",
        "src": "6",
        "dest": "DE",
        "qtype": None,
        "occ": min(rule.scope.occupations, default=None),
        "purpose": min(rule.scope.purposes).value,
        "award": "2026-06-01",
        "asof": "2026-11-24",
    }
    found = put_to_the_seed({"rule_examples": [{"id": "r", "query": query, "expect": []}]})
    assert rule.id in found[0].answered


def test_a_rule_of_a_world_may_name_no_level() -> None:
    world = small_world()
    world["rules"] = [
        {
            "id": "R",
            "origin_framework": "A",
            "source": "A1",
            "destination": "H",
            "target_framework": "H",
            "target_low": None,
            "target_high": None,
            "effect": "automatic",
            "force": 5,
            "purposes": [],
            "occupations": [],
            "qualification_types": [],
            "valid_from": None,
            "valid_to": None,
            "awards_from": None,
        }
    ]
    query = {"S": "A", "src": "A1", "dest": "H", "purpose": "employment", "asof": "2024-01-01"}
    world["rule_examples"] = [{"id": "r", "query": query, "expect": ["R"]}]
    (read,) = examples.load(json.dumps(world).encode())
    assert isinstance(read, examples.World)
    assert examples.run(read) == []


def test_half_of_a_pair_of_characters_is_no_text() -> None:
    """What cannot be written cannot be told either."""
    with pytest.raises(ExamplesInvalid, match="not JSON"):
        examples.load(b'{"level_examples": [{"id": "half \\ud83d"}]}')
    whole = b'{"level_examples": [{"id": "\\ud83d\\ude00"}]}'
    assert examples.load(whole)[0].questions == 1
