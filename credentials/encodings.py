"""Strict base64url and JSON: one value has one spelling, and hostile input stays cheap.

The usual libraries let padding, loose tail bits and duplicate keys pass; two readers of the same
token may then see different claims. RFC 7515, section 2; RFC 8725, section 2.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from credentials.errors import (
    Base64Invalid,
    JsonDuplicateKey,
    JsonInvalid,
    JsonNumberOutOfRange,
    JsonTooDeep,
)

MAX_DEPTH = 24
# Beyond this a reader that uses IEEE 754 doubles would see another integer (RFC 7493, 2.2).
MAX_INTEGER = 2**53 - 1
_MAX_DIGITS = 24

_BASE64URL = re.compile(rb"[A-Za-z0-9_-]*\Z")


def encode_base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode_base64url(text: bytes) -> bytes:
    """Without padding, in its own alphabet, with zero tail bits. Raises Base64Invalid."""
    if not _BASE64URL.match(text) or len(text) % 4 == 1:
        raise Base64Invalid("This is not base64url without padding.")
    raw = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    # Loose tail bits would give one value several spellings.
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != text:
        raise Base64Invalid("The last base64url character carries bits that belong to nothing.")
    return raw


def parse_json(raw: bytes) -> dict[str, Any]:
    """A JSON object: UTF-8, no key twice, bounded depth and numbers.

    Raises JsonInvalid or one of its kinds.
    """
    parsed = parse_json_value(raw)
    if not isinstance(parsed, dict):
        raise JsonInvalid("A JSON object was expected.")
    return parsed


def parse_json_value(raw: bytes) -> Any:
    """Any JSON, as strictly. Raises JsonInvalid or one of its kinds."""
    # Every level of nesting has an opening bracket, so few brackets cannot nest deeply.
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH:
        _check_depth(raw)
    try:
        parsed = json.loads(
            raw.decode(),
            object_pairs_hook=_without_duplicates,
            parse_int=_bounded_integer,
            parse_float=_bounded_float,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError) as error:
        raise JsonInvalid("This is not JSON in UTF-8.") from error
    if b"\\u" in raw:
        _refuse_lone_surrogates(parsed)
    return parsed


def serialize_json(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Compact UTF-8 in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")


def _check_depth(raw: bytes) -> None:
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise JsonTooDeep(f"JSON nests deeper than {MAX_DEPTH} levels.")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonDuplicateKey("A JSON object names a member twice.")
    return members


def _bounded_integer(text: str) -> int:
    if len(text) > _MAX_DIGITS or abs(number := int(text)) > MAX_INTEGER:
        raise JsonNumberOutOfRange("A JSON number is larger than every reader can hold.")
    return number


def _bounded_float(text: str) -> float:
    if len(text) > _MAX_DIGITS or abs(number := float(text)) > MAX_INTEGER:
        raise JsonNumberOutOfRange("A JSON number is larger than every reader can hold.")
    return number


def _refuse_constant(text: str) -> NoReturn:
    raise JsonNumberOutOfRange(f"{text} is not a JSON number.")


def _refuse_lone_surrogates(parsed: Any) -> None:
    try:
        serialize_json(parsed)
    except UnicodeEncodeError as error:
        raise JsonInvalid("A JSON string holds half a character.") from error
