"""What lies outside and is needed to check a credential: keys and status lists of listed issuers.

The owner is looked up on the trust list before anything is asked for: addresses in a credential
are chosen by whoever wrote it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.did import did_web_url
from credentials.encodings import parse_json
from credentials.errors import CredentialError
from credentials.list_life import list_end
from credentials.trust import TrustedIssuer, TrustedKey, TrustList, keys_of_document
from registry.outside import Outside
from registry.outside_requests import Received, Wanted

DID_DOCUMENT_TYPES = frozenset(
    {
        "application/did+ld+json",
        "application/did+json",
        "application/did",
        "application/ld+json",
        "application/json",
    }
)
STATUS_LIST_TYPES = frozenset(
    {
        "application/vc+jwt",
        "application/vc",
        "application/vc+ld+json",
        "application/statuslist+jwt",
        "application/jwt",
        "application/ld+json",
        "application/json",
    }
)
MAX_DOCUMENT_BYTES = 256 * 1024
# 2^24 random bits, which do not pack, in base64 twice.
MAX_LIST_BYTES = 4 * 1024 * 1024
MAX_LISTS = 16


@dataclass(frozen=True, slots=True)
class Evidence:
    """trust: the list, with the keys that were looked up. statuses: URL -> list, as fetched.

    An issuer whose keys could not be had has none in `trust`; a list that could not be had is
    not in `statuses`. Neither says anything about a credential.
    """

    trust: TrustList
    statuses: Mapping[str, bytes]


def collect(
    outside: Outside, trust: TrustList, *, issuers: Iterable[str], status_urls: Iterable[str]
) -> Evidence:
    """Fetch what the trust list allows for these issuers; waits at most for one fetch.

    issuers: DIDs that a credential names; those that the list does not hold are passed over.
    status_urls: as the credential names them; asked only below a prefix of a named issuer.
    """
    listed = [entry for did in dict.fromkeys(issuers) if (entry := trust.find(did)) is not None]
    documents = {did_web_url(entry.did): entry for entry in listed if entry.resolves_keys}
    lists = [
        url
        for url in dict.fromkeys(status_urls)
        if any(entry.allows_status_url(url) for entry in listed)
    ][:MAX_LISTS]
    if not documents and not lists:
        return Evidence(trust, {})
    received = outside.get(
        [Wanted(url, DID_DOCUMENT_TYPES, MAX_DOCUMENT_BYTES) for url in documents]
        + [Wanted(url, STATUS_LIST_TYPES, MAX_LIST_BYTES, _end_of_list) for url in lists]
    )
    keys = {
        entry.did: _keys_of(received[url], entry)
        for url, entry in documents.items()
        if url in received
    }
    return Evidence(
        trust.with_keys(keys) if keys else trust,
        {url: received[url].body for url in lists if url in received},
    )


def _end_of_list(secured: bytes, now: datetime) -> datetime | None:
    return list_end(secured, now=now)


def fetch_document(outside: Outside, trust: TrustList, did: str) -> dict[str, Any] | None:
    """The did:web document of somebody on the trust list; None where it cannot be had.

    Raises DidInvalid for a did:web that names no place.
    """
    url = did_web_url(did)
    if trust.find(did) is None:
        return None
    wanted = Wanted(url, DID_DOCUMENT_TYPES, MAX_DOCUMENT_BYTES)
    received = outside.get([wanted]).get(url)
    try:
        parsed = parse_json(received.body) if received is not None else {}
    except CredentialError:
        return None
    return parsed if parsed.get("id") == did else None


def _keys_of(document: Received, issuer: TrustedIssuer) -> tuple[TrustedKey, ...]:
    """None for a document that cannot be read or belongs to somebody else."""
    try:
        parsed = parse_json(document.body)
        return keys_of_document(parsed) if parsed.get("id") == issuer.did else ()
    except CredentialError:
        return ()
