"""`registry graph diff|publish|…`: releases compared, published, and watched over."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from mappings import coverage
from registry.commands import output
from registry.commands.wiring import now, store_for_reading, store_for_writing
from registry.errors import DraftUnknown
from registry.start_up import services_of_command
from registry.storage.database import reading
from registry.usecases import curated_drafts, draft_views, drafts, graph_overview, publication
from registry.usecases.draft_states import APPROVED
from registry.web.graph_schemas import (
    CellOut,
    ConflictOut,
    DifferenceOut,
    ExpiryOut,
    ImpactOut,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
# A command shows all pages, so that they may as well be large.
PAGE = 100


def show_difference(
    number: Annotated[int, typer.Argument(metavar="A")],
    other: Annotated[int, typer.Argument(metavar="B")],
    *,
    as_json: AsJson = False,
) -> None:
    """What leads from release A to release B."""
    with store_for_reading() as (session, services):
        found = graph_overview.compare_releases(
            session, services.release, number=number, other=other
        )
    told = DifferenceOut.of(found)
    if as_json:
        output.as_json(told.model_dump(mode="json"))
        return
    for change in told.changes:
        more = f" by {change.by}" if change.by else ""
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        output.line(f"{change.kind}{more}: {change.iri}{fields}")
    output.line(
        f"{told.added} added, {told.removed} removed, {told.changed} changed, "
        f"{told.superseded} superseded"
    )


def publish(
    draft: Annotated[
        UUID | None, typer.Argument(help="Default: the one draft that is approved.")
    ] = None,
    *,
    in_full: Annotated[
        bool, typer.Option(help="Validate the whole graph, not only what changed.")
    ] = False,
) -> None:
    """Make an approved draft the next release; it is in force at once."""
    services = services_of_command()
    if draft is None:
        with reading(services.engine) as session:
            approved = drafts.page(session, state=APPROVED, limit=2).rows
        if len(approved) != 1:
            raise DraftUnknown("Not exactly one draft is approved; name the one to publish.")
        draft = approved[0].id
    row = publication.publish_draft(
        services, actor=None, draft_id=draft, in_full=in_full, now=now()
    )
    output.line(f"release {row.number}: {row.sha256}, {row.warnings} warnings")


def load(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="DIR")],
) -> None:
    """Make a draft of what the curated files of a folder change."""
    with store_for_writing() as (session, services):
        draft = curated_drafts.load(
            session,
            services.release,
            folder=folder,
            title=f"Curated files of {folder.name}"[: drafts.TITLE_LENGTH],
            now=now(),
        )
    output.line(f"draft {draft.id}" if draft else "the files change nothing")


def show_conflicts(*, as_json: AsJson = False) -> None:
    """Pairs of frameworks with contested answers, dissent or contradictions."""
    told: list[ConflictOut] = []
    with store_for_reading() as (_, services):
        release, cursor = services.release, None
        while True:
            page = graph_overview.page_conflicts(release, cursor=cursor, limit=PAGE, now=now())
            told += [ConflictOut.of(row, release.index) for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
    if as_json:
        output.as_json([one.model_dump(mode="json", by_alias=True) for one in told])
        return
    for one in told:
        levels = ", ".join(f"{level.level} {level.status}" for level in one.levels)
        pairs = ", ".join(f"{each.one} and {each.other}" for each in one.contradictions)
        parts = "; ".join(part for part in (levels, pairs) if part)
        output.line(f"{one.source} to {one.to}: {', '.join(one.kinds)}: {parts}")
    output.line(f"{len(told)} pairs in conflict")


def show_impact(
    statement: Annotated[str, typer.Argument(help="IRI of a statement or rule in force.")],
    *,
    as_json: AsJson = False,
) -> None:
    """What would change if this statement were withdrawn now."""
    with store_for_reading() as (session, services):
        release = services.release
        found = draft_views.touched_by_withdrawal(session, release, statement=statement, now=now())
        told = ImpactOut.of(found, release.index)
    if as_json:
        output.as_json(told.model_dump(mode="json", by_alias=True))
        return
    for answer in told.answers:
        output.line(
            f"{answer.source} to {answer.to}: {_said(answer.before.status, answer.before.interval)}"
            f" becomes {_said(answer.after.status, answer.after.interval)}"
        )
    at_least = "" if told.complete else "at least "
    output.line(
        f"{at_least}{told.answers_changed} answers change, {told.credentials} credentials rest on "
        f"it, {len(told.cases)} open cases are touched"
    )


def _said(status: str, interval: list[str] | None) -> str:
    return f"{status} {' to '.join(interval)}" if interval else status


def show_calendar(
    *,
    days: Annotated[int, typer.Option(min=1, max=36_500, help="How far ahead.")] = 365,
    as_json: AsJson = False,
) -> None:
    """What ends or is due for review, overdue reviews of a year included."""
    today = now().date()
    told: list[ExpiryOut] = []
    with store_for_reading() as (_, services):
        cursor = None
        while True:
            page = graph_overview.page_expiry(
                services.release,
                first=today - timedelta(days=365),
                last=today + timedelta(days=days),
                cursor=cursor,
                limit=PAGE,
            )
            told += [ExpiryOut.of(row) for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
    if as_json:
        output.as_json([one.model_dump(mode="json") for one in told])
    else:
        rows = [[one.day, one.kind, one.id, one.title, one.authority] for one in told]
        output.table(["day", "", "what", "title", "office"], rows)


def show_coverage(
    *,
    matrix: Annotated[bool, typer.Option(help="Countries by hubs, level by level.")] = False,
    as_json: AsJson = False,
) -> None:
    """What the release in force holds, country by country."""
    if matrix:
        _show_matrix(as_json=as_json)
        return
    with store_for_reading() as (_, services):
        rows = coverage.by_country(services.release.release.graph)
    if as_json:
        output.as_json([row.as_json() for row in rows])
    else:
        output.line(coverage.as_table(rows))


def _show_matrix(*, as_json: bool) -> None:
    """Countries by hubs, level by level."""
    told: list[CellOut] = []
    with store_for_reading() as (_, services):
        cursor = None
        while True:
            page = graph_overview.page_matrix(
                services.release, cursor=cursor, limit=PAGE, now=now()
            )
            told += [CellOut.of(row) for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
    if as_json:
        output.as_json([one.model_dump(mode="json") for one in told])
        return
    # A hub that has nothing to do with a country is no row; its gaps stand in the JSON.
    rows = [
        [
            one.country,
            one.framework,
            one.hub,
            f"{one.covered}/{len(one.levels)}",
            " ".join(one.gaps),
        ]
        for one in told
        if any(level.standing != "gap" for level in one.levels)
    ]
    output.table(["country", "framework", "hub", "covered", "gaps"], rows)
