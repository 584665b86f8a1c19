"""The curves that ECDSA keys may be on. FIPS 186-5; RFC 7518, 3.4; SEC 2, 2.4.2 and 2.5.1."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ES256, ES384 = "ES256", "ES384"


@dataclass(frozen=True, slots=True)
class EllipticCurve:
    """name: as a JWK tells it. size: the bytes of a coordinate, and of r and s.

    digest: the hash that a message is brought down to before it is signed.
    """

    name: str
    size: int
    order: int
    known: ec.EllipticCurve
    digest: Callable[[bytes], Any]
    signature: ec.ECDSA
    deterministic: ec.ECDSA


# By the one algorithm that keys on it are used with.
CURVES: Mapping[str, EllipticCurve] = MappingProxyType(
    {
        ES256: EllipticCurve(
            "P-256",
            32,
            0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
            ec.SECP256R1(),
            hashlib.sha256,
            ec.ECDSA(hashes.SHA256()),
            ec.ECDSA(hashes.SHA256(), deterministic_signing=True),
        ),
        ES384: EllipticCurve(
            "P-384",
            48,
            int(
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
                16,
            ),
            ec.SECP384R1(),
            hashlib.sha384,
            ec.ECDSA(hashes.SHA384()),
            ec.ECDSA(hashes.SHA384(), deterministic_signing=True),
        ),
    }
)
