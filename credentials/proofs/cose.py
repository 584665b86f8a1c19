"""COSE_Sign1 for the QR code: ES256 in the smallest form that is still standard.

Only the one deterministic encoding of a message is read (RFC 8949, 4.2.1): re-encoding what was
read must give the same bytes, which refuses duplicate keys, indefinite lengths, tags and
trailing bytes in one step. RFC 9052, 4.2 and 4.4.
"""

import io
from dataclasses import dataclass
from typing import Any

import cbor2

from credentials.elliptic_curves import CURVES
from credentials.errors import AlgorithmNotAllowed, CoseMalformed, SignatureInvalid
from credentials.keys import Signer
from credentials.public_keys import ES256, PublicKey

# A QR code of version 40 holds less.
MAX_MESSAGE_BYTES = 2048
_SIGN1_TAG = 18
# The head of a value: its kind in three bits, then a small number, or in how many bytes it
# follows. RFC 8949, 3.
_STRINGS, _LISTS, _TAG = (2, 3), (4, 5), 6
_LENGTHS = {24: 1, 25: 2, 26: 4, 27: 8}
_LARGEST = 27
_ALG, _KID = 1, 4
_ES256 = -7


@dataclass(frozen=True, slots=True)
class ParsedSign1:
    """Well-formed, and nothing more."""

    kid: bytes
    protected: bytes
    payload: bytes
    signature: bytes


def encode_cbor(value: Any) -> bytes:
    """Deterministic."""
    return cbor2.dumps(value, canonical=True)


def decode_cbor(raw: bytes) -> Any:
    """The one value that `raw` is the deterministic encoding of. Raises CoseMalformed."""
    _require_plain(raw)
    stream = io.BytesIO(raw)
    try:
        value = cbor2.CBORDecoder(stream).decode()
        again = encode_cbor(value)
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise CoseMalformed("This is not CBOR.") from error
    if again != raw:
        raise CoseMalformed("This CBOR is not in its one deterministic form.")
    return value


def _require_plain(raw: bytes) -> None:
    """No tag but the one around a message, and no more elements than there are bytes.

    Others have the decoder build what grows: 2 KB in which each list holds the last one ten times
    (tags 28 and 29) never end when they are written out. Raises CoseMalformed.
    """
    at = 0
    while at < len(raw):
        kind, small = raw[at] >> 5, raw[at] & 31
        more = _LENGTHS.get(small, 0)
        if small > _LARGEST or (kind == _TAG and (at, small) != (0, _SIGN1_TAG)):
            raise CoseMalformed("This CBOR holds what a signed code never does.")
        value = int.from_bytes(raw[at + 1 : at + 1 + more]) if more else small
        at += 1 + more
        if kind in _STRINGS:
            at += value
        elif kind in _LISTS and value > len(raw):
            raise CoseMalformed("This CBOR says that it is longer than it is.")


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return encode_cbor(["Signature1", protected, b"", payload])


def sign_sign1(payload: bytes, *, kid: bytes, signer: Signer) -> bytes:
    """A tagged COSE_Sign1 with algorithm and kid protected."""
    if signer.algorithm != ES256:
        raise AlgorithmNotAllowed("QR codes are signed with ES256.")
    protected = encode_cbor({_ALG: _ES256, _KID: kid})
    signature = signer.sign(_to_be_signed(protected, payload))
    return encode_cbor(cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature]))


def parse_sign1(message: bytes) -> ParsedSign1:
    """Raises CoseMalformed, AlgorithmNotAllowed."""
    if len(message) > MAX_MESSAGE_BYTES:
        raise CoseMalformed("A signed code is never this long.")
    tagged = decode_cbor(message)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != _SIGN1_TAG:
        raise CoseMalformed("This is not a COSE_Sign1 message.")
    match tagged.value:
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)] if (
            not unprotected and len(signature) == 2 * CURVES[ES256].size
        ):
            header = decode_cbor(protected)
        case _:
            raise CoseMalformed("This COSE_Sign1 message has another shape than ours.")
    if not isinstance(header, dict) or set(header) != {_ALG, _KID}:
        raise CoseMalformed("The code's header holds an algorithm and a key, nothing else.")
    if header[_ALG] != _ES256 or isinstance(header[_ALG], bool | float):
        raise AlgorithmNotAllowed("QR codes are signed with ES256, nothing else.")
    if not isinstance(header[_KID], bytes):
        raise CoseMalformed("The code's key is named by bytes.")
    return ParsedSign1(header[_KID], protected, payload, signature)


def verify_sign1(parsed: ParsedSign1, key: PublicKey) -> None:
    """Raises AlgorithmNotAllowed, SignatureInvalid."""
    if key.algorithm != ES256:
        raise AlgorithmNotAllowed("The code's key is not for ES256.")
    if not key.verifies(_to_be_signed(parsed.protected, parsed.payload), parsed.signature):
        raise SignatureInvalid("The signature does not match: this was altered or forged.")
