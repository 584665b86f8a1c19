"""Clocks in months, as law counts them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.usecases.deadlines import add_months, due_on

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 11, 24), 1, date(2026, 12, 24)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(DAYS, st.integers(0, 60))
def test_a_clock_ends_in_the_month_it_says(day: date, months: int) -> None:
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day <= day.day


@given(DAYS, DAYS, st.integers(0, 60))
def test_who_starts_later_does_not_end_earlier(first: date, second: date, months: int) -> None:
    early, late = sorted((first, second))
    assert add_months(early, months) <= add_months(late, months)


@pytest.mark.parametrize(
    ("kind", "destination", "purpose", "end"),
    [
        ("acknowledge", "DE", "employment", date(2026, 12, 24)),
        ("decide", "DE", "employment", date(2027, 2, 24)),
        ("decide", "DE", "regulated_profession", date(2027, 2, 24)),
        ("decide", "IE", "information", date(2027, 3, 24)),
        ("decide", "ES", "further_learning", date(2027, 5, 24)),
        ("appeal", "DE", "employment", date(2026, 12, 24)),
    ],
)
def test_the_policy_of_a_jurisdiction(kind: str, destination: str, purpose: str, end: date) -> None:
    start = date(2026, 11, 24)
    assert due_on(kind, start=start, destination=destination, purpose=purpose) == end
