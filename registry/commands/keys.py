"""`registry keys …`"""

import typer

from registry.commands import output
from registry.serving import started_services

app = typer.Typer(help="The registry's signing keys.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The registry's signing keys."""


@app.command("list")
def show(*, as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """Every key with its purpose and state; nothing secret is printed."""
    ring = started_services(quiet=True).key_ring
    rows = [
        {
            "kid": key.kid,
            "algorithm": key.algorithm,
            "purpose": key.purpose.value,
            "created": key.created.isoformat(),
            "state": key.state.value,
        }
        for key in ring.keys
    ]
    if as_json:
        output.as_json(rows)
    else:
        output.table(list(rows[0]), [list(row.values()) for row in rows])
