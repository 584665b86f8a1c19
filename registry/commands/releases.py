"""`registry graph validate|examples|releases`: is the graph as it should be?"""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from mappings import curated, examples, releases, validation
from mappings.errors import ImportTooLarge
from mappings.exchange.faults import MAX_BYTES
from mappings.model import Graph
from registry.commands import output
from registry.commands.wiring import now, store_for_reading
from registry.usecases import drafts, publishing

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def validate(
    path: Annotated[Path, typer.Argument(help="A folder of curated data, or an RDF file.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Check curated data or RDF against the shapes; exit 1 on a violation."""
    findings = _findings(path)
    violations = [found for found in findings if found.severity == "violation"]
    if as_json:
        output.as_json(
            [
                {
                    "severity": found.severity,
                    "rule": found.rule,
                    "statement": found.statement,
                    "message": found.message,
                    "cure": found.cure,
                }
                for found in findings
            ]
        )
    else:
        for found in violations:
            output.line(f"rule {found.rule}: {found.statement}: {found.message}")
        warnings = len(findings) - len(violations)
        output.line(f"{len(violations)} violations, {warnings} warnings")
    raise typer.Exit(1 if violations else 0)


def _findings(path: Path) -> tuple[validation.Finding, ...]:
    if path.is_dir():
        # The data is checked as the release it would become; nothing is stored.
        return releases.publish(
            curated.read(path), number=1, published_at=now(), previous=None
        ).findings
    return validation.validate(path.read_bytes(), suffix=path.suffix)


def run_examples(
    path: Annotated[Path, typer.Argument(help="A file of worlds, questions and expectations.")],
    *,
    number: Annotated[
        int | None,
        typer.Option("--release", help="Whom questions without a world ask. Default: in force."),
    ] = None,
    draft: Annotated[
        UUID | None, typer.Option(help="Ask what this draft would make of the release.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Answer every question of a file with the real comparison; exit 1 if any differs."""
    if path.stat().st_size > MAX_BYTES:
        raise ImportTooLarge(f"The file has more than {MAX_BYTES} bytes; split it.")
    found = examples.load(path.read_bytes())
    worlds = [world for world in found if isinstance(world, examples.World)]
    questions = [one for one in found if isinstance(one, examples.Questions)]
    if questions:
        graph, known_at = _asked_graph(number, draft)
        worlds += [one.to_release(graph, known_at=known_at) for one in questions]
    differences = [difference for world in worlds for difference in examples.run(world)]
    asked = sum(world.questions for world in worlds)
    if as_json:
        output.as_json(
            {
                "questions": asked,
                "differences": [asdict(difference) for difference in differences],
            }
        )
    else:
        for difference in differences:
            output.line(_in_words(difference))
        output.line(f"{asked} questions, {len(differences)} differences")
    raise typer.Exit(1 if differences else 0)


def _asked_graph(number: int | None, draft: UUID | None) -> tuple[Graph, datetime]:
    """The graph that questions are put to, and the moment as which it is known."""
    with store_for_reading() as (session, services):
        if draft is not None:
            at = now()
            row = drafts.get(session, draft)
            return drafts.revised(session, services.release, row, now=at)[1], at
        release = services.release.release
        if number not in (None, release.number):
            release = publishing.get_release(session, number or 0)
        return release.graph, release.published_at


def _in_words(difference: examples.Difference) -> str:
    return (
        f"world {difference.world}, {difference.example}: {difference.key} should be "
        f"{difference.expected}, is {difference.answered} ({difference.why})"
    )


def show_releases(*, as_json: AsJson = False) -> None:
    """Every published release, newest first."""
    with store_for_reading() as (session, _):
        rows = publishing.list_releases(session)
        found = [
            {
                "number": row.number,
                "published_at": row.published_at.isoformat(),
                "sha256": row.sha256,
            }
            for row in rows
        ]
    if as_json:
        output.as_json(found)
    else:
        output.table(["release", "published", "sha256"], [list(row.values()) for row in found])
