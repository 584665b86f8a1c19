"""The drawing of the levels: one ladder for each framework on the way, side by side.

A drawing in vectors that needs no words but codes and the frameworks' names, so that one serves
every language; what it shows is told in its text alternative.
"""

from dataclasses import dataclass
from html import escape
from itertools import pairwise

from credentials.model import FrameworkScale

# Millimetres.
WIDTH = 172.0
_MARGIN = 8.0
_RUNG = 5.4
_TOP = 8.4
_BOX = 30.0
_NAME_LINE = 30
_INK, _LINE, _FILL, _BAND = "#17365f", "#9aa5b4", "#17365f", "#d9e1ee"


@dataclass(frozen=True, slots=True)
class Ladder:
    """svg: the drawing. alternative: the same in words, for one language. height: millimetres."""

    svg: str
    alternative: str
    height: float


def draw(scales: tuple[FrameworkScale, ...]) -> tuple[str, float]:
    """SVG and its height in millimetres. The lowest level stands at the foot of its ladder."""
    most = max(len(scale.levels) for scale in scales)
    height = _TOP + most * _RUNG + 2
    columns = [(_edge(number, len(scales)), scale) for number, scale in enumerate(scales)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{height}mm" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Noto Sans" font-size="3.1">'
    )
    bands = [
        _band(left, scale, right, following, most)
        for (left, scale), (right, following) in pairwise(columns)
    ]
    ladders = [_framework(left, scale, most) for left, scale in columns]
    return "".join((head, *bands, *ladders, "</svg>")), height


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


def _band(
    left: float, scale: FrameworkScale, right: float, following: FrameworkScale, most: int
) -> str:
    """The way from the levels of one framework to those of the next."""
    here, there = _span(scale), _span(following)
    if here is None or there is None:
        return ""
    points = [
        (left + _BOX, _foot(here[0], most)),
        (right, _foot(there[0], most)),
        (right, _foot(there[1] + 1, most)),
        (left + _BOX, _foot(here[1] + 1, most)),
    ]
    drawn = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return f'<polygon points="{drawn}" fill="{_BAND}"/>'


def _framework(place: float, scale: FrameworkScale, most: int) -> str:
    middle = place + _BOX / 2
    span = _span(scale)
    name = _lines(scale.name)
    # Right above the ladder, whether it takes one line or two.
    top = _foot(len(scale.levels), most) - 1.6 - 3.6 * (len(name) - 1)
    parts = [
        f'<text x="{_held(middle, line):.2f}" y="{top + 3.6 * number:.2f}" fill="{_INK}" '
        f'text-anchor="middle" font-size="2.7">{escape(line)}</text>'
        for number, line in enumerate(name)
    ]
    for rung, code in enumerate(scale.levels):
        marked = span is not None and span[0] <= rung <= span[1]
        top = _foot(rung + 1, most)
        parts.append(
            f'<rect x="{place:.2f}" y="{top:.2f}" width="{_BOX}" height="{_RUNG}" '
            f'fill="{_FILL if marked else "#ffffff"}" stroke="{_LINE}" stroke-width="0.2"/>'
            f'<text x="{middle:.2f}" y="{top + 3.8:.2f}" text-anchor="middle" '
            f'fill="{"#ffffff" if marked else _INK}">{escape(code)}</text>'
        )
    return "".join(parts)


def _held(middle: float, line: str) -> float:
    """The middle of a line of text that must not leave the drawing."""
    half = len(line) * 0.75
    return min(max(middle, half), WIDTH - half)


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
