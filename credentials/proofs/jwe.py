"""JWE in compact form: ECDH-ES on P-256 with AES-GCM, as wallets encrypt. RFC 7516; RFC 7518, 4.6.

One way of agreeing on a key and two ciphers, with the primitives of `cryptography`. Nothing is
compressed, so nothing small becomes large, and a header that demands more is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

from credentials.encodings import (
    decode_base64url,
    encode_base64url,
    parse_json,
    serialize_json,
)
from credentials.errors import CredentialError, JweInvalid, KeyUnfit

PrivateKey = ec.EllipticCurvePrivateKey
ALGORITHM = "ECDH-ES"
# What `enc` may say -> bytes of the key.
CIPHERS: Mapping[str, int] = {"A128GCM": 16, "A256GCM": 32}
MAX_BYTES = 1024 * 1024
SEED_BYTES = 48
_IV_BYTES, _TAG_BYTES = 12, 16
_COORDINATE_BYTES = 32
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is encrypted to. kid: repeated in the message, empty for none."""

    key: ec.EllipticCurvePublicKey
    kid: str


def private_key_of(seed: bytes) -> PrivateKey:
    """A P-256 key from `SEED_BYTES` random ones: so many that no key is likelier than another."""
    if len(seed) != SEED_BYTES:
        raise KeyUnfit(f"A key is made from {SEED_BYTES} random bytes.")
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, ec.SECP256R1())


def encryption_jwk(key: PrivateKey, kid: str) -> dict[str, str]:
    """The public half, as others are told it."""
    return {**_jwk(key.public_key()), "use": "enc", "alg": ALGORITHM, "kid": kid}


def parse_recipient(jwk: object) -> Recipient:
    """A public key for encryption, whose `alg` says so (OpenID4VCI 1.0, 10). Raises KeyUnfit."""
    if not isinstance(jwk, Mapping):
        raise KeyUnfit("A key for encryption is a JWK.")
    if "d" in jwk:
        raise KeyUnfit("A private key does not belong here.")
    if jwk.get("alg") != ALGORITHM or jwk.get("use", "enc") != "enc":
        raise KeyUnfit(f"A key for encryption says alg {ALGORITHM}.")
    kid = jwk.get("kid", "")
    if not isinstance(kid, str) or len(kid) > 200:
        raise KeyUnfit("The kid of a key is a short text.")
    return Recipient(_public_key(jwk), kid)


def encrypt(
    payload: bytes,
    recipient: Recipient,
    *,
    cipher: str,
    random_bytes: Callable[[int], bytes],
) -> str:
    """cipher: one of CIPHERS. Only who holds the recipient's private key reads it."""
    ephemeral = private_key_of(random_bytes(SEED_BYTES))
    header = {
        "alg": ALGORITHM,
        "enc": cipher,
        **({"kid": recipient.kid} if recipient.kid else {}),
        "epk": _jwk(ephemeral.public_key()),
    }
    protected = encode_base64url(serialize_json(header))
    key = _agreed(ephemeral, recipient.key, cipher, b"", b"")
    iv = random_bytes(_IV_BYTES)
    sealed = AESGCM(key).encrypt(iv, payload, protected.encode())
    content, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    parts = (protected, "", *(encode_base64url(part) for part in (iv, content, tag)))
    return ".".join(parts)


def decrypt(message: bytes, keys: Mapping[str, PrivateKey]) -> bytes:
    """keys: by the `kid` that the message names. Raises JweInvalid, which tells nothing of why
    the content could not be read."""
    if len(message) > MAX_BYTES:
        raise JweInvalid("An encrypted message has at most 1 MiB.")
    parts = message.split(b".")
    if len(parts) != 5 or parts[1]:
        raise JweInvalid("An encrypted message has five parts, and no encrypted key.")
    try:
        protected, _, iv, content, tag = (decode_base64url(part) for part in parts)
        header = parse_json(protected)
        key, cipher = _key_for(header, keys), header["enc"]
        # One error for a wrong key, cipher text or tag.
        secret = _agreed(key, _public_key(header.get("epk")), cipher, *_parties(header))
    except JweInvalid:
        raise
    except CredentialError as error:
        raise JweInvalid("The header of the encrypted message cannot be read.") from error
    if len(iv) != _IV_BYTES or len(tag) != _TAG_BYTES:
        raise JweInvalid("The encrypted message is not complete.")
    try:
        return AESGCM(secret).decrypt(iv, content + tag, parts[0])
    except InvalidTag:
        raise JweInvalid("The encrypted message is not for this key, or was altered.") from None


def _key_for(header: Mapping[str, Any], keys: Mapping[str, PrivateKey]) -> PrivateKey:
    if "crit" in header or "zip" in header:
        raise JweInvalid("The encrypted message demands what is not done here.")
    if header.get("alg") != ALGORITHM or header.get("enc") not in tuple(CIPHERS):
        raise JweInvalid(f"Messages are encrypted by {ALGORITHM} with {' or '.join(CIPHERS)}.")
    kid = header.get("kid")
    if not isinstance(kid, str) or kid not in keys:
        raise JweInvalid("The encrypted message is for a key that is not known, or no longer.")
    return keys[kid]


def _parties(header: Mapping[str, Any]) -> tuple[bytes, bytes]:
    told = []
    for name in ("apu", "apv"):
        value = header.get(name, "")
        if not isinstance(value, str) or not value.isascii():
            raise JweInvalid(f"The {name} of the encrypted message is not text.")
        told.append(decode_base64url(value.encode()))
    return told[0], told[1]


def _agreed(
    own: PrivateKey,
    other: ec.EllipticCurvePublicKey,
    cipher: str,
    party_u: bytes,
    party_v: bytes,
) -> bytes:
    """RFC 7518, 4.6.2: Concat KDF with SHA-256, for the cipher itself."""
    size = CIPHERS[cipher]
    context = b"".join(
        len(part).to_bytes(4) + part for part in (cipher.encode(), party_u, party_v)
    ) + (size * 8).to_bytes(4)
    shared = own.exchange(ec.ECDH(), other)
    return ConcatKDFHash(algorithm=hashes.SHA256(), length=size, otherinfo=context).derive(shared)


def _jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": encode_base64url(numbers.x.to_bytes(_COORDINATE_BYTES)),
        "y": encode_base64url(numbers.y.to_bytes(_COORDINATE_BYTES)),
    }


def _public_key(jwk: object) -> ec.EllipticCurvePublicKey:
    if not isinstance(jwk, Mapping) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise KeyUnfit("Keys for encryption are on P-256.")
    point = b"\x04"
    for name in ("x", "y"):
        text = jwk.get(name)
        coordinate = decode_base64url(text.encode()) if isinstance(text, str) else b""
        if len(coordinate) != _COORDINATE_BYTES:
            raise KeyUnfit("A JWK coordinate has 32 bytes.")
        point += coordinate
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise KeyUnfit("This is not a point on the key's curve.") from error
