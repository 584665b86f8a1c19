"""`registry user …`: accounts and roles, for the operator."""

from typing import Annotated

import typer

from registry.commands import output
from registry.commands.wiring import now, store_for_writing
from registry.errors import AccountUnknown
from registry.usecases import accounts

app = typer.Typer(help="Accounts and roles.")


@app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The sign-in name.")],
    *,
    given_name: Annotated[str, typer.Option(prompt=True)],
    family_name: Annotated[str, typer.Option(prompt=True)],
    role: Annotated[list[str], typer.Option(help="May be given several times.")],
    organisation: Annotated[str | None, typer.Option(help="The organisation's id.")] = None,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make an account with roles; prints its id."""
    with store_for_writing() as (session, services):
        account = accounts.create_account(
            session,
            actor=None,
            email=email,
            password=password,
            given_name=given_name,
            family_name=family_name,
            roles=frozenset(role),
            organisation_id=organisation,
            passwords=services.passwords,
            now=now(),
        )
        output.line(str(account.id))


@app.command("role")
def grant(
    email: Annotated[str, typer.Argument(help="The sign-in name.")],
    role: Annotated[str, typer.Argument(help="For example officer:intake.")],
) -> None:
    """Give an account one more role."""
    with store_for_writing() as (session, _):
        account = accounts.find_by_email(session, email)
        if account is None:
            raise AccountUnknown("No account has this email.")
        accounts.grant_role(session, actor=None, account_id=account.id, role=role, now=now())
    output.line(f"{role} granted")
