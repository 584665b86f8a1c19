"""The keys that somebody's DID document publishes for signing statements.

A document is written by its owner: kinds of keys we do not know are passed over, what is said
twice must say the same, and a key that belongs to another controller is no key of theirs.
DID Core 1.0, 5.2 and 5.3; Controlled Identifiers 1.0, 2.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from credentials.errors import CredentialError, DidDocumentInvalid
from credentials.multikey import parse_multikey
from credentials.public_keys import PublicKey, parse_jwk

MAX_METHODS = 256
_JWK_TYPES = frozenset({"JsonWebKey", "JsonWebKey2020"})
_MULTIBASE_TYPES = frozenset({"Multikey", "Ed25519VerificationKey2020"})


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """revoked_at: since then the owner says that nothing it signs counts."""

    kid: str
    key: PublicKey
    revoked_at: datetime | None = None


def published_keys(
    document: Mapping[str, Any], *, relationship: str = "assertionMethod"
) -> tuple[PublishedKey, ...]:
    """Ed25519, P-256 and P-384 keys listed under the relationship, by DID URL or in full.

    Raises DidDocumentInvalid. A revoked key is among them even if it is listed no more, so that
    what it signed is told apart from what a stranger signed.
    """
    did = document.get("id")
    methods = _listed(document, "verificationMethod")
    related = _listed(document, relationship)
    if not isinstance(did, str) or not did.startswith("did:"):
        raise DidDocumentInvalid("A DID document has the DID it is for.")
    embedded = [method for method in related if isinstance(method, Mapping)]
    named = {_full(did, name) for name in related if isinstance(name, str)}
    found: dict[str, PublishedKey] = {}
    for key, method in _readable(did, [*methods, *embedded]):
        wanted = key.kid in named or key.revoked_at is not None or method in embedded
        if wanted and found.setdefault(key.kid, key) != key:
            raise DidDocumentInvalid("A DID document names one key in two ways.")
    return tuple(found.values())


def _listed(document: Mapping[str, Any], name: str) -> list[Any]:
    listed = document.get(name, [])
    if not isinstance(listed, list) or len(listed) > MAX_METHODS:
        raise DidDocumentInvalid(f"{name} of a DID document is a list, and not a long one.")
    return listed


def _readable(did: str, methods: list[Any]) -> Iterator[tuple[PublishedKey, Mapping[str, Any]]]:
    for method in methods:
        if not isinstance(method, Mapping) or not isinstance(method.get("id"), str):
            raise DidDocumentInvalid("A verification method has an id.")
        kid = _full(did, method["id"])
        if method.get("controller", did) != did or kid.partition("#")[0] != did:
            continue
        try:
            key = _key_of(method)
        except CredentialError:
            # RSA, other curves: the owner may have them, and nothing here verifies with them.
            continue
        if key is not None:
            yield PublishedKey(kid, key, _revoked(method)), method


def _full(did: str, name: str) -> str:
    return did + name if name.startswith("#") else name


def _key_of(method: Mapping[str, Any]) -> PublicKey | None:
    kind = method.get("type")
    jwk, multibase = method.get("publicKeyJwk"), method.get("publicKeyMultibase")
    if kind in _JWK_TYPES and isinstance(jwk, Mapping):
        return parse_jwk(jwk)
    if kind in _MULTIBASE_TYPES and isinstance(multibase, str):
        return parse_multikey(multibase)
    return None


def _revoked(method: Mapping[str, Any]) -> datetime | None:
    """Also for a date that cannot be read: the owner does not want it used."""
    if "revoked" not in method:
        return None
    try:
        moment = datetime.fromisoformat(str(method["revoked"]))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
