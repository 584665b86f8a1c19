"""`registry`: everything the service does, from a shell. Reads the clock, opens transactions."""

import os
import sys
import threading
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from credentials.certificate import catalogues
from credentials.errors import CredentialError
from mappings.errors import MappingError
from mappings.model import Purpose
from registry import demo as demonstration
from registry import jobs as timed_work
from registry import serving
from registry.commands import (
    credential,
    curation,
    database,
    graph,
    keys,
    output,
    people,
    push,
    reader,
    style,
    trust,
    verify,
)
from registry.commands.wiring import now, store_for_reading
from registry.errors import RegistryError
from registry.serving import started_services
from registry.storage.database import transaction
from registry.usecases import certificates, comparison, demo_accounts
from registry.web.translations import read_languages

app = typer.Typer(
    help="The Open Recognition Registry.", no_args_is_help=True, pretty_exceptions_enable=False
)
graph.app.command("push")(push.push)
graph.app.add_typer(curation.app)
app.add_typer(graph.app, name="graph")
app.add_typer(credential.app, name="credential")
app.add_typer(people.app, name="user")
app.add_typer(database.app, name="db")
app.command("verify")(verify.verify)
app.add_typer(keys.app, name="keys")
app.add_typer(trust.app, name="trust")
app.add_typer(style.app, name="style")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
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


@app.command("demo")
def demo() -> None:
    """Play the registry's whole job on real frameworks; leaves files under var/demo/."""
    services = started_services(quiet=True)
    try:
        demonstration.run(services, folder=services.settings.var_dir / "demo", say=output.line)
    except demonstration.DemoFailed as failure:
        output.complaint(f"the demonstration failed: {failure}")
        raise typer.Exit(1) from failure


@app.command("serve")
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
    if with_demo_accounts:
        services = started_services(quiet=True)
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


@app.command("compare")
def compare(
    source: Annotated[str, typer.Argument(metavar="FROM", help='For example "ph-pqf:4".')],
    to: Annotated[str, typer.Argument(help='A framework, "de-dqr", or a country, "DE".')],
    *,
    purpose: Annotated[Purpose, typer.Option()] = Purpose.INFORMATION,
    occupation: Annotated[str | None, typer.Option(help="ISCO-08 code.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    known_at: Annotated[str | None, typer.Option(help="ISO 8601, with an offset.")] = None,
    award_date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    lang: Annotated[str, typer.Option(help="Language of the sentences, such as fr.")] = "en",
    as_json: AsJson = False,
) -> None:
    """How a level compares with another framework, and why."""
    languages = read_languages()
    if lang not in languages:
        raise typer.BadParameter(f"--lang is one of {', '.join(languages)}.")
    country = to if len(to) == 2 and to.isupper() else None
    asked = comparison.Asked(
        source=source if ":" in source else None,
        qualification=None if ":" in source else source,
        to=None if country else to,
        country=country,
        purpose=purpose,
        occupation=occupation,
        as_of=_day(as_of),
        known_at=_instant(known_at),
        award_date=_day(award_date),
    )
    with store_for_reading() as (session, services):
        request = comparison.prepare(session, services.release, asked, now=now())
        answer = comparison.compare(services.release, request, gettext=languages[lang].gettext)
    if as_json:
        output.as_json(answer)
    else:
        output.answer(answer)


@app.command("certificate")
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


app.command("reader")(reader.reader)


@app.command("jobs")
def jobs(*, once: Annotated[bool, typer.Option(help="One round, then stop.")] = False) -> None:
    """Timed work: publish status lists, watch deadlines, deliver what waits."""
    services = started_services()
    if once:
        timed_work.run_due(services, now=now())
    else:
        serving.keep_working(services, threading.Event())


@app.command("bench")
def bench(name: Annotated[str, typer.Argument(help=f"all, {', '.join(BENCHES)}")] = "all") -> None:
    """Measure against named peers in the same run; prints tables."""
    if name not in {"all", *BENCHES}:
        raise typer.BadParameter(f"There is no bench {name}; there are {', '.join(BENCHES)}.")
    for each in BENCHES if name == "all" else (name,):
        import_module(f"bench.{each}").run()


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("--known-at is an ISO 8601 date and time.") from error
    if moment.tzinfo is None:
        raise typer.BadParameter("--known-at needs an offset, for example 2026-01-31T12:00:00Z.")
    return moment


def main() -> None:
    """Problems leave one line with their code, never a traceback."""
    try:
        app()
    except (RegistryError, MappingError, CredentialError) as error:
        output.complaint(f"{error.code}: {error.detail}")
        sys.exit(2)
    except OSError as error:
        output.complaint(f"{error.filename or 'input'}: {error.strerror}")
        sys.exit(2)
