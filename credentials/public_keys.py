"""Public keys that may verify: on Ed25519, and by OpenSSL on P-256 and P-384, read strictly.

OpenSSL would accept an Ed25519 key of small order, under which a signature anybody can write
verifies for every message. RFC 8032, 5.1.7; RFC 7517; RFC 8037.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from nacl.bindings import crypto_core_ed25519_is_valid_point

from credentials.ed25519 import FIELD_PRIME, SMALL_ORDER_Y
from credentials.ed25519 import verify as verify_ed25519
from credentials.elliptic_curves import CURVES, ES256, ES384
from credentials.encodings import decode_base64url, encode_base64url, serialize_json
from credentials.errors import Base64Invalid, KeyUnfit

__all__ = ["EDDSA", "ES256", "ES384", "PublicKey", "der_signature", "parse_jwk", "public_key_of"]

EDDSA = "EdDSA"
_UNFIT = "Only Ed25519, P-256 and P-384 keys may verify."


@dataclass(frozen=True)
class PublicKey:
    """A key and the one algorithm it may be used with.

    raw: 32 bytes for Ed25519, else X || Y: 64 bytes on P-256, 96 on P-384.
    """

    algorithm: str
    raw: bytes

    def __post_init__(self) -> None:
        if self.algorithm == EDDSA:
            _require_ed25519_point(self.raw)
        elif self.algorithm in CURVES and len(self.raw) == 2 * CURVES[self.algorithm].size:
            self._point  # noqa: B018  # one off the curve must fail now, not at first use
        else:
            raise KeyUnfit(_UNFIT)

    def __hash__(self) -> int:
        # Memos ask for it with every token; bytes remember their own.
        return hash(self.raw)

    @cached_property
    def _point(self) -> ec.EllipticCurvePublicKey:
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(
                CURVES[self.algorithm].known, b"\x04" + self.raw
            )
        except ValueError as error:
            raise KeyUnfit("This is not a point on the key's curve.") from error

    @cached_property
    def jwk(self) -> dict[str, str]:
        """The required members only, in lexical order: what RFC 7638 hashes."""
        if self.algorithm == EDDSA:
            return {"crv": "Ed25519", "kty": "OKP", "x": encode_base64url(self.raw)}
        curve = CURVES[self.algorithm]
        return {
            "crv": curve.name,
            "kty": "EC",
            "x": encode_base64url(self.raw[: curve.size]),
            "y": encode_base64url(self.raw[curve.size :]),
        }

    @cached_property
    def thumbprint(self) -> bytes:
        """RFC 7638, SHA-256: the same for everyone who holds the key."""
        return hashlib.sha256(serialize_json(self.jwk)).digest()

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """signature: 64 bytes, 96 for ES384; those of ECDSA as r || s (RFC 7518, 3.4)."""
        if self.algorithm == EDDSA:
            return verify_ed25519(signature, message, self.raw)
        curve = CURVES[self.algorithm]
        if len(signature) != 2 * curve.size:
            return False
        r = int.from_bytes(signature[: curve.size])
        s = int.from_bytes(signature[curve.size :])
        # OpenSSL reads DER, where these would have other lengths.
        if not (0 < r < curve.order and 0 < s < curve.order):
            return False
        try:
            self._point.verify(der_signature(r, s), message, curve.signature)
        except InvalidSignature:
            return False
        return True


def der_signature(r: int, s: int) -> bytes:
    """Of positive numbers of at most 48 bytes, so that each length is one byte. RFC 3279, 2.2.3."""
    r_length, s_length = r.bit_length() // 8 + 1, s.bit_length() // 8 + 1
    return b"\x30%c\x02%c%b\x02%c%b" % (
        r_length + s_length + 4,
        r_length,
        r.to_bytes(r_length),
        s_length,
        s.to_bytes(s_length),
    )


def _require_ed25519_point(raw: bytes) -> None:
    if len(raw) != 32:
        raise KeyUnfit("An Ed25519 key has 32 bytes.")
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= FIELD_PRIME:
        raise KeyUnfit("This Ed25519 key is not in its one canonical form.")
    if y in SMALL_ORDER_Y:
        raise KeyUnfit("An Ed25519 key of small order would verify what nobody signed.")
    if not crypto_core_ed25519_is_valid_point(raw):
        raise KeyUnfit("This is not a point on the key's curve, or not of its main group.")


def public_key_of(
    loaded: ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey,
) -> PublicKey:
    """Raises KeyUnfit for a curve that is not used here."""
    if isinstance(loaded, ed25519.Ed25519PublicKey):
        return PublicKey(EDDSA, loaded.public_bytes_raw())
    numbers = loaded.public_numbers()
    for algorithm, curve in CURVES.items():
        if loaded.curve.name == curve.known.name:
            x, y = numbers.x.to_bytes(curve.size), numbers.y.to_bytes(curve.size)
            return PublicKey(algorithm, x + y)
    raise KeyUnfit(_UNFIT)


# What a JWK says of its kind: the algorithm, its coordinates and the bytes of each.
_KINDS: dict[str, tuple[str, tuple[str, ...], int]] = {
    "OKP Ed25519": (EDDSA, ("x",), 32),
    **{
        f"EC {curve.name}": (algorithm, ("x", "y"), curve.size)
        for algorithm, curve in CURVES.items()
    },
}


def parse_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """A public JWK. Raises KeyUnfit: wrong curve, wrong use, private, or not on its curve."""
    kind = f"{jwk.get('kty')} {jwk.get('crv')}"
    if kind not in _KINDS:
        raise KeyUnfit(_UNFIT)
    algorithm, coordinates, size = _KINDS[kind]
    if "d" in jwk:
        raise KeyUnfit("A private key does not belong here.")
    if jwk.get("alg", algorithm) != algorithm:
        raise KeyUnfit("The key says it is for another algorithm.")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or operations != ["verify"]:
        raise KeyUnfit("The key says it is not for verifying signatures.")
    parts = [_coordinate(jwk.get(name), size) for name in coordinates]
    return PublicKey(algorithm, b"".join(parts))


def _coordinate(text: object, size: int) -> bytes:
    if not isinstance(text, str):
        raise KeyUnfit("A JWK coordinate is missing.")
    try:
        raw = decode_base64url(text.encode())
    except Base64Invalid as error:
        raise KeyUnfit("A JWK coordinate is not strict base64url.") from error
    if len(raw) != size:
        raise KeyUnfit(f"A JWK coordinate of this kind has {size} bytes.")
    return raw
