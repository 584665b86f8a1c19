"""The measures of a decision: as proposed, as stored, and as the credential claims them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from credentials import model as claims
from credentials.claims import MAX_MONTHS
from registry.usecases.stated_facts import invalid, one_line

KINDS = tuple(kind.value for kind in claims.MeasureKind)
MOST = 20
MAX_TEXT = 1000


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """One condition, in words. kind: of KINDS. months: of an adaptation period, 1 to 36."""

    text: str
    kind: str = claims.MeasureKind.OTHER.value
    months: int | None = None


def checked(measures: Iterable[MeasureDraft]) -> tuple[MeasureDraft, ...]:
    """Without the empty ones. Raises ValidationFailed."""
    cleaned = tuple(
        MeasureDraft(one_line(one.text, "measures", MAX_TEXT), one.kind, one.months)
        for one in measures
        if one.text.strip() or one.months is not None
    )
    if len(cleaned) > MOST:
        raise invalid("measures", f"A decision has at most {MOST} measures.")
    for one in cleaned:
        if one.kind not in KINDS:
            raise invalid("measures", f"The kind of a measure is one of {', '.join(KINDS)}.")
        if not one.text:
            raise invalid("measures", "A measure is told in words.")
        if one.months is not None and (
            one.kind != claims.MeasureKind.ADAPTATION_PERIOD or not 0 < one.months <= MAX_MONTHS
        ):
            raise invalid(
                "measures", f"Only an adaptation period has months, from 1 to {MAX_MONTHS}."
            )
    return cleaned


def as_json(measures: Iterable[MeasureDraft]) -> list[dict[str, Any]]:
    """As a decision and a proposal store them; months only where there are any."""
    return [
        {"kind": one.kind, "text": one.text} | ({"months": one.months} if one.months else {})
        for one in measures
    ]


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[MeasureDraft, ...]:
    return tuple(MeasureDraft(one["text"], one["kind"], one.get("months")) for one in stored)


def claims_of(stored: Iterable[Mapping[str, Any]]) -> tuple[claims.Measure, ...]:
    """As they are signed."""
    return tuple(
        claims.Measure(one.text, claims.MeasureKind(one.kind), one.months)
        for one in from_json(stored)
    )
