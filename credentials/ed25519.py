"""Ed25519 signatures, by the fastest library that has a wheel for this machine.

(R, S) holds under the key A if 8SB = 8R + 8kA, with S below the group's order: RFC 8032, 5.1.7.
ed25519-zebra asks just that. libsodium leaves the factor out, as the RFC allows, and so refuses
an R with a part of small order, which nobody but the key's holder can make, and which gives no
second form of a signature: under another R, S would have to be another too. Points that are not
in their one form, or that are of small order themselves, are refused before either is asked.
"""

from collections.abc import Callable

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

try:
    from ed25519_zebra import ed_verify
except ImportError:
    ed_verify = None

__all__ = [
    "FIELD_PRIME",
    "SIGNATURE_BYTES",
    "SMALL_ORDER_Y",
    "verify",
    "verify_by_libsodium",
]

SIGNATURE_BYTES = 64
FIELD_PRIME = 2**255 - 19
# The y coordinates of the eight points whose order divides 8; x changes only the sign bit.
_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL_ORDER_Y = frozenset({0, 1, FIELD_PRIME - 1, _ORDER_EIGHT, FIELD_PRIME - _ORDER_EIGHT})
# All else that is no point is refused when it is read. RFC 8032, 5.1.3.
_REFUSED_POINTS = frozenset(
    (y | sign).to_bytes(32, "little")
    for y in (*SMALL_ORDER_Y, *range(FIELD_PRIME, 2**255))
    for sign in (0, 2**255)
)


def verify_by_libsodium(signature: bytes, message: bytes, key: bytes) -> bool:
    """Where the other has no wheel. signature: 64 bytes."""
    # Each call has buffers of its own, so threads may share a key.
    try:
        crypto_sign_open(signature + message, key)
    except BadSignatureError:
        return False
    return True


_verify: Callable[[bytes, bytes, bytes], bool] = ed_verify or verify_by_libsodium


def verify(signature: bytes, message: bytes, key: bytes) -> bool:
    """key: 32 bytes, a point of the main group in its one form, as `PublicKey` makes sure."""
    return (
        len(signature) == SIGNATURE_BYTES
        and signature[:32] not in _REFUSED_POINTS
        and _verify(signature, message, key)
    )
