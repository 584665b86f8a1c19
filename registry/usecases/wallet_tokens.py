"""A wallet's codes into an access token. RFC 6749, 4.1.3; RFC 7636; OpenID4VCI 1.0, section 6."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from credentials.encodings import encode_base64url, parse_json_value
from credentials.errors import CredentialError
from registry.services import Services
from registry.storage.queries import audit, wallets
from registry.storage.tables.wallets import AuthorizationCode, CredentialOffer
from registry.usecases import offers, wallet_access, wallet_secrets
from registry.usecases.offers import PRE_AUTHORIZED
from registry.usecases.wallet_access import Access, GivenToken
from registry.usecases.wallet_configurations import CONFIGURATIONS, configurations_of
from registry.wallet_errors import WalletError

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}\Z")
_TX_CODE = re.compile(r"[0-9]{1,20}\Z")
NOT_ACCEPTED = "The code was not issued here, was used, or has expired."


def redeem_offer(
    session: Session,
    services: Services,
    *,
    code: str,
    tx_code: str | None,
    details: Sequence[str] = (),
    key_thumbprint: str | None = None,
    now: datetime,
) -> GivenToken | WalletError:
    """For a pre-authorised code, once. A refusal is returned: a wrong try counts all the same.

    details: configurations named by authorization_details. key_thumbprint: of the key that the
    token is to be bound to, if any.
    """
    offer = wallets.find_offer_by_code(session, wallet_secrets.digest(code))
    if offer is None or offer.grant != PRE_AUTHORIZED:
        return WalletError("invalid_grant", NOT_ACCEPTED)
    if offer.used_at is not None:
        # Somebody else has the code too; what was given for it is worth nothing any more.
        wallets.end_grant(session, offer.code_hash)
        return WalletError("invalid_grant", NOT_ACCEPTED)
    if not offers.is_open(offer, now):
        return WalletError("invalid_grant", NOT_ACCEPTED)
    refusal = _check_tx_code(session, services, offer, tx_code, now)
    if refusal is not None:
        return refusal
    offered = configurations_of(offers.kind_of(session, offer))
    if not set(details) <= set(offered):
        return WalletError("invalid_authorization_details", "This was not offered.")
    if not wallets.use_offer(session, offer, at=now):
        return WalletError("invalid_grant", NOT_ACCEPTED)
    access = Access(
        offer.credential_id,
        offer.application_id,
        details or offered,
        bool(details),
        key_thumbprint,
    )
    return wallet_access.give_first(session, services, offer, access, now=now)


def _check_tx_code(
    session: Session,
    services: Services,
    offer: CredentialOffer,
    tx_code: str | None,
    now: datetime,
) -> WalletError | None:
    if offer.tx_code_hash is None:
        if tx_code is not None:
            return WalletError("invalid_request", "This offer has no transaction code.")
        return None
    if tx_code is None:
        return WalletError("invalid_request", "The transaction code is missing.")
    # Counted before it is looked at: many guesses at once have no more tries than one by one.
    if not wallets.spend_try(session, offer):
        return WalletError("invalid_grant", NOT_ACCEPTED)
    if _TX_CODE.match(tx_code) and offers.fits_tx_code(services, offer, tx_code):
        return None
    audit.record(
        session,
        action="offer.code_wrong",
        subject=f"account:{offer.account_id}",
        actor_id=None,
        at=now,
    )
    return WalletError("invalid_grant", "The transaction code is wrong.")


def redeem_code(
    session: Session,
    services: Services,
    *,
    code: str,
    client_id: str | None,
    redirect_uri: str | None,
    code_verifier: str | None,
    details: Sequence[str] = (),
    key_thumbprint: str | None = None,
    now: datetime,
) -> GivenToken | WalletError:
    """For an authorisation code, once, by who can show the verifier of its challenge.

    details: some of what was agreed to, by authorization_details (OpenID4VCI 1.0, 6.1.1).
    key_thumbprint: as for an offer; a code that is bound to a key needs that one.
    A refusal is returned: using a code twice ends the token given for it (RFC 6749, 4.1.2).
    """
    found = wallets.find_code(session, wallet_secrets.digest(code))
    if found is None:
        return WalletError("invalid_grant", NOT_ACCEPTED)
    if found.used_at is not None:
        wallets.end_grant(session, found.code_hash)
        return WalletError("invalid_grant", NOT_ACCEPTED)
    if now >= found.expires_at or not _belongs(found, client_id, redirect_uri, code_verifier):
        return WalletError("invalid_grant", NOT_ACCEPTED)
    if found.key_thumbprint not in (None, key_thumbprint):
        return WalletError("invalid_grant", "The code is bound to another key.")
    if not set(details) <= set(found.configurations):
        return WalletError("invalid_authorization_details", "This was not agreed to.")
    if not wallets.use_code(session, found, at=now):
        return WalletError("invalid_grant", NOT_ACCEPTED)
    access = Access(
        found.credential_id,
        found.application_id,
        details or found.configurations,
        found.identified or bool(details),
        key_thumbprint,
        found.client_id,
    )
    return wallet_access.give_first(session, services, found, access, now=now)


def _belongs(
    found: AuthorizationCode,
    client_id: str | None,
    redirect_uri: str | None,
    code_verifier: str | None,
) -> bool:
    if (client_id, redirect_uri) != (found.client_id, found.redirect_uri):
        return False
    if code_verifier is None or not _VERIFIER.match(code_verifier):
        return False
    challenge = encode_base64url(hashlib.sha256(code_verifier.encode()).digest())
    return wallet_secrets.same(challenge, found.code_challenge)


def read_details_text(text: str) -> tuple[str, ...]:
    """authorization_details, JSON, as configuration ids. RFC 9396; OpenID4VCI 1.0, 5.1.1.

    Raises WalletError invalid_request, invalid_authorization_details.
    """
    try:
        details = parse_json_value(text.encode())
    except (CredentialError, UnicodeEncodeError):
        raise WalletError("invalid_request", "The authorization details are not JSON.") from None
    fault = WalletError("invalid_authorization_details", "The authorization details are not ours.")
    if not isinstance(details, list) or not 0 < len(details) <= len(CONFIGURATIONS):
        raise fault
    named = [_read_detail(one) for one in details]
    if None in named or len(set(named)) != len(named):
        raise fault
    return tuple(one for one in named if one is not None)


def _read_detail(detail: object) -> str | None:
    if not isinstance(detail, Mapping) or detail.get("type") != "openid_credential":
        return None
    named = detail.get("credential_configuration_id")
    return named if isinstance(named, str) and named in CONFIGURATIONS else None
