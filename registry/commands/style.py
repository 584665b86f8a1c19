"""`registry style …`: how an authority's certificates look, for the operator."""

import base64
from pathlib import Path
from typing import Annotated

import typer

from credentials.certificate import catalogues
from credentials.certificate.style import Style, parse_style
from credentials.encodings import parse_json
from credentials.model import Outcome
from registry.commands import output
from registry.commands.wiring import now, store_for_reading, store_for_writing
from registry.usecases import certificate_styles

app = typer.Typer(help="Look and wording of an authority's certificates.", no_args_is_help=True)

Authority = Annotated[str, typer.Argument(help="Its short name, such as de-ihk-fosa.")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The style as JSON.")]
Logo = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="PNG or JPEG, put into the style.")
]


@app.callback()
def group() -> None:
    """Look and wording of an authority's certificates."""


@app.command("show")
def show(authority: Authority) -> None:
    """The style in force, as JSON that `set` takes again."""
    with store_for_reading() as (session, _):
        output.as_json(certificate_styles.get_style(session, authority_id=authority).to_json())


@app.command("set")
def put(authority: Authority, file: File, *, logo: Logo = None) -> None:
    """From now on its certificates are printed so; earlier prints stay verifiable."""
    style = _read(file, logo)
    with store_for_writing() as (session, _):
        certificate_styles.put_style(
            session, actor=None, authority_id=authority, style=style, now=now()
        )
    output.line(f"{authority}: certificates have a new style")


@app.command("preview")
def preview(
    authority: Authority,
    file: File,
    *,
    to: Annotated[Path, typer.Option("-o", "--output", help="The PDF to write.")],
    logo: Logo = None,
    lang: Annotated[str, typer.Option(help="One language, or two: fr,ar.")] = "en",
    outcome: Annotated[Outcome, typer.Option(help="Of the decision shown.")] = Outcome.CONDITIONAL,
) -> None:
    """A specimen in this style; nothing is changed."""
    style = _read(file, logo)
    with store_for_reading() as (session, services):
        drawn = certificate_styles.preview(
            session,
            services,
            actor=None,
            authority_id=authority,
            style=style,
            outcome=outcome,
            catalogues=catalogues.read_all(lang),
            now=now(),
        )
    to.write_bytes(drawn)
    output.line(f"{to}: {len(drawn)} bytes")


def _read(file: Path, logo: Path | None) -> Style:
    """Raises credentials.errors.JsonInvalid, StyleInvalid."""
    fields = parse_json(file.read_bytes())
    if logo:
        fields["logo"] = base64.b64encode(logo.read_bytes()).decode()
    return parse_style(fields)
