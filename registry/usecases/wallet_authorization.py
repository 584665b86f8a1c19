"""A signed-in worker agrees that a wallet may fetch a credential. RFC 6749, 4.1; RFC 9207.

Wallets have no secret here. What protects the worker: the page shows what goes where, codes go to
registered addresses or to an app on the worker's own machine, and PKCE ties them to who asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from sqlmodel import Session

from registry.errors import NotAParty, WalletUnknown
from registry.services import Services
from registry.settings import Settings
from registry.storage.queries import audit, credentials, wallets
from registry.storage.tables.accounts import Account
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.wallets import AuthorizationCode, CredentialOffer
from registry.usecases import offers, wallet_secrets
from registry.usecases.wallet_configurations import CONFIGURATIONS
from registry.usecases.wallet_tokens import read_details_text
from registry.wallet_errors import WalletError

CODE_MINUTES = 5
MAX_STATE = 2000
MAX_ISSUER_STATE = 200
# base64url of 32 bytes: a challenge of PKCE with S256, the thumbprint of a key.
_SHA256 = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_LOOPBACK = {"127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Where a wallet is answered, and its `state`, empty for none."""

    redirect_uri: str
    state: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be shown to the worker. configurations: what is asked for, by id.

    key_thumbprint: of the key that must redeem the code (RFC 9449, section 10), None for any.
    """

    client_id: str
    redirect_uri: str
    state: str
    code_challenge: str
    configurations: tuple[str, ...]
    identified: bool
    issuer_state: str
    key_thumbprint: str | None = None

    @property
    def return_address(self) -> ReturnAddress:
        return ReturnAddress(self.redirect_uri, self.state)


def _answer(settings: Settings, to: ReturnAddress, **members: str) -> str:
    """The address that brings an answer to the wallet; `iss` says from whom (RFC 9207)."""
    stated = {"state": to.state} if to.state else {}
    query = urlencode({**members, **stated, "iss": settings.public_url})
    joint = "&" if urlsplit(to.redirect_uri).query else "?"
    return f"{to.redirect_uri}{joint}{query}"


def refusal_address(settings: Settings, to: ReturnAddress, error: WalletError) -> str:
    """Where the wallet is told why not. RFC 6749, 4.1.2.1."""
    return _answer(settings, to, error=error.error, error_description=error.description)


def read_client(settings: Settings, parameters: Mapping[str, str]) -> ReturnAddress:
    """Before anything else: an answer goes only where it may. Raises WalletUnknown."""
    client_id = parameters.get("client_id", "")
    redirect_uri = parameters.get("redirect_uri", "")
    registered = redirect_uri in settings.wallet_clients.get(client_id, ())
    if (
        not 0 < len(client_id) <= 300
        or not client_id.isprintable()
        or len(redirect_uri) > 600
        or not (registered or is_on_own_machine(redirect_uri))
    ):
        raise WalletUnknown("No wallet is registered with this client_id and redirect_uri.")
    state = parameters.get("state", "")
    fits = len(state) <= MAX_STATE and state.isprintable()
    return ReturnAddress(redirect_uri, state if fits else "")


def is_on_own_machine(redirect_uri: str) -> bool:
    """RFC 8252, 7.3: http on a loopback address, whatever the port."""
    if not redirect_uri.isascii() or not redirect_uri.isprintable() or " " in redirect_uri:
        return False
    try:
        parts = urlsplit(redirect_uri)
        # It stands in the page's policy too: a port is a number, or this raises.
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "http"
        and parts.hostname in _LOOPBACK
        and parts.username is None
        and not parts.fragment
    )


def read_request(parameters: Mapping[str, str]) -> Asked:
    """After `read_client`. Raises WalletError, which is answered at the redirect address."""
    if parameters.get("response_type") != "code":
        raise WalletError("unsupported_response_type", "Only the response type code is given.")
    if "request" in parameters:
        raise WalletError("request_not_supported", "Requests are pushed here, and not signed.")
    challenge = parameters.get("code_challenge", "")
    if parameters.get("code_challenge_method") != "S256" or not _SHA256.match(challenge):
        raise WalletError("invalid_request", "PKCE with S256 is needed.")
    for name, most in (("state", MAX_STATE), ("issuer_state", MAX_ISSUER_STATE)):
        given = parameters.get(name, "")
        if len(given) > most or not given.isprintable():
            raise WalletError("invalid_request", f"The {name} has at most {most} letters.")
    thumbprint = parameters.get("dpop_jkt")
    if thumbprint is not None and not _SHA256.match(thumbprint):
        raise WalletError("invalid_request", "The dpop_jkt is not the thumbprint of a key.")
    configurations, identified = _read_wanted(parameters)
    return Asked(
        client_id=parameters["client_id"],
        redirect_uri=parameters["redirect_uri"],
        state=parameters.get("state", ""),
        code_challenge=challenge,
        configurations=configurations,
        identified=identified,
        issuer_state=parameters.get("issuer_state", ""),
        key_thumbprint=thumbprint,
    )


def _read_wanted(parameters: Mapping[str, str]) -> tuple[tuple[str, ...], bool]:
    """What details and scope ask for, each by itself. OpenID4VCI 1.0, 5.1.2."""
    # A scope that is not ours is passed over, not refused.
    scopes = [one for one in parameters.get("scope", "").split() if one in CONFIGURATIONS]
    if "authorization_details" in parameters:
        details = read_details_text(parameters["authorization_details"])
        return tuple(dict.fromkeys([*details, *scopes])), True
    if not scopes:
        raise WalletError("invalid_scope", "The scope names none of the credentials given here.")
    return tuple(dict.fromkeys(scopes)), False


def list_fitting(
    session: Session, *, actor: Account, asked: Asked, now: datetime
) -> Sequence[IssuedCredential]:
    """The worker's own credentials that fit what is asked for; of an offer, that one alone."""
    if asked.issuer_state:
        offer = _offer_of(session, asked, actor, now)
        found = credentials.find(session, offer.credential_id) if offer.credential_id else None
        own = [found] if found else []
    else:
        own = list(credentials.list_of_holder(session, actor.id))
    kinds = {CONFIGURATIONS[one].kind for one in asked.configurations}
    return [
        row
        for row in own
        if row.status == "active"
        and row.replaced_by is None
        and offers.kind_of_credential(row) in kinds
    ]


def _offer_of(session: Session, asked: Asked, actor: Account, now: datetime) -> CredentialOffer:
    offer = wallets.find_offer_by_code(session, wallet_secrets.digest(asked.issuer_state))
    if (
        offer is None
        or offer.grant != offers.AUTHORIZATION
        or offer.account_id != actor.id
        or not offers.is_open(offer, now)
    ):
        raise WalletError("invalid_request", "The offer is not open for this account.")
    return offer


def pending_case(session: Session, *, actor: Account, asked: Asked, now: datetime) -> UUID | None:
    """The case an offer was made for; its credential may not exist yet."""
    if not asked.issuer_state:
        return None
    return _offer_of(session, asked, actor, now).application_id


def agree(
    session: Session,
    services: Services,
    *,
    actor: Account,
    asked: Asked,
    credential_id: UUID | None,
    now: datetime,
) -> str:
    """The worker agrees; where the wallet goes on, with its code.

    credential_id: one of `list_fitting`, None for the case of an offer. Raises NotAParty.
    """
    case = pending_case(session, actor=actor, asked=asked, now=now)
    fitting = list_fitting(session, actor=actor, asked=asked, now=now)
    if case is None and credential_id not in {row.id for row in fitting}:
        raise NotAParty("This credential is not among yours that the wallet asks for.")
    code = wallet_secrets.new_secret()
    session.add(
        AuthorizationCode(
            code_hash=wallet_secrets.digest(code),
            account_id=actor.id,
            credential_id=None if case else credential_id,
            application_id=case,
            client_id=asked.client_id,
            redirect_uri=asked.redirect_uri,
            code_challenge=asked.code_challenge,
            configurations=list(asked.configurations),
            identified=asked.identified,
            key_thumbprint=asked.key_thumbprint,
            created_at=now,
            expires_at=now + timedelta(minutes=CODE_MINUTES),
        )
    )
    if asked.issuer_state and not wallets.use_offer(
        session, _offer_of(session, asked, actor, now), at=now
    ):
        raise WalletError("invalid_request", "The offer was used already.")
    session.flush()
    audit.record(
        session,
        action="wallet.authorized",
        subject=f"application:{case}" if case else f"credential:{credential_id}",
        actor_id=actor.id,
        at=now,
        details={"configurations": " ".join(asked.configurations)},
    )
    return _answer(services.settings, asked.return_address, code=code)
