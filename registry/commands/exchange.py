"""`registry graph export|import|template`: the graph in the formats of others."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from mappings import exchange
from mappings.errors import ImportTooLarge
from mappings.exchange import Fault, Imported
from mappings.exchange.faults import MAX_BYTES
from mappings.validation import Finding
from registry.commands import output
from registry.commands.wiring import now, store_for_reading, store_for_writing
from registry.services import Services
from registry.usecases import draft_imports, draft_views, drafts, exports


class Form(StrEnum):
    """What can be written; a test keeps it equal to the writers there are."""

    NQ = "nq"
    TRIG = "trig"
    TTL = "ttl"
    JSONLD = "jsonld"
    TRIG12 = "trig12"
    SSSOM_TSV = "sssom-tsv"
    CSV = "csv"
    XLSX = "xlsx"
    CTDL = "ctdl"
    DCAT = "dcat"


ToFile = Annotated[
    Path | None, typer.Option("--output", "-o", dir_okay=False, help="Default: print.")
]


def export(
    *,
    form: Annotated[Form, typer.Option("--format", help="What to write.")] = Form.NQ,
    number: Annotated[int | None, typer.Option("--release", help="Default: in force.")] = None,
    to: ToFile = None,
) -> None:
    """Write a release; as nq it is byte for byte what its SHA-256 names. dcat: all releases."""
    with store_for_reading() as (session, services):
        wanted = number or services.release.release.number
        if form is Form.DCAT:
            written = exports.catalogue(
                session, public_url=services.settings.public_url, syntax="ttl"
            )
        else:
            written = exports.export(
                session, services.release, number=wanted, form=form, on=now().date()
            ).content
    _put(written, to)


def template(to: Annotated[Path, typer.Option("--output", "-o", dir_okay=False)]) -> None:
    """Write what curators fill: a workbook with explanations and lists, or a .csv."""
    form = to.suffix.removeprefix(".")
    if form not in exports.TEMPLATES:
        raise typer.BadParameter(f"The file ends in {' or '.join(exports.TEMPLATES)}.")
    with store_for_reading() as (_, services):
        written = exports.template(services.release, form).content
    _put(written, to)


def _put(written: bytes, to: Path | None) -> None:
    if to is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        to.write_bytes(written)
        output.line(f"{len(written)} bytes in {to}")


def take_in(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file to import.")],
    *,
    title: Annotated[str, typer.Option(help="Of the draft.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a file and make a draft of it; print every fault with its row, exit 1 if any."""
    if path.stat().st_size > MAX_BYTES:
        raise ImportTooLarge(f"The file has more than {MAX_BYTES} bytes; split it.")
    raw, at = path.read_bytes(), now()
    with store_for_reading() as (_, services):
        frameworks = services.release.release.graph.frameworks
    # Reading a large file takes time; nobody waits for it.
    imported = exchange.read(raw, at=at, name=path.name, frameworks=frameworks)
    with store_for_writing() as (session, services):
        told = _draft(session, services, imported, title, at)
        if as_json:
            output.as_json(told)
        else:
            _print(told)
        if told["faults"] or told["draft"] is None:
            # Leaving by an exception takes the draft back.
            raise typer.Exit(1 if told["faults"] else 0)


def _draft(
    session: Session,
    services: Services,
    imported: Imported,
    title: str,
    at: datetime,
) -> dict[str, Any]:
    """What came of the file; the draft is in the session, also where it has faults."""
    told: dict[str, Any] = {
        "format": imported.format,
        "sha256": imported.sha256,
        "statements": len(imported.correspondences) + len(imported.rules),
        "kept": 0,
        "left_out": list(imported.left_out),
        "faults": [asdict(fault) for fault in imported.faults],
        "warnings": [],
        "draft": None,
    }
    if imported.faults:
        return told
    release = services.release
    title = title or f"Import of {imported.format} {imported.sha256[:8]}"
    draft = drafts.create(session, release, actor=None, title=title, now=at)
    taken = draft_imports.take(
        session, release, actor=None, draft_id=draft.id, imported=imported, now=at
    )
    told |= {"kept": len(taken.kept), "left_out": list(taken.left_out)}
    if taken.added or taken.superseded:
        told["draft"] = str(draft.id)
        found = draft_views.findings(session, release, draft_id=draft.id, now=at)
        told["faults"] = _by_row(imported, [one for one in found if one.severity == "violation"])
        graph = release.release.graph
        old = {one.iri for one in graph.correspondences} | {one.iri for one in graph.rules}
        told["warnings"] = [
            warning
            for warning in _by_row(imported, [one for one in found if one.statement not in old])
            if warning["place"] in imported.rows.values() and warning not in told["faults"]
        ]
    if told["faults"]:
        told["draft"] = None
    return told


def _by_row(imported: Imported, findings: Sequence[Finding]) -> list[dict[str, str]]:
    return [asdict(fault) for fault in exchange.by_row(imported, findings)]


def _print(told: Mapping[str, Any]) -> None:
    for kind in ("faults", "warnings"):
        for fault in told[kind]:
            output.line(f"{kind.removesuffix('s')}: {Fault(**fault)}")
    for name in told["left_out"]:
        output.line(f"left out: {name}")
    output.line(
        f"{told['statements']} statements read, {told['kept']} kept as they are, "
        f"{len(told['faults'])} faults, {len(told['warnings'])} warnings"
    )
    output.line(f"draft {told['draft']}, for review" if told["draft"] else "nothing drafted")
