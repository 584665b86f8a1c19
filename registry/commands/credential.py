"""`registry credential …`: look at, or take back, what was issued."""

from typing import Annotated
from uuid import UUID

import typer

from credentials.encodings import parse_json
from credentials.proofs.jose import VC_JWT, parse_jws
from registry.commands import output
from registry.commands.wiring import now, store_for_reading, store_for_writing
from registry.usecases import issuance, revocation

app = typer.Typer(help="Issued credentials.")

CredentialId = Annotated[UUID, typer.Argument(help="The credential's id.")]


@app.command("show")
def show(
    credential_id: CredentialId,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The signed credential, as it was issued."""
    with store_for_reading() as (session, _):
        issued = issuance.get_credential(session, actor=None, credential_id=credential_id)
    if as_json:
        output.as_json(parse_json(parse_jws(issued.vc_jwt.encode(), typ=VC_JWT).payload))
    else:
        output.line(issued.vc_jwt)


@app.command("revoke")
def revoke(
    credential_id: CredentialId,
    *,
    reason: Annotated[str, typer.Option(help="Why; the holder is shown it.")],
) -> None:
    """Revoke for good; the audit log names the command line as the actor."""
    with store_for_writing() as (session, _):
        revocation.revoke(
            session, actor=None, credential_id=credential_id, reason=reason, now=now()
        )
    output.line(f"revoked: {credential_id}")
