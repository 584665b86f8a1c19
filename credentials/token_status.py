"""Token Status List: a few bits per token, the whole list signed. IETF Token Status List, 4 to 8.

The status of an SD-JWT VC. Unlike a Bitstring Status List, one list says valid, invalid and
suspended; two bits per token hold them. What was received is inflated within bounds.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Any, Self

from credentials.encodings import decode_base64url, encode_base64url, parse_json, serialize_json
from credentials.errors import Base64Invalid, CredentialError, StatusListInvalid
from credentials.keys import KeyPurpose, Signer
from credentials.proofs.jose import (
    STATUS_LIST_JWT,
    ParsedJws,
    certified_header,
    parse_jws,
    sign_jws,
    verify_jws,
)
from credentials.trust import TrustedIssuer, TrustedKey

_SIGN_LISTS = frozenset({KeyPurpose.ASSERTION, KeyPurpose.TOKEN_STATUS})
MEDIA_TYPE = "application/statuslist+jwt"
# As many as a Bitstring Status List has: so many share it that fetching it names nobody.
MIN_ENTRIES = 131_072
MAX_LIST_BYTES = 4 * 1024 * 1024
_BITS = (1, 2, 4, 8)


class TokenStatus(IntEnum):
    """Token Status List, 7.1. Higher values are for applications, and not ours."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


class TokenStatusList:
    """Status 0 stands in the lowest bits of the first byte. Token Status List, 4.1."""

    def __init__(self, packed: bytes, bits: int) -> None:
        if bits not in _BITS or type(bits) is not int:
            raise StatusListInvalid("A status takes 1, 2, 4 or 8 bits.")
        if not 0 < len(packed) <= MAX_LIST_BYTES:
            raise StatusListInvalid("A token status list is empty or too long.")
        self._packed = bytes(packed)
        self.bits = bits

    @classmethod
    def of(cls, statuses: Mapping[int, int], *, entries: int = MIN_ENTRIES, bits: int = 2) -> Self:
        """Index -> status; all others are valid. Raises StatusListInvalid where one fits not."""
        packed = bytearray(entries * bits // 8)
        for index, status in statuses.items():
            if not 0 <= index < entries or not 0 <= status < 1 << bits:
                raise StatusListInvalid("A status does not fit in its list.", index=index)
            at, shift = divmod(index * bits, 8)
            packed[at] |= status << shift
        return cls(bytes(packed), bits)

    def __len__(self) -> int:
        return len(self._packed) * 8 // self.bits

    def __getitem__(self, index: int) -> int:
        """Raises StatusListInvalid beyond its end."""
        if not 0 <= index < len(self):
            raise StatusListInvalid("A status index lies outside its list.", index=index)
        at, shift = divmod(index * self.bits, 8)
        return self._packed[at] >> shift & (1 << self.bits) - 1

    def encode(self) -> str:
        """Base64url of the ZLIB form: the same bytes every time."""
        return encode_base64url(zlib.compress(self._packed, level=9))

    @classmethod
    def decode(cls, encoded: str, bits: int) -> Self:
        """Raises StatusListInvalid; never unpacks more than MAX_LIST_BYTES."""
        try:
            inflater = zlib.decompressobj()
            packed = inflater.decompress(decode_base64url(encoded.encode()), MAX_LIST_BYTES + 1)
        except (Base64Invalid, UnicodeEncodeError, zlib.error) as error:
            raise StatusListInvalid("A token status list is ZLIB in base64url.") from error
        if not inflater.eof or inflater.unused_data:
            raise StatusListInvalid("A token status list is too long, cut off, or has a tail.")
        return cls(packed, bits)


def issue_token_status_list(
    statuses: TokenStatusList,
    *,
    url: str,
    now: datetime,
    valid_until: datetime,
    ttl: timedelta,
    signer: Signer,
    certificates: Sequence[str] = (),
) -> str:
    """Sign a list as it is published at `url`. Token Status List, 5.1.

    ttl: how long a reader may keep it before it asks again; from `valid_until` on it must.
    certificates: for the signer's key, becomes `x5c`.
    """
    claims = {
        "sub": url,
        "iat": int(now.timestamp()),
        "exp": int(valid_until.timestamp()),
        "ttl": int(ttl.total_seconds()),
        "status_list": {"bits": statuses.bits, "lst": statuses.encode()},
    }
    header = certified_header(STATUS_LIST_JWT, signer, certificates)
    return sign_jws(serialize_json(claims), header, signer)


def status_claim(url: str, index: int) -> dict[str, Any]:
    """The `status` claim of a token that stands in this list. Token Status List, 6.2."""
    return {"status_list": {"idx": index, "uri": url}}


@dataclass(frozen=True, slots=True)
class TokenStatusReference:
    """Where the status of a token is published."""

    url: str
    index: int


def parse_status_claim(status: object) -> TokenStatusReference:
    """Raises StatusListInvalid."""
    match status:
        case {"status_list": {"idx": int(index), "uri": str(url)}} if (
            not isinstance(index, bool) and 0 <= index < MAX_LIST_BYTES * 8
        ):
            return TokenStatusReference(url, index)
    raise StatusListInvalid("A token's status names a list and an index.")


@dataclass(frozen=True, slots=True)
class PublishedTokenStatusList:
    """A list whose signature holds. Half-open in time."""

    url: str
    issued_at: datetime
    valid_until: datetime
    statuses: TokenStatusList


@dataclass(frozen=True, slots=True)
class TokenStatusReading:
    """status: of TokenStatus, or an application's own. as_of: when the list was signed."""

    status: int
    as_of: datetime


def read_token_status(
    secured: bytes, *, reference: TokenStatusReference, issuer: TrustedIssuer, now: datetime
) -> TokenStatusReading:
    """What the list says of one token. Token Status List, 8.3.

    issuer: of the token; another issuer's list says nothing about it.
    Raises StatusListInvalid, or a ProofError of the list.
    """
    key = issuer.by_kid.get(_parsed(secured).kid)
    if key is None or key.purposes.isdisjoint(_SIGN_LISTS):
        raise StatusListInvalid("The status list is signed by somebody else.")
    published = _published_list(secured, key)
    key.require_usable(signed_at=published.issued_at)
    if published.url != reference.url:
        raise StatusListInvalid("This is another status list.")
    if not published.issued_at <= now < published.valid_until:
        raise StatusListInvalid("The status list is out of date.")
    return TokenStatusReading(published.statuses[reference.index], published.issued_at)


def token_status_list_url(secured: bytes) -> str:
    """The URL that a list names itself; nothing of it is proven. Raises StatusListInvalid."""
    try:
        return str(parse_json(_parsed(secured).payload)["sub"])
    except (CredentialError, KeyError) as error:
        raise StatusListInvalid("This is not a token status list.") from error


# Verified and unpacked once: a list is read many times before it changes.
@lru_cache(maxsize=32)
def _parsed(secured: bytes) -> ParsedJws:
    return parse_jws(secured.strip(), typ=STATUS_LIST_JWT)


@lru_cache(maxsize=32)
def _published_list(secured: bytes, key: TrustedKey) -> PublishedTokenStatusList:
    token = _parsed(secured)
    verify_jws(token, key.key)
    return _parse_list(parse_json(token.payload))


def _parse_list(claims: Mapping[str, Any]) -> PublishedTokenStatusList:
    match claims:
        case {"sub": str(url), "status_list": {"bits": int(bits), "lst": str(encoded)}}:
            issued_at = _seconds(claims, "iat")
        case _:
            raise StatusListInvalid("A token status list lacks a claim.")
    if "exp" in claims:
        end = _seconds(claims, "exp")
    elif "ttl" in claims:
        end = issued_at + _seconds(claims, "ttl")
    else:
        raise StatusListInvalid("A token status list without an end is never out of date.")
    return PublishedTokenStatusList(
        url, _moment(issued_at), _moment(end), TokenStatusList.decode(encoded, bits)
    )


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**40:
        raise StatusListInvalid(f"{name} of a token status list is a number of seconds.")
    return value


def _moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError) as error:
        raise StatusListInvalid("A token status list names no moment of ours.") from error
