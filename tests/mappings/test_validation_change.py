"""Validating a change finds what validating everything finds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import curated, statements, validation, validation_scope
from mappings.model import Correspondence, Effect, Force, Graph, Level, Period, Predicate, Recorded
from mappings.validation import Finding
from tests.mappings import graphs

DAY = date(2026, 11, 24)
LATE = datetime(2027, 1, 1, tzinfo=UTC)
SEED = curated.read()


def everything(graph: Graph) -> tuple[Finding, ...]:
    return validation.validate_quads(statements.quads(graph), on=DAY)


def world(random: Random) -> Graph:
    """A random graph in which K is the EQF and some levels state theirs, with a few rules."""
    drawn = graphs.random_graph(random)
    name = {one: "eqf" if one == "K" else one for one in drawn.frameworks}
    frameworks = {
        name[one]: replace(
            framework,
            id=name[one],
            authority="office" if one == "H" else f"office of {one}",
            levels=tuple(_level(random, level) for level in framework.levels),
        )
        for one, framework in drawn.frameworks.items()
    }
    return Graph(
        frameworks,
        tuple(
            replace(
                one,
                source_framework=name[one.source_framework],
                target_framework=name[one.target_framework],
            )
            for one in drawn.correspondences
        ),
        tuple(graphs.rule(f"R{number}") for number in range(random.randint(0, 2))),
    )


def _level(random: Random, level: Level) -> Level:
    return replace(level, eqf_level=random.choice(["", "", "K1", "K3"]))


def _other_statement(random: Random, one: Correspondence, graph: Graph) -> Correspondence:
    """A statement with something else in it; mostly a fault."""
    target = graph.frameworks[one.target_framework].leaves
    low, high = random.choice(target), random.choice(target)
    changes: list[dict[str, Any]] = [
        {"target_low": low, "target_high": high, "predicate": Predicate.CLOSE},
        {"target_low": low, "target_high": low, "predicate": Predicate.EXACT},
        {"target_low": None, "target_high": None, "predicate": None},
        {"negative": not one.negative},
        {"force": random.choice(list(Force)), "mutual": not one.mutual},
        {"valid": Period(date(2012, 1, 1), random.choice([None, date(2016, 1, 1)]))},
        {"recorded": Recorded(LATE)},
        {"mapping_set": random.choice(graph.correspondences).mapping_set},
        {"replaces": random.choice(graph.correspondences).iri},
        {"id": random.choice(graph.correspondences).id},
        {"provenance": replace(one.provenance, note="ask desk@office.example")},
        {"endorsers": frozenset({"office of Y"})},
    ]
    return replace(one, **random.choice(changes))


def _change_statement(random: Random, graph: Graph) -> Graph:
    chosen = random.choice(graph.correspondences)
    return replace(
        graph,
        correspondences=tuple(
            _other_statement(random, one, graph) if one is chosen else one
            for one in graph.correspondences
        ),
    )


def _remove_statement(random: Random, graph: Graph) -> Graph:
    chosen = random.choice(graph.correspondences)
    return replace(
        graph, correspondences=tuple(one for one in graph.correspondences if one is not chosen)
    )


def _add_version(random: Random, graph: Graph) -> Graph:
    old = random.choice(graph.correspondences)
    new = replace(
        _other_statement(random, old, graph),
        iri=f"{old.iri}/v{random.random()}",
        replaces=old.iri,
        recorded=Recorded(LATE),
    )
    return replace(graph, correspondences=(*graph.correspondences, new))


def _change_framework(random: Random, graph: Graph) -> Graph:
    name = random.choice(list(graph.frameworks))
    one = graph.frameworks[name]
    changes: list[dict[str, Any]] = [
        {"hub": not one.hub},
        {"authority": "office"},
        {"status": "retired", "retired_on": date(2015, 1, 1), "successor": "X"},
        {"status": "retired"},
        {"levels": tuple(_level(random, level) for level in one.levels)},
        {"levels": tuple(replace(level, rank=level.rank // 2) for level in one.levels)},
        {"note": "ask desk@office.example"},
    ]
    other = replace(one, **random.choice(changes))
    return replace(graph, frameworks={**graph.frameworks, name: other})


def _change_rules(random: Random, graph: Graph) -> Graph:
    made = graphs.rule(
        f"R{random.randint(0, 2)}",
        effect=random.choice(list(Effect)),
        source_framework="X",
        source=graph.frameworks["X"].leaves[0],
        replaces=random.choice(["", "urn:test:R0", "urn:test:R1"]),
    )
    others = tuple(one for one in graph.rules if one.iri != made.iri)
    return replace(graph, rules=(*others, made))


CHANGES: list[Callable[[Random, Graph], Graph]] = [
    _change_statement,
    _change_statement,
    _remove_statement,
    _add_version,
    _change_framework,
    _change_rules,
]


def changed(random: Random, graph: Graph) -> Graph:
    for _ in range(random.randint(1, 3)):
        if graph.correspondences:
            graph = random.choice(CHANGES)(random, graph)
    return graph


@given(st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_a_change_validated_is_everything_validated(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    before = changed(random, world(random))
    after = changed(random, before)
    known = everything(before)
    assert validation.validate_change(before, after, known=known, on=DAY) == everything(after)


@given(st.integers(0, 2**32), st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_a_revision_validated_years_later_is_everything_validated(seed: int, years: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    before = changed(random, world(random))
    after = changed(random, before)
    later = DAY.replace(year=DAY.year + years)
    found = validation.validate_revision(before, after, known=everything(before), on=later)
    assert found == validation.validate_quads(statements.quads(after), on=later)


def test_reviews_fall_due_without_any_change() -> None:
    later = DAY.replace(year=DAY.year + 9)
    found = validation.validate_revision(SEED, SEED, known=everything(SEED), on=later)
    assert sum(one.rule == 21 for one in found) > sum(one.rule == 21 for one in everything(SEED))
    assert found == validation.validate_quads(statements.quads(SEED), on=later)


def test_a_statement_of_the_seed_touches_its_set_and_little_else() -> None:
    one = next(each for each in SEED.correspondences if each.source_framework == "de-dqr")
    broken = replace(one, scope=replace(one.scope, purposes=frozenset()))
    after = replace(
        SEED,
        correspondences=tuple(broken if each is one else each for each in SEED.correspondences),
    )
    scope = validation_scope.of_change(SEED, after)
    assert {each.source_framework for each in scope.context.correspondences} >= {"de-dqr"}
    assert len(scope.context.correspondences) < len(SEED.correspondences) / 10
    found = validation.validate_change(SEED, after, on=DAY)
    assert [(each.rule, each.statement) for each in found if each.severity == "violation"] == [
        (5, one.iri)
    ]


@pytest.mark.parametrize("known", [(), everything(SEED)[:3]])
def test_no_change_leaves_what_was_known(known: tuple[Finding, ...]) -> None:
    assert validation.validate_change(SEED, SEED, known=known, on=DAY) == known
