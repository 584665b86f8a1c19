"""Whom we believe: issuers, under the name we know them by, with the keys they use.

An authority maintains the list and may import and export it as JSON. The name shown to a reader
comes from here and never from a credential.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError, TrustListInvalid
from credentials.keys import KeyPurpose, KeyRing
from credentials.public_keys import PublicKey, parse_jwk

# A QR code names its key by the first bytes of the thumbprint, to stay small.
SHORT_KID_BYTES = 4


@dataclass(frozen=True)
class TrustedKey:
    """A key and what it may sign."""

    kid: str
    key: PublicKey
    purpose: KeyPurpose = KeyPurpose.ASSERTION

    @property
    def short_kid(self) -> bytes:
        return self.key.thumbprint[:SHORT_KID_BYTES]


@dataclass(frozen=True)
class TrustedIssuer:
    """status_url_prefixes: where this issuer's status lists may stand, each ending in "/".

    The first is where the short list names in its QR codes are resolved.
    """

    did: str
    name: str
    keys: tuple[TrustedKey, ...]
    status_url_prefixes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.did.startswith("did:") or not self.name:
            raise TrustListInvalid("A trusted issuer has a DID and a name.")
        if any(key.kid.partition("#")[0] != self.did for key in self.keys):
            raise TrustListInvalid("A trusted key belongs to another DID.", issuer=self.did)
        for prefix in self.status_url_prefixes:
            parts = urlsplit(prefix)
            if parts.scheme != "https" or not parts.hostname or not prefix.endswith("/"):
                raise TrustListInvalid(
                    "A status URL prefix is https and ends with a slash.", issuer=self.did
                )

    @cached_property
    def by_kid(self) -> Mapping[str, TrustedKey]:
        return {key.kid: key for key in self.keys}

    @property
    def qr_keys(self) -> tuple[TrustedKey, ...]:
        return tuple(key for key in self.keys if key.purpose is KeyPurpose.QR)

    def allows_status_url(self, url: str) -> bool:
        """Attacker-chosen URLs are never fetched: only what stands under a listed prefix."""
        return any(
            url.startswith(prefix) and ".." not in url[len(prefix) :]
            for prefix in self.status_url_prefixes
        )


@dataclass(frozen=True)
class TrustList:
    entries: tuple[TrustedIssuer, ...] = ()

    def __post_init__(self) -> None:
        if len(self._by_did) != len(self.entries):
            raise TrustListInvalid("A trust list names an issuer twice.")
        if len(self._by_short_kid) != sum(len(issuer.qr_keys) for issuer in self.entries):
            raise TrustListInvalid("Two QR keys of a trust list share their short name.")

    @cached_property
    def _by_did(self) -> Mapping[str, TrustedIssuer]:
        return {issuer.did: issuer for issuer in self.entries}

    @cached_property
    def _by_short_kid(self) -> Mapping[bytes, tuple[TrustedIssuer, TrustedKey]]:
        return {key.short_kid: (issuer, key) for issuer in self.entries for key in issuer.qr_keys}

    def find(self, did: str) -> TrustedIssuer | None:
        return self._by_did.get(did)

    def find_by_short_kid(self, short_kid: bytes) -> tuple[TrustedIssuer, TrustedKey] | None:
        """The issuer and key that a QR code names."""
        return self._by_short_kid.get(short_kid)


def trusted_issuer(
    ring: KeyRing, *, name: str, status_url_prefixes: Iterable[str]
) -> TrustedIssuer:
    """An entry for an issuer whose ring is at hand: the registry itself."""
    return TrustedIssuer(
        ring.controller,
        name,
        tuple(TrustedKey(key.signer.kid, key.signer.public_key, key.purpose) for key in ring.keys),
        tuple(status_url_prefixes),
    )


def serialize_trust_list(trust: TrustList) -> bytes:
    return serialize_json(
        {
            "issuers": [
                {
                    "did": issuer.did,
                    "name": issuer.name,
                    "statusUrlPrefixes": list(issuer.status_url_prefixes),
                    "keys": [
                        {"kid": key.kid, "purpose": key.purpose.value, "jwk": key.key.jwk}
                        for key in issuer.keys
                    ],
                }
                for issuer in trust.entries
            ]
        }
    )


def parse_trust_list(raw: bytes) -> TrustList:
    """Raises TrustListInvalid, also for a key that must not verify anything."""
    try:
        listed = parse_json(raw)["issuers"]
        if not isinstance(listed, list):
            raise TrustListInvalid("A trust list holds a list of issuers.")
        return TrustList(tuple(_parse_issuer(entry) for entry in listed))
    except TrustListInvalid:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, CredentialError) as error:
        raise TrustListInvalid(f"This is not a trust list: {error}") from error


def _parse_issuer(entry: Mapping[str, Any]) -> TrustedIssuer:
    return TrustedIssuer(
        str(entry["did"]),
        str(entry["name"]),
        tuple(
            TrustedKey(str(key["kid"]), parse_jwk(key["jwk"]), KeyPurpose(key["purpose"]))
            for key in entry["keys"]
        ),
        tuple(str(prefix) for prefix in entry["statusUrlPrefixes"]),
    )


def issuer_of_document(
    document: Mapping[str, Any], *, name: str, status_url_prefixes: Iterable[str]
) -> TrustedIssuer:
    """An entry from a did.json at hand. Raises TrustListInvalid, KeyUnfit.

    The document does not tell what a key is for, so each may sign credentials and QR codes.
    """
    try:
        keys = [
            (str(method["id"]), parse_jwk(method["publicKeyJwk"]))
            for method in document["verificationMethod"]
            if method["id"] in document["assertionMethod"]
        ]
        did = str(document["id"])
    except (KeyError, TypeError) as error:
        raise TrustListInvalid("This is not a DID document with keys as JWK.") from error
    purposes = (KeyPurpose.QR, KeyPurpose.ASSERTION)
    return TrustedIssuer(
        did,
        name,
        tuple(TrustedKey(kid, key, purpose) for purpose in purposes for kid, key in keys),
        tuple(status_url_prefixes),
    )
