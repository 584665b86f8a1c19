"""Which answers change: exactly those that differ, found among affected pairs only."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import diff, impact
from mappings.comparison import compare
from mappings.index import compile_graph
from mappings.model import Force, Graph, Period, Purpose, Scope, Status
from mappings.revision import Act, Edit, Signature, revise
from tests.mappings.graphs import TODAY, framework, graph, query, rule, statement

NAMES = "ABXY"
COUNTRIES = [framework(name, 4) for name in NAMES]
H, K, L = (framework(name, 4, hub=True) for name in "HKL")
LEVELS = range(1, 5)
BEFORE, AT = datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)
MOMENTS = impact.Moments(TODAY, BEFORE, AT)


def chain() -> list:
    """A and B speak of H, X of K, Y of L; H of K, K of L."""
    pairs = ["AH", "BH", "XK", "YL", "HK", "KL"]
    return [statement(f"{one}{n}", f"{other}{n}") for one, other in pairs for n in LEVELS]


BASE = graph(*COUNTRIES, H, K, L, statements=chain(), rules=[rule("R")])


def impact_of(*edits: Edit, base: Graph = BASE, **options) -> impact.Impact:
    after = revise(base, edits, Signature(AT))
    statements = impact.changed_statements(diff.between(base, after))
    return impact.changed_answers(
        compile_graph(base, release=1),
        compile_graph(after, release=2),
        statements,
        MOMENTS,
        **options,
    )


def test_a_withdrawn_statement_changes_the_answers_that_rested_on_it() -> None:
    found = impact_of(Edit(Act.WITHDRAW, "urn:test:A2-H2"))
    told = {(c.query.from_framework, c.query.level, c.query.to_framework) for c in found.changed}
    assert ("A", "A2", "B") in told
    assert ("B", "B2", "A") in told
    assert all("A" in (origin, target) for origin, _, target in told)
    answer = next(c for c in found.changed if c.query.level == "A2" and c.query.to_framework == "B")
    assert (answer.before.status, answer.after.status) == (Status.DETERMINED, Status.NO_PATH)
    assert impact.weaker(answer)


def test_pairs_out_of_reach_are_not_asked() -> None:
    found = impact_of(Edit(Act.WITHDRAW, "urn:test:A2-H2"))
    assert ("A", "Y") not in found.pairs
    assert ("A", "X") in found.pairs
    assert not {pair for pair in found.pairs if "A" not in pair}


# The base and one edit: withdraw or widen any statement.
edits = st.sampled_from(BASE.correspondences).flatmap(
    lambda one: st.sampled_from(
        [
            Edit(Act.WITHDRAW, one.iri),
            Edit(Act.SUPERSEDE, one.iri, replace(one, force=Force.UNREVIEWED)),
            Edit(
                Act.SUPERSEDE,
                one.iri,
                replace(one, target_high=f"{one.target_framework}{4}"),
            ),
            Edit(
                Act.SUPERSEDE, one.iri, replace(one, scope=Scope(frozenset({Purpose.EMPLOYMENT})))
            ),
        ]
    )
)


@settings(max_examples=60)
@given(edits)
def test_no_answer_changes_that_it_does_not_tell(edit: Edit) -> None:
    found = impact_of(edit)
    told = {(c.query.from_framework, c.query.level, c.query.to_framework) for c in found.changed}
    then = compile_graph(BASE, release=1)
    now = compile_graph(revise(BASE, [edit], Signature(AT)), release=2)
    for one, other in permutations(BASE.frameworks.values(), 2):
        for code in one.leaves:
            asked = query(code, other.id, known_at=AT)
            changes = impact.facts(compare(then, replace(asked, known_at=BEFORE))) != impact.facts(
                compare(now, asked)
            )
            assert not changes or (one.id, code, other.id) in told


def test_scopes_and_award_dates_of_a_rule_are_asked() -> None:
    narrow = rule(
        "N",
        scope=Scope(
            frozenset({Purpose.REGULATED_PROFESSION}), occupations=frozenset({"2221", "3221"})
        ),
        applies_to_awards=Period(date(2018, 1, 1), date(2020, 1, 1)),
    )
    base = graph(*COUNTRIES, H, K, L, statements=chain(), rules=[narrow])
    found = impact_of(Edit(Act.WITHDRAW, narrow.iri), base=base)
    assert {(c.query.from_framework, c.query.to_framework) for c in found.changed} == {("X", "Y")}
    assert {c.query.purpose for c in found.changed} == {Purpose.REGULATED_PROFESSION}
    wider = replace(narrow, scope=replace(narrow.scope, occupations=frozenset({"2221", "7212"})))
    found = impact_of(Edit(Act.SUPERSEDE, narrow.iri, wider), base=base)
    assert {c.query.occupation for c in found.changed} == {"3221", "7212"}


def test_a_statement_that_holds_later_is_asked_for_then() -> None:
    later = statement("A2", "K3", valid=Period(date(2030, 1, 1)), force=Force.LAW)
    found = impact_of(Edit(Act.ADD, later.iri, later))
    assert {c.query.as_of for c in found.changed} == {date(2030, 1, 1)}


def test_too_many_questions_are_told() -> None:
    found = impact_of(Edit(Act.WITHDRAW, "urn:test:H2-K2"), limit=5)
    assert (found.questions, found.complete) == (5, False)


@pytest.mark.parametrize("act", [Act.ADD])
def test_a_new_framework_changes_no_old_answer(act: Act) -> None:
    new = framework("Z", 4)
    found = impact_of(Edit(act, "https://w3id.org/open-recognition/id/framework/Z", new))
    assert (found.pairs, found.questions, found.changed) == ((), 0, ())
