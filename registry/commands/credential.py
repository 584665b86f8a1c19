"""`registry credential …`: look at, issue again, attest or take back."""

from enum import StrEnum
from random import SystemRandom
from typing import Annotated
from uuid import UUID

import typer

from credentials.encodings import parse_json
from credentials.proofs.jose import VC_JWT, parse_jws
from registry.commands import output
from registry.commands.wiring import now, store_for_reading, store_for_writing
from registry.usecases import accounts, attestations, forms, issuance, reissue, revocation
from registry.usecases.attestations import Facts

app = typer.Typer(help="Issued credentials.")

CredentialId = Annotated[UUID, typer.Argument(help="The credential's id.")]


class Basis(StrEnum):
    FORMAL = "formal"
    RPL = "rpl"
    ON_THE_JOB = "on_the_job"


@app.command("show")
def show(
    credential_id: CredentialId,
    *,
    form: Annotated[
        str, typer.Option("--format", help=f"One of {', '.join(forms.FORMATS)}.")
    ] = forms.SIGNED_FIRST,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The signed credential in one format; the same bytes every time it is asked for."""
    with store_for_reading() as (session, _):
        issued = issuance.get_credential(session, actor=None, credential_id=credential_id)
        content = forms.find_form(session, credential=issued, form=form)
    if content is None:
        with store_for_writing() as (session, services):
            content = forms.get_form(
                session,
                services,
                credential_id=credential_id,
                form=form,
                actor_id=None,
                randomness=SystemRandom(),
                now=now(),
            )
    if as_json and form == forms.SIGNED_FIRST:
        output.as_json(parse_json(parse_jws(content.encode(), typ=VC_JWT).payload))
    elif as_json and content.startswith("{"):
        output.as_json(parse_json(content.encode()))
    elif as_json:
        output.as_json({"credential": content})
    else:
        output.line(content)


@app.command("reissue")
def issue_again(
    credential_id: CredentialId,
    *,
    reason: Annotated[str, typer.Option(help="Why; the holder is shown it.")],
) -> None:
    """Sign the same decision again; the old credential is revoked and names the new one."""
    with store_for_writing() as (session, services):
        successor = reissue.reissue(
            session,
            services,
            actor=None,
            credential_id=credential_id,
            reason=reason,
            randomness=SystemRandom(),
            now=now(),
        )
        successor_id = successor.id
    output.line(f"reissued: {credential_id} as {successor_id}")


@app.command("attest")
def attest(
    application_id: Annotated[UUID, typer.Argument(help="The case's id.")],
    *,
    officer: Annotated[str, typer.Option(help="Email address of the officer who attests.")],
    basis: Annotated[Basis, typer.Option()] = Basis.FORMAL,
    skill: Annotated[
        list[str] | None, typer.Option(help="What was shown; may be repeated.")
    ] = None,
    note: Annotated[str, typer.Option(help="For the file.")] = "",
) -> None:
    """Attest verified facts of a case; a skill record is signed from them."""
    with store_for_writing() as (session, services):
        actor = accounts.find_by_email(session, officer)
        if actor is None:
            raise typer.BadParameter(f"There is no account {officer}.")
        attested = attestations.attest(
            session,
            services,
            actor=actor,
            application_id=application_id,
            facts=Facts(basis.value, tuple(skill or ()), note),
            randomness=SystemRandom(),
            now=now(),
        )
        credential_id = attested.credential.id
    output.line(f"attested: skill record {credential_id}")


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
