"""Strict base64url and JSON: one value has one spelling, and hostile input stays cheap.

The usual libraries let padding, loose tail bits and duplicate keys pass; two readers of the same
token may then see different claims. RFC 7515, section 2; RFC 8725, section 2. The fast libraries
are used only as far as their answer is certain to be the strict one; a test holds them equal.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import msgspec
import pybase64

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

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# How many characters the last group lacks -> what it may end with: no loose bits.
_LAST = {0: _ALPHABET, 1: _ALPHABET[::4], 2: _ALPHABET[::16], 3: b""}
_decode = pybase64.b64decode
_READER = msgspec.json.Decoder()
_WRITER = msgspec.json.Encoder()
_UNSURE = object()


def encode_base64url(raw: bytes) -> str:
    return pybase64.b64encode_as_string(raw, b"-_").rstrip("=")


def decode_base64url(text: bytes) -> bytes:
    """Without padding, in its own alphabet, with zero tail bits. Raises Base64Invalid."""
    refuse_other_alphabets(text)
    return decode_own_alphabet(text)


def refuse_other_alphabets(text: bytes) -> None:
    """The library takes these three for digits or for padding. Raises Base64Invalid."""
    if b"+" in text or b"/" in text or b"=" in text:
        raise Base64Invalid("This is not base64url without padding.")


def decode_own_alphabet(text: bytes) -> bytes:
    """What was looked through for other alphabets, alone or as a part. Raises Base64Invalid."""
    lacking = -len(text) % 4
    if text and text[-1] not in _LAST[lacking]:
        raise Base64Invalid("The last base64url character carries bits that belong to nothing.")
    try:
        return _decode(text + b"==="[:lacking], b"-_", validate=True)
    except ValueError as error:
        raise Base64Invalid("This is not base64url without padding.") from error


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
    parsed = _parse_quickly(raw)
    return _parse_strictly(raw) if parsed is _UNSURE else parsed


# A number with sixteen digits, a fraction or an exponent: after a name, a bracket or a comma.
# Each begins with plain characters, which makes the search many times as fast as one for all.
_LARGE = tuple(
    re.compile(before + rb"-?(?:[0-9]{16}|[0-9]+[.eE])").search
    for before in (rb'":', rb"\[", rb",", rb"^")
)


def _parse_quickly(raw: bytes) -> Any:
    """The value, or _UNSURE: the strict parser must say.

    What is written again byte for byte names no member twice, since no object that was read
    does, and holds no half characters.
    """
    try:
        parsed = _READER.decode(raw)
        if _WRITER.encode(parsed) != raw:
            return _UNSURE
    except (ValueError, msgspec.MsgspecError, RecursionError):
        return _UNSURE
    if _may_be_deep(raw) and _nests_beyond(parsed, MAX_DEPTH):
        return _UNSURE
    return _UNSURE if may_hold_large(raw) else parsed


def may_hold_large(raw: bytes) -> bool:
    """Whether compact JSON may hold a number that is long or no integer."""
    named, first, further, alone = _LARGE
    return bool(named(raw) or first(raw) or further(raw) or alone(raw))


def _may_be_deep(raw: bytes) -> bool:
    """Every level of nesting has an opening bracket, so few brackets cannot nest deeply."""
    return raw.count(b"{") + raw.count(b"[") > MAX_DEPTH


def _nests_beyond(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        return levels == 0 or any(_nests_beyond(inner, levels - 1) for inner in value.values())
    if isinstance(value, list):
        return levels == 0 or any(_nests_beyond(inner, levels - 1) for inner in value)
    return False


def _parse_strictly(raw: bytes) -> Any:
    if _may_be_deep(raw):
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
    """Compact UTF-8 in the order given. Raises ValueError for a number that is none."""
    written = _WRITER.encode(value)
    # The fast writer has null for what is not a number; the slow one refuses it.
    if b"null" in written:
        json.dumps(value, allow_nan=False)
    return written


# One that is never closed goes on to the end, so that nothing is looked at twice.
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+["\\]?', re.DOTALL)
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
