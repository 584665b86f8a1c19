"""Bytes that name their own kind, and what is wrong with a public key written so.

`multibase` reads the keys of proofs; here a key of any kind is told apart from no key, as
did:key asks. Controlled Identifiers 1.0, 2.2.2; multicodec's unsigned varint.
"""

from cryptography.hazmat.primitives.asymmetric import ec

from credentials.elliptic_curves import CURVES, ES256, ES384
from credentials.errors import (
    DidKeyInvalid,
    DidKeyLengthInvalid,
    DidKeyUnsupported,
    KeyUnfit,
    MultibaseInvalid,
)
from credentials.multibase import decode_any_base58
from credentials.public_keys import EDDSA, PublicKey, public_key_of

ED25519_PUB = 0xED
P256_PUB = 0x1200
P384_PUB = 0x1201
X25519_PUB = 0xEC
_ECDSA = {P256_PUB: ES256, P384_PUB: ES384}
_MAX_VARINT_BYTES = 9
# Kinds of key that the did:key method knows, with the bytes of each: the method, section 3.1.3.
KEY_BYTES = {
    ED25519_PUB: 32,
    P256_PUB: 33,
    X25519_PUB: 32,
    0xE7: 33,  # secp256k1
    0xEB: 96,  # BLS12-381 G2
    P384_PUB: 49,
    0x1202: 67,  # P-521
}


def encode_varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def decode_varint(raw: bytes) -> tuple[int, bytes]:
    """The number, and what stands behind it. Raises MultibaseInvalid, also for a longer form."""
    number = 0
    for place, byte in enumerate(raw[:_MAX_VARINT_BYTES]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            if byte == 0 and place:
                raise MultibaseInvalid("A multicodec is written longer than it is.")
            return number, raw[place + 1 :]
    raise MultibaseInvalid("A multicodec does not end.")


def parse_multikey(text: str) -> PublicKey:
    """Raises MultibaseInvalid, DidKeyLengthInvalid, DidKeyUnsupported, DidKeyInvalid.

    Only base58btc: a key with two spellings would be two verification methods.
    """
    codec, raw = decode_varint(decode_any_base58(text))
    if len(raw) != KEY_BYTES.get(codec):
        raise DidKeyLengthInvalid("The key has another length than keys of its kind.")
    if codec != ED25519_PUB and codec not in _ECDSA:
        raise DidKeyUnsupported("Only Ed25519, P-256 and P-384 keys may verify.")
    try:
        if codec == ED25519_PUB:
            return PublicKey(EDDSA, raw)
        curve = CURVES[_ECDSA[codec]].known
        return public_key_of(ec.EllipticCurvePublicKey.from_encoded_point(curve, raw))
    except (KeyUnfit, ValueError) as error:
        raise DidKeyInvalid("These bytes are not a public key of the kind they say.") from error
