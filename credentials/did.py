"""Decentralised identifiers: did:web for the registry, did:key for holders.

Nothing is fetched here. did:web method; did:key method; DID Core 1.0; Controlled Identifiers 1.0.
"""

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from credentials.errors import DidInvalid, KeyUnfit
from credentials.keys import KeyRing
from credentials.public_keys import EDDSA, PublicKey, public_key_of

DID_CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1")

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\Z")
_PORT = re.compile(r"[1-9][0-9]{0,4}\Z")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\Z")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_MAX_DID_KEY = 128
_ED25519_PUB = b"\xed\x01"
_P256_PUB = b"\x80\x24"


def did_web_of(public_url: str) -> str:
    """ "https://host:8443/path" -> "did:web:host%3A8443:path". Raises DidInvalid."""
    parts = urlsplit(public_url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise DidInvalid("A did:web comes from an https URL without query or fragment.")
    authority = parts.hostname + (f"%3A{parts.port}" if parts.port else "")
    path = [quote(segment, safe="") for segment in parts.path.split("/") if segment]
    did = ":".join(["did:web", authority, *path])
    did_web_url(did)
    return did


def did_web_url(did: str) -> str:
    """The https URL where the DID document stands. Raises DidInvalid."""
    method = did.split(":")
    if method[:2] != ["did", "web"] or len(method) < 3:
        raise DidInvalid("This is not a did:web.")
    host, _, port = unquote(method[2]).partition(":")
    if not _HOST.match(host) or (port and not _PORT.match(port)):
        raise DidInvalid("A did:web names a plain host.")
    path = method[3:]
    if any(not _SEGMENT.match(segment) or unquote(segment) in {".", ".."} for segment in path):
        raise DidInvalid("A did:web path has plain segments.")
    where = "/".join(path) if path else ".well-known"
    return f"https://{host}{f':{port}' if port else ''}/{where}/did.json"


def did_document(ring: KeyRing) -> dict[str, Any]:
    """Every key of the ring, retired ones too: what they signed must stay verifiable."""
    return {
        "@context": list(DID_CONTEXTS),
        "id": ring.controller,
        "verificationMethod": [
            {
                "id": key.signer.kid,
                "type": "JsonWebKey",
                "controller": ring.controller,
                "publicKeyJwk": _published_jwk(key.signer.kid, key.signer.public_key),
            }
            for key in ring.keys
        ],
        "assertionMethod": [key.signer.kid for key in ring.keys],
    }


def jwks(ring: KeyRing) -> dict[str, Any]:
    """RFC 7517, 5: the same keys for readers who know no DIDs."""
    return {"keys": [_published_jwk(key.signer.kid, key.signer.public_key) for key in ring.keys]}


def _published_jwk(kid: str, public_key: PublicKey) -> dict[str, str]:
    return {**public_key.jwk, "kid": kid, "alg": public_key.algorithm, "use": "sig"}


def decode_did_key(did: str) -> PublicKey:
    """The key inside a did:key, Ed25519 or P-256. Raises DidInvalid, KeyUnfit."""
    prefix, _, encoded = did.partition("did:key:z")
    if prefix or not encoded or len(encoded) > _MAX_DID_KEY:
        raise DidInvalid("This is not a did:key in base58.")
    raw = _decode_base58(encoded)
    if raw[:2] == _ED25519_PUB:
        return PublicKey(EDDSA, raw[2:])
    if raw[:2] == _P256_PUB and len(raw) == 35:
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw[2:])
        except ValueError as error:
            raise KeyUnfit("This is not a point on the key's curve.") from error
        return public_key_of(point)
    raise DidInvalid("This did:key holds a kind of key that is not supported.")


def _decode_base58(text: str) -> bytes:
    number = 0
    for character in text:
        digit = _BASE58.find(character)
        if digit < 0:
            raise DidInvalid("This is not base58.")
        number = number * 58 + digit
    # Leading ones are leading zero bytes, which the number alone forgets.
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
