"""Bearer tokens, a worker's own account, and accounts that an administrator makes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError

from registry.errors import ValidationFailed
from registry.usecases import accounts
from registry.web.bodies import read_object
from registry.web.dependencies import Address, Limits, Wired, WritingSession
from registry.web.problems import faults_of
from registry.web.schemas import AccountOut, MemberIn, RoleIn, TokenIn, TokenOut, WorkerIn
from registry.web.security import (
    SIGNED_IN,
    Caller,
    Role,
    allow,
    anyone,
    issue_token,
    narrow,
)

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])
Administrator = Annotated[Caller, Depends(allow(Role.ADMINISTRATOR))]


async def read_token_request(request: Request) -> TokenIn:
    """The form of RFC 6749, 4.3, or JSON with email, password and scope."""
    try:
        return TokenIn.model_validate(await read_object(request))
    except ValidationError as error:
        raise ValidationFailed(
            "Some fields are missing or wrong.", errors=faults_of(error.errors(), "body")
        ) from None


TOKEN_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": TokenIn.model_json_schema()}
            for media_type in ("application/x-www-form-urlencoded", "application/json")
        },
    }
}


@router.post("/token", dependencies=[Depends(anyone)], openapi_extra=TOKEN_BODY)
def create_token(
    asked: Annotated[TokenIn, Depends(read_token_request)],
    session: WritingSession,
    services: Wired,
    limits: Limits,
    address: Address,
) -> TokenOut:
    """A short-lived bearer token. scope: roles separated by spaces, all of them without it."""
    email = asked.email or asked.username
    limits.count("sign_in_address", address)
    limits.count("sign_in", email.lower())
    now = services.clock()
    account = accounts.authenticate(
        session, email=email, password=asked.password, passwords=services.passwords, now=now
    )
    roles = narrow(asked.scope, accounts.roles_of(session, account))
    return TokenOut(
        access_token=issue_token(services, account=account, roles=roles, now=now),
        expires_in=services.settings.token_minutes * 60,
        scope=" ".join(sorted(roles)),
    )


@router.post("", dependencies=[Depends(anyone)], status_code=201)
def register_worker(
    worker: WorkerIn, session: WritingSession, services: Wired, limits: Limits, address: Address
) -> AccountOut:
    """A worker's own account."""
    limits.count("sign_in_address", address)
    account = accounts.register_worker(
        session, **worker.model_dump(), passwords=services.passwords, now=services.clock()
    )
    return AccountOut.of(account, accounts.roles_of(session, account))


@router.get("/me")
def get_own_account(caller: Annotated[Caller, Depends(allow(*SIGNED_IN))]) -> AccountOut:
    """The caller, with the roles this token may use."""
    return AccountOut.of(caller.account, frozenset(caller.roles))


@router.post("/members", status_code=201)
def create_member(
    caller: Administrator, member: MemberIn, session: WritingSession, services: Wired
) -> AccountOut:
    """An account of an organisation, with roles."""
    account = accounts.create_account(
        session,
        actor=caller.account,
        email=member.email,
        password=member.password,
        given_name=member.given_name,
        family_name=member.family_name,
        roles=member.roles,
        organisation_id=member.organisation,
        birth_date=member.birth_date,
        passwords=services.passwords,
        now=services.clock(),
    )
    return AccountOut.of(account, accounts.roles_of(session, account))


@router.post("/{account_id}/roles")
def grant_role(
    caller: Administrator,
    account_id: UUID,
    granted: RoleIn,
    session: WritingSession,
    services: Wired,
) -> AccountOut:
    accounts.grant_role(
        session,
        actor=caller.account,
        account_id=account_id,
        role=granted.role,
        now=services.clock(),
    )
    account = accounts.get_account(session, account_id)
    return AccountOut.of(account, accounts.roles_of(session, account))
