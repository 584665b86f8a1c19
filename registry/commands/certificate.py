"""`registry certificate`: the PDF of a stored credential."""

from pathlib import Path
from typing import Annotated

import typer

from credentials.certificate import catalogues
from registry.commands import output
from registry.commands.wiring import now, store_for_reading
from registry.usecases import certificates


def certificate(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A credential this registry issued.")
    ],
    *,
    to: Annotated[Path, typer.Option("-o", "--output")],
    lang: Annotated[str, typer.Option(help="A language, or two side by side: fr,ar.")] = "en",
    mark_expired: Annotated[
        bool, typer.Option(help="Draw a copy of what has expired, marked as such.")
    ] = False,
) -> None:
    """Draw the certificate of a stored credential as PDF."""
    texts = catalogues.read_all(lang)
    with store_for_reading() as (session, services):
        drawn = certificates.certificate_of_text(
            session,
            services,
            secured=path.read_text("utf-8").strip(),
            catalogues=texts,
            now=now(),
            marked=mark_expired,
        )
    to.write_bytes(drawn)
    output.line(f"{to}: {len(drawn)} bytes")
