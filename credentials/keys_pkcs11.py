"""Keys in a hardware token: made there, used there, never read out. PKCS #11 3.0.

A session is handed in by whoever knows module, label and PIN; it is shared by all threads, one
at a time, and opened anew where the token has dropped it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar

import pkcs11
from asn1crypto.core import OctetString  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_named_curve_parameters

from credentials.errors import KeyRingInvalid, KeyUnfit, TokenUnavailable
from credentials.keys import KeyPurpose, RingKey, kid_of
from credentials.public_keys import EDDSA, ES256, PublicKey, public_key_of

OpenSession = Callable[[], Any]
Result = TypeVar("Result")

# RFC 8410, 3, and RFC 5480, 2.1.1.1.
_ED25519, _P256 = "1.3.101.112", "secp256r1"
_PRIVATE = {Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True, Attribute.PRIVATE: True}
# The session is gone, not the token.
_STALE = (
    pkcs11.SessionHandleInvalid,
    pkcs11.SessionClosed,
    pkcs11.ObjectHandleInvalid,
    pkcs11.UserNotLoggedIn,
    pkcs11.DeviceRemoved,
)


@dataclass
class HardwareToken:
    """One logged-in token. A key is found by CKA_ID, which is its RFC 7638 thumbprint."""

    open_session: OpenSession
    _lock: Lock = field(default_factory=Lock, repr=False)
    _session: Any = field(default=None, repr=False)
    _handles: dict[bytes, Any] = field(default_factory=dict, repr=False)

    def create(
        self, controller: str, purpose: KeyPurpose, algorithm: str, created: datetime
    ) -> RingKey:
        """A key pair made in the token. Raises TokenUnavailable, KeyRingInvalid."""
        if algorithm not in (EDDSA, ES256):
            raise KeyRingInvalid("Keys are for EdDSA or ES256.", algorithm=algorithm)
        public_key = self._with_session(lambda session: _generate(session, purpose, algorithm))
        signer = self.signer(kid_of(controller, public_key), public_key)
        return RingKey(signer, purpose, created)

    def signer(self, kid: str, public_key: PublicKey) -> "HardwareSigner":
        """Of a key that the token has. Raises TokenUnavailable, also where it signs wrongly."""
        found = HardwareSigner(kid, public_key, self)
        if not public_key.verifies(b"trial", found.sign(b"trial")):
            raise TokenUnavailable("The token signs with another key than it should.", kid=kid)
        return found

    def sign(self, public_key: PublicKey, message: bytes) -> bytes:
        """64 bytes. Raises TokenUnavailable."""
        identifier = public_key.thumbprint
        if public_key.algorithm == EDDSA:
            signed, mechanism = message, Mechanism.EDDSA
        else:
            signed, mechanism = hashlib.sha256(message).digest(), Mechanism.ECDSA

        def use(session: Any) -> bytes:
            if identifier not in self._handles:
                self._handles[identifier] = session.get_key(
                    object_class=ObjectClass.PRIVATE_KEY, id=identifier
                )
            return bytes(self._handles[identifier].sign(signed, mechanism=mechanism))

        return self._with_session(use)

    def _with_session(self, use: Callable[[Any], Result]) -> Result:
        """Twice, if the first session turns out to be stale."""
        with self._lock:
            try:
                try:
                    return use(self._opened())
                except _STALE:
                    self._session = None
                    self._handles.clear()
                    return use(self._opened())
            except pkcs11.NoSuchKey as error:
                raise TokenUnavailable("The token does not hold this key.") from error
            except pkcs11.PKCS11Error as error:
                raise TokenUnavailable(f"The token refuses: {type(error).__name__}.") from error

    def _opened(self) -> Any:
        if self._session is None:
            self._session = self.open_session()
        return self._session


@dataclass(frozen=True)
class HardwareSigner:
    """A key of a token. ES256 takes its randomness from there."""

    kid: str
    public_key: PublicKey
    token: HardwareToken = field(repr=False)

    @property
    def algorithm(self) -> str:
        return self.public_key.algorithm

    def sign(self, message: bytes) -> bytes:
        return self.token.sign(self.public_key, message)


def _generate(session: Any, purpose: KeyPurpose, algorithm: str) -> PublicKey:
    kind, mechanism, curve = (
        (KeyType.EC_EDWARDS, Mechanism.EC_EDWARDS_KEY_PAIR_GEN, _ED25519)
        if algorithm == EDDSA
        else (KeyType.EC, Mechanism.EC_KEY_PAIR_GEN, _P256)
    )
    parameters = session.create_domain_parameters(
        kind, {Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}, local=True
    )
    public, private = parameters.generate_keypair(
        mechanism=mechanism,
        store=True,
        label=f"open-recognition {purpose.value}",
        private_template=_PRIVATE,
    )
    key = _public_key(algorithm, bytes(public[Attribute.EC_POINT]))
    for half in (public, private):
        half[Attribute.ID] = key.thumbprint
    return key


def _public_key(algorithm: str, point: bytes) -> PublicKey:
    """CKA_EC_POINT: the DER of an OCTET STRING around the point. PKCS #11 3.0, 2.3.3."""
    try:
        raw = bytes(OctetString.load(point).native)
        if algorithm == EDDSA:
            return PublicKey(EDDSA, raw)
        return public_key_of(ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw))
    except (ValueError, KeyUnfit) as error:
        raise TokenUnavailable("The token made a key that cannot be used.") from error
