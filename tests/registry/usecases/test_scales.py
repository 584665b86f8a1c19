"""Scales of an answer, and its steps told again from the claims alone: both houses agree."""

from datetime import UTC, date, datetime

import pytest

from credentials.certificate.telling import tell
from mappings import curated
from mappings.comparison import compare
from mappings.index import compile_graph
from mappings.question import ComparisonQuery
from mappings.trace import describe
from registry.usecases.scales import scales_of
from tests.mappings.graphs import framework, graph, query, statement

X, Y = framework("X", 3), framework("Y", 4, split=2)
H = framework("H", 3, hub=True)


def answered(level, target, *statements):
    world = graph(X, Y, H, statements=statements)
    index = compile_graph(world, release=1)
    return world, describe(compare(index, query(level, target)), index)


def test_the_scales_lead_from_home_over_the_hub_to_the_destination():
    world, answer = answered("X2", "Y", statement("X2", "H2"), statement("Y3", "H2"))
    home, hub, destination = scales_of(world.frameworks, answer)
    assert (home.levels, home.low, home.high) == (("X1", "X2", "X3"), "X2", "X2")
    assert (hub.low, hub.high) == ("H2", "H2")
    assert (destination.low, destination.high) == ("Y3", "Y3")


def test_a_sublevel_is_drawn_as_the_level_it_is_part_of():
    world, answer = answered("Y2.1", "H", statement("Y2", "H1..H2"))
    home, hub = scales_of(world.frameworks, answer)
    assert home.levels == ("Y1", "Y2", "Y3", "Y4")
    assert (home.low, home.high, hub.low, hub.high) == ("Y2", "Y2", "H1", "H2")


def test_no_path_has_no_drawing():
    world, answer = answered("X1", "Y", statement("X2", "H2"))
    assert answer["status"] == "NO_PATH"
    assert scales_of(world.frameworks, answer) == ()


@pytest.fixture(scope="module")
def seed_steps():
    """The steps of one answer a level, from every framework of the seed to a few."""
    world = curated.read()
    index = compile_graph(world, release=1)
    known = {"as_of": date(2026, 12, 1), "known_at": datetime(2026, 12, 1, tzinfo=UTC)}
    told = []
    for name, origin in world.frameworks.items():
        for level in origin.by_code:
            for target in {"eqf", "de-dqr", "ie-nfq", "nz-nzqcf"} - {name}:
                asked = ComparisonQuery(name, level, target, **known)
                told += describe(compare(index, asked), index)["trace"]
    return told


def test_every_step_of_the_seed_is_told_again_word_for_word(seed_steps):
    assert {step["says"] for step in seed_steps} >= {"compares", "absent"}
    assert len({step["predicate"] for step in seed_steps}) >= 3
    assert [step for step in seed_steps if tell(step, str) != step["sentence"]] == []
