"""`registry graph …`: the equivalence graph from the shell."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from mappings import curated, examples, releases, validation
from registry.commands import exchange, output
from registry.commands.wiring import now, store_for_reading
from registry.usecases import publishing

app = typer.Typer(help="The equivalence graph: validate, run examples, look at releases.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("validate")
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


@app.command("examples")
def run_examples(
    path: Annotated[Path, typer.Argument(help="A file of worlds, questions and expectations.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Answer every question of a file with the real comparison; exit 1 if any differs."""
    worlds = examples.load(path.read_bytes())
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


def _in_words(difference: examples.Difference) -> str:
    return (
        f"world {difference.world}, {difference.example}: {difference.key} should be "
        f"{difference.expected}, is {difference.answered} ({difference.why})"
    )


@app.command("releases")
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


app.command("export")(exchange.export)
app.command("import")(exchange.take_in)
app.command("template")(exchange.template)
