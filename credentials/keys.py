"""Signing keys: who may sign what, with which key, since when.

A signer knows one key and nothing of files; the ring knows which key is in use for which
purpose, and what became of those before it. A key that signs no more keeps verifying what it
signed, unless somebody else got hold of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from credentials.elliptic_curves import CURVES
from credentials.encodings import encode_base64url
from credentials.errors import KeyNotInRing, KeyRingInvalid, KeyStepNotAllowed, NoSigningKey
from credentials.public_keys import EDDSA, ES256, PublicKey, public_key_of

PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


class Signer(Protocol):
    """One private key, wherever it lives."""

    @property
    def kid(self) -> str:
        """The DID URL under which did.json publishes the public key."""
        ...

    @property
    def algorithm(self) -> str:
        """ "EdDSA", "ES256" or "ES384"."""
        ...

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes, 96 of ES384; those of ECDSA as r || s."""
        ...


@dataclass(frozen=True)
class SoftwareSigner:
    """A key in memory. ECDSA signs deterministically (RFC 6979): no randomness to get wrong."""

    kid: str
    private_key: PrivateKey = field(repr=False)

    @cached_property
    def public_key(self) -> PublicKey:
        return public_key_of(self.private_key.public_key())

    @property
    def algorithm(self) -> str:
        return self.public_key.algorithm

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private_key, ed25519.Ed25519PrivateKey):
            return self.private_key.sign(message)
        curve = CURVES[self.algorithm]
        r, s = decode_dss_signature(self.private_key.sign(message, curve.deterministic))
        return r.to_bytes(curve.size) + s.to_bytes(curve.size)


@dataclass(frozen=True)
class LockedSigner:
    """A key in an encrypted file, opened when it first signs. unlock: raises what reading it may.

    Opening one costs a twentieth of a second, by design.
    """

    kid: str
    public_key: PublicKey
    unlock: Callable[[], SoftwareSigner] = field(repr=False)

    @property
    def algorithm(self) -> str:
        return self.public_key.algorithm

    @cached_property
    def unlocked(self) -> SoftwareSigner:
        return self.unlock()

    def sign(self, message: bytes) -> bytes:
        return self.unlocked.sign(message)


@dataclass(frozen=True)
class VerifyingKey:
    """The public half of a key whose private half is not at hand, or is no more."""

    kid: str
    public_key: PublicKey

    @property
    def algorithm(self) -> str:
        return self.public_key.algorithm

    def sign(self, message: bytes) -> bytes:  # noqa: ARG002 - the signature is Signer's
        raise NoSigningKey("The private half of this key is not at hand.", kid=self.kid)


class KeyPurpose(StrEnum):
    """What a key signs.

    assertion: credentials and status lists. qr: QR codes. authentication: requests to wallets
    and answers to them. token_status: token status lists. seal: PDF files, with a certificate
    of its own that other readers trust; it is no part of did.json.
    """

    ASSERTION = "assertion"
    QR = "qr"
    AUTHENTICATION = "authentication"
    TOKEN_STATUS = "token_status"  # noqa: S105  -- a purpose, no secret
    SEAL = "seal"


# One key in use for each; the first start and each upgrade make those that are missing.
WANTED = (
    (KeyPurpose.ASSERTION, EDDSA),
    (KeyPurpose.ASSERTION, ES256),
    (KeyPurpose.QR, ES256),
    (KeyPurpose.AUTHENTICATION, ES256),
    (KeyPurpose.TOKEN_STATUS, ES256),
    (KeyPurpose.SEAL, ES256),
)


class KeyState(StrEnum):
    """active: signs. retiring: verifies, its successor signs. retired: verifies what it signed.

    compromised: somebody else could sign with it.
    """

    ACTIVE = "active"
    RETIRING = "retiring"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class Held(StrEnum):
    """Where the private half is: in an encrypted file, in a hardware token, nowhere."""

    FILE = "file"
    TOKEN = "token"  # noqa: S105  -- a device, no secret
    GONE = "gone"


@dataclass(frozen=True)
class RingKey:
    """A key, what it is for, and what became of it. Instants are aware.

    succeeded_at: since then another key signs. retired_at: what names a later time of signing
    is refused. compromised_since: what is not proven to have been signed before is refused.
    """

    signer: Signer
    purpose: KeyPurpose
    created: datetime
    succeeded_at: datetime | None = None
    retired_at: datetime | None = None
    compromised_since: datetime | None = None

    @property
    def kid(self) -> str:
        return self.signer.kid

    @property
    def algorithm(self) -> str:
        return self.signer.algorithm

    @property
    def public_key(self) -> PublicKey:
        return self.signer.public_key

    @property
    def state(self) -> KeyState:
        if self.compromised_since is not None:
            return KeyState.COMPROMISED
        if self.retired_at is not None:
            return KeyState.RETIRED
        return KeyState.ACTIVE if self.succeeded_at is None else KeyState.RETIRING

    @property
    def held(self) -> Held:
        if isinstance(self.signer, SoftwareSigner | LockedSigner):
            return Held.FILE
        return Held.GONE if isinstance(self.signer, VerifyingKey) else Held.TOKEN

    @property
    def may_verify(self) -> bool:
        """Whether anything it signed may still count."""
        return self.compromised_since is None


@dataclass(frozen=True)
class KeyRing:
    """The keys of one issuer; `controller` is its DID, every kid one of its DID URLs."""

    controller: str
    keys: tuple[RingKey, ...]

    def __post_init__(self) -> None:
        kids = [key.kid for key in self.keys]
        if len(set(kids)) != len(kids):
            raise KeyRingInvalid("Two keys of a ring share a name.")
        if any(kid.partition("#")[0] != self.controller for kid in kids):
            raise KeyRingInvalid("A key of the ring belongs to another controller.")

    def get(self, kid: str) -> RingKey:
        """By its DID URL, or by the part after "#". Raises KeyNotInRing."""
        full = kid if kid.startswith("did:") else f"{self.controller}#{kid}"
        for key in self.keys:
            if key.kid == full:
                return key
        raise KeyNotInRing("The key ring has no key of this name.", kid=kid)

    def find_active(self, purpose: KeyPurpose, algorithm: str) -> RingKey | None:
        """The newest active key."""
        fitting = [
            key
            for key in self.keys
            if key.purpose is purpose
            and key.state is KeyState.ACTIVE
            and key.algorithm == algorithm
        ]
        return max(fitting, key=lambda key: key.created) if fitting else None

    def signer(self, purpose: KeyPurpose, algorithm: str) -> Signer:
        """Of the newest active key. Raises NoSigningKey."""
        key = self.find_active(purpose, algorithm)
        if key is None:
            raise NoSigningKey(
                f"No active {algorithm} key for {purpose}.", purpose=purpose, algorithm=algorithm
            )
        return key.signer

    def unlock(self, *, at_most: int | None = None) -> None:
        """Open keys in encrypted files, so that who signs does not wait; at_most: the first ones.

        Raises what opening them raises: PassphraseWrong, KeyRingInvalid.
        """
        locked = [key.signer for key in self.keys if isinstance(key.signer, LockedSigner)]
        for signer in locked[:at_most]:
            signer.unlocked  # noqa: B018  -- opened by being asked for

    @property
    def credential_signer(self) -> Signer:
        """Signs credentials and status lists (EdDSA)."""
        return self.signer(KeyPurpose.ASSERTION, EDDSA)

    @property
    def qr_signer(self) -> Signer:
        """Signs QR codes (ES256, which hardware and phones have)."""
        return self.signer(KeyPurpose.QR, ES256)

    @property
    def request_signer(self) -> Signer:
        """Signs requests to wallets (ES256, which all of them read)."""
        return self.signer(KeyPurpose.AUTHENTICATION, ES256)

    @property
    def token_status_signer(self) -> Signer:
        """Signs token status lists (ES256)."""
        return self.signer(KeyPurpose.TOKEN_STATUS, ES256)

    @property
    def seal_signer(self) -> Signer:
        """Signs PDF files (ES256 with an X.509 certificate)."""
        return self.signer(KeyPurpose.SEAL, ES256)

    @property
    def missing(self) -> tuple[tuple[KeyPurpose, str], ...]:
        """Purposes and algorithms for which no key signs."""
        return tuple(pair for pair in WANTED if self.find_active(*pair) is None)

    def add(self, fresh: RingKey) -> "KeyRing":
        """A new key in use; the ones it follows verify on and sign no more."""
        return KeyRing(
            self.controller,
            (*(_succeeded(key, fresh) for key in self.keys), fresh),
        )

    def rotate(self, purpose: KeyPurpose, algorithm: str, *, now: datetime) -> "KeyRing":
        """A new software key in use from `now`."""
        return self.add(generate_key(self.controller, purpose, algorithm, now))

    def retire(self, kid: str, *, now: datetime) -> "KeyRing":
        """End a key; its private half is needed no more and is dropped from the ring.

        Raises KeyNotInRing, KeyStepNotAllowed where it is the one in use or has ended already.
        """
        key = self.get(kid)
        if key.state is not KeyState.RETIRING:
            raise KeyStepNotAllowed(
                "Only a key that has a successor can be retired: rotate first."
                if key.state is KeyState.ACTIVE
                else "This key has ended already.",
                kid=key.kid,
                state=key.state.value,
            )
        return self._replace(replace(key, signer=_without_private_half(key), retired_at=now))

    def compromise(self, kid: str, *, since: datetime) -> "KeyRing":
        """Somebody else could sign with this key since then; an earlier instant replaces a later.

        The ring may be left without a key for the purpose: whoever asks next is told so.
        """
        key = self.get(kid)
        earliest = min(since, key.compromised_since or since)
        return self._replace(
            replace(key, signer=_without_private_half(key), compromised_since=earliest)
        )

    def _replace(self, changed: RingKey) -> "KeyRing":
        return KeyRing(
            self.controller,
            tuple(changed if key.kid == changed.kid else key for key in self.keys),
        )


def _succeeded(key: RingKey, fresh: RingKey) -> RingKey:
    follows = (key.purpose, key.algorithm) == (fresh.purpose, fresh.algorithm)
    if follows and key.state is KeyState.ACTIVE:
        return replace(key, succeeded_at=fresh.created)
    return key


def _without_private_half(key: RingKey) -> VerifyingKey:
    return VerifyingKey(key.kid, key.public_key)


def kid_of(controller: str, public_key: PublicKey) -> str:
    """Named by its thumbprint, so that two keys never share a name and a name never moves."""
    return f"{controller}#{encode_base64url(public_key.thumbprint)}"


MakeKey = Callable[[str, KeyPurpose, str, datetime], RingKey]


def generate_key(
    controller: str, purpose: KeyPurpose, algorithm: str, created: datetime
) -> RingKey:
    """A software key, from the operating system's randomness. Raises KeyRingInvalid."""
    private_key: PrivateKey
    if algorithm == EDDSA:
        private_key = ed25519.Ed25519PrivateKey.generate()
    elif algorithm == ES256:
        private_key = ec.generate_private_key(ec.SECP256R1())
    else:
        raise KeyRingInvalid("Keys are for EdDSA or ES256.", algorithm=algorithm)
    kid = kid_of(controller, public_key_of(private_key.public_key()))
    return RingKey(SoftwareSigner(kid, private_key), purpose, created)


def generate_key_ring(
    controller_did: str,
    created: datetime,
    *,
    wanted: Iterable[tuple[KeyPurpose, str]] = WANTED,
    make: MakeKey = generate_key,
) -> KeyRing:
    """Fresh keys, one for each purpose and algorithm."""
    return KeyRing(
        controller_did,
        tuple(make(controller_did, purpose, algorithm, created) for purpose, algorithm in wanted),
    )
