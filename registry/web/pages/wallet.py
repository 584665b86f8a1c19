"""Pages that bring a credential into its holder's wallet: an offer, and consent to a wallet."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from registry.usecases import offers, pushed_requests, wallet_authorization
from registry.usecases.pushed_requests import Pushed
from registry.usecases.wallet_authorization import Asked, ReturnAddress
from registry.wallet_errors import WalletError
from registry.web.dependencies import ReadingSession, Rendered, Wired, WritingSession
from registry.web.headers import CONTENT_SECURITY_POLICY
from registry.web.qr_pictures import as_data_url
from registry.web.security import Caller, Role, allow_on_page

router = APIRouter(include_in_schema=False)
Worker = Annotated[Caller, Depends(allow_on_page(Role.WORKER))]
# What a browser brings of a request that was sent ahead (RFC 9126, section 4).
_REFERENCE = ("client_id", "request_uri")


@router.post("/credentials/{credential_id}/wallet")
def offer_credential(
    request: Request,
    caller: Worker,
    credential_id: UUID,
    pages: Rendered,
    session: WritingSession,
    services: Wired,
) -> Response:
    """A code for the wallet, shown once: reading the page again makes another offer."""
    offered = offers.create_offer(
        session, services, actor=caller.account, credential_id=credential_id, now=services.clock()
    )
    return _offer_page(request, pages, offered, services.settings.offer_minutes)


@router.post("/apply/{application_id}/wallet")
def offer_case(
    request: Request,
    caller: Worker,
    application_id: UUID,
    pages: Rendered,
    session: WritingSession,
    services: Wired,
) -> Response:
    """The same before the authority has decided: the wallet fetches what will be decided."""
    offered = offers.create_offer(
        session, services, actor=caller.account, application_id=application_id, now=services.clock()
    )
    return _offer_page(request, pages, offered, services.settings.offer_minutes)


def _offer_page(
    request: Request, pages: Rendered, offered: offers.Offered, minutes: int
) -> Response:
    return pages.render(
        request,
        "wallet_offer.html",
        offer=offered.offer,
        link=offered.link,
        tx_code=offered.tx_code,
        picture=as_data_url(offered.link),
        minutes=minutes,
    )


@router.get("/authorize")
def show_consent(
    request: Request,
    caller: Worker,
    pages: Rendered,
    session: ReadingSession,
    services: Wired,
) -> Response:
    """What a wallet asks for, for the signed-in worker to agree to. RFC 6749, 4.1.1."""
    parameters = _once(request.query_params.multi_items())
    now = services.clock()
    pushed = pushed_requests.find(session, parameters, now=now)
    to = _return_address(services, pushed, parameters)
    try:
        asked = pushed.asked if pushed else wallet_authorization.read_request(parameters)
        case = wallet_authorization.pending_case(
            session, actor=caller.account, asked=asked, now=now
        )
        fitting = wallet_authorization.list_fitting(
            session, actor=caller.account, asked=asked, now=now
        )
    except WalletError as error:
        return _refused(services, to, error)
    page = pages.render(
        request,
        "wallet_consent.html",
        asked=asked,
        parameters={name: parameters[name] for name in _REFERENCE} if pushed else parameters,
        credentials=[(row, offers.kind_of_credential(row)) for row in fitting],
        case=case,
        wallet=_named(asked),
        on_own_machine=wallet_authorization.is_on_own_machine(asked.redirect_uri),
    )
    return _may_lead_to(page, asked)


@router.post("/authorize")
async def answer_consent(
    request: Request, caller: Worker, session: WritingSession, services: Wired
) -> Response:
    """The worker agreed or not; the wallet is told either way."""
    form = await request.form()
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    choice = fields.pop("credential", "")
    agreed = fields.pop("answer", "") == "agree"
    now = services.clock()
    pushed = pushed_requests.find(session, fields, now=now)
    to = _return_address(services, pushed, fields)
    if pushed:
        pushed_requests.use(session, pushed, now=now)
    try:
        asked = pushed.asked if pushed else wallet_authorization.read_request(fields)
        if not agreed:
            raise WalletError("access_denied", "The holder did not agree.")
        address = wallet_authorization.agree(
            session,
            services,
            actor=caller.account,
            asked=asked,
            credential_id=_uuid(choice),
            now=now,
        )
    except WalletError as error:
        return _refused(services, to, error)
    return _may_lead_to(RedirectResponse(address, 303), asked)


def _return_address(
    services: Wired, pushed: Pushed | None, parameters: Mapping[str, str]
) -> ReturnAddress:
    if pushed:
        return pushed.asked.return_address
    return wallet_authorization.read_client(services.settings, parameters)


def _once(items: list[tuple[str, str]]) -> Mapping[str, str]:
    """A parameter that is given twice counts as not given (RFC 6749, 3.1)."""
    names = [name for name, _ in items]
    return {name: value for name, value in items if names.count(name) == 1}


def _refused(services: Wired, to: ReturnAddress, error: WalletError) -> Response:
    """To the wallet, whose address is known to be its own by now. RFC 6749, 4.1.2.1."""
    address = wallet_authorization.refusal_address(services.settings, to, error)
    return RedirectResponse(address, 303)


def _may_lead_to(response: Response, asked: Asked) -> Response:
    """Browsers hold the policy of forms against where a form's answer leads to, too."""
    parts = urlsplit(asked.redirect_uri)
    target = f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else None
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {target or parts.scheme + ':'}"
    )
    return response


def _named(asked: Asked) -> str:
    """Where the credential would go, as a person can judge it."""
    parts = urlsplit(asked.redirect_uri)
    return parts.hostname or f"{parts.scheme}:"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
