"""Bitstring Status List: one bit per credential, the whole list signed. W3C BSL 1.0.

A list is as large for one credential as for 131,072, so that reading it names nobody. What was
received is inflated within bounds: a few kilobytes can unpack to gigabytes.
"""

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Self

from credentials.encodings import decode_base64url, encode_base64url, parse_json
from credentials.errors import Base64Invalid, CredentialError, StatusListInvalid
from credentials.keys import KeyPurpose
from credentials.model import StatusEntry
from credentials.profiles.fields import Fields, instant_text
from credentials.profiles.vc20 import W3C_CONTEXT
from credentials.proofs.jose import VC_JWT, parse_jws, verify_jws
from credentials.trust import TrustedIssuer, TrustedKey

MIN_ENTRIES = 131_072
MAX_ENTRIES = 2**24
_GZIP_WINDOW = 16 + zlib.MAX_WBITS

# URL of a list -> the signed list, as fetched.
StatusLists = Mapping[str, bytes]


class BitstringStatusList:
    """Index 0 is the leftmost bit of the first byte. BSL 1.0, 3.3."""

    def __init__(self, bits: bytes) -> None:
        if not MIN_ENTRIES <= len(bits) * 8 <= MAX_ENTRIES:
            raise StatusListInvalid("A status list has from 131,072 to 16,777,216 entries.")
        self._bits = bytes(bits)

    @classmethod
    def of(cls, indexes: Iterable[int], *, entries: int = MIN_ENTRIES) -> Self:
        """A list in which just these are set. Raises StatusListInvalid beyond its end."""
        bits = bytearray(entries // 8)
        for index in indexes:
            if not 0 <= index < entries:
                raise StatusListInvalid("A status index lies outside its list.", index=index)
            bits[index // 8] |= 0x80 >> index % 8
        return cls(bytes(bits))

    def __len__(self) -> int:
        return len(self._bits) * 8

    def __getitem__(self, index: int) -> bool:
        """Raises StatusListInvalid beyond its end."""
        if not 0 <= index < len(self):
            raise StatusListInvalid("A status index lies outside its list.", index=index)
        return bool(self._bits[index // 8] & (0x80 >> index % 8))

    def encode(self) -> str:
        """Multibase base64url of the gzip, the same bytes every time."""
        return "u" + encode_base64url(gzip.compress(self._bits, compresslevel=9, mtime=0))

    @classmethod
    def decode(cls, encoded: str) -> Self:
        """Raises StatusListInvalid; never unpacks more than MAX_ENTRIES bits."""
        if not encoded.startswith("u"):
            raise StatusListInvalid("An encoded list is multibase base64url.")
        try:
            packed = decode_base64url(encoded[1:].encode())
            inflater = zlib.decompressobj(_GZIP_WINDOW)
            bits = inflater.decompress(packed, MAX_ENTRIES // 8 + 1)
        except (Base64Invalid, UnicodeEncodeError, zlib.error) as error:
            raise StatusListInvalid("An encoded list is gzip in base64url.") from error
        if not inflater.eof or inflater.unused_data:
            raise StatusListInvalid("An encoded list is too long, cut off, or has a tail.")
        return cls(bits)


def status_list_credential(
    bits: BitstringStatusList,
    *,
    url: str,
    purpose: str,
    issuer: str,
    now: datetime,
    valid_until: datetime,
) -> dict[str, Any]:
    """The claims of a published list; after `valid_until` a reader must fetch it anew."""
    return {
        "@context": [W3C_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant_text(now),
        "validUntil": instant_text(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bits.encode(),
        },
        "iss": issuer,
        "nbf": int(now.timestamp()),
        "exp": int(valid_until.timestamp()),
    }


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list whose signature holds. Half-open in time."""

    url: str
    issuer: str
    purpose: str
    valid_from: datetime
    valid_until: datetime
    bits: BitstringStatusList


@dataclass(frozen=True, slots=True)
class StatusReading:
    """raised: the bit is set. as_of: when the list was signed."""

    raised: bool
    as_of: datetime


def read_status(
    secured: bytes, *, entry: StatusEntry, issuer: TrustedIssuer, now: datetime
) -> StatusReading:
    """What the list says of one credential.

    issuer: of the credential; another issuer's list says nothing about it.
    Raises StatusListInvalid, or a ProofError of the list.
    """
    key = issuer.by_kid.get(_kid_of(secured))
    if key is None or not key.signs(KeyPurpose.ASSERTION):
        raise StatusListInvalid("The status list is signed by somebody else.")
    published = _published_list(secured, key)
    key.require_usable(signed_at=published.valid_from)
    if (published.url, published.issuer) != (entry.list_url, issuer.did):
        raise StatusListInvalid("This is another status list.")
    if published.purpose != entry.purpose:
        raise StatusListInvalid("The status list is for another purpose.")
    if not published.valid_from <= now < published.valid_until:
        raise StatusListInvalid("The status list is out of date.")
    return StatusReading(published.bits[entry.index], published.valid_from)


def list_url(secured: bytes) -> str:
    """The URL that a list names itself; nothing of it is proven. Raises StatusListInvalid."""
    try:
        return str(parse_json(parse_jws(secured.strip(), typ=VC_JWT).payload)["id"])
    except (CredentialError, KeyError, TypeError) as error:
        raise StatusListInvalid("This is not a status list.") from error


@lru_cache(maxsize=64)
def _kid_of(secured: bytes) -> str:
    return parse_jws(secured.strip(), typ=VC_JWT).kid


@lru_cache(maxsize=64)
def _published_list(secured: bytes, key: TrustedKey) -> PublishedList:
    """Verified and unpacked once: a list is read many times before it changes."""
    token = parse_jws(secured.strip(), typ=VC_JWT)
    verify_jws(token, key.key)
    return _parse_list(parse_json(token.payload))


def _parse_list(payload: Mapping[str, Any]) -> PublishedList:
    try:
        fields = Fields(payload, "status list")
        fields.constant("@context", [W3C_CONTEXT])
        fields.constant("type", ["VerifiableCredential", "BitstringStatusListCredential"])
        subject = fields.object("credentialSubject")
        subject.constant("type", "BitstringStatusList")
        subject.optional_text("id")
        published = PublishedList(
            fields.iri("id"),
            fields.text("issuer"),
            subject.text("statusPurpose"),
            fields.instant("validFrom"),
            fields.instant("validUntil"),
            BitstringStatusList.decode(subject.take("encodedList")),
        )
        subject.finish()
        fields.constant("iss", published.issuer)
        fields.constant("nbf", int(published.valid_from.timestamp()))
        fields.constant("exp", int(published.valid_until.timestamp()))
        fields.finish()
    except StatusListInvalid:
        raise
    except (CredentialError, AttributeError) as error:
        raise StatusListInvalid(f"This is not a status list: {error}") from error
    return published
