"""Dates as exact as people know them."""

import calendar
import re
from datetime import date

from registry.errors import AwardDateInFuture, ValidationFailed

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse_award(text: str, *, today: date) -> date:
    """ "2019", "2019-05" or "2019-05-01" to a day; a year or month counts from its last day.

    Raises ValidationFailed, AwardDateInFuture.
    """
    match = _PARTIAL.fullmatch(text.strip())
    if match is None:
        raise _invalid()
    year, month, day = (None if part is None else int(part) for part in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        last_month = 12 if month is None else month
        last_day = calendar.monthrange(first.year, last_month)[1] if day is None else day
        last = date(first.year, last_month, last_day)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise _invalid() from error
    if first > today:
        raise AwardDateInFuture("An award date cannot lie in the future.", awarded=text)
    # "2026" said in May 2026 means a day up to now.
    return min(last, today)


def parse_partial(text: str, *, today: date, field: str) -> date:
    """Any other date of the past, in the same forms. Raises ValidationFailed for that field."""
    try:
        return parse_award(text, today=today)
    except AwardDateInFuture:
        message = "This date lies in the future."
    except ValidationFailed:
        message = "Write the date as 2019, 2019-05 or 2019-05-01."
    raise ValidationFailed(message, errors=[{"field": field, "message": message}])


def _invalid() -> ValidationFailed:
    message = "Write the award date as 2019, 2019-05 or 2019-05-01."
    return ValidationFailed(message, errors=[{"field": "awarded", "message": message}])
