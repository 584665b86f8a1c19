"""Resources that a credential names with their digest. VCDM 2.0, 5.3; SRI.

Nothing is fetched. The resources at hand are the contexts every verifier carries: their digests
are compared, those of others are read for their form.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from credentials.encodings import decode_base64url
from credentials.errors import Base64Invalid, ClaimMissing, ClaimsInvalid
from credentials.profiles.shapes import require_url, sequence_of

Json = Mapping[str, Any]

_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})\Z")
_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}
# Multihash: code and length of the digest that follows.
_MULTIHASH = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_BY_SIZE = {size: name for name, size in _SIZES.items()}


def check_related_resources(document: Json, at_hand: Mapping[str, bytes] | None = None) -> None:
    """at_hand: URL -> its bytes. Raises ClaimMissing, ClaimsInvalid."""
    if "relatedResource" not in document:
        return
    seen: set[str] = set()
    for part in sequence_of(document, "relatedResource"):
        require_url(part, "id", "relatedResource.")
        if part["id"] in seen:
            raise ClaimsInvalid("A related resource is named twice.", claim="relatedResource.id")
        seen.add(part["id"])
        if not isinstance(part.get("mediaType", ""), str):
            raise ClaimsInvalid("A media type is a text.", claim="relatedResource.mediaType")
        _check_digests(part, (at_hand or {}).get(part["id"]))


def _check_digests(part: Json, content: bytes | None) -> None:
    found = [
        *(_parse_sri(text) for text in _texts(part, "digestSRI")),
        *(_parse_multibase(text) for text in _texts(part, "digestMultibase")),
    ]
    if not found:
        raise ClaimMissing(
            "A related resource has a digestSRI or a digestMultibase.", claim="relatedResource"
        )
    for algorithm, digest in found:
        if content is not None and hashlib.new(algorithm, content).digest() != digest:
            raise ClaimsInvalid(
                "A related resource has another digest than it is said to have.",
                claim="relatedResource",
            )


def _texts(part: Json, name: str) -> tuple[str, ...]:
    value = part.get(name, [])
    texts = tuple(value) if isinstance(value, list) else (value,)
    if not all(isinstance(text, str) and len(text) < 200 for text in texts):
        raise ClaimsInvalid(f"{name} is a text.", claim=f"relatedResource.{name}")
    return texts


def _parse_sri(text: str) -> tuple[str, bytes]:
    found = _SRI.match(text)
    try:
        digest = base64.b64decode(found[2], validate=True) if found else b""
    except binascii.Error:
        digest = b""
    if found is None or len(digest) != _SIZES[found[1]]:
        raise ClaimsInvalid("digestSRI is no digest.", claim="relatedResource.digestSRI")
    return found[1], digest


def _parse_multibase(text: str) -> tuple[str, bytes]:
    """base64url: a multihash, or the digest alone."""
    try:
        raw = decode_base64url(text[1:].encode()) if text.startswith("u") else b""
    except (Base64Invalid, UnicodeEncodeError):
        raw = b""
    named = _MULTIHASH.get(raw[:2])
    if named and len(raw) == 2 + _SIZES[named]:
        return named, raw[2:]
    if len(raw) not in _BY_SIZE:
        raise ClaimsInvalid(
            "digestMultibase is no digest.", claim="relatedResource.digestMultibase"
        )
    return _BY_SIZE[len(raw)], raw
