"""did:key: an identifier that is a public key. Holders and test issuers have them.

Documents, options and errors as the method says, so that the W3C's suite for it finds what it
expects. did:key 0.7, 3.1.
"""

from dataclasses import dataclass
from typing import Any

from credentials.did_url import require_did
from credentials.ed25519 import FIELD_PRIME
from credentials.encodings import encode_base64url
from credentials.errors import (
    DidInvalid,
    DidKeyFormatInvalid,
    DidKeyUnsupported,
    MultibaseInvalid,
)
from credentials.multibase import encode_base58, encode_multikey
from credentials.multikey import X25519_PUB, encode_varint, parse_multikey
from credentials.public_keys import EDDSA, PublicKey

MULTIKEY, JSON_WEB_KEY = "Multikey", "JsonWebKey2020"
ED25519_2020, X25519_2020 = "Ed25519VerificationKey2020", "X25519KeyAgreementKey2020"
_CONTEXTS = {
    MULTIKEY: "https://w3id.org/security/multikey/v1",
    JSON_WEB_KEY: "https://w3id.org/security/suites/jws-2020/v1",
    "JsonWebKey": "https://w3id.org/security/jwk/v1",
    ED25519_2020: "https://w3id.org/security/suites/ed25519-2020/v1",
    X25519_2020: "https://w3id.org/security/suites/x25519-2020/v1",
}
_EXPERIMENTAL = frozenset({"Ed25519VerificationKey2018", "X25519KeyAgreementKey2019"})
_RELATIONSHIPS = (
    "authentication",
    "assertionMethod",
    "capabilityDelegation",
    "capabilityInvocation",
)


@dataclass(frozen=True, slots=True)
class DidKeyOptions:
    """How a document is written. did:key 0.7, 3.1.2."""

    public_key_format: str = MULTIKEY
    enable_encryption_key_derivation: bool = False
    enable_experimental_public_key_types: bool = False
    default_context: str = "https://www.w3.org/ns/did/v1"


def did_key_of(key: PublicKey) -> str:
    return f"did:key:{encode_multikey(key)}"


def did_key_url(key: PublicKey) -> str:
    """The DID URL of the key itself, as a proof or a `kid` names it."""
    multikey = encode_multikey(key)
    return f"did:key:{multikey}#{multikey}"


def decode_did_key(did: str) -> PublicKey:
    """The key inside a did:key, Ed25519, P-256 or P-384.

    Raises DidInvalid, DidKeyLengthInvalid, DidKeyInvalid, DidKeyUnsupported.
    """
    return _key_in(_multibase_of(did))


def _key_in(multibase: str) -> PublicKey:
    try:
        return parse_multikey(multibase)
    except MultibaseInvalid as error:
        raise DidInvalid("This is not a did:key in base58.") from error


def did_key_document(did: str, options: DidKeyOptions | None = None) -> dict[str, Any]:
    """The document that this identifier stands for. Raises what decode_did_key does, and
    DidKeyUnsupported, DidKeyFormatInvalid for a form that keys are not published in.
    """
    asked = options or DidKeyOptions()
    multibase = _multibase_of(did)
    key = _key_in(multibase)
    form = _form(asked, key)
    name = f"{did}#{multibase}"
    methods = [_method(name, did, form, multibase, key.jwk)]
    document: dict[str, Any] = {
        "@context": [asked.default_context, _CONTEXTS[form]],
        "id": did,
        "verificationMethod": methods,
        **{relationship: [name] for relationship in _RELATIONSHIPS},
    }
    if asked.enable_encryption_key_derivation and key.algorithm == EDDSA:
        derived = _derive_encryption_method(did, form, key)
        methods.append(derived)
        document["keyAgreement"] = [derived["id"]]
        if derived["type"] == X25519_2020:
            document["@context"].append(_CONTEXTS[X25519_2020])
    return document


def _multibase_of(did: str) -> str:
    """did:key:[version:]multibase. Raises DidInvalid."""
    parts = require_did(did).split(":")
    if parts[:2] != ["did", "key"] or len(parts) not in (3, 4):
        raise DidInvalid("This is not a did:key.")
    version = parts[2] if len(parts) == 4 else "1"
    if not (version.isascii() and version.isdigit() and int(version[:9]) > 0):
        raise DidInvalid("The version of a did:key is a positive integer.")
    if not parts[-1].startswith("z"):
        raise DidInvalid("This is not a did:key in base58.")
    return parts[-1]


def _form(options: DidKeyOptions, key: PublicKey) -> str:
    asked = options.public_key_format
    if asked in _EXPERIMENTAL and not options.enable_experimental_public_key_types:
        raise DidKeyFormatInvalid("This form of publishing keys is experimental.")
    fits = asked in _CONTEXTS and asked != X25519_2020
    if not fits or (asked == ED25519_2020 and key.algorithm != EDDSA):
        raise DidKeyUnsupported("Keys of this kind are not published in this form.")
    return asked


def _method(
    name: str, controller: str, form: str, multibase: str, jwk: dict[str, str]
) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": name, "type": form, "controller": controller}
    if form in (JSON_WEB_KEY, "JsonWebKey"):
        return {**shown, "publicKeyJwk": jwk}
    return {**shown, "publicKeyMultibase": multibase}


def _derive_encryption_method(did: str, form: str, key: PublicKey) -> dict[str, Any]:
    raw = _x25519_of(key.raw)
    multibase = encode_base58(encode_varint(X25519_PUB) + raw)
    jwk = {"crv": "X25519", "kty": "OKP", "x": encode_base64url(raw)}
    derived_form = X25519_2020 if form == ED25519_2020 else form
    return _method(f"{did}#{multibase}", did, derived_form, multibase, jwk)


def _x25519_of(ed25519: bytes) -> bytes:
    """The same point on the Montgomery curve: u = (1 + y) / (1 - y). RFC 7748, 4.1."""
    y = int.from_bytes(ed25519, "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, -1, FIELD_PRIME) % FIELD_PRIME
    return u.to_bytes(32, "little")
