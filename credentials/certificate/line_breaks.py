"""Places where a line of Burmese may end: it has no spaces between words, and Pango knows none.

A zero-width space stands before each syllable. What is read aloud or copied leaves it out.
Unicode 16, 16.3; UAX 14, class SA.
"""

import re
from typing import Any

ZERO_WIDTH_SPACE = "\u200b"
_LETTERS = "\u1000-\u1021\u1023-\u102a\u103f"
# A letter that a killer or a stacked letter follows ends the syllable before it.
_SYLLABLE = re.compile(rf"(?<=[\u1000-\u109f])(?<!\u1039)(?=[{_LETTERS}](?!\u1037?\u103a|\u1039))")
# Large and short: better broken between phrases, where there are spaces.
_HEADINGS = frozenset({"h1", "h2", "h3", "span"})
_BURMESE = re.compile(r"[\u1000-\u109f]")


def allow(element: Any, markup: str) -> None:
    """Mark the places in all texts below `element`. markup: the page as text, searched first."""
    if not _BURMESE.search(markup):
        return
    for part in element.iter():
        if part.tag not in _HEADINGS:
            part.text = _marked(part.text)
        part.tail = _marked(part.tail)


def _marked(text: str | None) -> str | None:
    return _SYLLABLE.sub(ZERO_WIDTH_SPACE, text) if text else text
