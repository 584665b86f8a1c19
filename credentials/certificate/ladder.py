"""The drawing of the levels: one ladder for each framework on the way, side by side.

A drawing in vectors that needs no words but codes and the frameworks' names, so that one serves
every language; what it shows is told in its text alternative.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from credentials.model import FrameworkScale

# Millimetres.
WIDTH = 172.0
_MARGIN = 8.0
_RUNG = 5.4
_TOP = 8.4
_BOX = 30.0
_CODE_SIZE = 3.1
_NAME_SIZE = 2.7
_NAME_HEIGHT = 3.6
_NAME_LINE = 30

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """One level of a framework. marked: a level of the answer, filled with ink."""

    left: float
    top: float
    width: float
    height: float
    marked: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, centred. on_ink: it stands in a marked box."""

    middle: float
    baseline: float
    size: float
    text: str
    on_ink: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """The drawing, in millimetres from its upper left corner.

    bands: the corners of each way from one framework to the next. alternative: the same in words,
    for one language. Ink has the authority's colour.
    """

    height: float
    bands: tuple[tuple[Point, ...], ...]
    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]
    alternative: str
    line_colour: str = "#9aa5b4"
    band_colour: str = "#d9e1ee"


def draw(scales: tuple[FrameworkScale, ...], alternative: str) -> Ladder:
    """The lowest level stands at the foot of its ladder."""
    most = max(len(scale.levels) for scale in scales)
    columns = [(_edge(number, len(scales)), scale) for number, scale in enumerate(scales)]
    bands = (
        _band(left, scale, right, following, most)
        for (left, scale), (right, following) in pairwise(columns)
    )
    return Ladder(
        height=_TOP + most * _RUNG + 2,
        bands=tuple(band for band in bands if band),
        boxes=tuple(box for left, scale in columns for box in _boxes(left, scale, most)),
        texts=tuple(text for left, scale in columns for text in _texts(left, scale, most)),
        alternative=alternative,
    )


def _edge(number: int, count: int) -> float:
    """The left edge of a ladder."""
    room = WIDTH - 2 * _MARGIN - _BOX
    return _MARGIN + room * (number / (count - 1) if count > 1 else 0.5)


def _foot(rung: int, most: int) -> float:
    """The y of the lower edge of a level; shorter ladders stand on the same ground."""
    return _TOP + (most - rung) * _RUNG


def _span(scale: FrameworkScale) -> tuple[int, int] | None:
    if not scale.low:
        return None
    return scale.levels.index(scale.low), scale.levels.index(scale.high)


def _is_marked(rung: int, scale: FrameworkScale) -> bool:
    span = _span(scale)
    return span is not None and span[0] <= rung <= span[1]


def _band(
    left: float, scale: FrameworkScale, right: float, following: FrameworkScale, most: int
) -> tuple[Point, ...]:
    """The way from the levels of one framework to those of the next."""
    here, there = _span(scale), _span(following)
    if here is None or there is None:
        return ()
    return (
        (left + _BOX, _foot(here[0], most)),
        (right, _foot(there[0], most)),
        (right, _foot(there[1] + 1, most)),
        (left + _BOX, _foot(here[1] + 1, most)),
    )


def _boxes(left: float, scale: FrameworkScale, most: int) -> Iterator[Box]:
    for rung in range(len(scale.levels)):
        yield Box(left, _foot(rung + 1, most), _BOX, _RUNG, _is_marked(rung, scale))


def _texts(left: float, scale: FrameworkScale, most: int) -> Iterator[Text]:
    """The name above the ladder, a code in each box."""
    middle = left + _BOX / 2
    name = _lines(scale.name)
    # Right above the ladder, whether it takes one line or two.
    first = _foot(len(scale.levels), most) - 1.6 - _NAME_HEIGHT * (len(name) - 1)
    for number, line in enumerate(name):
        yield Text(middle, first + _NAME_HEIGHT * number, _NAME_SIZE, line)
    for rung, code in enumerate(scale.levels):
        baseline = _foot(rung + 1, most) + 3.8
        yield Text(middle, baseline, _CODE_SIZE, code, on_ink=_is_marked(rung, scale))


def _lines(name: str) -> list[str]:
    """A name in two lines at most."""
    words, lines = name.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _NAME_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        return [lines[0], lines[1][: _NAME_LINE - 2].rstrip() + " …"]
    return lines
