"""Who calls, and whether they may: bearer tokens for the API, cookies for the pages.

Every route states who may call it by exactly one `Access`: `anyone`, `any_reader`, `allow(...)`
or `allow_on_page(...)`.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import jwt
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session
from starlette.datastructures import FormData

from registry.errors import AccountUnknown, NotPermitted
from registry.services import Services
from registry.storage.database import reading
from registry.storage.tables.accounts import Account
from registry.usecases import accounts, wallet_secrets
from registry.web import cookies
from registry.web.dependencies import Wired
from registry.web.errors import (
    FormExpired,
    OriginForeign,
    ScopeInvalid,
    SignInRequired,
    TokenExpired,
    TokenInvalid,
)

ALGORITHM = "HS256"


class Role(StrEnum):
    WORKER = "worker"
    INTAKE = "officer:intake"
    VERIFICATION = "officer:verification"
    ASSESSMENT = "officer:assessment"
    DECISION = "officer:decision"
    CURATOR = "curator"
    REVIEWER = "reviewer"
    EMPLOYER = "employer"
    ADMINISTRATOR = "administrator"


OFFICERS = (Role.INTAKE, Role.VERIFICATION, Role.ASSESSMENT, Role.DECISION)
SIGNED_IN = tuple(Role)


@dataclass(frozen=True, slots=True)
class Caller:
    """An account, and the roles it may use in this request (a token's scope limits them)."""

    account: Account
    roles: frozenset[Role]

    @property
    def name(self) -> str:
        return f"{self.account.given_name} {self.account.family_name}".strip()

    @property
    def is_worker(self) -> bool:
        return Role.WORKER in self.roles

    @property
    def is_officer(self) -> bool:
        return not self.roles.isdisjoint(OFFICERS)

    @property
    def is_employer(self) -> bool:
        return Role.EMPLOYER in self.roles

    @property
    def may_decide(self) -> bool:
        return Role.DECISION in self.roles


# Tokens


def audience(services: Services) -> str:
    return f"{services.settings.public_url}/api"


def token_key(services: Services) -> str:
    """What bearer tokens are signed with, and nothing else is."""
    return wallet_secrets.keyed(services, "bearer token", "")


def issue_token(
    services: Services, *, account: Account, roles: frozenset[str], now: datetime
) -> str:
    """A bearer token for `settings.token_minutes`, good for these roles only."""
    claims = {
        "iss": services.settings.public_url,
        "aud": audience(services),
        "sub": str(account.id),
        "scope": " ".join(sorted(roles)),
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=services.settings.token_minutes)).timestamp()),
        "jti": secrets.token_urlsafe(12),
    }
    return jwt.encode(claims, token_key(services), algorithm=ALGORITHM)


def read_token(services: Services, token: str, *, now: datetime) -> tuple[UUID, frozenset[str]]:
    """(account id, scope). Raises TokenInvalid, TokenExpired.

    PyJWT would compare times with the wall clock; they are compared here with `now`.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            token_key(services),
            algorithms=[ALGORITHM],
            audience=audience(services),
            issuer=services.settings.public_url,
            options={
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "require": ["exp", "iat", "sub", "scope"],
            },
        )
        subject = UUID(claims["sub"])
        issued_at, expires_at = int(claims["iat"]), int(claims["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError):
        raise TokenInvalid("The bearer token was not issued by this registry.") from None
    if issued_at > now.timestamp():
        raise TokenInvalid("The bearer token was issued in the future.")
    if expires_at <= now.timestamp():
        raise TokenExpired("The bearer token has expired.")
    return subject, frozenset(str(claims["scope"]).split())


def narrow(asked: str, held: frozenset[str]) -> frozenset[str]:
    """The roles of a scope; all that are held without one. Raises ScopeInvalid."""
    if not asked.strip():
        return held
    scope = frozenset(asked.split())
    if not scope <= held:
        raise ScopeInvalid("The scope names a role that this account does not have.")
    return scope


# Callers


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _find_by_token(request: Request, session: Session, services: Services) -> Caller | None:
    token = _bearer(request)
    if token is None:
        return None
    subject, scope = read_token(services, token, now=services.clock())
    try:
        account = accounts.get_account(session, subject)
    except AccountUnknown:
        # Deactivated since the token was issued.
        raise TokenInvalid("The account of this token is not active.") from None
    return _caller(session, account, scope)


def _find_by_cookie(request: Request, session: Session, services: Services) -> Caller | None:
    token = request.cookies.get(cookies.WEB_SESSION)
    if not token:
        return None
    account = accounts.find_by_web_session(session, token=token, now=services.clock())
    return _caller(session, account, None) if account else None


def _caller(session: Session, account: Account, scope: frozenset[str] | None) -> Caller:
    held = accounts.roles_of(session, account)
    usable = held if scope is None else held & scope
    return Caller(account, frozenset(Role(role) for role in usable))


# Statements of access: exactly one per route, read by OpenAPI ("x-allowed") and by a test.


class Access:
    """`allowed` None: anyone. A door is "api" (bearer token) or "page" (cookie)."""

    def __init__(self, door: str, allowed: tuple[Role, ...] | None) -> None:
        self.door = door
        self.allowed = allowed

    @property
    def stated(self) -> list[str]:
        return ["anyone"] if self.allowed is None else [role.value for role in self.allowed]

    async def __call__(self, request: Request, services: Wired) -> Caller | None:
        if self.door == "api" and self.allowed is None:
            return None
        caller = await run_in_threadpool(self._find, request, services)
        if self.door == "page":
            request.state.reader = caller
            request.state.csrf_token = form_token(request, services)
        if self.allowed is not None:
            if caller is None:
                if self.door == "page" and request.method == "POST":
                    # A long letter is not lost because a session ended while it was written.
                    await read_own_form(request, services)
                raise SignInRequired("Sign in, or send a bearer token.")
            if caller.roles.isdisjoint(self.allowed):
                raise NotPermitted(
                    "Your account or token has none of the roles that this needs.",
                    needed=self.stated,
                )
        if self.door == "page" and request.method == "POST":
            await check_form(request, services)
        return caller

    def _find(self, request: Request, services: Services) -> Caller | None:
        find = _find_by_token if self.door == "api" else _find_by_cookie
        with reading(services.engine) as session:
            return find(request, session, services)


def allow(*roles: Role) -> Access:
    """For callers of the API with at least one of these roles."""
    return Access("api", roles)


anyone = Access("api", None)


def allow_on_page(*roles: Role) -> Access:
    """For readers of pages with at least one of these roles; none named: any reader."""
    return Access("page", roles or None)


any_reader = allow_on_page()


# Forms


def form_secret(request: Request) -> str:
    """This browser's secret: from its cookie, else a new one that the answer sets."""
    known: str | None = request.cookies.get(cookies.FORM) or getattr(
        request.state, "form_secret", None
    )
    if known is None:
        known = secrets.token_urlsafe(32)
        request.state.form_secret = known
    return known


def form_token(request: Request, services: Services) -> str:
    """What a form of this browser, in this web session, must carry.

    The browser chooses both cookies and is shown what comes of them: kept apart by its use, so
    that it is never the signature of a bearer token.
    """
    bound = f"{form_secret(request)}.{request.cookies.get(cookies.WEB_SESSION, '')}"
    return wallet_secrets.keyed(services, "form", bound)


async def check_form(request: Request, services: Services) -> None:
    """For every POST of a page, asked by its `Access`. Raises OriginForeign, FormExpired."""
    sent = (await read_own_form(request, services)).get("csrf_token")
    expected = form_token(request, services)
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise FormExpired("The form does not belong to this browser session.")


async def read_own_form(request: Request, services: Services) -> FormData:
    """What a page of ours sent. Raises OriginForeign.

    `request.state.sent_form` lets the page of a problem give it back: never where the browser
    does not say that it came from here.
    """
    origin = request.headers.get("origin")
    own = {urlsplit(services.settings.public_url).netloc, request.url.netloc}
    if origin is not None and _host_of(origin) not in own:
        raise OriginForeign("The form was sent from another site.")
    form = await request.form()
    if origin is not None:
        request.state.sent_form = form
    return form


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
