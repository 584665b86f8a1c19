"""`registry verify`: a credential in any form, with the store or with a folder alone."""

import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credentials import verifier
from credentials.deferred import deferred
from credentials.errors import CredentialError
from credentials.model import ReportOutcome
from credentials.sizes import MAX_FILE_BYTES
from credentials.verifier import Expected
from registry.clock import utc_now
from registry.commands import output
from registry.commands.trust_folder import read_statuses, read_trust

if TYPE_CHECKING:
    from registry.commands import wiring
    from registry.usecases import verification
else:
    # With --trust no store is opened.
    wiring = deferred("registry.commands.wiring")
    verification = deferred("registry.usecases.verification")


class Exit(IntEnum):
    """Other commands leave 0, 1 for a found fault, or 2 for misuse."""

    VALID = 0
    NOT_VALID = 1
    NOT_CHECKED = 2


def verify(
    path: Annotated[str, typer.Argument(metavar="FILE", help="A file in any format, or - .")],
    *,
    offline: Annotated[bool, typer.Option(help="Use only what --trust holds.")] = False,
    trust: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="did.json or trust.json.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="Say what it means there.")] = None,
    nonce: Annotated[str | None, typer.Option(help="What a presentation must answer.")] = None,
    audience: Annotated[str | None, typer.Option(help="Whom it must be made for.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check a credential, presentation, certificate or QR code: exit 0, 1 or 2.

    0 valid, 1 not valid, 2 not checkable.
    """
    if offline and trust is None:
        raise typer.BadParameter("--offline needs --trust DIR.")
    expected = Expected(challenge=nonce, domain=audience)
    raw = _read(path)
    try:
        report = _report(raw, trust, country, expected)
    except CredentialError as error:
        output.complaint(f"{error.code}: {error.detail}")
        raise typer.Exit(Exit.NOT_CHECKED) from error
    if as_json:
        output.as_json(report)
    else:
        output.report(report)
    raise typer.Exit(_exit_of(report))


def _read(path: str) -> bytes:
    """No more than the verifier would take, and one byte so that it says so."""
    if path == "-":
        return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    with Path(path).open("rb") as file:
        return file.read(MAX_FILE_BYTES + 1)


def _report(
    raw: bytes, trust: Path | None, country: str | None, expected: Expected
) -> dict[str, Any]:
    if trust is not None:
        return verifier.verify(
            raw,
            trust=read_trust(trust),
            statuses=read_statuses(trust),
            expected=expected,
            now=utc_now(),
        ).to_json()
    with wiring.store_for_reading() as (session, services):
        return verification.verify(
            session, services, data=raw, country=country, expected=expected, now=utc_now()
        )


def _exit_of(report: dict[str, Any]) -> Exit:
    return {
        ReportOutcome.VALID.value: Exit.VALID,
        ReportOutcome.INVALID.value: Exit.NOT_VALID,
        ReportOutcome.UNDETERMINED.value: Exit.NOT_CHECKED,
    }[report["outcome"]]
