"""Texts of two directions in one line, held apart as Unicode's algorithm wants: UAX 9, 3.1.2.

"credential.jwt" in an Arabic sentence, an Arabic name in a French one. Each run stands in its own
element, so that its full stop stays at its end, and so that what is read aloud is in order.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import SubElement

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
# Letters of every other script; digits and punctuation have no direction of their own.
_LTR = r"(?:(?![" + _RTL + r"\d_])\w)"
_RIGHT_TO_LEFT = re.compile(rf"[{_RTL}]")
_LEFT_TO_RIGHT = re.compile(_LTR)
_RUNS = {
    # A number with a hyphen would be turned around behind Arabic letters: UAX 9, W2 and W4.
    "rtl": re.compile(rf"{_LTR}(?:[^{_RTL}]*(?:{_LTR}|\d))?|\d+(?:-\d+)+"),
    "ltr": re.compile(rf"[{_RTL}](?:(?:(?!{_LTR}).)*[{_RTL}])?"),
}
_OTHER = {"rtl": "ltr", "ltr": "rtl"}
_CLOSING = {")": "(", "]": "[", "}": "{", "»": "«"}
_OPENING = frozenset(_CLOSING.values())
_QUOTES = frozenset('"“”„')


def isolate(element: Any, direction: str = "ltr") -> None:
    """Put runs of the other direction into <bdi> elements, below `element` and in place."""
    direction = element.get("dir", direction)
    if element.tag in {"head", "bdi", "a"}:
        return
    children = list(element)
    for child in children:
        isolate(child, direction)
    texts = [element.text, *(child.tail for child in children)]
    if not any(text and _RUNS[direction].search(text) for text in texts):
        return
    element.text = None
    for child in children:
        element.remove(child)
    for place, text in enumerate(texts):
        _append(element, text or "", direction)
        if place < len(children):
            children[place].tail = None
            element.append(children[place])


def _has_other(text: str, direction: str) -> bool:
    other = _LEFT_TO_RIGHT if direction == "rtl" else _RIGHT_TO_LEFT
    return other.search(text) is not None


def _append(element: Any, text: str, direction: str) -> None:
    for part, foreign in _parts(text, direction):
        if foreign:
            SubElement(element, "bdi", dir=_OTHER[direction]).text = part
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = (element.text or "") + part


def _parts(text: str, direction: str) -> Iterator[tuple[str, bool]]:
    """(part, whether it runs the other way), in order."""
    own = _RIGHT_TO_LEFT if direction == "rtl" else _LEFT_TO_RIGHT
    if _has_other(text, direction) and own.search(text) is None:
        # All of it, with its punctuation; the white space around is the layout's.
        start = len(text) - len(text.lstrip())
        end = len(text.rstrip())
        yield text[:start], False
        yield text[start:end], True
        yield text[end:], False
        return
    place = 0
    while run := _RUNS[direction].search(text, place):
        end = run.start() + _balanced(text[run.start() : _reach(text, run.end())])
        yield text[place : run.start()], False
        yield text[run.start() : end], True
        place = end
    yield text[place:], False


def _reach(text: str, end: int) -> int:
    """What joins to the last letter of a run, and marks that it may have opened."""
    while end < len(text) and (
        text[end] in _CLOSING or text[end] in _QUOTES or unicodedata.category(text[end])[0] == "M"
    ):
        end += 1
    return end


def _balanced(run: str) -> int:
    """How much of it leaves no bracket or quotation mark without its other half.

    "title» (2019" ends before the mark: what belongs to the sentence around stays outside.
    """
    open_marks: list[str] = []
    end = 1
    for place, sign in enumerate(run):
        if sign in _QUOTES and '"' not in open_marks:
            open_marks.append('"')
        elif sign in _QUOTES:
            open_marks.remove('"')
        elif sign in _OPENING:
            open_marks.append(sign)
        elif sign in _CLOSING:
            if _CLOSING[sign] not in open_marks:
                break
            open_marks.remove(_CLOSING[sign])
        # Signs that join to the letter before them belong to it.
        ends = sign.isalnum() or unicodedata.category(sign)[0] == "M"
        if not open_marks and (ends or sign in _CLOSING or sign in _QUOTES):
            end = place + 1
    return end
