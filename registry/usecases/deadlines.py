"""The clocks of a case. Domain model, section 6: a policy of each jurisdiction, with defaults."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mappings.model import Purpose


@dataclass(frozen=True, slots=True)
class DeadlinePolicy:
    """In months. Professional: employment and regulated professions; academic: the others.

    Defaults: 2005/36/EC Article 51 (acknowledge 1, decide 3), revised Recommendation to the
    Lisbon Convention 2010 (decide 4).
    """

    acknowledge: int = 1
    supply: int = 3
    decide_professional: int = 3
    decide_academic: int = 4
    appeal: int = 1
    review: int = 3


# Only where a procedure card names another time.
POLICIES: Mapping[str, DeadlinePolicy] = {
    # Royal Decree 889/2022: six months from a complete file.
    "ES": DeadlinePolicy(decide_academic=6),
}
_DEFAULT = DeadlinePolicy()
_PROFESSIONAL = frozenset({Purpose.EMPLOYMENT.value, Purpose.REGULATED_PROFESSION.value})


def due_on(kind: str, *, start: date, destination: str, purpose: str) -> date:
    """The last day of a clock that starts on `start`; kind: see `procedure.Transition`."""
    policy = POLICIES.get(destination, _DEFAULT)
    if kind == "decide":
        professional = purpose in _PROFESSIONAL
        months = policy.decide_professional if professional else policy.decide_academic
    else:
        months = {
            "acknowledge": policy.acknowledge,
            "supply": policy.supply,
            "appeal": policy.appeal,
            "review": policy.review,
        }[kind]
    return add_months(start, months)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 31 January and one month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
