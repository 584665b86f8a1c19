"""Encryption between wallets and us on top of TLS. OpenID4VCI 1.0, section 10; OpenID4VP 1.0, 8.3.

A wallet may encrypt what it asks of the issuer, and only then have the answer encrypted: otherwise
somebody on the way could put in a key of their own. The issuer's keys come from the service's
secret and the week, so that replicas know them and none is stored.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError, KeyUnfit
from credentials.proofs import jwe
from credentials.proofs.jwe import CIPHERS, PrivateKey, Recipient
from registry.services import Services
from registry.storage.tables.presentations import PresentationRequest
from registry.usecases import wallet_secrets
from registry.wallet_errors import WalletError

_WEEK_SECONDS = 7 * 24 * 3600
_FAULT = "invalid_encryption_parameters"


@dataclass(frozen=True, slots=True)
class AskedOfIssuer:
    """A wallet's request. encrypted: how it came."""

    body: Mapping[str, Any]
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Sealing:
    """How a wallet wants its answer encrypted."""

    recipient: Recipient
    cipher: str

    def seal(self, answer: Mapping[str, Any]) -> str:
        """The answer as a JWE."""
        return jwe.encrypt(
            serialize_json(answer),
            self.recipient,
            cipher=self.cipher,
            random_bytes=secrets.token_bytes,
        )


def _issuer_keys(services: Services, now: datetime) -> dict[str, PrivateKey]:
    """This week's key first, then the last one's, for wallets that have read of no other."""
    week = int(now.timestamp()) // _WEEK_SECONDS
    return {
        f"week-{number}": jwe.private_key_of(
            wallet_secrets.seed_of(services, "issuer encryption", str(number))
        )
        for number in (week, week - 1)
    }


def issuer_metadata(services: Services, *, now: datetime) -> dict[str, Any]:
    """What is told of it in the issuer's metadata. OpenID4VCI 1.0, 12.2.4."""
    kid, key = next(iter(_issuer_keys(services, now).items()))
    optional = {"enc_values_supported": list(CIPHERS), "encryption_required": False}
    return {
        "credential_request_encryption": {
            "jwks": {"keys": [jwe.encryption_jwk(key, kid)]},
            **optional,
        },
        "credential_response_encryption": {"alg_values_supported": [jwe.ALGORITHM], **optional},
    }


def read_encrypted(services: Services, message: bytes, *, now: datetime) -> AskedOfIssuer:
    """A request as JWE. Raises WalletError invalid_encryption_parameters."""
    try:
        content = jwe.decrypt(message.strip(), _issuer_keys(services, now))
        return AskedOfIssuer(parse_json(content), encrypted=True)
    except CredentialError as error:
        raise WalletError(_FAULT, error.detail) from error


def read_sealing(asked: AskedOfIssuer) -> Sealing | None:
    """How the answer is wanted, None for in plain. OpenID4VCI 1.0, 8.2. Raises WalletError."""
    wanted = asked.body.get("credential_response_encryption")
    if wanted is None:
        return None
    if not asked.encrypted:
        raise WalletError(_FAULT, "Who asks for an encrypted answer encrypts the request too.")
    if not isinstance(wanted, Mapping) or wanted.get("enc") not in tuple(CIPHERS):
        raise WalletError(_FAULT, f"Answers are encrypted with {' or '.join(CIPHERS)}.")
    if "zip" in wanted:
        raise WalletError(_FAULT, "Answers are not compressed.")
    try:
        return Sealing(jwe.parse_recipient(wanted.get("jwk")), wanted["enc"])
    except CredentialError as error:
        raise WalletError(_FAULT, error.detail) from error


def new_key_seed() -> str:
    """For one question: forgotten with it, and so is what was encrypted for it."""
    return wallet_secrets.new_secret()


def _answer_key(services: Services, request: PresentationRequest) -> PrivateKey:
    return jwe.private_key_of(wallet_secrets.seed_of(services, "answer", request.key_seed))


def verifier_metadata(services: Services, request: PresentationRequest) -> dict[str, Any]:
    """The key for the answers to one question. OpenID4VP 1.0, 8.3 and 11.1."""
    key = jwe.encryption_jwk(_answer_key(services, request), request.id)
    return {
        "jwks": {"keys": [key]},
        "encrypted_response_enc_values_supported": list(CIPHERS),
    }


def read_answer(
    services: Services, request: PresentationRequest, message: str
) -> Mapping[str, Any]:
    """Parameters of an encrypted answer. Raises WalletError invalid_request."""
    try:
        if not message.isascii():
            raise KeyUnfit("The answer is not a JWE.")
        keys = {request.id: _answer_key(services, request)}
        return parse_json(jwe.decrypt(message.encode(), keys))
    except CredentialError as error:
        raise WalletError("invalid_request", error.detail) from error
