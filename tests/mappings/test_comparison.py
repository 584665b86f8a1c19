"""Which answer is given: force, scope, time, denials, stated absences, ends, and the law."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mappings.comparison import Answer, ComparisonQuery, compare
from mappings.errors import FrameworkUnknown, LevelUnknown, QuestionInvalid
from mappings.index import compile_graph
from mappings.model import (
    Force,
    Framework,
    Interval,
    Period,
    Predicate,
    Purpose,
    Recorded,
    Scope,
    Status,
)
from tests.mappings.graphs import NOW, TODAY, framework, graph, query, rule, statement

X, Y = framework("X", 6), framework("Y", 6, split=4)
H, K = framework("H", 6, hub=True), framework("K", 6, hub=True)


def ask(level: str, target: str, *statements, frameworks=(X, Y, H, K), rules=(), **fields):
    index = compile_graph(graph(*frameworks, statements=statements, rules=rules), release=1)
    return compare(index, query(level, target, **fields))


def codes(answer: Answer, framework: Framework = Y) -> list[str] | None:
    return None if answer.interval is None else list(framework.codes(answer.interval))


def test_the_stronger_path_wins_and_the_weaker_one_dissents():
    answer = ask(
        "X3",
        "Y",
        statement("X3", "H3", force=Force.UNILATERAL),
        statement("Y2", "H3"),
        statement("X3", "K3"),
        statement("Y5", "K3"),
    )
    assert (codes(answer), answer.force) == (["Y5"], Force.JOINT)
    assert answer.dissent == (Interval(1, 1),)


def test_a_statement_for_this_occupation_comes_before_a_general_one():
    welders = Scope(occupations=frozenset({"721"}))
    statements = (
        statement("X3", "Y3", mapping_set="all"),
        statement("X3", "Y5", id="welders", mapping_set="welders", scope=welders),
    )
    assert codes(ask("X3", "Y", *statements, occupation="7212")) == ["Y5"]
    assert codes(ask("X3", "Y", *statements, occupation="7126")) == ["Y3"]
    assert codes(ask("X3", "Y", *statements)) == ["Y3"]


def test_specificity_comes_after_force_and_before_fewer_hops():
    here = Scope(territories=frozenset({"Y"}))
    hub = (
        statement("X3", "H3", scope=here),
        statement("Y2", "H3", scope=here),
    )
    assert codes(ask("X3", "Y", *hub, statement("X3", "Y5"))) == ["Y2"]
    law = statement("X3", "Y5", force=Force.LAW)
    assert codes(ask("X3", "Y", *hub, law)) == ["Y5"]


def test_a_path_is_as_specific_as_its_least_specific_hop():
    here = Scope(territories=frozenset({"Y"}))
    general = (statement("X3", "H3", scope=here), statement("Y2", "H3"))
    assert codes(ask("X3", "Y", *general, statement("X3", "Y5"))) == ["Y5"]


def test_a_statement_for_other_purposes_or_countries_takes_no_part():
    work = Scope(purposes=frozenset({Purpose.EMPLOYMENT}))
    elsewhere = Scope(territories=frozenset({"Q"}))
    assert codes(ask("X3", "Y", statement("X3", "Y3", scope=work))) is None
    answer = ask("X3", "Y", statement("X3", "Y3", scope=work), purpose=Purpose.EMPLOYMENT)
    assert codes(answer) == ["Y3"]
    assert ask("X3", "Y", statement("X3", "Y3", scope=elsewhere)).status is Status.NO_PATH


def test_the_award_date_decides_where_a_statement_is_for_certain_awards():
    since = statement("X3", "Y3", applies_to_awards=Period(date(2018, 1, 1)))
    assert ask("X3", "Y", since).status is Status.NO_PATH
    assert ask("X3", "Y", since, award_date=date(2017, 12, 31)).status is Status.NO_PATH
    assert codes(ask("X3", "Y", since, award_date=date(2018, 1, 1))) == ["Y3"]


def test_a_path_holds_in_the_scope_and_time_that_all_its_hops_share():
    answer = ask(
        "X3",
        "Y",
        statement(
            "X3",
            "H3",
            scope=Scope(occupations=frozenset({"72"})),
            valid=Period(date(2010, 1, 1), date(2030, 1, 1)),
        ),
        statement(
            "Y3",
            "H3",
            scope=Scope(occupations=frozenset({"721"}), territories=frozenset({"Y"})),
            valid=Period(date(2015, 1, 1)),
        ),
        occupation="7212",
    )
    [path] = answer.paths
    assert path.scope == Scope(occupations=frozenset({"721"}), territories=frozenset({"Y"}))
    assert path.valid == answer.valid == Period(date(2015, 1, 1), date(2030, 1, 1))


def test_what_was_recorded_later_was_not_known():
    statements = (
        statement("X3", "Y3", id="old", recorded=Recorded(NOW.replace(2010), NOW.replace(2020))),
        statement("X3", "Y4", id="new", recorded=Recorded(NOW.replace(2020))),
    )
    assert codes(ask("X3", "Y", *statements, known_at=NOW.replace(2019))) == ["Y3"]
    assert codes(ask("X3", "Y", *statements, known_at=NOW.replace(2020))) == ["Y4"]


def test_an_unreviewed_statement_never_answers():
    answer = ask("X3", "Y", statement("X3", "Y3", force=Force.UNREVIEWED))
    assert answer.status is Status.NO_PATH


def test_a_decision_counts_in_full_only_where_its_authority_decides():
    decided = statement("X3", "Y3", force=Force.LAW)
    assert ask("X3", "Y", decided).force is Force.LAW
    assert ask("Y3", "X", decided).force is Force.UNILATERAL
    own = statement("Y3", "H3", force=Force.LAW)  # a country's law on its own levels
    assert ask("H3", "Y", own).force is Force.LAW
    assert ask("Y3", "H", own).force is Force.UNILATERAL


def test_a_unilateral_statement_is_not_read_backwards():
    assert ask("Y3", "X", statement("X3", "Y3", mutual=False)).status is Status.NO_PATH


def test_a_sublevel_with_its_own_statement_does_not_inherit():
    shared = (statement("Y4", "H4"), statement("Y4.2", "H5"))
    assert codes(ask("Y4.1", "H", *shared), H) == ["H4"]
    assert codes(ask("Y4.2", "H", *shared), H) == ["H5"]
    assert codes(ask("Y4", "H", *shared), H) == ["H4", "H5"]
    assert codes(ask("H4", "Y", *shared)) == ["Y4.1"]


def test_a_sublevel_without_counterpart_does_not_inherit_one():
    stated = (statement("Y4", "H4"), statement("Y4.2", "H"))
    assert codes(ask("Y4.1", "H", *stated), H) == ["H4"]
    assert ask("Y4.2", "H", *stated).status is Status.NO_COUNTERPART
    assert codes(ask("H4", "Y", *stated)) == ["Y4.1"]


def test_a_country_is_not_a_stop_between_two_others():
    middle = framework("Z", 6)
    answer = ask("X3", "Y", statement("X3", "Z3"), statement("Z3", "Y3"), frameworks=(X, Y, middle))
    assert answer.status is Status.NO_PATH


def test_two_sets_in_one_hop_are_two_paths():
    answer = ask(
        "X3",
        "Y",
        statement("X3", "Y3", mapping_set="one"),
        statement("X3", "Y4", id="two", mapping_set="two", confidence=Decimal("0.7")),
    )
    assert (answer.status, codes(answer)) == (Status.CONTESTED, ["Y3", "Y4.2"])
    assert answer.confidence == Decimal("0.7000")


def test_a_denial_takes_ends_off_and_then_the_path():
    span = statement("X3", "Y2..Y3", predicate=Predicate.NARROW)

    def denied(level: str, **fields):
        return statement("X3", level, id=f"not-{level}", mapping_set="not", negative=True, **fields)

    assert codes(ask("X3", "Y", span, denied("Y3"))) == ["Y2"]
    assert codes(ask("X3", "Y", span, denied("Y3", force=Force.OPINION))) == ["Y2", "Y3"]
    assert codes(ask("X2", "Y", span, statement("X2", "Y2"), denied("Y2"))) == ["Y2"]
    gone = ask("X3", "Y", span, denied("Y3"), denied("Y2"))
    assert gone.status is Status.NO_PATH
    assert {denial.statement.id for denial in gone.denials} == {"not-Y2", "not-Y3"}


def test_a_mutual_denial_is_read_from_both_sides():
    span = statement("X2", "Y3"), statement("X3", "Y3")
    denied = statement("X3", "Y3", id="not", mapping_set="not", negative=True)
    assert codes(ask("Y3", "X", *span, denied), X) == ["X2"]
    one_sided = statement("X3", "Y3", id="not", mapping_set="not", negative=True, mutual=False)
    assert codes(ask("Y3", "X", *span, one_sided), X) == ["X2", "X3"]


def test_a_stated_absence_is_an_answer_between_its_neighbours():
    answer = ask("X3", "Y", statement("X2", "Y2"), statement("X3", "Y"), statement("X4", "Y5"))
    assert answer.status is Status.NO_COUNTERPART
    assert answer.bracket == Interval(1, 5)  # Y2 to Y5; Y4 has two leaves
    assert [absence.statement.id for absence in answer.absences] == ["X3-Y"]


def test_a_stated_absence_at_a_hub_counts_only_if_the_hub_leads_on():
    absent = statement("X3", "H")
    assert ask("X3", "Y", absent).status is Status.NO_PATH
    assert ask("X3", "Y", absent, statement("Y3", "H3")).status is Status.NO_COUNTERPART


def test_a_stated_absence_yields_to_a_stronger_statement_only():
    absent = statement("X3", "Y", mapping_set="absences")
    assert ask("X3", "Y", absent, statement("X3", "Y3")).status is Status.NO_COUNTERPART
    assert codes(ask("X3", "Y", absent, statement("X3", "Y3", force=Force.LAW))) == ["Y3"]


def test_a_level_over_the_highest_compared_one_gets_a_bound():
    up = statement("X4", "H4"), statement("Y2", "H2"), statement("Y3", "H3")
    answer = ask("X4", "Y", *up)
    assert (answer.status, answer.bound) == (Status.ABOVE_HIGHEST, 2)
    assert answer.interval is None
    down = statement("X1", "H1"), statement("Y2", "H2"), statement("Y3", "H3")
    answer = ask("X1", "Y", *down)
    assert (answer.status, answer.bound) == (Status.BELOW_LOWEST, 1)


def test_of_several_bounds_the_outermost_claims_least():
    answer = ask(
        "X4",
        "Y",
        statement("X4", "H4"),
        statement("Y3", "H3"),
        statement("X4", "K4"),
        statement("Y1", "K3"),
    )
    assert (answer.status, answer.bound) == (Status.ABOVE_HIGHEST, 0)


def test_below_by_one_path_and_above_by_another_is_contested():
    answer = ask(
        "X3",
        "Y",
        statement("X3", "H3"),
        statement("Y2", "H2"),
        statement("X3", "K3"),
        statement("Y5", "K5"),
    )
    assert (answer.status, answer.interval) == (Status.CONTESTED, None)
    assert len(answer.paths) == 2


def test_a_path_off_the_end_yields_to_one_that_gives_an_interval():
    answer = ask(
        "X3",
        "Y",
        statement("X3", "H3"),
        statement("Y2", "H2"),
        statement("X3", "K3"),
        statement("Y2", "K2"),
        statement("Y4.1", "K4"),
    )
    assert (answer.status, codes(answer)) == (Status.BETWEEN, ["Y2", "Y4.1"])


def test_rounded_paths_that_exclude_each_other_stay_contested():
    answer = ask(
        "X3",
        "Y",
        statement("X3", "H3"),
        statement("Y1", "H2"),
        statement("Y2", "H4"),
        statement("X3", "K3"),
        statement("Y4.2", "K2"),
        statement("Y5", "K4"),
    )
    assert (answer.status, answer.core) == (Status.CONTESTED, None)


def test_a_rule_applies_beside_the_comparison_never_chained_never_inverted():
    welders = rule(
        effect="automatic",
        scope=Scope(
            purposes=frozenset({Purpose.EMPLOYMENT}),
            occupations=frozenset({"7212"}),
            qualification_types=frozenset({"weld"}),
        ),
        source_framework="X",
        source="X2",
        target_framework="Y",
        target_low="Y3",
        target_high="Y3",
    )
    asked = {
        "purpose": Purpose.EMPLOYMENT,
        "occupation": "7212",
        "qualification_type": "weld",
        "rules": (welders,),
    }
    answer = ask("X2", "Y", statement("X2", "Y2"), **asked)
    assert (codes(answer), [r.id for r in answer.rules]) == (["Y2"], ["R"])
    assert ask("X2", "Y", **asked).rules == (welders,)  # without any path, too
    assert ask("X3", "Y", **asked).rules == ()
    assert ask("Y3", "X", **asked).rules == ()
    assert ask("X2", "Y", **asked | {"occupation": "7126"}).rules == ()
    assert ask("X2", "Y", **asked | {"qualification_type": None}).rules == ()
    assert ask("X2", "H", **asked).rules == ()


def test_rules_hold_between_their_parties_in_their_time_strongest_first():
    general = rule("general", force=Force.UNILATERAL)
    treaty = rule("treaty", valid=Period(date(2020, 1, 1), date(2028, 1, 1)))
    others = rule("others", origins=frozenset({"Q"}))
    imported = rule("imported", force=Force.UNREVIEWED)
    rules = (general, others, treaty, imported)
    assert [r.id for r in ask("X2", "Y", rules=rules).rules] == ["treaty", "general"]
    late = ask("X2", "Y", rules=rules, as_of=date(2028, 1, 1))
    assert [r.id for r in late.rules] == ["general"]


def test_a_country_needs_no_rule_for_its_own_awards():
    other = Framework("V", "V", framework("V", 3).levels, territory="Y")
    within = rule(origins=frozenset({"Y"}))
    assert ask("Y2", "V", frameworks=(Y, other), rules=(within,)).rules == ()


def test_the_same_framework_is_identity_even_for_a_parent():
    answer = ask("Y4", "Y", statement("Y4", "H4"))
    assert (answer.status, codes(answer), answer.hops) == (Status.IDENTITY, ["Y4"], 0)


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(FrameworkUnknown):
        ask("Q1", "Y")
    with pytest.raises(FrameworkUnknown):
        ask("X1", "Q")
    with pytest.raises(LevelUnknown):
        ask("X9", "Y")
    with pytest.raises(QuestionInvalid):
        ComparisonQuery("X", "X1", "Y", TODAY, datetime(2024, 1, 1))  # noqa: DTZ001
    for hops in (0, 4):
        with pytest.raises(QuestionInvalid):
            ComparisonQuery("X", "X1", "Y", TODAY, datetime(2024, 1, 1, tzinfo=UTC), max_hops=hops)
