"""JSON Canonicalization Scheme, RFC 8785: one JSON value has one text."""

import json
import re
from collections.abc import Mapping
from typing import Any

from credentials.encodings import may_hold_large
from credentials.errors import JsonInvalid

_WRITER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
# The first byte of a character beyond the basic plane.
_OTHERWISE = re.compile(rb"[\xf0-\xf7]")


def canonical_json(value: Any) -> bytes:
    """Members sorted by UTF-16 code units, numbers as ECMAScript writes them. RFC 8785, 3.2.

    Raises JsonInvalid for what JSON cannot hold: NaN, half a character, another type.
    """
    try:
        return _quickly(value) or _text(value).encode()
    except UnicodeEncodeError as error:
        raise JsonInvalid("A JSON string holds half a character.") from error
    except RecursionError as error:
        raise JsonInvalid("JSON nests too deeply.") from error


def _quickly(value: Any) -> bytes | None:
    """By compiled code, where its answer is certain to be the same; a test holds them equal."""
    if not _has_text_members(value):
        return None
    try:
        written = _WRITER.encode(value).encode()
    except (TypeError, ValueError):
        return None
    # Beyond the basic plane it sorts otherwise, and it writes such numbers in its own way.
    return None if _OTHERWISE.search(written) or may_hold_large(written) else written


def _has_text_members(value: Any) -> bool:
    """It would write a number as a name."""
    if type(value) is dict:
        return all(type(name) is str for name in value) and all(
            map(_has_text_members, value.values())
        )
    if type(value) is list:
        return all(map(_has_text_members, value))
    return not isinstance(value, tuple)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{_string(name)}:{_text(value[name])}' for name in _sorted(value))}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_text, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return number_text(value)


def _sorted(names: Mapping[str, Any]) -> list[str]:
    if not all(isinstance(name, str) for name in names):
        raise JsonInvalid("A JSON member is named by a text.")
    # Beyond the basic plane the order of UTF-16 differs from that of code points.
    if all(name.isascii() for name in names):
        return sorted(names)
    return sorted(names, key=lambda name: name.encode("utf-16-be"))


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def number_text(value: object) -> str:
    """ECMA-262, Number::toString: the shortest digits that give the same double."""
    if not isinstance(value, int | float) or value != value or abs(value) == float("inf"):
        raise JsonInvalid("This is not a JSON value.")
    digits, exponent = _shortest(float(value))
    sign = "-" if value < 0 else ""
    count = len(digits)
    if count <= exponent <= 21:
        return f"{sign}{digits}{'0' * (exponent - count)}"
    if 0 < exponent <= 21:
        return f"{sign}{digits[:exponent]}.{digits[exponent:]}"
    if -6 < exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    fraction = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{exponent - 1:+d}"


def _shortest(number: float) -> tuple[str, int]:
    """Digits without zeros at either end, and where the point stands: 0.digits × 10^exponent."""
    if number == 0:
        return "0", 1
    mantissa, _, power = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading = len(whole + fraction) - len(digits)
    exponent = len(whole) - leading + int(power or 0)
    return digits.rstrip("0"), exponent
