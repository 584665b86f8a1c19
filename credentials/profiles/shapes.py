"""Members that every W3C document shares: URLs, types, texts in languages. VCDM 2.0, 4.4 to 4.6."""

import re
from collections.abc import Mapping
from typing import Any

from credentials.errors import ClaimMissing, ClaimsInvalid

Json = Mapping[str, Any]

URL = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"
MAX_URL = 4000
_URL = re.compile(rf"{URL}\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_DIRECTIONS = ("ltr", "rtl")
MAX_PARTS = 100


def is_url(value: object) -> bool:
    """An absolute URL, on one line."""
    return isinstance(value, str) and len(value) <= MAX_URL and _URL.match(value) is not None


def require_url(part: Json, name: str, where: str = "", *, optional: bool = False) -> None:
    """Raises ClaimMissing, ClaimsInvalid."""
    if name not in part:
        if optional:
            return
        raise ClaimMissing(f"{where}{name} is missing.", claim=where + name)
    if not is_url(part[name]):
        raise ClaimsInvalid(f"{where}{name} is not one URL.", claim=where + name)


def types_of(part: Json, name: str = "type", where: str = "") -> tuple[str, ...]:
    """One or more terms or URLs. Raises ClaimMissing, ClaimsInvalid."""
    if name not in part:
        raise ClaimMissing(f"{where}{name} is missing.", claim=where + name)
    value = part[name]
    types = tuple(value) if isinstance(value, list) else (value,)
    if not 0 < len(types) <= MAX_PARTS or not all(
        # Of one word: neither empty nor with white space anywhere.
        isinstance(one, str) and one.split() == [one]
        for one in types
    ):
        raise ClaimsInvalid(f"{where}{name} is one or more terms or URLs.", claim=where + name)
    return types


def sequence_of(document: Json, name: str) -> tuple[Json, ...]:
    """One object or a list of them, as a list. Raises ClaimMissing, ClaimsInvalid."""
    if name not in document:
        raise ClaimMissing(f"{name} is missing.", claim=name)
    value = document[name]
    parts = tuple(value) if isinstance(value, list) else (value,)
    if not 0 < len(parts) <= MAX_PARTS or not all(isinstance(part, dict) for part in parts):
        raise ClaimsInvalid(f"{name} is an object or a list of objects.", claim=name)
    return parts


def check_language_texts(part: Json, where: str = "") -> None:
    """name and description: a text, or the same in languages. VCDM 2.0, 4.6; 11.1."""
    for name in ("name", "description"):
        if name not in part:
            continue
        value = part[name]
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(_is_language_text(text) for text in texts):
            raise ClaimsInvalid(
                f"{where}{name} is a text, or texts with their language.", claim=where + name
            )


def _is_language_text(value: object) -> bool:
    if isinstance(value, str):
        return True
    if not isinstance(value, dict) or not isinstance(value.get("@value"), str):
        return False
    language = value.get("@language", "en")
    return (
        value.keys() <= {"@value", "@language", "@direction"}
        and isinstance(language, str)
        and _LANGUAGE.match(language) is not None
        and value.get("@direction", "ltr") in _DIRECTIONS
    )
