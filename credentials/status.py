"""What a Bitstring Status List says of one credential. W3C BSL 1.0, 3.2.

A list is as large for one credential as for 131,072, so that reading it names nobody.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import msgspec

from credentials.bitstring import MAX_ENTRIES, MIN_ENTRIES, BitstringStatusList
from credentials.errors import CredentialError, StatusListInvalid
from credentials.keys import KeyPurpose
from credentials.model import StatusEntry
from credentials.published_list import PublishedList, kids_of, open_list, unproven
from credentials.trust import TrustedIssuer, TrustedKey

__all__ = [
    "MAX_ENTRIES",
    "MIN_ENTRIES",
    "BitstringStatusList",
    "StatusLists",
    "StatusReading",
    "clear_since",
    "list_url",
    "read_status",
]

# URL of a list -> the signed list, as fetched.
StatusLists = Mapping[str, bytes]


class StatusReading(msgspec.Struct, frozen=True, gc=False):
    """raised: the bit is set. as_of: when the list was signed."""

    raised: bool
    as_of: datetime


def read_status(
    secured: bytes, *, entry: StatusEntry, issuer: TrustedIssuer, now: datetime
) -> StatusReading:
    """What the list says of one credential.

    secured: vc+jwt, or JSON with a Data Integrity proof. issuer: of the credential; another
    issuer's list says nothing about it. Raises StatusListInvalid, or a ProofError of the list.
    """
    published = _list_of(secured, issuer, entry.list_url, entry.purpose)
    as_of, end = published.as_of, published.valid_until
    if now < as_of or (end is not None and now >= end):
        raise StatusListInvalid("The status list is out of date.")
    return StatusReading(published.bits[entry.index], as_of)


def clear_since(
    entries: tuple[StatusEntry, ...],
    *,
    issuer: TrustedIssuer,
    statuses: StatusLists,
    now: datetime,
) -> datetime | None:
    """When the oldest list was signed, if every list is at hand, in date, and raises nothing.

    None otherwise, and without entries. Raises what `read_status` raises.
    """
    oldest: datetime | None = None
    for entry in entries:
        url = entry.list_url
        secured = statuses.get(url)
        if secured is None:
            return None
        published = _allowed_list(secured, issuer, url, entry.purpose)
        if published is None:
            return None
        as_of, end = published.as_of, published.valid_until
        if now < as_of or (end is not None and now >= end) or published.bits[entry.index]:
            return None
        if oldest is None or as_of < oldest:
            oldest = as_of
    return oldest


@lru_cache(maxsize=64)
def _allowed_list(
    secured: bytes, issuer: TrustedIssuer, url: str, purpose: str
) -> PublishedList | None:
    """None where this issuer's lists may not stand at this address. Raises as `_list_of`."""
    return _list_of(secured, issuer, url, purpose) if issuer.allows_status_url(url) else None


# All that does not depend on the credential's place in it, nor on the time.
@lru_cache(maxsize=64)
def _list_of(secured: bytes, issuer: TrustedIssuer, url: str, purpose: str) -> PublishedList:
    """The list of this issuer at this address. Raises what `read_status` raises."""
    kid, key = _list_key(secured, issuer)
    published = open_list(secured, kid, key.key)
    key.require_usable(signed_at=published.as_of)
    if (published.url, published.issuer) != (url, issuer.did):
        raise StatusListInvalid("This is another status list.")
    if purpose not in published.purposes:
        raise StatusListInvalid("The status list is for another purpose.")
    return published


def _list_key(secured: bytes, issuer: TrustedIssuer) -> tuple[str, TrustedKey]:
    """The key of the issuer that the list names. Raises StatusListInvalid."""
    for kid in kids_of(secured):
        key = issuer.by_kid.get(kid)
        if key is not None and key.signs(KeyPurpose.ASSERTION):
            return kid, key
    raise StatusListInvalid("The status list is signed by somebody else.")


def list_url(secured: bytes) -> str:
    """The URL that a list names itself; nothing of it is proven. Raises StatusListInvalid."""
    try:
        return str(unproven(secured)["id"])
    except (CredentialError, KeyError, TypeError) as error:
        raise StatusListInvalid("This is not a status list.") from error
