"""Texts as cells that spreadsheets cannot run, and back, without loss.

A backslash marks what a cell must not hold as it is: line ends and other control characters, the
bar between the parts of a list, spaces at the ends, and a first character from which a spreadsheet
would make a formula. `\\=SUM(A1)` is such a cell; it is read as the text `=SUM(A1)`.
"""

import re
import unicodedata
from collections.abc import Iterable

BAR = "|"
# Spreadsheets take a cell for a formula by its first character, wide forms included.
FORMULA_STARTS = "=+-@＝＋－＠"
_SHORT = {"\n": "n", "\r": "r", "\t": "t"}
_LONG = {letter: character for character, letter in _SHORT.items()}
# Opened with another separator than the one it was written with, a text may begin after these.
_SEPARATORS = ',;"'
# Not allowed in XML, so not in xlsx; or taken for the end of a line.
_UNSAFE = "\ufffe\uffff\u2028\u2029"
# Halves of surrogate pairs are no characters and are not read as such.
_MARKED = re.compile(r"\\(?:u((?!d[89a-f])[0-9a-f]{4})|(.))", re.DOTALL)
_PART = re.compile(r"(?:\\.|[^\\|]|\\$)+", re.DOTALL)


def starts_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell."""
    return cell != "" and cell[0] in FORMULA_STARTS


def to_cell(text: str) -> str:
    """A text as a cell: never a formula, never more than one line."""
    marked = [_mark(character) for character in text]
    if text and (text[0].isspace() or text[0] == "'"):
        marked[0] = _coded(text[0])
    for before, (position, character) in zip("," + text, enumerate(text), strict=False):
        if before in _SEPARATORS and character in FORMULA_STARTS:
            marked[position] = f"\\{character}"
    if text and text[-1].isspace():
        marked[-1] = _coded(text[-1])
    return "".join(marked)


def from_cell(cell: str) -> str:
    """What `to_cell` was given. A backslash before anything else is a backslash."""
    return _MARKED.sub(_unmark, cell.strip())


def to_list_cell(texts: Iterable[str]) -> str:
    return BAR.join(to_cell(text) for text in sorted(texts))


def from_list_cell(cell: str) -> tuple[str, ...]:
    """The parts between bars; empty parts are none."""
    return tuple(text for part in _PART.findall(cell) if (text := from_cell(part)))


def _coded(character: str) -> str:
    return f"\\u{ord(character):04x}"


def _mark(character: str) -> str:
    if character in _SHORT:
        return f"\\{_SHORT[character]}"
    if character in ("\\", BAR):
        return f"\\{character}"
    if character in _UNSAFE or unicodedata.category(character) == "Cc":
        return _coded(character)
    return character


def _unmark(found: re.Match[str]) -> str:
    code, character = found.groups()
    if code is not None:
        return chr(int(code, 16))
    if character in _LONG:
        return _LONG[character]
    return str(character) if character in f"\\{BAR}{FORMULA_STARTS}" else found[0]
