"""The pictures of a certificate, as operators of the page they stand on.

WeasyPrint looks for a picture in its cache before it fetches and reads one. What it finds there
are these: they know their size and draw themselves, without SVG, without a picture format in
between, and without a group for every text. ISO 32000-1, 8.
"""

import re
from collections.abc import Iterator
from functools import cache, cached_property
from math import cos, inf, pi, sin
from typing import Any, ClassVar
from xml.etree.ElementTree import fromstring

import pydyf  # type: ignore[import-untyped]
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.draw.text import draw_first_line
from weasyprint.matrix import Matrix
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import split_first_line

from credentials.certificate.edition import TEMPLATES
from credentials.certificate.ladder import WIDTH, Ladder, Text
from credentials.certificate.qr import DrawnCode

_CURVES = re.compile(r"M([^Cz]+)((?:C[^Cz]+)+)z")
_FAMILY = "Noto Sans"


class CodePicture:
    """The QR code, one bit per pixel; the layout engine would unpack every pixel to 24 bits."""

    id: ClassVar[str] = "code"

    def __init__(self, code: DrawnCode) -> None:
        self._code = code

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, ...]:
        return self._code.side, self._code.side, 1

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        # Never smoothed: the edges of a module are where they are.
        name = stream.add_image(self, False, 1)
        stream.transform(width, 0, 0, -height, 0, height)
        stream.draw_x_object(name)

    def get_x_object(self, _interpolate: bool, _ratio: float) -> Any:
        described = pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Image",
                "Width": self._code.side,
                "Height": self._code.side,
                "ColorSpace": "/DeviceGray",
                "BitsPerComponent": 1,
                "Interpolate": "false",
            }
        )
        return pydyf.Stream([self._code.pixels], described, compress=True)


class RosettePicture:
    """The fine lines behind page 1.

    Each curve of the SVG file is the same piece turned around the middle, as often as its number
    of segments allows: four to a piece. Only the piece is written, and the turn after it.
    """

    _HALF: ClassVar[float] = 100
    _SEGMENTS: ClassVar[int] = 4

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, ...]:
        return 2 * self._HALF, 2 * self._HALF, 1

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        across, down = width / (2 * self._HALF), height / (2 * self._HALF)
        stream.transform(across, 0, 0, down, width / 2, height / 2)
        stream.stream.append(self._lines)

    @cached_property
    def _lines(self) -> bytes:
        drawing = fromstring(rosette())[0].attrib  # noqa: S314  # our own file
        pieces: dict[int, list[str]] = {}
        for start, curves in _CURVES.findall(drawing["d"]):
            segments = curves.split("C")[1:]
            piece = "".join(f"{numbers} c\n" for numbers in segments[: self._SEGMENTS])
            turns = len(segments) // self._SEGMENTS
            pieces.setdefault(turns, []).append(f"{start} m\n{piece}")
        drawn = [f"{_rgb(drawing['stroke'])} RG {drawing['stroke-width']} w 1 J"]
        for turns, paths in pieces.items():
            across, up = cos(2 * pi / turns), sin(2 * pi / turns)
            turn = f"{across:.6f} {up:.6f} {-up:.6f} {across:.6f} 0 0 cm\n"
            drawn.append("q")
            drawn.extend(turns * [f"{''.join(paths)}S\n{turn}"])
            drawn.append("Q")
        return "\n".join(drawn).encode()


@cache
def rosette() -> bytes:
    """The fine lines as SVG."""
    return (TEMPLATES / "rosette.svg").read_bytes()


class LadderPicture:
    """The ladders of levels in the supplement: boxes, bands between them, and their texts."""

    def __init__(self, ladder: Ladder, colour: str, fonts: FontConfiguration) -> None:
        self._ladder = ladder
        self._ink = _rgb(colour)
        self._fonts = fonts

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[float, ...]:
        return WIDTH, self._ladder.height, WIDTH / self._ladder.height

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        scale = width / WIDTH
        stream.push_state()
        stream.transform(scale, 0, 0, height / self._ladder.height)
        stream.stream.extend(self._shapes())
        stream.pop_state()
        for text in self._ladder.texts:
            self._write(text, stream, scale)

    def _shapes(self) -> Iterator[bytes]:
        yield f"{_rgb(self._ladder.band_colour)} rg".encode()
        for band in self._ladder.bands:
            yield (
                " ".join(
                    f"{x:.2f} {y:.2f} {'l' if place else 'm'}" for place, (x, y) in enumerate(band)
                ).encode()
                + b" f"
            )
        yield f"{_rgb(self._ladder.line_colour)} RG .2 w".encode()
        for box in self._ladder.boxes:
            fill = self._ink if box.marked else "1 1 1"
            yield f"{fill} rg {box.left:.2f} {box.top:.2f} {box.width} {box.height} re B".encode()

    def _write(self, text: Text, stream: Any, scale: float) -> None:
        """Laid out in the size it is printed in, so that its width is known."""
        style = _TextStyle(INITIAL_VALUES, font_family=[_FAMILY], font_size=text.size * scale)
        style.font_config = self._fonts
        laid_out, _, _, width, _, _ = split_first_line(text.text, style, None, inf, 0)
        room = WIDTH * scale - width
        left = min(max(text.middle * scale - width / 2, 0), max(room, 0))
        stream.push_state()
        colour = "1 1 1" if text.on_ink else self._ink
        stream.stream.append(f"{colour} rg".encode())
        laid_out.reactivate(style)
        stream.begin_text()
        place = Matrix(d=-1, e=left, f=text.baseline * scale)
        draw_first_line(stream, _TextBox(laid_out, style), "none", "none", place)
        stream.end_text()
        stream.pop_state()


class _TextStyle(dict[str, Any]):
    """What the layout of one line asks for."""

    font_config: FontConfiguration


class _TextBox:
    """What the drawing of one line asks for."""

    def __init__(self, laid_out: Any, style: _TextStyle) -> None:
        self.pango_layout = laid_out
        self.style = style
        self.text = laid_out.text


def _rgb(colour: str) -> str:
    """ "#17365f" as a PDF takes it."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5))
