"""`registry reader`: the page that checks QR codes without a server, as a file."""

from pathlib import Path
from typing import Annotated

import typer

from credentials.trust import TrustList
from registry.commands import output
from registry.commands.trust_folder import read_trust
from registry.commands.wiring import now, store_for_reading
from registry.usecases.trust import current
from registry.web import offline_reader
from registry.web.translations import read_languages


def reader(
    *,
    to: Annotated[Path, typer.Option("-o", "--output")] = Path(offline_reader.FILE_NAME),
    trust: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="A folder with trust.json or did.json."),
    ] = None,
) -> None:
    """Write the offline reader, with the keys of the trust list in it."""
    trusted = read_trust(trust) if trust else _stored()
    page = offline_reader.build(trusted, read_languages(), now=now())
    to.write_bytes(page)
    output.line(f"{to}: {len(page)} bytes")


def _stored() -> TrustList:
    with store_for_reading() as (session, services):
        return current(session, services)
