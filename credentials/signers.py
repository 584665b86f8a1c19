"""Whose key: the trust list's, one that the identifier itself holds, or one that was resolved.

The trust list comes first: for an issuer on it no other key counts, whatever else says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from credentials.did_jwk import decode_did_jwk
from credentials.did_key import decode_did_key
from credentials.errors import DidInvalid, KeyUnknown
from credentials.keys import KeyPurpose
from credentials.public_keys import PublicKey
from credentials.trust import TrustedIssuer, TrustList


class Relationship(StrEnum):
    """What a DID document says a key is for. DID Core 1.0, 5.3."""

    ASSERTION = "assertionMethod"
    AUTHENTICATION = "authentication"


class SignerKeys(Protocol):
    """Somebody whose keys are known."""

    @property
    def did(self) -> str: ...

    @property
    def listed(self) -> TrustedIssuer | None:
        """Their entry on the trust list, if they have one."""
        ...

    def key(self, kid: str, relationship: Relationship) -> PublicKey:
        """Raises KeyUnknown: not theirs, or not for this."""
        ...

    def kid_of(self, key: PublicKey) -> str:
        """What they call this key. Raises KeyUnknown: not theirs."""
        ...

    def require_usable(
        self, kid: str, *, signed_at: datetime | None, proven_at: datetime | None = None
    ) -> None:
        """Raises KeyRetired, KeyCompromised: theirs once, and not for what was signed then."""
        ...


_PURPOSES = {
    Relationship.ASSERTION: KeyPurpose.ASSERTION,
    Relationship.AUTHENTICATION: KeyPurpose.AUTHENTICATION,
}


@dataclass(frozen=True, slots=True)
class ListedSigner:
    """An issuer of the trust list, with the keys that stand there."""

    listed: TrustedIssuer

    @property
    def did(self) -> str:
        return self.listed.did

    def key(self, kid: str, relationship: Relationship) -> PublicKey:
        known = self.listed.by_kid.get(kid)
        if known is None:
            raise KeyUnknown("The issuer is known, but not with this key.")
        if not known.signs(_PURPOSES[relationship]):
            raise KeyUnknown("This key of the issuer is not for credentials.")
        return known.key

    def kid_of(self, key: PublicKey) -> str:
        return _kid_of(key, {kid: known.key for kid, known in self.listed.by_kid.items()})

    def require_usable(
        self, kid: str, *, signed_at: datetime | None, proven_at: datetime | None = None
    ) -> None:
        self.listed.by_kid[kid].require_usable(signed_at=signed_at, proven_at=proven_at)


@dataclass(frozen=True, slots=True)
class ResolvedSigner:
    """Somebody whose DID was resolved: the keys are theirs, and who they are is not known."""

    did: str
    keys: Mapping[str, PublicKey]
    allowed: Mapping[Relationship, frozenset[str]]

    @property
    def listed(self) -> TrustedIssuer | None:
        return None

    def key(self, kid: str, relationship: Relationship) -> PublicKey:
        if kid not in self.keys or kid not in self.allowed.get(relationship, frozenset()):
            raise KeyUnknown("The signer does not name this key for this purpose.")
        return self.keys[kid]

    def kid_of(self, key: PublicKey) -> str:
        return _kid_of(key, self.keys)

    def require_usable(
        self, kid: str, *, signed_at: datetime | None, proven_at: datetime | None = None
    ) -> None:
        """Nobody we know says anything about these keys' history."""


def _kid_of(key: PublicKey, known: Mapping[str, PublicKey]) -> str:
    """Keys are the same where their RFC 7638 thumbprints are."""
    for kid, candidate in known.items():
        if candidate.thumbprint == key.thumbprint:
            return kid
    raise KeyUnknown("The issuer is known, but not with this key.")


@dataclass(frozen=True, slots=True)
class Signers:
    """All whose keys can be known without asking the network. resolved: by DID, fetched before."""

    trust: TrustList
    resolved: Mapping[str, SignerKeys] = field(default_factory=dict)

    def find(self, did: str) -> SignerKeys | None:
        """None for somebody whose keys cannot be known here."""
        listed = self.trust.find(did)
        if listed is not None:
            return ListedSigner(listed)
        return self.resolved.get(did) or self_described(did)


def self_described(did: str) -> SignerKeys | None:
    """The one key inside a did:key or did:jwk. None for other methods, or for an unfit key."""
    try:
        if did.startswith("did:key:"):
            key, kid = decode_did_key(did), f"{did}#{did.rpartition(':')[2]}"
        elif did.startswith("did:jwk:"):
            key, kid = decode_did_jwk(did), f"{did}#0"
        else:
            return None
    except DidInvalid:
        return None
    return ResolvedSigner(did, {kid: key}, dict.fromkeys(Relationship, frozenset({kid})))
