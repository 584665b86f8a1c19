"""A wallet proves its keys and gets a copy for each. OpenID4VCI 1.0, sections 8 to 11."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from credentials.errors import CredentialError
from credentials.proofs.key_proof import KeyProof, verify_key_proof
from credentials.public_keys import parse_jwk
from registry.services import Services
from registry.storage.queries import applications, audit, credentials, decisions, forms, wallets
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.wallets import DeferredIssuance, WalletToken
from registry.usecases import holder_copies, offers, wallet_access, wallet_secrets
from registry.usecases.forms import Holder
from registry.usecases.wallet_configurations import BATCH_SIZE, CONFIGURATIONS, Configuration
from registry.wallet_errors import WalletError

INTERVAL_SECONDS = 3600
# Each copy takes a place on a status list, and each promise a row for months.
MAX_COPIES_A_DAY = 100
MAX_WAITING = 5
EVENTS = frozenset({"credential_accepted", "credential_failure", "credential_deleted"})
OPEN_STATES = frozenset(
    {
        "SUBMITTED", "INFO_REQUESTED", "ALT_EVIDENCE", "COMPLETE", "FRAUD_REVIEW", "VERIFIED",
        "IDENTIFY", "DOCUMENT", "ASSESS", "CERTIFY", "EVALUATION", "PROPOSED", "APPEALED",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Handed:
    """One copy per key, and the id to say under what became of them."""

    contents: Sequence[str | Mapping[str, Any]]
    notification_id: str | None

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "credentials": [{"credential": content} for content in self.contents]
        }
        if self.notification_id is not None:
            told["notification_id"] = self.notification_id
        return told


@dataclass(frozen=True, slots=True)
class Deferred:
    """The authority has not decided yet."""

    transaction_id: str

    def to_json(self) -> dict[str, Any]:
        return {"transaction_id": self.transaction_id, "interval": INTERVAL_SECONDS}


def request_credentials(
    session: Session,
    services: Services,
    *,
    token: WalletToken,
    body: Mapping[str, Any],
    randomness: Random,
    now: datetime,
) -> Handed | Deferred:
    """A copy for each proven key, or a promise. Raises WalletError (OpenID4VCI 1.0, 8.3.1.2)."""
    wanted = _read_wanted(token, body)
    proofs = [_verified(services, proof, now) for proof in _read_proofs(body.get("proofs"))]
    keys = [Holder(proof.holder, proof.key) for proof in proofs]
    if len({key.key.thumbprint for key in keys}) != len(keys):
        raise WalletError("invalid_proof", "One key is proven twice.")
    _spend_nonces(session, services, proofs, now)
    credential = _credential_of(session, token)
    if credential is None:
        return _defer(session, services, token, wanted, keys, now)
    return _hand_over(session, services, token, wanted, credential, keys, randomness, now)


def _read_wanted(token: WalletToken, body: Mapping[str, Any]) -> Configuration:
    identifier, named = body.get("credential_identifier"), body.get("credential_configuration_id")
    if (identifier is None) == (named is None):
        raise WalletError(
            "invalid_credential_request",
            "Name one of credential_identifier and credential_configuration_id.",
        )
    if token.identified != (identifier is not None):
        raise WalletError(
            "invalid_credential_request",
            "A token that names credential identifiers is used with one, and only then.",
        )
    for one in token.configurations:
        if named == one or identifier == wallet_access.identifier_of(token, one):
            return CONFIGURATIONS[one]
    if identifier is not None:
        raise WalletError("unknown_credential_identifier", "The token is not for this credential.")
    raise WalletError("unknown_credential_configuration", "The token is not for this form.")


def _read_proofs(proofs: object) -> Sequence[bytes]:
    fault = WalletError("invalid_proof", f"Send 1 to {BATCH_SIZE} proofs of the type jwt.")
    if not isinstance(proofs, Mapping) or set(proofs) != {"jwt"}:
        raise fault
    listed = proofs["jwt"]
    if not isinstance(listed, list) or not 0 < len(listed) <= BATCH_SIZE:
        raise fault
    if not all(isinstance(one, str) and one.isascii() for one in listed):
        raise fault
    return [one.encode() for one in listed]


def _verified(services: Services, proof: bytes, now: datetime) -> KeyProof:
    try:
        proven = verify_key_proof(proof, audience=services.settings.public_url, now=now)
    except CredentialError as error:
        raise WalletError("invalid_proof", error.detail) from error
    if not proven.nonce:
        raise WalletError("invalid_proof", "The proof holds no nonce.")
    return proven


def _spend_nonces(
    session: Session, services: Services, proofs: Sequence[KeyProof], now: datetime
) -> None:
    """Each nonce is good for one request, whose proofs may share it."""
    for nonce in {proof.nonce for proof in proofs}:
        expires = wallet_secrets.nonce_expiry(services, nonce)
        if expires is None or now >= expires:
            raise WalletError("invalid_nonce", "The nonce is not ours, or has expired.")
        if not wallets.spend_nonce(session, wallet_secrets.digest(nonce), expires_at=expires):
            raise WalletError("invalid_nonce", "The nonce was used already.")


def _credential_of(session: Session, token: WalletToken) -> IssuedCredential | None:
    """What the token is for; None while its case is open. Raises WalletError."""
    if token.credential_id is not None:
        found = credentials.find(session, token.credential_id)
    else:
        found = _decided_in_case(session, token)
        if found is None:
            return None
    if found is None or found.status != "active":
        raise WalletError("credential_request_denied", "The credential is not in force.")
    return found


def _decided_in_case(session: Session, token: WalletToken) -> IssuedCredential | None:
    case = applications.find(session, token.application_id) if token.application_id else None
    if case is None:
        raise WalletError("credential_request_denied", "The case is gone.")
    decision = decisions.find_standing(session, case.id)
    found = credentials.find_by_decision(session, decision.id) if decision else None
    if found is None and (decision is not None or case.state not in OPEN_STATES):
        raise WalletError("credential_request_denied", "The case ended without a credential.")
    return found


def _defer(
    session: Session,
    services: Services,
    token: WalletToken,
    wanted: Configuration,
    keys: Sequence[Holder],
    now: datetime,
) -> Deferred:
    if wallets.count_deferred(session, token.code_hash, now=now) >= MAX_WAITING:
        raise WalletError("temporarily_unavailable", f"{MAX_WAITING} requests wait already.")
    transaction_id = wallet_secrets.new_secret()
    session.add(
        DeferredIssuance(
            transaction_hash=wallet_secrets.digest(transaction_id),
            code_hash=token.code_hash,
            account_id=token.account_id,
            configuration=wanted.id,
            holder_keys=[{**key.key.jwk, "id": key.id} for key in keys],
            created_at=now,
            expires_at=now + timedelta(days=services.settings.deferred_days),
        )
    )
    session.flush()
    return Deferred(transaction_id)


def fetch_deferred(
    session: Session,
    services: Services,
    *,
    token: WalletToken,
    transaction_id: str,
    randomness: Random,
    now: datetime,
) -> Handed | Deferred:
    """What was promised, if it is there by now. Raises WalletError invalid_transaction_id."""
    waiting = wallets.find_deferred(session, wallet_secrets.digest(transaction_id))
    if waiting is None or waiting.code_hash != token.code_hash or now >= waiting.expires_at:
        raise WalletError("invalid_transaction_id", "Nothing waits under this transaction.")
    credential = _credential_of(session, token)
    if credential is None:
        return Deferred(transaction_id)
    if not wallets.take_deferred(session, waiting):
        raise WalletError("invalid_transaction_id", "This was fetched already.")
    keys = [_holder_of(jwk) for jwk in waiting.holder_keys]
    wanted = CONFIGURATIONS[waiting.configuration]
    handed = _hand_over(session, services, token, wanted, credential, keys, randomness, now)
    # Optional here, and a library that wallets are made of refuses an answer that holds it.
    return replace(handed, notification_id=None)


def _holder_of(stored: Mapping[str, str]) -> Holder:
    jwk = {name: value for name, value in stored.items() if name != "id"}
    return Holder(stored["id"], parse_jwk(jwk))


def _hand_over(
    session: Session,
    services: Services,
    token: WalletToken,
    wanted: Configuration,
    credential: IssuedCredential,
    keys: Sequence[Holder],
    randomness: Random,
    now: datetime,
) -> Handed:
    if offers.kind_of_credential(credential) != wanted.kind:
        raise WalletError("credential_request_denied", "The credential is of another type.")
    given = forms.count_copies(session, credential.id, since=now - timedelta(days=1))
    if given + len(keys) > MAX_COPIES_A_DAY:
        raise WalletError("temporarily_unavailable", "Enough copies for a day; ask tomorrow.")
    notification_id = wallet_secrets.new_secret()
    copies = [
        holder_copies.make(
            session,
            services,
            credential=credential,
            form=wanted.format,
            holder=key,
            notification_hash=wallet_secrets.digest(notification_id),
            randomness=randomness,
            now=now,
        )
        for key in keys
    ]
    audit.record(
        session,
        action="credential.handed_over",
        subject=f"credential:{credential.id}",
        actor_id=token.account_id,
        at=now,
        details={
            "format": wanted.format,
            "copies": len(copies),
            "ids": " ".join(str(copy.id) for copy in copies),
        },
    )
    return Handed([copy.content for copy in copies], notification_id)


def notify(session: Session, *, token: WalletToken, body: Mapping[str, Any], now: datetime) -> None:
    """What the wallet says became of the copies. OpenID4VCI 1.0, section 11. Raises WalletError."""
    notification_id, event = body.get("notification_id"), body.get("event")
    if not isinstance(notification_id, str) or event not in EVENTS:
        raise WalletError("invalid_notification_request", "Name a notification_id and an event.")
    told = wallet_secrets.digest(notification_id)
    copy = forms.find_by_notification(session, told)
    credential = credentials.find(session, copy.credential_id) if copy else None
    if credential is None or credential.holder_id != token.account_id:
        raise WalletError("invalid_notification_id", "Nothing was handed over under this id.")
    forms.note(session, told, event=str(event), at=now)
