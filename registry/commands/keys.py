"""`registry keys …`: the registry's signing keys, in files or in a hardware token."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

import typer

from credentials.certificate import x509_chain
from credentials.keys import WANTED, KeyPurpose, KeyState, RingKey
from credentials.public_keys import ES256
from registry.commands import output
from registry.commands.wiring import now, store_for_writing
from registry.services import REGISTRY_NAME
from registry.start_up import services_of_command
from registry.usecases import keys
from registry.usecases.keys import Operator

app = typer.Typer(help="The registry's signing keys.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Purpose = Annotated[KeyPurpose, typer.Argument(help="What the key signs.")]
Algorithm = Annotated[
    str | None, typer.Option(help="EdDSA or ES256; without it, all that the purpose has.")
]
Kid = Annotated[str, typer.Argument(help='The DID URL, or the part after "#".')]


@app.callback()
def group() -> None:
    """The registry's signing keys."""


@app.command("list")
def show(*, as_json: AsJson = False) -> None:
    """Every key with its purpose and state; nothing secret is printed."""
    # Opened, so that a wrong passphrase is found here and not when something is to be signed.
    services = services_of_command(locked_keys=False)
    _print([_described(key) for key in services.key_ring.keys], as_json)


@app.command("create")
def create(purpose: Purpose, *, algorithm: Algorithm = None, as_json: AsJson = False) -> None:
    """A key for a purpose that has none in use."""
    with store_for_writing() as (session, services):
        act = Operator(session, services, now())
        made = [keys.create(act, purpose, one) for one in _algorithms(purpose, algorithm)]
    _print([_described(key) for key in made], as_json)


@app.command("rotate")
def rotate(
    purpose: Annotated[KeyPurpose | None, typer.Argument(help="Without it, every purpose.")] = None,
    *,
    algorithm: Algorithm = None,
    as_json: AsJson = False,
) -> None:
    """New keys sign from now on; the ones before verify what they signed."""
    pairs = (
        [(purpose, one) for one in _algorithms(purpose, algorithm)]
        if purpose is not None
        else [pair for pair in WANTED if algorithm in (None, pair[1])]
    )
    with store_for_writing() as (session, services):
        act = Operator(session, services, now())
        made = [keys.rotate(act, *pair) for pair in pairs]
    _print([_described(key) for key in made], as_json)


@app.command("request-certificate")
def request_certificate() -> None:
    """Print a request for a certificate of the key for seals, for an authority to sign."""
    services = services_of_command()
    key = services.key_ring.signer(KeyPurpose.SEAL, ES256)
    name = f"{REGISTRY_NAME}, {urlsplit(services.settings.public_url).netloc}"
    typer.echo(x509_chain.request_certificate(key, name=name).decode(), nl=False)


@app.command("retire")
def retire(kid: Kid, *, as_json: AsJson = False) -> None:
    """End a key that has a successor; its private half is deleted."""
    with store_for_writing() as (session, services):
        ended = keys.retire(Operator(session, services, now()), kid)
    _print([_described(ended)], as_json)


@app.command("compromise")
def compromise(
    kid: Kid,
    *,
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"])],
    as_json: AsJson = False,
) -> None:
    """Somebody else could sign with this key: refuse it, and put another one into use."""
    with store_for_writing() as (session, services):
        act = Operator(session, services, now())
        ended, fresh = keys.compromise(act, kid, since=since)
    _print([_described(key) for key in (ended, fresh) if key is not None], as_json)


def _algorithms(purpose: KeyPurpose, algorithm: str | None) -> list[str]:
    has = [one for wanted, one in WANTED if wanted is purpose]
    if algorithm is None:
        return has
    if algorithm not in has:
        raise typer.BadParameter(f"Keys for {purpose.value} are {' or '.join(has)}.")
    return [algorithm]


def _described(key: RingKey) -> dict[str, str | None]:
    moments = {
        KeyState.ACTIVE: key.created,
        KeyState.RETIRING: key.succeeded_at,
        KeyState.RETIRED: key.retired_at,
        KeyState.COMPROMISED: key.compromised_since,
    }
    since = moments[key.state]
    return {
        "kid": key.kid,
        "algorithm": key.algorithm,
        "purpose": key.purpose.value,
        "created": key.created.isoformat(),
        "state": key.state.value,
        "since": since.isoformat() if since else None,
        "held": key.held.value,
    }


def _print(rows: list[dict[str, str | None]], as_json: bool) -> None:
    if as_json:
        output.as_json(rows)
        return
    for row in rows:
        name = str(row["kid"]).partition("#")[2]
        since = str(row["since"])[:19]
        output.line(
            f"{name}  {row['purpose']:14}  {row['algorithm']:5}  {row['state']:11}  "
            f"since {since}  {row['held']}"
        )
