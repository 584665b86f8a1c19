"""`registry trust …`: whose credentials are believed, for the operator."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from credentials.encodings import parse_json
from credentials.trust import TrustedIssuer, TrustedKey, issuer_of_document
from credentials.trust_exchange import describe_issuer
from registry.commands import output
from registry.commands.wiring import now, store_for_reading, store_for_writing
from registry.usecases import trust, trust_export

app = typer.Typer(
    help="Whose credentials are believed, under which name, and for what.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def group() -> None:
    """Whose credentials are believed, under which name, and for what."""


@app.command("list")
def show(*, as_json: AsJson = False) -> None:
    """Every issuer on the list, the registry itself first."""
    with store_for_reading() as (session, services):
        issuers = trust.current(session, services).entries
    if as_json:
        output.as_json([describe_issuer(issuer) for issuer in issuers])
        return
    output.table(
        ["did", "name", "keys", "accepted for", "until"],
        [
            [
                issuer.did,
                issuer.name,
                "looked up" if issuer.resolves_keys else len(issuer.keys),
                ", ".join(sorted(issuer.accepted_types)) or "anything",
                issuer.valid_until.date() if issuer.valid_until else None,
            ]
            for issuer in issuers
        ],
    )


@app.command("add")
def add(
    did: Annotated[str, typer.Argument(help="did:web, did:key or did:jwk.")],
    *,
    name: Annotated[str, typer.Option(help="What readers are shown.")],
    document: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A did.json whose keys are listed."),
    ] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="Where its status lists stand: https://…/")
    ] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="A credential type; without it any.")
    ] = None,
    valid_from: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"])] = None,
    valid_until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"])] = None,
    as_json: AsJson = False,
) -> None:
    """Add an issuer or replace its entry; a did:web without --document has its keys looked up."""
    listed = _keys(document, did, name) if document is not None else ()
    issuer = TrustedIssuer(
        did,
        name,
        listed,
        tuple(status or ()),
        frozenset(accept or ()),
        valid_from,
        valid_until,
        resolves_keys=did.startswith("did:web:") and document is None,
    )
    with store_for_writing() as (session, services):
        stored = trust.put(session, services, actor=None, issuer=issuer, now=now())
    if as_json:
        output.as_json(describe_issuer(stored))
    else:
        output.line(f"{stored.did} is on the trust list as {stored.name}")


@app.command("remove")
def remove(did: Annotated[str, typer.Argument()]) -> None:
    """From now on its credentials are those of an unknown issuer."""
    with store_for_writing() as (session, _):
        trust.remove(session, actor=None, did=did, now=now())
    output.line(f"{did} is no longer on the trust list")


@app.command("export")
def export(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="trust.json, or trust.jwt signed.")],
) -> None:
    """Write the whole list, with the registry's own entry; a name that ends in .jwt is signed."""
    with store_for_reading() as (session, services):
        exported = trust_export.export(session, services, now=now())
        signed = to.suffix == ".jwt"
        to.write_bytes(exported.signed.encode() if signed else exported.plain)
    output.line(f"{to}: version {exported.version}, {len(exported.issuers.entries)} issuers")


@app.command("import")
def import_list(
    path: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    *,
    replace: Annotated[bool, typer.Option(help="Remove issuers that the file lacks.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in an exported list, all of it or nothing."""
    with store_for_writing() as (session, services):
        imported = trust.import_list(
            session,
            services,
            actor=None,
            raw=path.read_bytes(),
            replace_all=replace,
            now=now(),
        )
    counts = {
        "added": imported.added,
        "changed": imported.changed,
        "removed": imported.removed,
        "unchanged": imported.unchanged,
    }
    if as_json:
        output.as_json(counts)
    else:
        output.line(", ".join(f"{count} {word}" for word, count in counts.items()))


def _keys(document: Path, did: str, name: str) -> tuple[TrustedKey, ...]:
    found = issuer_of_document(parse_json(document.read_bytes()), name=name, status_url_prefixes=())
    if found.did != did:
        raise typer.BadParameter(f"The document belongs to {found.did}.")
    return found.keys
