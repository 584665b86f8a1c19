"""Signing keys: who may sign what, with which key, since when.

A signer knows one key and nothing of files; the ring knows which key is in use for which
purpose. Retired keys sign no more and keep verifying what they signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from credentials.encodings import encode_base64url, parse_json, serialize_json
from credentials.errors import CredentialError, KeyRingInvalid, NoSigningKey
from credentials.public_keys import EDDSA, ES256, PublicKey, public_key_of

RING_FILE = "key-ring.json"


class Signer(Protocol):
    """One private key, wherever it lives."""

    @property
    def kid(self) -> str:
        """The DID URL under which did.json publishes the public key."""
        ...

    @property
    def algorithm(self) -> str:
        """ "EdDSA" or "ES256"."""
        ...

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes; ES256 as r || s."""
        ...


@dataclass(frozen=True)
class SoftwareSigner:
    """A key in memory. ES256 signs deterministically (RFC 6979): no randomness to get wrong."""

    kid: str
    private_key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey

    @cached_property
    def public_key(self) -> PublicKey:
        return public_key_of(self.private_key.public_key())

    @property
    def algorithm(self) -> str:
        return self.public_key.algorithm

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private_key, ed25519.Ed25519PrivateKey):
            return self.private_key.sign(message)
        scheme = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self.private_key.sign(message, scheme))
        return r.to_bytes(32) + s.to_bytes(32)

    def to_pem(self, password: bytes | None = None) -> bytes:
        """PKCS #8; encrypted if a password is given."""
        encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if password:
            encryption = serialization.BestAvailableEncryption(password)
        return self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )


def signer_from_pem(kid: str, pem: bytes, password: bytes | None = None) -> SoftwareSigner:
    """Raises KeyRingInvalid for anything but an Ed25519 or P-256 private key."""
    try:
        loaded = serialization.load_pem_private_key(pem, password)
    except (ValueError, TypeError) as error:
        raise KeyRingInvalid("A stored key cannot be read.", kid=kid) from error
    if isinstance(loaded, ec.EllipticCurvePrivateKey) and loaded.curve.name == "secp256r1":
        return SoftwareSigner(kid, loaded)
    if isinstance(loaded, ed25519.Ed25519PrivateKey):
        return SoftwareSigner(kid, loaded)
    raise KeyRingInvalid("A stored key is neither Ed25519 nor P-256.", kid=kid)


class KeyPurpose(StrEnum):
    """What a key signs: credentials and status lists, or QR codes."""

    ASSERTION = "assertion"
    QR = "qr"


@dataclass(frozen=True)
class RingKey:
    """retired_at None: active. A retired key verifies what it signed, and signs no more."""

    signer: SoftwareSigner
    purpose: KeyPurpose
    created: datetime
    retired_at: datetime | None = None


@dataclass(frozen=True)
class KeyRing:
    """The keys of one issuer; `controller` is its DID, every kid one of its DID URLs."""

    controller: str
    keys: tuple[RingKey, ...]

    def __post_init__(self) -> None:
        kids = [key.signer.kid for key in self.keys]
        if len(set(kids)) != len(kids):
            raise KeyRingInvalid("Two keys of a ring share a name.")
        if any(kid.partition("#")[0] != self.controller for kid in kids):
            raise KeyRingInvalid("A key of the ring belongs to another controller.")

    def signer(self, purpose: KeyPurpose, algorithm: str) -> SoftwareSigner:
        """The newest active key. Raises NoSigningKey."""
        fitting = [
            key
            for key in self.keys
            if key.purpose is purpose
            and key.retired_at is None
            and key.signer.algorithm == algorithm
        ]
        if not fitting:
            raise NoSigningKey(
                f"No active {algorithm} key for {purpose}.", purpose=purpose, algorithm=algorithm
            )
        return max(fitting, key=lambda key: key.created).signer

    @property
    def credential_signer(self) -> SoftwareSigner:
        """Signs credentials and status lists (EdDSA)."""
        return self.signer(KeyPurpose.ASSERTION, EDDSA)

    @property
    def qr_signer(self) -> SoftwareSigner:
        """Signs QR codes (ES256, which hardware and phones have)."""
        return self.signer(KeyPurpose.QR, ES256)

    def rotate(self, purpose: KeyPurpose, algorithm: str, *, now: datetime) -> "KeyRing":
        """A new key in use from `now`; the ones it follows are retired, not forgotten."""
        retired = tuple(
            replace(key, retired_at=now)
            if key.purpose is purpose
            and key.signer.algorithm == algorithm
            and key.retired_at is None
            else key
            for key in self.keys
        )
        fresh = _generate_key(self.controller, purpose, algorithm, now)
        return KeyRing(self.controller, (*retired, fresh))


def generate_key_ring(controller_did: str, created: datetime) -> KeyRing:
    """Fresh keys, from the operating system's randomness: two for credentials, one for QR."""
    wanted = (
        (KeyPurpose.ASSERTION, EDDSA),
        (KeyPurpose.ASSERTION, ES256),
        (KeyPurpose.QR, ES256),
    )
    return KeyRing(
        controller_did,
        tuple(
            _generate_key(controller_did, purpose, algorithm, created)
            for purpose, algorithm in wanted
        ),
    )


def _generate_key(
    controller: str, purpose: KeyPurpose, algorithm: str, created: datetime
) -> RingKey:
    private_key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    if algorithm == EDDSA:
        private_key = ed25519.Ed25519PrivateKey.generate()
    else:
        private_key = ec.generate_private_key(ec.SECP256R1())
    # Named by its thumbprint, so that two keys never share a name and a name never moves.
    thumbprint = public_key_of(private_key.public_key()).thumbprint
    kid = f"{controller}#{encode_base64url(thumbprint)}"
    return RingKey(SoftwareSigner(kid, private_key), purpose, created)


def serialize_key_ring(ring: KeyRing, *, password: bytes | None = None) -> dict[str, bytes]:
    """File name -> bytes: a list of the keys, and each key in PEM. All of it is secret."""
    files: dict[str, bytes] = {}
    listed = []
    for key in ring.keys:
        name = f"{key.signer.kid.partition('#')[2]}.pem"
        files[name] = key.signer.to_pem(password)
        listed.append(
            {
                "kid": key.signer.kid,
                "file": name,
                "purpose": key.purpose.value,
                "created": key.created.isoformat(),
                "retired_at": key.retired_at.isoformat() if key.retired_at else None,
            }
        )
    files[RING_FILE] = serialize_json({"controller": ring.controller, "keys": listed})
    return files


def parse_key_ring(files: Mapping[str, bytes], *, password: bytes | None = None) -> KeyRing:
    """What serialize_key_ring wrote. Raises KeyRingInvalid."""
    try:
        ring = parse_json(files[RING_FILE])
        return KeyRing(
            ring["controller"],
            tuple(
                RingKey(
                    signer_from_pem(listed["kid"], files[listed["file"]], password),
                    KeyPurpose(listed["purpose"]),
                    datetime.fromisoformat(listed["created"]),
                    datetime.fromisoformat(listed["retired_at"]) if listed["retired_at"] else None,
                )
                for listed in ring["keys"]
            ),
        )
    except KeyRingInvalid:
        raise
    except (KeyError, TypeError, ValueError, CredentialError) as error:
        raise KeyRingInvalid("The stored key ring cannot be read.") from error
