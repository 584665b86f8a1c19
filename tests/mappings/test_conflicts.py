"""The conflict queue: contested answers, dissent, contradictions."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.comparison import compare
from mappings.conflicts import find_conflicts
from mappings.index import compile_graph
from mappings.model import Force, Graph, Period, Purpose, Scope, Status
from tests.mappings.graphs import NOW, TODAY, framework, graph, query, statement

X, Y = framework("X", 5), framework("Y", 5)
H, K = framework("H", 5, hub=True), framework("K", 5, hub=True)
E9 = [
    statement("X5", "H5"),
    statement("X5", "K4"),
    *(statement(f"Y{n}", f"{hub}{n}") for hub in "HK" for n in range(1, 6)),
]


def conflicts(one: Graph, **options):
    index = compile_graph(one, release=1)
    return list(find_conflicts(index, **{"as_of": TODAY, "known_at": NOW} | options))


def test_a_contested_answer_stands_in_the_queue():
    (found,) = [c for c in conflicts(graph(X, Y, H, K, statements=E9)) if c.from_framework == "X"]
    assert (found.to_framework, found.kinds) == ("Y", ("contested",))
    assert [one.level for one in found.levels] == ["X5"]
    assert found.levels[0].answer.status is Status.CONTESTED


def test_dissent_stands_there_too():
    decided = statement("X5", "Y5", force=Force.LAW, id="law")
    queue = conflicts(graph(X, Y, H, K, statements=[*E9, decided]))
    (found,) = [c for c in queue if (c.from_framework, c.to_framework) == ("X", "Y")]
    assert found.kinds == ("dissent",)


def test_statements_that_contradict_each_other_are_named():
    says = statement("X3", "H3")
    cases = {
        "denied": statement("X3", "H3", negative=True, id="not"),
        "absent": statement("X3", "H", id="none"),
        "disjoint": statement("X3", "H4", mapping_set="other", id="else"),
    }
    for kind, other in cases.items():
        queue = conflicts(graph(X, H, statements=[says, other]))
        (found,) = [c for c in queue if c.contradictions]
        (contradiction,) = found.contradictions
        assert contradiction.kind == kind
        assert {contradiction.one.id, contradiction.other.id} == {says.id, other.id}
        assert "contradiction" in found.kinds


def test_what_cannot_meet_does_not_contradict():
    says = statement("X3", "H3", scope=Scope(frozenset({Purpose.EMPLOYMENT})))
    for other in (
        statement("X3", "H4", id="weaker", force=Force.OPINION),
        statement("X3", "H4", id="later", valid=Period(date(2030, 1, 1))),
        statement("X3", "H4", id="learning", scope=Scope(frozenset({Purpose.FURTHER_LEARNING}))),
        statement("X3", "H4", id="unread", force=Force.UNREVIEWED),
        statement("X3", "H4", id="not this", negative=True),
        statement("X4", "H4", id="other level"),
    ):
        queue = conflicts(graph(X, H, statements=[says, other]))
        assert not any(c.contradictions for c in queue), other.id


def test_the_queue_goes_on_after_a_pair():
    both = [*E9, replace(statement("X4", "H4"), mapping_set="s"), statement("X4", "K2")]
    queue = conflicts(graph(X, Y, H, K, statements=both))
    pairs = [(c.from_framework, c.to_framework) for c in queue]
    assert pairs == sorted(pairs)
    for at, pair in enumerate(pairs):
        rest = conflicts(graph(X, Y, H, K, statements=both), after=pair)
        assert [(c.from_framework, c.to_framework) for c in rest] == pairs[at + 1 :]


drawn = st.lists(
    st.builds(
        lambda pair, low, high, force: statement(
            f"{pair[0]}{low}", f"{pair[1]}{high}", force=force, id=f"{pair}{low}{high}{force}"
        ),
        st.sampled_from(["XH", "XK", "YH", "YK", "XY", "HK"]),
        st.integers(1, 5),
        st.integers(1, 5),
        st.sampled_from([Force.UNREVIEWED, Force.OPINION, Force.JOINT, Force.LAW]),
    ),
    max_size=12,
    unique_by=lambda one: one.iri,
)


@settings(max_examples=80)
@given(drawn)
def test_no_contested_or_dissenting_answer_is_missed(statements):
    one = graph(X, Y, H, K, statements=statements)
    index = compile_graph(one, release=1)
    queued = {
        (c.from_framework, level.level, c.to_framework)
        for c in conflicts(one)
        for level in c.levels
    }
    for source in one.frameworks.values():
        for target in one.frameworks:
            for code in source.leaves if target != source.id else ():
                answer = compare(index, query(code, target))
                in_conflict = answer.status is Status.CONTESTED or bool(answer.dissent)
                assert in_conflict == ((source.id, code, target) in queued)
