"""A trust list that another registry signed: who says so, when, and which version it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError
from credentials.keys import KeyPurpose
from credentials.proofs.jose import JwsProfile, ParsedJws, parse_jws, verify_jws
from credentials.trust import TrustedKey, TrustList, issuer_of_document, keys_of_did
from credentials.trust_exchange import parse_trust_list
from registry.services import Services
from registry.trust_errors import TrustListUnproven
from registry.usecases import trust
from registry.usecases.collecting import collect

TYPE = "trust-list+jwt"
PROFILE = {TYPE: JwsProfile((TYPE,))}
# Clocks of two registries differ a little.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedList:
    """Proven. entries: as in a list without signature. version, at: the signer's own."""

    signer: str
    version: int
    at: datetime
    entries: TrustList


def is_signed(raw: bytes) -> bool:
    """A JWS, and not JSON."""
    return not raw.lstrip().startswith(b"{")


def read(
    session: Session,
    services: Services,
    *,
    raw: bytes,
    signer: str,
    document: Mapping[str, Any] | None = None,
    now: datetime,
) -> SignedList:
    """The list, if the signer whom the operator names has signed it.

    document: the signer's DID document, where the operator has it; otherwise its keys are those
    of our own trust list, or in the DID itself.
    Raises TrustListUnproven, credentials.errors.TrustListInvalid.
    """
    try:
        token = parse_jws(raw.strip(), typ=TYPE, profiles=PROFILE)
        claims = parse_json(token.payload)
    except CredentialError as error:
        raise TrustListUnproven(f"This is not a signed trust list: {error.detail}") from error
    if token.controller != signer or claims.get("iss") != signer:
        raise TrustListUnproven("Somebody else than the named signer signed this list.")
    version, issued = claims.get("version"), claims.get("iat")
    if type(version) is not int or type(issued) is not int or not 0 <= version < 2**53:
        raise TrustListUnproven("The list does not say which version it is, and when.")
    try:
        at = datetime.fromtimestamp(issued, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise TrustListUnproven("The list does not say when it was signed.") from error
    if at > now + AHEAD:
        raise TrustListUnproven("The list says that it was signed in the future.")
    _verify(token, _keys(session, services, signer, document), at)
    listed = parse_trust_list(serialize_json({"issuers": claims.get("issuers")}))
    return SignedList(signer, version, at, listed)


def _verify(token: ParsedJws, keys: tuple[TrustedKey, ...], at: datetime) -> None:
    """Raises TrustListUnproven."""
    named = [key for key in keys if key.kid == token.kid and key.signs(KeyPurpose.ASSERTION)]
    if not named:
        raise TrustListUnproven("The key of this list is not known as the signer's.")
    try:
        named[0].require_usable(signed_at=at)
        verify_jws(token, named[0].key)
    except CredentialError as error:
        raise TrustListUnproven(f"The signature does not hold: {error.detail}") from error


def _keys(
    session: Session, services: Services, signer: str, document: Mapping[str, Any] | None
) -> tuple[TrustedKey, ...]:
    """Of the signer; none where nobody told us."""
    try:
        if document is not None:
            found = issuer_of_document(document, name=signer, status_url_prefixes=())
            return found.keys if found.did == signer else ()
        known = trust.current(session, services)
        if services.outside is not None:
            known = collect(services.outside, known, issuers=[signer], status_urls=()).trust
        listed = known.find(signer)
        return listed.keys if listed is not None else keys_of_did(signer)
    except CredentialError as error:
        raise TrustListUnproven(f"The signer's keys cannot be read: {error.detail}") from error
