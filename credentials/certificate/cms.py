"""A signature over a digest as CMS, with the attributes that PAdES B-B asks for, in DER.

Written out here, as the same by pyHanko builds and copies some thousand objects and takes a tenth
of a certificate's time. pyHanko still judges it. RFC 5652, 5 and 11; RFC 5035, 3; RFC 6211; RFC
5758, 3.2; ETSI EN 319 122-1, 5.2 and 5.3.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property

from asn1crypto import core, x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

Sign = Callable[[bytes], bytes]
AskToken = Callable[[bytes], bytes]

_SEQUENCE, _SET, _OCTETS = 0x30, 0x31, 0x04
# [0] and [1], with something inside.
_ZEROTH, _FIRST = 0xA0, 0xA1


def _oid(dotted: str) -> bytes:
    return bytes(core.ObjectIdentifier(dotted).dump())


def _integer(number: int) -> bytes:
    return bytes(core.Integer(number).dump())


def _der(tag: int, *parts: bytes) -> bytes:
    """ITU-T X.690, 8.1.3: the length in as few octets as it needs."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(octets))) + octets + body


def _set_of(tag: int, parts: Iterable[bytes]) -> bytes:
    """In the order of their encodings. ITU-T X.690, 11.6."""
    return _der(tag, *sorted(parts))


def _attribute(dotted: str, value: bytes) -> bytes:
    return _der(_SEQUENCE, _oid(dotted), _der(_SET, value))


_DATA = _oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = _oid("1.2.840.113549.1.7.2")
_SHA256 = _der(_SEQUENCE, _oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = _oid("1.2.840.10045.4.3.2")
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52"
_SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
_TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14"  # noqa: S105  # no password


class Maker:
    """Signatures with one key. certificates: of the key first, then those above it, in DER."""

    def __init__(self, certificates: Iterable[bytes], sign: Sign) -> None:
        self._certificates = tuple(certificates)
        self._sign = sign

    def over(self, digest: bytes, *, ask_token: AskToken | None = None) -> bytes:
        """digest: SHA-256 of what is signed and stands elsewhere.

        ask_token: SHA-256 of the signature -> a time-stamping service's token, in DER.
        """
        attributes = (*self._constant_attributes, _attribute(_MESSAGE_DIGEST, _octets(digest)))
        # Signed as a set, and written as [0]. RFC 5652, 5.4.
        raw = self._sign(_set_of(_SET, attributes))
        signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        parts = [
            _integer(1),
            self._signer,
            _SHA256,
            _set_of(_ZEROTH, attributes),
            _der(_SEQUENCE, _ECDSA_SHA256),
            _octets(signature),
        ]
        if ask_token:
            token = ask_token(hashlib.sha256(signature).digest())
            parts.append(_der(_FIRST, _attribute(_TIME_STAMP_TOKEN, token)))
        signed = _der(
            _SEQUENCE,
            _integer(1),
            _der(_SET, _SHA256),
            _der(_SEQUENCE, _DATA),
            _set_of(_ZEROTH, self._certificates),
            _der(_SET, _der(_SEQUENCE, *parts)),
        )
        return _der(_SEQUENCE, _SIGNED_DATA, _der(_ZEROTH, signed))

    @cached_property
    def _signer(self) -> bytes:
        """Issuer and serial number of the certificate of the key."""
        own = x509.Certificate.load(self._certificates[0])
        return _der(_SEQUENCE, own.issuer.dump(), _integer(own.serial_number))

    @cached_property
    def _constant_attributes(self) -> tuple[bytes, ...]:
        """What is signed, with which certificate and by which algorithms."""
        own = _der(_SEQUENCE, _octets(hashlib.sha256(self._certificates[0]).digest()))
        return (
            _attribute(_CONTENT_TYPE, _DATA),
            _attribute(_SIGNING_CERTIFICATE, _der(_SEQUENCE, _der(_SEQUENCE, own))),
            _attribute(
                _ALGORITHM_PROTECTION,
                _der(_SEQUENCE, _SHA256, _der(_FIRST, _ECDSA_SHA256)),
            ),
        )


def _octets(value: bytes) -> bytes:
    return _der(_OCTETS, value)
