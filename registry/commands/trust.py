"""`registry trust …`: whose credentials are believed, for the operator."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from credentials.encodings import parse_json
from credentials.trust import TrustedIssuer, TrustedKey, issuer_of_document
from credentials.trust_exchange import describe_issuer, parse_roots
from registry.commands import output
from registry.commands.wiring import now, store_for_reading, store_for_writing
from registry.usecases import trust, trust_export, trust_import

app = typer.Typer(
    help="Whose credentials are believed, under which name, and for what.", no_args_is_help=True
)

# Of a hundred thousand issuers.
MAX_BYTES = 64 * 1024 * 1024
COUNTED = ("added", "changed", "removed", "unchanged")
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
    seal_root: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="X.509, under which its PDF are sealed."),
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
        seal_roots=_roots(seal_root),
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


@app.command("seal-roots")
def set_roots(
    did: Annotated[str, typer.Argument(help="Of an issuer on the list.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, dir_okay=False, help="PEM or DER; none takes them away."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say under whose X.509 roots an issuer's PDF files may be sealed."""
    roots = _roots(files)
    with store_for_writing() as (session, _):
        stored = trust.set_seal_roots(session, actor=None, did=did, roots=roots, now=now())
    if as_json:
        output.as_json(describe_issuer(stored))
    else:
        output.line(f"{did}: {len(roots)} roots of seals")


@app.command("export")
def export(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="trust.json, or trust.jwt signed.")],
) -> None:
    """Write the whole list, with the registry's own entry; a name that ends in .jwt is signed."""
    at, signed = now(), to.suffix == ".jwt"
    with store_for_writing() as (session, services):
        exported = trust_export.export(session, services, now=at)
        to.write_bytes(exported.signed.encode() if signed else exported.plain)
        trust_export.record(session, exported, signed=signed, now=at)
    output.line(f"{to}: version {exported.version}, {len(exported.issuers.entries)} issuers")


@app.command("import")
def import_list(
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="JSON, or signed."),
    ],
    *,
    signer: Annotated[
        str | None, typer.Option(help="The DID of the registry that has to have signed it.")
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The signer's did.json, if not listed."),
    ] = None,
    replace: Annotated[bool, typer.Option(help="Remove issuers that the file lacks.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Show what would change, and change nothing.")] = (
        False
    ),
    as_json: AsJson = False,
) -> None:
    """Take in an exported list, all of it or nothing, and show what that changes."""
    if path.stat().st_size > MAX_BYTES:
        raise typer.BadParameter(f"A trust list has at most {MAX_BYTES} bytes.")
    source = trust_import.Source(
        path.read_bytes(),
        signer,
        parse_json(document.read_bytes()) if document is not None else None,
    )
    with store_for_reading() if dry_run else store_for_writing() as (session, services):
        imported = trust_import.import_list(
            session,
            services,
            actor=None,
            source=source,
            replace_all=replace,
            dry_run=dry_run,
            now=now(),
        )
    told = imported.as_json()
    if as_json:
        output.as_json(told)
        return
    for found in imported.differences:
        members = f" ({', '.join(found.members)})" if found.members else ""
        output.line(f"{found.act}: {found.did}  {found.name}{members}")
    if imported.kept:
        output.line(f"kept: {imported.signer}, as this list has it")
    counts = ", ".join(f"{told[word]} {word}" for word in COUNTED)
    output.line(counts if imported.applied else f"nothing was changed; it would be: {counts}")


def _keys(document: Path, did: str, name: str) -> tuple[TrustedKey, ...]:
    found = issuer_of_document(parse_json(document.read_bytes()), name=name, status_url_prefixes=())
    if found.did != did:
        raise typer.BadParameter(f"The document belongs to {found.did}.")
    return found.keys


def _roots(files: list[Path] | None) -> tuple[bytes, ...]:
    return tuple(root for file in files or () for root in parse_roots(file.read_bytes()))
