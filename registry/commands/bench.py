"""`registry bench`: figures, beside those of named peers."""

from importlib import import_module
from typing import Annotated

import typer

BENCHES = (
    "certificates",
    "comparison",
    "table",
    "qualifications",
    "validation",
    "impact",
    "credentials",
    "issuance",
    "tokens",
    "integrity",
    "service",
)


def bench(name: Annotated[str, typer.Argument(help=f"all, {', '.join(BENCHES)}")] = "all") -> None:
    """Measure against named peers in the same run; prints tables."""
    if name not in {"all", *BENCHES}:
        raise typer.BadParameter(f"There is no bench {name}; there are {', '.join(BENCHES)}.")
    for each in BENCHES if name == "all" else (name,):
        import_module(f"bench.{each}").run()
