"""The calendar of what ends, and of what is to be looked at again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mappings.errors import StatementInvalid
from mappings.model import Graph, Rule
from mappings.parts import Noun, Statement, iri_of, noun_of
from mappings.rows import last_day

# Domain model, rule 21, for statements; what an office charges changes faster.
REVIEW_YEARS = 5
FEE_REVIEW_YEARS = 1


@dataclass(frozen=True, slots=True)
class Expiry:
    """One day of the calendar. kind: "ends" (the first day on which it holds no longer) or
    "review" (the day by which somebody should look at it again)."""

    day: date
    kind: str
    noun: Noun
    id: str
    iri: str
    title: str
    authority: str


def calendar(graph: Graph, *, first: date, last: date) -> tuple[Expiry, ...]:
    """All that ends or falls due from the day `first` to the day before `last`, in order.

    A review that is overdue already stands on the day it was due; start early enough to see it.
    """
    found = [*_of_statements(graph), *_of_frameworks(graph), *_of_guides(graph)]
    return tuple(
        sorted(
            (one for one in found if first <= one.day < last),
            key=lambda one: (one.day, one.iri, one.kind),
        )
    )


def _of_statements(graph: Graph) -> Iterator[Expiry]:
    statements: list[Statement] = [*graph.correspondences, *graph.rules]
    for one in statements:
        if one.recorded.superseded_at is not None:
            continue
        told = (noun_of(one), one.id, one.iri, _title(one), one.provenance.authority)
        end = one.valid.end
        if end is not None:
            yield Expiry(end, "ends", *told)
        reviewed = one.provenance.reviewed_on or one.recorded.at.date()
        due = one.provenance.review_due or years_after(reviewed, REVIEW_YEARS)
        if end is None or due < end:
            yield Expiry(due, "review", *told)


def _title(one: Statement) -> str:
    if isinstance(one, Rule):
        return one.title
    target = f"{one.target_low}" + (
        f" to {one.target_high}" if one.target_high != one.target_low else ""
    )
    said = "no counterpart" if one.absence else target
    return f"{one.source_framework} {one.source}: {one.target_framework} {said}"


def _of_frameworks(graph: Graph) -> Iterator[Expiry]:
    for framework in graph.frameworks.values():
        if framework.retired_on is not None:
            yield Expiry(
                framework.retired_on,
                "ends",
                Noun.FRAMEWORK,
                framework.id,
                iri_of(framework),
                framework.name,
                framework.authority,
            )


def _of_guides(graph: Graph) -> Iterator[Expiry]:
    for card in graph.procedures:
        checked = _day(card.fee_checked)
        if checked is not None:
            due = years_after(checked, FEE_REVIEW_YEARS)
            title = f"Fee of {card.authority}"
            yield Expiry(due, "review", Noun.PROCEDURE, card.id, card.iri, title, card.authority)
    for one in graph.opportunities:
        closes = _day(one.closes)
        if closes is not None:
            yield Expiry(closes, "ends", Noun.OPPORTUNITY, one.id, one.iri, one.title, one.provider)


def _day(text: str) -> date | None:
    try:
        return last_day(text) if text else None
    except StatementInvalid:
        return None


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
