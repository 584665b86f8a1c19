"""`registry demo`: the registry's whole job, played once."""

import typer

from registry import demo as demonstration
from registry.commands import output
from registry.start_up import services_of_command


def demo() -> None:
    """Play the registry's whole job on real frameworks; leaves files under var/demo/."""
    services = services_of_command()
    try:
        demonstration.run(services, folder=services.settings.var_dir / "demo", say=output.line)
    except demonstration.DemoFailed as failure:
        output.complaint(f"the demonstration failed: {failure}")
        raise typer.Exit(1) from failure
