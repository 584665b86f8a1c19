"""did:web: where its document stands, and the registry's own document with its history.

Nothing is fetched here. did:web method; DID Core 1.0; Controlled Identifiers 1.0; RFC 7517.
"""

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from credentials.errors import DidInvalid
from credentials.keys import KeyPurpose, KeyRing, RingKey
from credentials.multibase import encode_multikey
from credentials.public_keys import PublicKey

DID_CONTEXTS = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
)
# What each purpose may be used for; a seal is trusted by its certificate, not by did.json.
_RELATIONSHIPS = {
    KeyPurpose.ASSERTION: "assertionMethod",
    KeyPurpose.QR: "assertionMethod",
    KeyPurpose.TOKEN_STATUS: "assertionMethod",
    KeyPurpose.AUTHENTICATION: "authentication",
}

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\Z")
_PORT = re.compile(r"[1-9][0-9]{0,4}\Z")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\Z")


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
    """Every key of the ring, retired ones too: what they signed must stay verifiable.

    Each key stands twice, as JsonWebKey under its `kid` for JOSE and as Multikey for Data
    Integrity. A compromised key stays with `revoked`, and may be used for nothing any more.
    """
    keys = _published(ring)
    document: dict[str, Any] = {
        "@context": list(DID_CONTEXTS),
        "id": ring.controller,
        "verificationMethod": [method for key in keys for method in _methods(ring, key)],
    }
    for relationship in ("assertionMethod", "authentication"):
        document[relationship] = [
            name
            for key in keys
            if key.may_verify and _RELATIONSHIPS[key.purpose] == relationship
            for name in (key.kid, multikey_url(ring.controller, key.public_key))
        ]
    return document


def jwks(ring: KeyRing) -> dict[str, Any]:
    """RFC 7517, 5: the keys that may verify, for readers who know no DIDs."""
    return {
        "keys": [
            _published_jwk(key.kid, key.public_key) for key in _published(ring) if key.may_verify
        ]
    }


def multikey_url(controller: str, public_key: PublicKey) -> str:
    """The DID URL under which Data Integrity proofs name a key."""
    return f"{controller}#{encode_multikey(public_key)}"


def _published(ring: KeyRing) -> list[RingKey]:
    return [key for key in ring.keys if key.purpose in _RELATIONSHIPS]


def _methods(ring: KeyRing, key: RingKey) -> list[dict[str, Any]]:
    revoked = {}
    if key.compromised_since is not None:
        revoked["revoked"] = key.compromised_since.strftime("%Y-%m-%dT%H:%M:%SZ")
    return [
        {
            "id": key.kid,
            "type": "JsonWebKey",
            "controller": ring.controller,
            "publicKeyJwk": _published_jwk(key.kid, key.public_key),
            **revoked,
        },
        {
            "id": multikey_url(ring.controller, key.public_key),
            "type": "Multikey",
            "controller": ring.controller,
            "publicKeyMultibase": encode_multikey(key.public_key),
            **revoked,
        },
    ]


def _published_jwk(kid: str, public_key: PublicKey) -> dict[str, str]:
    return {**public_key.jwk, "kid": kid, "alg": public_key.algorithm, "use": "sig"}
