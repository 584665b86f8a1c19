"""Codes, tokens and nonces for wallets: random, stored as hashes, told apart by their use."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from credentials.encodings import decode_base64url, encode_base64url
from credentials.errors import Base64Invalid
from credentials.proofs.jwe import SEED_BYTES
from registry.services import Services

_STAMP_BYTES = 8
_RANDOM_BYTES = 16
_SEAL_BYTES = 16
_NONCE_BYTES = _STAMP_BYTES + _RANDOM_BYTES + _SEAL_BYTES
TX_CODE_LENGTH = 6
# What a nonce is for: one is not taken for the other.
KEY_PROOF, SENDER_PROOF = "nonce", "sender nonce"


def new_secret() -> str:
    """43 characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def new_tx_code() -> str:
    """Digits that a person reads on one screen and types on another."""
    return f"{secrets.randbelow(10**TX_CODE_LENGTH):0{TX_CODE_LENGTH}}"


def digest(secret: str) -> str:
    """As it is stored. 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed(services: Services, use: str, text: str) -> str:
    """For what is short enough to be guessed: without the service's secret, a table tells nothing.

    use: keeps the same text from meaning the same in two places.
    """
    message = f"{use}\0{text}".encode()
    return hmac.new(services.token_secret.encode(), message, hashlib.sha256).hexdigest()


def seed_of(services: Services, use: str, text: str) -> bytes:
    """48 bytes to make a key of: nobody knows them without the service's secret."""
    halves = [keyed(services, f"{use} {half}", text) for half in ("first", "second")]
    return bytes.fromhex("".join(halves))[:SEED_BYTES]


def same(first: str, second: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(first.encode(), second.encode())


def new_nonce(services: Services, *, use: str = KEY_PROOF, now: datetime) -> str:
    """Fresh, and known again without being stored: whoever asks for many fills no table."""
    expires = now + timedelta(minutes=services.settings.nonce_minutes)
    body = int(expires.timestamp()).to_bytes(_STAMP_BYTES) + secrets.token_bytes(_RANDOM_BYTES)
    return encode_base64url(body + _seal(services, use, body))


def nonce_expiry(services: Services, nonce: str, *, use: str = KEY_PROOF) -> datetime | None:
    """When a nonce of ours ends; None for what is none of ours, or for another use."""
    try:
        raw = decode_base64url(nonce.encode())
    except (Base64Invalid, UnicodeEncodeError):
        return None
    body, seal = raw[:-_SEAL_BYTES], raw[-_SEAL_BYTES:]
    if len(raw) != _NONCE_BYTES or not hmac.compare_digest(seal, _seal(services, use, body)):
        return None
    return datetime.fromtimestamp(int.from_bytes(body[:_STAMP_BYTES]), UTC)


def _seal(services: Services, use: str, body: bytes) -> bytes:
    return bytes.fromhex(keyed(services, use, body.hex()))[:_SEAL_BYTES]
