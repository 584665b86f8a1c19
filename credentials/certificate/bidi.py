"""Texts of two directions in one line, held apart as Unicode's algorithm wants: UAX 9, 3.1.2.

"credential.jwt" in an Arabic sentence, an Arabic name in a French one. Each run stands in its own
element, so that its full stop stays at its end, and so that what is read aloud is in order.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import SubElement

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
# Letters of every other script; digits and punctuation have no direction of their own.
_LTR = r"(?:(?![" + _RTL + r"\d_])\w)"
_RIGHT_TO_LEFT = re.compile(rf"[{_RTL}]")
_LEFT_TO_RIGHT = re.compile(_LTR)
_RUNS = {
    "rtl": re.compile(rf"{_LTR}(?:[^{_RTL}]*(?:{_LTR}|\d))?"),
    "ltr": re.compile(rf"[{_RTL}](?:(?:(?!{_LTR}).)*[{_RTL}])?"),
}
_OTHER = {"rtl": "ltr", "ltr": "rtl"}


def isolate(element: Any, direction: str = "ltr") -> None:
    """Put runs of the other direction into <bdi> elements, below `element` and in place."""
    direction = element.get("dir", direction)
    if element.tag in {"head", "bdi", "a"}:
        return
    children = list(element)
    for child in children:
        isolate(child, direction)
    texts = [element.text, *(child.tail for child in children)]
    if not any(text and _has_other(text, direction) for text in texts):
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
    for run in _RUNS[direction].finditer(text):
        yield text[place : run.start()], False
        yield run.group(), True
        place = run.end()
    yield text[place:], False
