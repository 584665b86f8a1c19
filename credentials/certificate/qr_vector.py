"""QR codes drawn as SVG: the squares and strokes that code generators write, and nothing else.

A code is rectangles, or paths of straight lines; curves, styles, references and scripts are
passed over, so nothing is fetched and nothing is run. SVG 1.1, 8.3 and 9.2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from credentials.errors import PictureUnreadable

MAX_SVG_BYTES = 1024 * 1024
MAX_PARTS = 40_000
_PIXELS = 2_000
_TAG = re.compile(r"<(/?)(svg|g|path|rect)\b([^<>]*?)(/?)>")
# Each begins where no other try has looked before: what is hostile takes no longer.
_ATTRIBUTE = re.compile(r"(?<![A-Za-z:-])([A-Za-z:-]++)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TRANSFORM = re.compile(r"(translate|scale)\(([^()]*)\)")
_STEP = re.compile(r"([MmLlHhVvZz])|(-?(?:\d+\.?\d*|\.\d+)(?:[eE]-?\d+)?)|([A-Za-z])")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE]-?\d+)?")
_LIGHT = frozenset({"none", "#fff", "#ffffff", "white", "transparent"})

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Placing:
    """Of a part on the drawing: scaled, then moved."""

    scale_x: float = 1.0
    scale_y: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def at(self, point: Point) -> Point:
        return point[0] * self.scale_x + self.x, point[1] * self.scale_y + self.y

    def within(self, text: str) -> "_Placing":
        """With the transforms of an element inside."""
        placing = self
        for name, numbers in _TRANSFORM.findall(text):
            first, *rest = [float(number) for number in _NUMBER.findall(numbers)] or [0.0]
            if name == "scale":
                second = rest[0] if rest else first
                placing = _Placing(
                    placing.scale_x * first, placing.scale_y * second, placing.x, placing.y
                )
            else:
                x, y = placing.at((first, rest[0] if rest else 0.0))
                placing = _Placing(placing.scale_x, placing.scale_y, x, y)
        return placing


@dataclass(slots=True)
class _Canvas:
    """left: pixels that may still be painted; a code needs each of them about twice.

    Painting looks at every corner in every row, so that counts as well.
    """

    drawing: ImageDraw.ImageDraw
    left: float = 20.0 * _PIXELS * _PIXELS

    def fill(self, corners: list[Point], shade: int) -> None:
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        if min(*xs, *ys) < -_PIXELS or max(*xs, *ys) > 2 * _PIXELS:
            raise ValueError("drawn outside")
        rows = max(ys) - min(ys) + 1
        self.left -= rows * (max(xs) - min(xs) + 1 + len(corners))
        if self.left < 0:
            raise ValueError("painted over and over")
        # The last pixel of a part is the first of the next one.
        self.drawing.polygon([(round(x), round(y)) for x, y in corners], fill=shade)


def render(svg: bytes) -> Image.Image:
    """In grey, large enough to be read. Raises PictureUnreadable."""
    if len(svg) > MAX_SVG_BYTES:
        raise PictureUnreadable("The drawing is too large.", limit=MAX_SVG_BYTES)
    picture = Image.new("L", (_PIXELS, _PIXELS), 255)
    try:
        _draw(svg.decode(), _Canvas(ImageDraw.Draw(picture)))
    except (ValueError, OverflowError, IndexError, ZeroDivisionError) as error:
        raise PictureUnreadable("The drawing cannot be read.") from error
    return picture


def _draw(text: str, canvas: _Canvas) -> None:
    placings: list[_Placing] = []
    for number, (closing, name, raw, alone) in enumerate(_TAG.findall(text)):
        if number > MAX_PARTS:
            raise ValueError("too many parts")
        attributes = {key: one or two for key, one, two in _ATTRIBUTE.findall(raw)}
        if closing:
            if name in {"svg", "g"} and placings:
                placings.pop()
        elif name == "svg" and not placings:
            placings.append(_fitting(attributes))
        elif placings:
            placing = placings[-1].within(attributes.get("transform", ""))
            if name in {"svg", "g"}:
                if not alone:
                    placings.append(placing)
            else:
                _PAINTERS[name](attributes, placing, canvas)


def _fitting(attributes: dict[str, str]) -> _Placing:
    """The whole drawing on the whole picture."""
    box = [float(number) for number in _NUMBER.findall(attributes.get("viewBox", ""))]
    if len(box) != 4:
        sides = [_NUMBER.search(attributes.get(name, "")) for name in ("width", "height")]
        box = [0.0, 0.0, *(float(side[0]) for side in sides if side)]
    left, top, width, height = box
    scale = _PIXELS / max(width, height)
    return _Placing(scale, scale, -left * scale, -top * scale)


def _shade(attributes: dict[str, str], name: str, default: str) -> int | None:
    """None where it is not painted."""
    colour = attributes.get(name, default).strip().lower()
    if colour in {"none", "transparent"}:
        return None
    return 255 if colour in _LIGHT else 0


def _rect(attributes: dict[str, str], placing: _Placing, canvas: _Canvas) -> None:
    shade = _shade(attributes, "fill", "black")
    size = [_NUMBER.match(attributes.get(name, "0")) for name in ("x", "y", "width", "height")]
    if shade is None or not all(size) or "%" in attributes.get("width", ""):
        return
    x, y, width, height = (float(found[0]) for found in size if found)
    _fill(
        [(x, y), (x + width, y), (x + width, y + height), (x, y + height)], shade, placing, canvas
    )


def _path(attributes: dict[str, str], placing: _Placing, canvas: _Canvas) -> None:
    lines = list(_lines(attributes.get("d", "")))
    stroke = _shade(attributes, "stroke", "none")
    if stroke is not None:
        half = float(attributes.get("stroke-width", "1")) / 2
        for line in lines:
            for start, end in pairwise(line):
                _stroke(start, end, half, stroke, placing, canvas)
        return
    shade = _shade(attributes, "fill", "black")
    if shade is not None:
        for line in lines:
            if len(line) > 2:
                _fill(line, shade, placing, canvas)


def _stroke(
    start: Point,
    end: Point,
    half: float,
    shade: int,
    placing: _Placing,
    canvas: _Canvas,
) -> None:
    """A straight line across or down, as wide as it is drawn."""
    (x1, y1), (x2, y2) = sorted((start, end))
    across = abs(x2 - x1) >= abs(y2 - y1)
    dx, dy = (0.0, half) if across else (half, 0.0)
    low, high = min(y1, y2), max(y1, y2)
    _fill(
        [(x1 - dx, low - dy), (x2 + dx, low - dy), (x2 + dx, high + dy), (x1 - dx, high + dy)],
        shade,
        placing,
        canvas,
    )


def _fill(corners: list[Point], shade: int, placing: _Placing, canvas: _Canvas) -> None:
    canvas.fill([placing.at(corner) for corner in corners], shade)


def _lines(text: str) -> Iterator[list[Point]]:
    """Sub-paths of straight lines. Raises ValueError for a curve."""
    steps = _STEP.findall(text)
    at, line, command = (0.0, 0.0), [(0.0, 0.0)], ""
    place = 0
    while place < len(steps):
        letter, _, foreign = steps[place]
        if foreign:
            raise ValueError("a curve")
        if letter:
            command, place = letter, place + 1
        if command in "Zz":
            at = line[0]
            line.append(at)
            continue
        wanted = 1 if command in "HhVv" else 2
        numbers = [float(step[1]) for step in steps[place : place + wanted]]
        place += wanted
        if len(numbers) < wanted or not command:
            raise ValueError("a path that breaks off")
        at = _moved(at, command, numbers)
        if command in "Mm":
            if len(line) > 1:
                yield line
            line, command = [at], "L" if command == "M" else "l"
        else:
            line.append(at)
    if len(line) > 1:
        yield line


def _moved(at: Point, command: str, numbers: list[float]) -> Point:
    x, y = at
    relative = command.islower()
    if command in "Hh":
        return (x + numbers[0] if relative else numbers[0]), y
    if command in "Vv":
        return x, (y + numbers[0] if relative else numbers[0])
    return (x + numbers[0], y + numbers[1]) if relative else (numbers[0], numbers[1])


_PAINTERS = {"rect": _rect, "path": _path}
