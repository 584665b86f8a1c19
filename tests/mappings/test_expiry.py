"""What ends when, and what is due for review."""

from dataclasses import replace
from datetime import UTC, date, datetime

from mappings.expiry import calendar, years_after
from mappings.model import LearningOpportunity, Period, Procedure, Purpose, Recorded
from mappings.parts import graph_of, parts_of
from tests.mappings.graphs import framework, graph, rule, statement

FIRST, LAST = date(2024, 1, 1), date(2034, 1, 1)
RECORDED = Recorded(datetime(2024, 3, 1, tzinfo=UTC))
A, H = framework("A", 4), framework("H", 4, hub=True)


def told(one, first=FIRST, last=LAST):
    return [(e.day.isoformat(), e.kind, e.id) for e in calendar(one, first=first, last=last)]


def test_a_statement_ends_and_before_that_is_reviewed():
    ends = statement(
        "A1", "H1", recorded=RECORDED, valid=Period(date(2015, 1, 1), date(2031, 1, 1))
    )
    open_ended = statement("A2", "H2", recorded=RECORDED)
    law = rule("R", recorded=RECORDED, valid=Period(None, date(2026, 1, 1)))
    assert told(graph(A, H, statements=[ends, open_ended], rules=[law])) == [
        ("2026-01-01", "ends", "R"),
        ("2029-03-01", "review", "A1-H1"),
        ("2029-03-01", "review", "A2-H2"),
        ("2031-01-01", "ends", "A1-H1"),
    ]


def test_what_is_superseded_is_on_nobodys_list():
    gone = statement(
        "A1", "H1", recorded=replace(RECORDED, superseded_at=datetime(2025, 1, 1, tzinfo=UTC))
    )
    assert told(graph(A, H, statements=[gone])) == []


def test_frameworks_cards_and_courses_stand_there_too():
    card = Procedure(
        "p", "urn:p", "office", "A", Purpose.EMPLOYMENT, frozenset(), "Office", "", "", (), "",
        "100 EUR", "2025-02", "", 1, "read", True,
    )  # fmt: skip
    course = LearningOpportunity(
        "c", "urn:c", "A", "Course", "course", "School", frozenset(), "2027", 1, "read", True
    )
    retired = replace(A, retired_on=date(2030, 6, 1))
    parts = [*parts_of(graph(retired, H)).values(), card, course]
    assert told(graph_of(parts)) == [
        ("2026-02-28", "review", "p"),
        ("2027-12-31", "ends", "c"),
        ("2030-06-01", "ends", "A"),
    ]


def test_only_the_days_asked_for_are_told():
    one = graph(A, H, statements=[statement("A1", "H1", recorded=RECORDED)])
    assert told(one, first=date(2029, 3, 1), last=date(2029, 3, 2))
    assert not told(one, first=date(2029, 3, 2))
    assert not told(one, last=date(2029, 3, 1))


def test_leap_days_have_an_anniversary():
    assert years_after(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_a_review_counts_from_the_last_one_unless_a_day_is_set():
    one = statement("A1", "H1", recorded=RECORDED)
    seen = replace(one.provenance, reviewed_on=date(2026, 1, 1))
    assert told(graph(A, H, statements=[replace(one, provenance=seen)]))[0][0] == "2031-01-01"
    due = replace(seen, review_due=date(2027, 5, 1))
    assert told(graph(A, H, statements=[replace(one, provenance=due)]))[0][0] == "2027-05-01"
