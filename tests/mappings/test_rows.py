"""Cells of curated files: dates as exact as known, codes, flags, and what is refused."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import StatementInvalid
from mappings.model import Period
from mappings.rows import OCCUPATION, Row, last_day, period

days = st.dates(date(1000, 1, 1), date(9999, 12, 30))


@given(days)
def test_a_full_date_is_itself(day: date) -> None:
    assert last_day(day.isoformat()) == day


@given(days)
def test_the_day_after_the_last_of_a_month_is_the_first_of_the_next(day: date) -> None:
    last = last_day(f"{day:%Y-%m}")
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + timedelta(days=1)).day == 1


@given(st.integers(1000, 9999))
def test_a_year_ends_on_its_last_day(year: int) -> None:
    assert last_day(f"{year}") == date(year, 12, 31)


@pytest.mark.parametrize(
    "text", ["", "20", "2019-1", "2019-13", "2019-02-30", "2019/01/01", "0000"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(StatementInvalid):
        last_day(text)


def test_a_period_starts_late_and_ends_exactly() -> None:
    assert period("2010-02", "2021-01-01") == Period(date(2010, 2, 28), date(2021, 1, 1))


@pytest.mark.parametrize("end", ["2021", "2021-01"])
def test_an_end_that_is_not_a_full_date_is_refused(end: str) -> None:
    with pytest.raises(StatementInvalid, match="full date"):
        period("2010", end)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(StatementInvalid):
        period("2010", "2010-06-01")


def row(**cells: str) -> Row:
    return Row("some.csv", 7, cells)


def test_parts_stand_between_semicolons_and_keep_their_order() -> None:
    assert row(parties="PH; DE;;").parts("parties") == ("PH", "DE")
    assert row(parties="").parts("parties") == ()


@pytest.mark.parametrize("text", ["nurses", "2221;nurses", "22210", "2221,2222"])
def test_occupations_are_codes(text: str) -> None:
    with pytest.raises(StatementInvalid, match="write codes"):
        row(occupations=text).parts("occupations", OCCUPATION)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "٣"])
def test_a_rank_is_a_whole_number(text: str) -> None:
    with pytest.raises(StatementInvalid, match="whole number"):
        row(rank=text).integer("rank")


@pytest.mark.parametrize("text", ["", "1.01", "-0.1", "sure", "NaN", "Infinity"])
def test_confidence_is_from_0_to_1(text: str) -> None:
    with pytest.raises(StatementInvalid, match="decimal"):
        row(confidence=text).confidence()


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(StatementInvalid, match=re.escape("column fee is missing")):
        row(rank="1").text("fee")


def test_a_row_knows_its_place() -> None:
    assert row().place == "some.csv row 7"
