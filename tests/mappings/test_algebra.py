"""The laws of the algebra, and the worked corners that show what they mean."""

from datetime import date
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import algebra
from mappings.model import Force, Interval, Period, Predicate, Purpose, Scope
from tests.mappings.graphs import monotone_maps

E, C, B, N, I = (  # noqa: E741
    Predicate.EXACT,
    Predicate.CLOSE,
    Predicate.BROAD,
    Predicate.NARROW,
    Predicate.INDETERMINATE,
)
# A busy machine is not a fault of the law.
unhurried = settings(deadline=None)
SPANS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
    lambda ends: Interval(min(ends), max(ends))
)
PERIODS = st.tuples(*[st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))] * 2).map(
    lambda ends: (
        Period(min(ends), max(ends)) if None not in ends and ends[0] != ends[1] else Period(ends[0])
    )
)


def test_levels_that_share_a_hub_level_widen_the_answer():
    n_to_hub = {7: Interval(6, 6), 8: Interval(6, 6)}
    hub_to_s = {6: Interval(9, 10)}
    assert algebra.compose(n_to_hub, hub_to_s)[7] == Interval(9, 10)  # example E1


def test_a_gap_at_an_end_ends_the_path():
    assert algebra.compose({0: Interval(0, 1)}, {0: Interval(4, 4)}) == {}


WHOLE = monotone_maps(gaps=False)


@unhurried
@given(WHOLE, WHOLE, WHOLE)
def test_composition_is_associative(f, g, h):
    left = algebra.compose(algebra.compose(f, g), h)
    assert left == algebra.compose(f, algebra.compose(g, h))


@unhurried
@given(monotone_maps(), monotone_maps(), monotone_maps())
def test_with_gaps_going_step_by_step_reaches_most_and_never_disagrees(f, g, h):
    step_by_step = algebra.compose(algebra.compose(f, g), h)
    ahead = algebra.compose(f, algebra.compose(g, h))
    assert ahead.items() <= step_by_step.items()


@unhurried
@given(monotone_maps())
def test_the_identity_changes_nothing(f):
    assert algebra.compose(algebra.identity(6), f) == f
    assert algebra.compose(f, algebra.identity(6)) == f


@unhurried
@given(monotone_maps(), monotone_maps())
def test_composition_keeps_the_order_of_levels(f, g):
    assert algebra.is_monotone(f)
    assert algebra.is_monotone(algebra.compose(f, g))


@unhurried
@given(monotone_maps(), monotone_maps(gaps=False))
def test_composition_of_ends_is_the_hull_over_the_levels_between(f, g):
    composed = algebra.compose(f, g)
    for rank, span in f.items():
        between = [g[middle] for middle in range(span.low, span.high + 1)]
        assert composed[rank] == algebra.hull(between)


@unhurried
@given(monotone_maps())
def test_an_inverse_is_monotone_and_a_round_trip_never_loses_the_level(f):
    inverse = algebra.invert(f)
    assert algebra.is_monotone(inverse)
    for rank, span in f.items():
        for other in range(span.low, span.high + 1):
            assert algebra.holds(inverse[other], Interval(rank, rank))


@unhurried
@given(monotone_maps(gaps=False))
def test_the_inverse_holds_exactly_the_levels_that_may_lie_there(f):
    for other, span in algebra.invert(f).items():
        may = {rank for rank, reach in f.items() if reach.low <= other <= reach.high}
        assert may == set(range(span.low, span.high + 1))


def test_a_round_trip_may_widen():
    f = {7: Interval(6, 6), 8: Interval(6, 6)}
    assert algebra.compose(f, algebra.invert(f))[7] == Interval(7, 8)


@unhurried
@given(monotone_maps(), st.integers(-1, 7))
def test_the_nearest_levels_lie_on_either_side_with_nothing_between(f, rank):
    below, above = algebra.nearest_below(f, rank), algebra.nearest_above(f, rank)
    assert all(covered <= below for covered in f if covered < rank)
    assert all(covered >= above for covered in f if covered > rank)


def test_predicates_compose_associatively_with_exact_as_neutral():
    for first, second, third in product(Predicate, repeat=3):
        left = algebra.compose_predicates(algebra.compose_predicates(first, second), third)
        right = algebra.compose_predicates(first, algebra.compose_predicates(second, third))
        assert left is right
    for predicate in Predicate:
        assert algebra.compose_predicates(E, predicate) is predicate
        assert algebra.compose_predicates(predicate, E) is predicate


def test_the_table_of_predicates_is_that_of_the_domain_model():
    rows = {E: "ECBNI", C: "CCBNI", B: "BBBII", N: "NNINI", I: "IIIII"}
    letters = dict(zip("ECBNI", (E, C, B, N, I), strict=True))
    for first, row in rows.items():
        told = [algebra.compose_predicates(first, then) for then in (E, C, B, N, I)]
        assert told == [letters[letter] for letter in row]


def test_turning_a_chain_of_predicates_round_reverses_it():
    for first, then in product(Predicate, repeat=2):
        turned = algebra.compose_predicates(
            algebra.invert_predicate(then), algebra.invert_predicate(first)
        )
        assert turned is algebra.invert_predicate(algebra.compose_predicates(first, then))


def test_several_predicates_join_to_what_none_of_them_contradicts():
    assert algebra.join_predicates([B, B]) is B
    assert algebra.join_predicates([E, C]) is C
    assert algebra.join_predicates([C, B]) is I
    assert algebra.join_predicates([E, N]) is I


@unhurried
@given(st.lists(st.sampled_from(list(Predicate)), min_size=1, max_size=5), st.randoms())
def test_the_order_of_statements_does_not_change_their_join(predicates, random):
    shuffled = random.sample(predicates, len(predicates))
    assert algebra.join_predicates(shuffled) is algebra.join_predicates(predicates)


@unhurried
@given(st.lists(SPANS, min_size=1, max_size=4))
def test_the_core_lies_in_every_interval_and_the_hull_around_them(spans):
    whole, shared = algebra.hull(spans), algebra.core(spans)
    assert all(algebra.holds(whole, span) for span in spans)
    if shared is None:
        assert any(algebra.disjoint(a, b) for a, b in product(spans, repeat=2))
    else:
        assert all(algebra.holds(span, shared) for span in spans)


@unhurried
@given(SPANS, st.lists(SPANS, max_size=4), st.randoms())
def test_denied_ends_go_in_any_order_and_the_inside_stays(span, denied, random):
    left = algebra.remove_ends(span, denied)
    assert algebra.remove_ends(span, random.sample(denied, len(denied))) == left
    taken = {rank for d in denied for rank in range(d.low, d.high + 1)}
    if left is None:
        assert taken >= set(range(span.low, span.high + 1))
    else:
        assert algebra.holds(span, left)
        assert not taken & {left.low, left.high}


def test_confidence_multiplies_and_is_rounded_once_at_the_end():
    product_ = algebra.multiply([Decimal("0.95"), Decimal("0.9")])
    assert str(algebra.round_confidence(product_)) == "0.8550"
    assert algebra.multiply([]) == 1


def test_a_decision_binds_only_where_its_authority_decides():
    here = {"decider": "DE", "destination": "DE"}
    assert algebra.force_at(Force.LAW, **here) is Force.LAW
    assert algebra.force_at(Force.LAW, decider="DE", destination="FR") is Force.UNILATERAL
    assert algebra.force_at(Force.LAW, decider="", destination="") is Force.UNILATERAL
    assert algebra.force_at(Force.JOINT, decider="DE", destination="FR") is Force.JOINT


@unhurried
@given(st.lists(PERIODS, max_size=3), st.dates(date(1999, 1, 1), date(2031, 1, 1)))
def test_a_path_is_valid_on_the_days_on_which_all_its_statements_are(periods, day):
    shared = algebra.intersect_periods(periods)
    assert (shared is not None and shared.covers(day)) is all(p.covers(day) for p in periods)


SCOPES = st.builds(
    Scope,
    purposes=st.frozensets(st.sampled_from(Purpose), max_size=3),
    territories=st.frozensets(st.sampled_from(["DE", "FR"])),
    occupations=st.frozensets(st.sampled_from(["7", "72", "7212", "2"]), max_size=2),
    qualification_types=st.frozensets(st.sampled_from(["weld", "cook"])),
)


@unhurried
@given(
    st.lists(SCOPES, max_size=3),
    st.sampled_from(Purpose),
    st.sampled_from(["DE", "FR", ""]),
    st.none() | st.sampled_from(["7212", "7213", "72", "2211"]),
    st.none() | st.sampled_from(["weld", "cook"]),
)
def test_a_path_holds_where_all_its_statements_hold(scopes, purpose, territory, occupation, kind):
    asked = {
        "purpose": purpose,
        "territory": territory,
        "occupation": occupation,
        "qualification_type": kind,
    }
    shared = algebra.intersect_scopes(scopes)
    holds = shared is not None and algebra.scope_holds(shared, **asked)
    assert holds is all(algebra.scope_holds(scope, **asked) for scope in scopes)


def test_naming_every_purpose_restricts_nothing():
    assert algebra.specificity(Scope(purposes=frozenset(Purpose))) == 0
    assert algebra.specificity(Scope(purposes=frozenset({Purpose.EMPLOYMENT}))) == 1


def test_what_the_question_leaves_open_means_all():
    welders = Scope(occupations=frozenset({"721"}))
    asked = {"purpose": Purpose.EMPLOYMENT, "territory": "DE", "qualification_type": None}
    assert algebra.scope_holds(welders, occupation="7212", **asked)
    assert not algebra.scope_holds(welders, occupation="72", **asked)
    assert not algebra.scope_holds(welders, occupation=None, **asked)
