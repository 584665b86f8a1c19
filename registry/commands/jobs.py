"""`registry jobs`: timed work without the site."""

import threading
from typing import Annotated

import typer

from registry import jobs as timed_work
from registry.commands.wiring import now
from registry.start_up import started_services


def jobs(*, once: Annotated[bool, typer.Option(help="One round, then stop.")] = False) -> None:
    """Timed work: publish status lists, watch deadlines, deliver what waits."""
    services = started_services()
    if once:
        timed_work.run_due(services, now=now())
    else:
        timed_work.keep_working(services, threading.Event())
