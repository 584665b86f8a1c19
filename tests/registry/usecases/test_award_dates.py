"""Dates as exact as people know them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import AwardDateInFuture, ValidationFailed
from registry.usecases.award_dates import parse_award

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019", date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 29)),
        ("2019-05-01", date(2019, 5, 1)),
        # Said this year, it means a day up to now.
        ("2026", TODAY),
        ("2026-11", TODAY),
        (" 2019 ", date(2019, 12, 31)),
    ],
)
def test_a_year_or_month_counts_from_its_last_day(text: str, day: date) -> None:
    assert parse_award(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["2027", "2026-12", "2026-11-25", "9999"])
def test_nothing_is_awarded_in_the_future(text: str) -> None:
    with pytest.raises(AwardDateInFuture):
        parse_award(text, today=TODAY)


@pytest.mark.parametrize("text", ["", "19", "2019-13", "2019-00", "2019-02-30", "0000", "٢٠١٩"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed):
        parse_award(text, today=TODAY)


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_whole_date_is_itself(day: date) -> None:
    assert parse_award(day.isoformat(), today=TODAY) == day


@given(st.text(max_size=12))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(ValidationFailed, AwardDateInFuture):
        assert parse_award(text, today=TODAY) <= TODAY
