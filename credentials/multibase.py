"""Multibase in base58btc, and keys written as Multikey. Controlled Identifiers 1.0, 2.2.2, 2.4."""

from operator import mul

from cryptography.hazmat.primitives.asymmetric import ec

from credentials.elliptic_curves import CURVES, ES256, ES384
from credentials.errors import KeyUnfit, MultibaseInvalid
from credentials.public_keys import EDDSA, PublicKey, public_key_of

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_FOREIGN = 255
# Byte of a character -> its digit.
_VALUES = bytes(
    _ALPHABET.index(chr(byte)) if chr(byte) in _ALPHABET else _FOREIGN for byte in range(256)
)
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_TEN_PLACES = 58**10
# As long as a signature.
_POWERS = [58**place for place in range(88)]
# Reading base58 takes quadratic time; keys and proofs are far shorter.
MAX_CHARACTERS = 1024
_ED25519_PUB = b"\xed\x01"
_ECDSA_PUB = {ES256: b"\x80\x24", ES384: b"\x81\x24"}


def encode_base58(raw: bytes) -> str:
    """With its prefix: "z…"."""
    number = int.from_bytes(raw)
    pairs = []
    while number:
        # A small number first: to divide a large one costs its length each time.
        number, ten = divmod(number, _TEN_PLACES)
        for _ in range(5):
            ten, pair = divmod(ten, len(_PAIRS))
            pairs.append(_PAIRS[pair])
    digits = "".join(reversed(pairs)).lstrip("1")
    # A leading zero byte is a leading one, which the number alone forgets.
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return "z" + "1" * zeros + digits


def decode_base58(text: str, *, length: int) -> bytes:
    """ "z…" to exactly so many bytes. Raises MultibaseInvalid."""
    # 58^1.4 > 256: longer texts cannot be of this length, and are not worth reading.
    if not text.startswith("z") or len(text) > 2 + length * 7 // 5:
        raise MultibaseInvalid("This is not base58btc with the prefix z.")
    raw = _decode(text)
    if len(raw) != length:
        raise MultibaseInvalid(f"This does not hold {length} bytes.")
    return raw


def decode_any_base58(text: str) -> bytes:
    """ "z…" to as many bytes as it holds. Raises MultibaseInvalid."""
    if not text.startswith("z") or not 1 < len(text) <= MAX_CHARACTERS:
        raise MultibaseInvalid("This is not base58btc with the prefix z.")
    return _decode(text)


def _decode(text: str) -> bytes:
    digits = text[1:].encode("ascii", "replace").translate(_VALUES)
    if _FOREIGN in digits:
        raise MultibaseInvalid("This is not base58btc.")
    number = 0
    for start in range(0, len(digits), len(_POWERS)):
        part = digits[start : start + len(_POWERS)]
        number = number * 58 ** len(part) + sum(map(mul, reversed(part), _POWERS))
    zeros = len(digits) - len(digits.lstrip(b"\0"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def encode_multikey(key: PublicKey) -> str:
    """publicKeyMultibase: "z6Mk…" for Ed25519, "zDn…" for P-256, "z82L…" for P-384."""
    if key.algorithm == EDDSA:
        return encode_base58(_ED25519_PUB + key.raw)
    x = key.raw[: CURVES[key.algorithm].size]
    return encode_base58(_ECDSA_PUB[key.algorithm] + bytes([2 + key.raw[-1] % 2]) + x)


def decode_multikey(text: str) -> PublicKey:
    """Raises MultibaseInvalid, KeyUnfit."""
    if text.startswith("z6Mk"):
        raw = decode_base58(text, length=34)
        if raw[:2] != _ED25519_PUB:
            raise KeyUnfit("This is not an Ed25519 key.")
        return PublicKey(EDDSA, raw[2:])
    algorithm = ES384 if text.startswith("z82L") else ES256
    curve = CURVES[algorithm]
    raw = decode_base58(text, length=3 + curve.size)
    if raw[:2] != _ECDSA_PUB[algorithm]:
        raise KeyUnfit("Only Ed25519, P-256 and P-384 keys may verify.")
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(curve.known, raw[2:])
    except ValueError as error:
        raise KeyUnfit("This is not a point on the key's curve.") from error
    return public_key_of(point)
