"""Sign in, register as a worker, sign out."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, BeforeValidator
from sqlmodel import Session

from registry.errors import BadCredentials, DatesReversed, EmailTaken, ValidationFailed
from registry.services import Services
from registry.storage.tables.accounts import Account
from registry.usecases import accounts
from registry.web import cookies, form_faults
from registry.web.dependencies import Address, Limits, Rendered, Wired, WritingSession
from registry.web.problem_kinds import KINDS
from registry.web.schemas import empty_is_absent
from registry.web.security import Role, any_reader

router = APIRouter(include_in_schema=False, dependencies=[Depends(any_reader)])


class SignInForm(BaseModel):
    email: str = ""
    password: str = ""
    next: str = ""


class RegisterForm(SignInForm):
    given_name: str = ""
    family_name: str = ""
    birth_date: Annotated[date | None, BeforeValidator(empty_is_absent)] = None


def own_path(address: str) -> str:
    """Where to go on after signing in: a path of ours, never another site."""
    safe = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if safe and address.isprintable() else ""


@router.get("/login")
def show_sign_in(request: Request, pages: Rendered, next: str = "") -> Response:  # noqa: A002
    return pages.render(request, "login.html", next=own_path(next), fault=None, email="")


@router.post("/login")
def sign_in(
    request: Request,
    form: Annotated[SignInForm, Form()],
    pages: Rendered,
    session: WritingSession,
    services: Wired,
    limits: Limits,
    address: Address,
) -> Response:
    limits.count("sign_in_address", address)
    limits.count("sign_in", form.email.strip().lower())
    try:
        account = accounts.authenticate(
            session,
            email=form.email,
            password=form.password,
            passwords=services.passwords,
            now=services.clock(),
        )
    except BadCredentials as error:
        kind = KINDS[error.code]
        return pages.render(
            request,
            "login.html",
            kind.status,
            next=own_path(form.next),
            fault=kind,
            email=form.email,
        )
    roles = accounts.roles_of(session, account)
    home = "/apply" if Role.WORKER in roles else "/officer"
    if not any(role.startswith("officer:") or role == "worker" for role in roles):
        home = "/employer" if Role.EMPLOYER in roles else "/"
    return _signed_in(request, session, services, account, own_path(form.next) or home)


def _signed_in(
    request: Request, session: Session, services: Services, account: Account, address: str
) -> Response:
    """A new session on every sign-in: one that was planted before is worth nothing."""
    lifetime = timedelta(hours=services.settings.web_session_hours)
    token = accounts.open_web_session(
        session,
        account=account,
        lifetime=lifetime,
        now=services.clock(),
        previous_token=request.cookies.get(cookies.WEB_SESSION),
    )
    response = RedirectResponse(address, 303)
    cookies.keep(
        response,
        cookies.WEB_SESSION,
        token,
        secure=services.settings.secure_cookies,
        seconds=int(lifetime.total_seconds()),
    )
    return response


@router.get("/register")
def show_registration(request: Request, pages: Rendered, next: str = "") -> Response:  # noqa: A002
    form = RegisterForm(next=own_path(next))
    return pages.render(request, "register.html", form=form, fault=None, faults=[])


@router.post("/register")
def register(
    request: Request,
    form: Annotated[RegisterForm, Form()],
    pages: Rendered,
    session: WritingSession,
    services: Wired,
    limits: Limits,
    address: Address,
) -> Response:
    limits.count("sign_in_address", address)
    try:
        if form.birth_date is None:
            raise ValidationFailed(
                "The date of birth is missing.",
                errors=[{"field": "birth_date", "message": "Give your date of birth."}],
            )
        account = accounts.register_worker(
            session,
            email=form.email,
            password=form.password,
            given_name=form.given_name,
            family_name=form.family_name,
            birth_date=form.birth_date,
            passwords=services.passwords,
            now=services.clock(),
        )
    except (ValidationFailed, DatesReversed, EmailTaken) as error:
        kind = KINDS[error.code]
        faults = form_faults.faults_told(pages.language(request), error.members)
        return pages.render(
            request, "register.html", kind.status, form=form, fault=kind, faults=faults
        )
    return _signed_in(request, session, services, account, own_path(form.next) or "/apply")


@router.post("/logout")
def sign_out(request: Request, session: WritingSession, services: Wired) -> Response:
    if token := request.cookies.get(cookies.WEB_SESSION):
        accounts.close_web_session(session, token=token)
    response = RedirectResponse("/", 303)
    cookies.forget(response, cookies.WEB_SESSION, secure=services.settings.secure_cookies)
    return response
