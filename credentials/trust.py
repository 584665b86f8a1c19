"""Whom we believe: issuers, under the name we know them by, for what, with the keys they use.

An authority maintains the list and may import and export it as JSON. The name shown to a reader
comes from here and never from a credential.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from credentials.did import multikey_url
from credentials.did_documents import published_keys
from credentials.did_jwk import decode_did_jwk
from credentials.did_key import decode_did_key, did_key_url
from credentials.errors import CredentialError, KeyCompromised, KeyRetired, TrustListInvalid
from credentials.keys import KeyPurpose, KeyRing
from credentials.public_keys import PublicKey

# A QR code names its key by the first bytes of the thumbprint, to stay small.
SHORT_KID_BYTES = 4
# What a key may sign whose owner does not say more than that it signs statements.
ANY_STATEMENT = frozenset({KeyPurpose.ASSERTION, KeyPurpose.QR, KeyPurpose.TOKEN_STATUS})
MAX_NAME = 200


@dataclass(frozen=True)
class TrustedKey:
    """A key, what it may sign, and until when. Instants are aware."""

    kid: str
    key: PublicKey
    purposes: frozenset[KeyPurpose] = frozenset({KeyPurpose.ASSERTION})
    retired_at: datetime | None = None
    compromised_since: datetime | None = None

    @property
    def short_kid(self) -> bytes:
        return self.key.thumbprint[:SHORT_KID_BYTES]

    def signs(self, purpose: KeyPurpose) -> bool:
        return purpose in self.purposes

    @property
    def is_limited(self) -> bool:
        """Whether there is anything that `require_usable` has to look at."""
        return (self.compromised_since, self.retired_at) != (None, None)

    def require_usable(
        self, *, signed_at: datetime | None, proven_at: datetime | None = None
    ) -> None:
        """Raises KeyCompromised, KeyRetired.

        signed_at: what the signed bytes say themselves, None if nothing. proven_at: when
        somebody other than the key's holder had seen them, such as a log. Whoever stole a key
        writes any date, so only that counts for a compromised one.
        """
        if self.compromised_since is not None and (
            proven_at is None or proven_at >= self.compromised_since
        ):
            raise KeyCompromised(
                "Its key has come into other hands, and nothing proves that it was signed before."
            )
        if self.retired_at is not None and (signed_at is None or signed_at >= self.retired_at):
            raise KeyRetired("Its key had been retired when this was signed.")


@dataclass(frozen=True)
class TrustedIssuer:
    """One entry. Half-open in time; absent is open.

    keys: as listed; empty with `resolves_keys`, where they stand in the issuer's DID document.
    status_url_prefixes: where this issuer's status lists may stand, each ending in "/"; the
    first is where the short list names in its QR codes are resolved.
    accepted_types: the credential types it is believed for; empty: any. seal_roots: X.509, in
    DER; who is under them may seal this issuer's certificates.
    """

    did: str
    name: str
    keys: tuple[TrustedKey, ...]
    status_url_prefixes: tuple[str, ...] = ()
    accepted_types: frozenset[str] = frozenset()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    resolves_keys: bool = False
    seal_roots: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not self.did.startswith("did:") or not self.name.strip() or len(self.name) > MAX_NAME:
            raise TrustListInvalid("A trusted issuer has a DID and a name.")
        if any(key.kid.partition("#")[0] != self.did for key in self.keys):
            raise TrustListInvalid("A trusted key belongs to another DID.", issuer=self.did)
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            raise TrustListInvalid("Trust ends before it begins.", issuer=self.did)
        for prefix in self.status_url_prefixes:
            if not _is_prefix(prefix):
                raise TrustListInvalid(
                    "A status URL prefix is https and ends with a slash.", issuer=self.did
                )

    @cached_property
    def _hash(self) -> int:
        return hash((self.did, self.name, self.keys))

    def __hash__(self) -> int:
        # Memos ask for it with every credential.
        return self._hash

    @cached_property
    def by_kid(self) -> Mapping[str, TrustedKey]:
        """By the name a key is listed under, and by its name as Multikey."""
        as_multikey = {multikey_url(self.did, key.key): key for key in self.keys}
        return {**as_multikey, **{key.kid: key for key in self.keys}}

    @property
    def qr_keys(self) -> tuple[TrustedKey, ...]:
        return tuple(key for key in self.keys if key.signs(KeyPurpose.QR))

    @property
    def keys_missing(self) -> bool:
        """Its keys stand elsewhere and have not been looked up: no key says nothing."""
        return self.resolves_keys and not self.keys

    @property
    def is_limited(self) -> bool:
        """Whether there is anything that `refusal` has to look at."""
        return bool(self.accepted_types) or (self.valid_from, self.valid_until) != (None, None)

    def refusal(self, types: Iterable[str], *, now: datetime) -> str | None:
        """Why the list does not vouch for credentials of these types now, as a code."""
        if self.valid_from is not None and now < self.valid_from:
            return "issuer_not_yet_trusted"
        if self.valid_until is not None and now >= self.valid_until:
            return "issuer_no_longer_trusted"
        if not self.accepted_types:
            return None
        named = set(types) - {"VerifiableCredential"}
        return None if named & self.accepted_types else "issuer_not_for_this"

    def allows_status_url(self, url: str) -> bool:
        """Attacker-chosen URLs are never fetched: only what stands under a listed prefix."""
        return _stands_under(url, self.status_url_prefixes)


# Few lists serve many credentials.
@lru_cache(maxsize=512)
def _stands_under(url: str, prefixes: tuple[str, ...]) -> bool:
    return any(
        url.startswith(prefix) and ".." not in unquote(url[len(prefix) :]) for prefix in prefixes
    )


def _is_prefix(prefix: str) -> bool:
    try:
        parts = urlsplit(prefix)
        return (
            parts.scheme == "https"
            and bool(parts.hostname)
            and parts.username is None
            and prefix.endswith("/")
            and not parts.query
            and not parts.fragment
        )
    except ValueError:
        return False


@dataclass(frozen=True)
class TrustList:
    entries: tuple[TrustedIssuer, ...] = ()

    def __post_init__(self) -> None:
        if len(self._by_did) != len(self.entries):
            raise TrustListInvalid("A trust list names an issuer twice.")
        if len(self._by_short_kid) != sum(len(_short_kids(issuer)) for issuer in self.entries):
            raise TrustListInvalid("Two QR keys of a trust list share their short name.")

    @cached_property
    def _by_did(self) -> Mapping[str, TrustedIssuer]:
        return {issuer.did: issuer for issuer in self.entries}

    @cached_property
    def _by_short_kid(self) -> Mapping[bytes, tuple[TrustedIssuer, TrustedKey]]:
        return {
            short: (issuer, key)
            for issuer in self.entries
            for short, key in _short_kids(issuer).items()
        }

    @cached_property
    def asserting(self) -> Mapping[str, tuple[TrustedIssuer, TrustedKey, bool]]:
        """Who may sign credentials, by every name of their keys; and whether it depends on more.

        On the time, on the credential's type, or on when it was signed.
        """
        return {
            kid: (issuer, key, issuer.is_limited or key.is_limited)
            for issuer in self.entries
            for kid, key in issuer.by_kid.items()
            if key.signs(KeyPurpose.ASSERTION)
        }

    def find(self, did: str) -> TrustedIssuer | None:
        return self._by_did.get(did)

    def find_by_short_kid(self, short_kid: bytes) -> tuple[TrustedIssuer, TrustedKey] | None:
        """The issuer and key that a QR code names."""
        return self._by_short_kid.get(short_kid)

    def with_keys(self, fetched: Mapping[str, Iterable[TrustedKey]]) -> "TrustList":
        """The same list, with keys from the DID documents of those who resolve theirs."""
        return TrustList(
            tuple(
                replace(issuer, keys=tuple(fetched[issuer.did]))
                if issuer.resolves_keys and issuer.did in fetched
                else issuer
                for issuer in self.entries
            )
        )


def _short_kids(issuer: TrustedIssuer) -> Mapping[bytes, TrustedKey]:
    """One key may be listed under two names."""
    return {key.short_kid: key for key in issuer.qr_keys}


def trusted_issuer(
    ring: KeyRing,
    *,
    name: str,
    status_url_prefixes: Iterable[str],
    seal_roots: Iterable[bytes] = (),
) -> TrustedIssuer:
    """An entry for an issuer whose ring is at hand: the registry itself."""
    keys = tuple(
        TrustedKey(
            key.kid,
            key.public_key,
            frozenset({key.purpose}),
            key.retired_at,
            key.compromised_since,
        )
        for key in ring.keys
        if key.purpose is not KeyPurpose.SEAL
    )
    return TrustedIssuer(
        ring.controller, name, keys, tuple(status_url_prefixes), seal_roots=tuple(seal_roots)
    )


def keys_of_document(document: Mapping[str, Any]) -> tuple[TrustedKey, ...]:
    """The keys of a did.json at hand that sign statements. Raises DidDocumentInvalid.

    The document does not tell what a key is for, so each may sign credentials, their status and
    QR codes.
    """
    return tuple(
        TrustedKey(found.kid, found.key, ANY_STATEMENT, compromised_since=found.revoked_at)
        for found in published_keys(document)
    )


def keys_of_did(did: str) -> tuple[TrustedKey, ...]:
    """The key inside a did:key or did:jwk; none for other methods. Raises DidInvalid."""
    if did.startswith("did:key:"):
        key = decode_did_key(did)
        return (TrustedKey(did_key_url(key), key, ANY_STATEMENT),)
    if did.startswith("did:jwk:"):
        return (TrustedKey(f"{did}#0", decode_did_jwk(did), ANY_STATEMENT),)
    return ()


def issuer_of_document(
    document: Mapping[str, Any], *, name: str, status_url_prefixes: Iterable[str]
) -> TrustedIssuer:
    """An entry from a did.json at hand. Raises TrustListInvalid."""
    try:
        keys = keys_of_document(document)
    except CredentialError as error:
        raise TrustListInvalid("This is not a DID document with keys.") from error
    return TrustedIssuer(str(document["id"]), name, keys, tuple(status_url_prefixes))
