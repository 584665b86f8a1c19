"""`registry compare`: how a level compares with another framework, and why."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from mappings.model import Purpose
from registry.commands import output
from registry.commands.wiring import now, store_for_reading
from registry.usecases import comparison
from registry.web.translations import NAMES, read_language

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def compare(
    source: Annotated[str, typer.Argument(metavar="FROM", help='For example "ph-pqf:4".')],
    to: Annotated[str, typer.Argument(help='A framework, "de-dqr", or a country, "DE".')],
    *,
    purpose: Annotated[Purpose, typer.Option()] = Purpose.INFORMATION,
    occupation: Annotated[str | None, typer.Option(help="ISCO-08 code.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    known_at: Annotated[str | None, typer.Option(help="ISO 8601, with an offset.")] = None,
    award_date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    lang: Annotated[str, typer.Option(help="Language of the sentences, such as fr.")] = "en",
    as_json: AsJson = False,
) -> None:
    """How a level compares with another framework, and why."""
    if lang not in NAMES:
        raise typer.BadParameter(f"--lang is one of {', '.join(NAMES)}.")
    country = to if len(to) == 2 and to.isupper() else None
    asked = comparison.Asked(
        source=source if ":" in source else None,
        qualification=None if ":" in source else source,
        to=None if country else to,
        country=country,
        purpose=purpose,
        occupation=occupation,
        as_of=_day(as_of),
        known_at=_instant(known_at),
        award_date=_day(award_date),
    )
    with store_for_reading() as (session, services):
        request = comparison.prepare(session, services.release, asked, now=now())
        answer = comparison.compare(services.release, request, gettext=read_language(lang).gettext)
    if as_json:
        output.as_json(answer)
    else:
        output.answer(answer)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("--known-at is an ISO 8601 date and time.") from error
    if moment.tzinfo is None:
        raise typer.BadParameter("--known-at needs an offset, for example 2026-01-31T12:00:00Z.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise typer.BadParameter("--known-at lies beyond the calendar.") from error
