"""credentialStatus of anybody: its shape, and the entries we can look up. BSL 1.0, 2.1."""

import re
from collections.abc import Mapping
from typing import Any

from credentials.errors import ClaimMissing, ClaimsInvalid, RecordInvalid
from credentials.model import StatusEntry
from credentials.profiles.shapes import is_url, require_url, types_of

Json = Mapping[str, Any]

BITSTRING_ENTRY = "BitstringStatusListEntry"
INDEX = r"(?:0|[1-9][0-9]{0,11})"
_INDEX = re.compile(rf"{INDEX}\Z")
_HEX = re.compile(r"0x[0-9A-Fa-f]{1,16}\Z")
_MAX_SIZE = 8


def check_status_shape(part: Json) -> None:
    """Raises ClaimMissing, ClaimsInvalid."""
    types = types_of(part, "type", "credentialStatus.")
    require_url(part, "id", "credentialStatus.", optional=True)
    if BITSTRING_ENTRY in types:
        _check_bitstring_entry(part)


def _check_bitstring_entry(part: Json) -> None:
    purpose = _required(part, "statusPurpose")
    _require(isinstance(purpose, str) and bool(purpose), "statusPurpose", "a text")
    index = _required(part, "statusListIndex")
    _require(
        isinstance(index, str) and _INDEX.match(index) is not None,
        "statusListIndex",
        "a whole number from 0 as text",
    )
    require_url(part, "statusListCredential", "credentialStatus.")
    _require(part.get("id") != part["statusListCredential"], "id", "another URL than the list's")
    reference = part.get("statusReference", [])
    references = reference if isinstance(reference, list) else [reference]
    _require(all(is_url(one) for one in references), "statusReference", "one or more URLs")
    _check_size(part)


def _check_size(part: Json) -> None:
    size = part.get("statusSize", 1)
    _require(
        isinstance(size, int) and not isinstance(size, bool) and 0 < size <= _MAX_SIZE,
        "statusSize",
        f"a whole number from 1 to {_MAX_SIZE}",
    )
    if "statusMessage" not in part and size == 1:
        return
    messages = _required(part, "statusMessage")
    _require(
        isinstance(messages, list)
        and len(messages) == 2**size
        and all(_is_message(message) for message in messages),
        "statusMessage",
        "a message for each value",
    )


def _is_message(message: object) -> bool:
    return (
        isinstance(message, dict)
        and isinstance(message.get("message"), str)
        and isinstance(status := message.get("status"), str)
        and _HEX.match(status) is not None
    )


def parse_entries(document: Json) -> tuple[tuple[StatusEntry, ...], bool]:
    """(the entries that can be looked up, whether there are others)."""
    if "credentialStatus" not in document:
        return (), False
    value = document["credentialStatus"]
    parts = value if isinstance(value, list) else [value]
    entries = []
    for part in parts:
        try:
            entries.append(_parse_entry(part))
        except (ClaimsInvalid, RecordInvalid):
            continue
    return tuple(entries), len(entries) != len(parts)


def _parse_entry(part: Json) -> StatusEntry:
    check_status_shape(part)
    if part["type"] != BITSTRING_ENTRY or part.get("statusSize", 1) != 1:
        raise ClaimsInvalid("This kind of status cannot be looked up.")
    return StatusEntry(
        part["statusListCredential"], int(part["statusListIndex"]), part["statusPurpose"]
    )


def _required(part: Json, name: str) -> Any:
    if name not in part:
        raise ClaimMissing(f"credentialStatus.{name} is missing.", claim=f"credentialStatus.{name}")
    return part[name]


def _require(holds: bool, name: str, what: str) -> None:
    if not holds:
        raise ClaimsInvalid(
            f"credentialStatus.{name} is not {what}.", claim=f"credentialStatus.{name}"
        )
