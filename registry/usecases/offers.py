"""A worker offers the own credential to a wallet. OpenID4VCI 1.0, section 4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlmodel import Session

from credentials.profiles.vc20 import DECISION_TYPE, SKILL_RECORD_TYPE
from registry.errors import (
    ApplicationUnknown,
    CredentialAlreadyRevoked,
    CredentialUnknown,
    NotAParty,
)
from registry.services import Services
from registry.storage.queries import applications, audit, credentials, wallets
from registry.storage.tables.accounts import Account
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.wallets import CredentialOffer
from registry.usecases import wallet_secrets
from registry.usecases.stated_facts import invalid
from registry.usecases.wallet_configurations import configurations_of
from registry.wallet_errors import WalletError

PRE_AUTHORIZED = "pre-authorized_code"
AUTHORIZATION = "authorization_code"
PRE_AUTHORIZED_GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
MAX_OPEN_OFFERS = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """tx_code: shown to the worker once, in the session that asked; it is not in the offer."""

    offer: CredentialOffer
    link: str
    tx_code: str | None


def create_offer(
    session: Session,
    services: Services,
    *,
    actor: Account,
    credential_id: UUID | None = None,
    application_id: UUID | None = None,
    grant: str = PRE_AUTHORIZED,
    with_tx_code: bool = True,
    now: datetime,
) -> Offered:
    """For the own credential, or for the own case: what is decided there is handed over then.

    Raises CredentialUnknown, ApplicationUnknown, NotAParty, CredentialAlreadyRevoked,
    ValidationFailed.
    """
    _check_asked(session, actor, credential_id, application_id, grant)
    if len(wallets.list_open_offers(session, actor.id, now=now, limit=MAX_OPEN_OFFERS)) >= (
        MAX_OPEN_OFFERS
    ):
        raise invalid("offer", f"{MAX_OPEN_OFFERS} offers are open; use one or let it expire.")
    offer_id = wallet_secrets.new_secret()
    tx_code = wallet_secrets.new_tx_code() if with_tx_code and grant == PRE_AUTHORIZED else None
    offer = CredentialOffer(
        id=offer_id,
        account_id=actor.id,
        credential_id=credential_id,
        application_id=application_id,
        grant=grant,
        code_hash=wallet_secrets.digest(code_of(services, offer_id)),
        tx_code_hash=_tx_code_hash(services, offer_id, tx_code) if tx_code else None,
        tries_left=services.settings.offer_tries,
        created_at=now,
        expires_at=now + timedelta(minutes=services.settings.offer_minutes),
    )
    session.add(offer)
    session.flush()
    audit.record(
        session,
        action="credential.offered",
        subject=_subject(credential_id, application_id),
        actor_id=actor.id,
        at=now,
        details={"grant": grant},
    )
    return Offered(offer, link_of(services, offer_id), tx_code)


def _check_asked(
    session: Session,
    actor: Account,
    credential_id: UUID | None,
    application_id: UUID | None,
    grant: str,
) -> None:
    if grant not in {PRE_AUTHORIZED, AUTHORIZATION}:
        raise invalid("grant", f"The grant is {PRE_AUTHORIZED} or {AUTHORIZATION}.")
    if (credential_id is None) == (application_id is None):
        raise invalid("credential", "Name a credential or an application, one of them.")
    if application_id is not None:
        application = applications.find(session, application_id)
        if application is None:
            raise ApplicationUnknown("There is no such application.")
        if application.applicant_id != actor.id:
            raise NotAParty("Only the worker of a case takes its credential.")
        return
    credential = credentials.find(session, credential_id) if credential_id else None
    if credential is None:
        raise CredentialUnknown("There is no such credential.", credential=str(credential_id))
    if credential.holder_id != actor.id:
        raise NotAParty("Only its holder takes a credential into a wallet.")
    if credential.status == "revoked":
        raise CredentialAlreadyRevoked("The credential is revoked, and that is final.")


def _subject(credential_id: UUID | None, application_id: UUID | None) -> str:
    return f"credential:{credential_id}" if credential_id else f"application:{application_id}"


def code_of(services: Services, offer_id: str) -> str:
    """The code inside an offer: known from the offer's address, and stored nowhere."""
    return wallet_secrets.keyed(services, "offer", offer_id)


def _tx_code_hash(services: Services, offer_id: str, tx_code: str) -> str:
    return wallet_secrets.keyed(services, f"transaction code {offer_id}", tx_code)


def fits_tx_code(services: Services, offer: CredentialOffer, tx_code: str) -> bool:
    stored = offer.tx_code_hash or ""
    return wallet_secrets.same(_tx_code_hash(services, offer.id, tx_code), stored)


def link_of(services: Services, offer_id: str) -> str:
    """What a wallet opens, as link or QR code. OpenID4VCI 1.0, 4.1.3."""
    address = f"{services.settings.public_url}/offers/{offer_id}"
    return f"openid-credential-offer://?credential_offer_uri={quote(address, safe='')}"


def get_offer(
    session: Session, services: Services, *, offer_id: str, now: datetime
) -> dict[str, Any]:
    """The offer as wallets read it. Raises WalletError: none, used, or past its time."""
    offer = wallets.find_offer(session, offer_id)
    if offer is None or not is_open(offer, now):
        # Which of them is not told: it would say that somebody was faster.
        raise WalletError("invalid_request", "There is no such offer, or no longer.")
    grants: dict[str, Any]
    code = code_of(services, offer.id)
    if offer.grant == PRE_AUTHORIZED:
        asked: dict[str, Any] = {"pre-authorized_code": code}
        if offer.tx_code_hash:
            asked["tx_code"] = {
                "input_mode": "numeric",
                "length": wallet_secrets.TX_CODE_LENGTH,
                "description": "The code that the registry showed beside this offer.",
            }
        grants = {PRE_AUTHORIZED_GRANT: asked}
    else:
        grants = {AUTHORIZATION: {"issuer_state": code}}
    return {
        "credential_issuer": services.settings.public_url,
        "credential_configuration_ids": list(configurations_of(kind_of(session, offer))),
        "grants": grants,
    }


def is_open(offer: CredentialOffer, now: datetime) -> bool:
    return offer.used_at is None and now < offer.expires_at and offer.tries_left > 0


def kind_of(session: Session, offer: CredentialOffer) -> str:
    """The type of credential to be handed over; a case ends in a decision."""
    credential = credentials.find(session, offer.credential_id) if offer.credential_id else None
    return kind_of_credential(credential)


def kind_of_credential(credential: IssuedCredential | None) -> str:
    attested = credential is not None and credential.attestation_id is not None
    return SKILL_RECORD_TYPE if attested else DECISION_TYPE


def list_open_offers(
    session: Session, *, actor: Account, now: datetime
) -> Sequence[CredentialOffer]:
    """A worker's offers that a wallet may still use, newest first."""
    return wallets.list_open_offers(session, actor.id, now=now, limit=MAX_OPEN_OFFERS)


def delete_expired(session: Session, *, now: datetime) -> int:
    """Offers, codes, tokens and nonces that open nothing any more; how many."""
    return wallets.delete_expired(session, now)
