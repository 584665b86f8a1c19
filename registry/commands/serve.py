"""`registry serve`: the site and the API."""

import os
import socket
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from registry.commands.wiring import now
from registry.start_up import services_of_command
from registry.storage.database import transaction
from registry.usecases import demo_accounts

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def serve(
    *,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64)] = 1,
    ssl_certfile: Annotated[Path | None, typer.Option(exists=True)] = None,
    ssl_keyfile: Annotated[Path | None, typer.Option(exists=True)] = None,
    with_demo_accounts: Annotated[
        bool, typer.Option(help="Make the accounts listed in the README. Never in service.")
    ] = False,
) -> None:
    """The site and the API."""
    if host in LOOPBACK and ssl_certfile is None:
        # Without https a browser would not send a secure cookie back, and nobody could sign in.
        os.environ.setdefault("SECURE_COOKIES", "false")
    _require_free(host, port)
    if with_demo_accounts or workers > 1:
        # Once for all workers, so that a fault is told once, by this process.
        services = services_of_command(locked_keys=False)
    if with_demo_accounts:
        with transaction(services.engine) as session:
            demo_accounts.seed_demo_accounts(session, passwords=services.passwords, now=now())
    uvicorn.run(
        "registry.serving:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        ssl_certfile=ssl_certfile,
        ssl_keyfile=ssl_keyfile,
        # Requests are logged by the application, without addresses and query strings.
        access_log=False,
    )


def _require_free(host: str, port: int) -> None:
    """Before anything is loaded. Raises OSError, which names the address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
