"""Whether a wallet's token is shown by who holds the key it is bound to. RFC 9449 (DPoP).

A wallet that sends a proof with its token request gets a bound token; one that sends none gets a
bearer token with a shorter life. A proof counts once. One with a nonce of ours counts whatever
the wallet's clock says; without a nonce its time has to be near ours.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from credentials.errors import CredentialError
from credentials.proofs.dpop import SenderProof, verify_sender_proof
from registry.services import Services
from registry.storage.queries import wallets
from registry.storage.tables.wallets import WalletToken
from registry.usecases import wallet_access, wallet_secrets
from registry.usecases.wallet_secrets import SENDER_PROOF
from registry.wallet_errors import WalletError

BEARER, BOUND = "Bearer", "DPoP"
MAX_AGE = timedelta(minutes=5)
# How far a wallet's clock may be ahead of ours.
MAX_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Call:
    """How a wallet called. address: without query. proof: the DPoP header. scheme, access_token:
    of the Authorization header. Each None where there is none."""

    method: str
    address: str
    proof: str | None = None
    scheme: str | None = None
    access_token: str | None = None


def thumbprint_of(session: Session, services: Services, call: Call, *, now: datetime) -> str | None:
    """The key that a token or code is to be bound to; None without a proof. Raises WalletError."""
    if call.proof is None:
        return None
    return _proven(session, services, replace(call, access_token=None), now).thumbprint


def authorized_token(
    session: Session, services: Services, call: Call, *, now: datetime
) -> WalletToken:
    """The token that a call shows, by its own key if it is bound to one.

    Raises WalletError invalid_token, invalid_dpop_proof, use_dpop_nonce (RFC 9449, 7.2).
    """
    row = wallet_access.get_token(session, call.access_token, now=now)
    if (call.scheme == BOUND) != (row.key_thumbprint is not None):
        raise WalletError("invalid_token", "The token is shown as another kind than it is.")
    if row.key_thumbprint is None:
        return row
    if call.proof is None:
        raise WalletError("invalid_dpop_proof", "The proof for this token is missing.")
    if _proven(session, services, call, now).thumbprint != row.key_thumbprint:
        raise WalletError("invalid_token", "The token is bound to another key.")
    return row


def _proven(session: Session, services: Services, call: Call, now: datetime) -> SenderProof:
    proof = call.proof or ""
    try:
        if not proof.isascii():
            raise WalletError("invalid_dpop_proof", "The proof is not a token.")
        proven = verify_sender_proof(
            proof.encode(),
            method=call.method,
            address=call.address,
            access_token=call.access_token,
        )
    except CredentialError as error:
        raise WalletError("invalid_dpop_proof", error.detail) from error
    expires = _expiry(services, proven, now)
    once = wallet_secrets.digest(f"proof {proven.thumbprint} {proven.id}")
    if not wallets.spend_nonce(session, once, expires_at=expires):
        raise WalletError("invalid_dpop_proof", "The proof was used already.")
    return proven


def _expiry(services: Services, proven: SenderProof, now: datetime) -> datetime:
    """Until when the proof could be shown again. Raises WalletError use_dpop_nonce."""
    if proven.nonce:
        expires = wallet_secrets.nonce_expiry(services, proven.nonce, use=SENDER_PROOF)
        if expires is None or now >= expires:
            raise WalletError("use_dpop_nonce", "The nonce is not ours, or has expired.")
        return expires
    age = now.timestamp() - proven.made
    if not -MAX_SKEW.total_seconds() <= age <= MAX_AGE.total_seconds():
        # With a nonce a wallet whose clock is wrong goes on all the same.
        raise WalletError("use_dpop_nonce", "The proof's time is not ours: take our nonce.")
    return datetime.fromtimestamp(proven.made, UTC) + MAX_AGE
