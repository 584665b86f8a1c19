"""The metadata above the rows of an SSSOM TSV file: YAML, each line behind a number sign.

Read here is the part of YAML that SSSOM files use: keys with scalars, keys with keys, lists of
scalars or of keys with scalars. Anchors, tags and flow collections are refused, so no header can
grow when it is read.
"""

import json
import re
from collections.abc import Mapping, Sequence

from mappings.errors import ExchangeInvalid
from mappings.json_text import parse_json

Scalars = Mapping[str, str]
Value = str | Scalars | Sequence[str | Scalars]

# A quoted key, or a plain one that no mark of YAML begins; then a colon, then the value.
_KEY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*+"\s*|[^\s:#'"\-&*!{\[][^:]*+):(?:\s+(?P<rest>.*))?$"""
)
MAX_HEADER_LINES = 5_000


def write(metadata: Mapping[str, Value]) -> str:
    """Lines that any YAML reader reads: block form, scalars as quoted texts."""
    lines: list[str] = []
    for key, value in metadata.items():
        if isinstance(value, str):
            lines.append(f"{key}: {json.dumps(value)}")
        elif isinstance(value, Mapping):
            lines.append(f"{key}:")
            lines += [f"  {name}: {json.dumps(text)}" for name, text in value.items()]
        else:
            lines.append(f"{key}:")
            for part in value:
                lines += _listed(part)
    return "".join(f"#{line}\n" for line in lines)


def _listed(part: str | Scalars) -> list[str]:
    if isinstance(part, str):
        return [f"  - {json.dumps(part)}"]
    pairs = [f"{name}: {json.dumps(text)}" for name, text in part.items()]
    return [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]


def split(text: str) -> tuple[list[tuple[int, str]], str, int]:
    """Header lines with their numbers, the rest, and how many lines stand before the rest."""
    lines: list[tuple[int, str]] = []
    at = 0
    while text.startswith("#", at):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        lines.append((len(lines) + 1, text[at + 1 : end].rstrip()))
        at = min(end + 1, len(text))
        if len(lines) > MAX_HEADER_LINES:
            raise ExchangeInvalid(f"The header has more than {MAX_HEADER_LINES} lines.")
    return lines, text[at:], len(lines)


def read(numbered: Sequence[tuple[int, str]]) -> dict[str, Value]:
    """Raises ExchangeInvalid naming the line."""
    told: dict[str, Value] = {}
    block: list[tuple[int, str]] = []
    key = ""
    for number, line in _unindented(numbered):
        # A list may stand as far left as its key.
        if line.startswith((" ", "-")):
            if not key:
                raise _unreadable(number)
            block.append((number, line))
            continue
        if key and block:
            told[key] = _block(block)
        key, value = _pair(number, line)
        if key in told:
            raise ExchangeInvalid(f"Line {number} of the header repeats {key[:40]}.")
        block = []
        told[key] = value
        if value:
            key = ""
    if key and block:
        told[key] = _block(block)
    return told


def _unindented(numbered: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Lines with content; one space between the number sign and the text is common."""
    lines = [(number, line) for number, line in numbered if line.strip() not in ("", "---")]
    lines = [(number, line) for number, line in lines if not line.lstrip().startswith("#")]
    if lines and all(line.startswith(" ") for _, line in lines):
        margin = min(len(line) - len(line.lstrip()) for _, line in lines)
        return [(number, line[margin:]) for number, line in lines]
    return lines


def _block(lines: Sequence[tuple[int, str]]) -> Value:
    if not lines[0][1].lstrip().startswith("-"):
        return dict(_pair(number, line.strip()) for number, line in lines)
    parts: list[str | dict[str, str]] = []
    for number, line in lines:
        text = line.strip()
        if text.startswith("- "):
            inner = text[2:].strip()
            parts.append(dict([_pair(number, inner)]) if _KEY.match(inner) else _scalar(inner))
        elif parts and isinstance(found := parts[-1], dict):
            name, value = _pair(number, text)
            found[name] = value
        else:
            raise _unreadable(number)
    return parts


def _pair(number: int, line: str) -> tuple[str, str]:
    found = _KEY.match(line)
    if found is None:
        raise _unreadable(number)
    rest = (found["rest"] or "").strip()
    if rest and rest[0] in "&*!{[|>":
        raise _unreadable(number)
    try:
        return _scalar(found["key"].rstrip()), _scalar(rest)
    except ValueError:
        raise _unreadable(number) from None


def _scalar(text: str) -> str:
    """A quoted or plain scalar as text. Raises ValueError."""
    if text.startswith('"'):
        value = parse_json(text)
        if not isinstance(value, str):
            raise ValueError(text)
        return value
    if text.startswith("'"):
        if len(text) < 2 or not text.endswith("'"):
            raise ValueError(text)
        return text[1:-1].replace("''", "'")
    return text.split(" #", maxsplit=1)[0].strip()


def _unreadable(number: int) -> ExchangeInvalid:
    return ExchangeInvalid(
        f"Line {number} of the header cannot be read; write keys and values, lists and texts only."
    )
