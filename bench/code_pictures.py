"""Pictures of a printed code as scanners and phones take them: the page at 150 dpi, then damage.

Everything is made from the certificate itself, drawn by PDFium, with one seed: the same pictures
each time.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageFilter

DPI = 150
PRINTED_MM = 38
# Around the code on page 1: a picture of a part of the page.
_MARGIN_MM = 8


@dataclass(frozen=True)
class Taken:
    """damage: what was done to it, empty if nothing."""

    picture: Image.Image
    damage: str


def scan(pdf: bytes, *, millimetres: float = PRINTED_MM) -> Image.Image:
    """The part of page 1 with the code, as if it had been printed at that size."""
    page = pypdfium2.PdfDocument(pdf)[0]
    (code,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    scale = DPI / 72 * millimetres / PRINTED_MM
    left, bottom, right, top = (side * scale for side in code.get_bounds())
    whole: Image.Image = page.render(scale=scale).to_pil().convert("L")
    margin = _MARGIN_MM / 25.4 * DPI
    height = page.get_height() * scale
    box = (left - margin, height - top - margin, right + margin, height - bottom + margin)
    left, top, right, bottom = (round(side) for side in box)
    return whole.crop((left, top, right, bottom))


def undamaged(clean: Image.Image) -> Iterator[Taken]:
    """The code at whole turns, and the page shifted by parts of a pixel."""
    for turn in (0, 90, 180, 270):
        yield Taken(clean.rotate(turn, expand=True), "")
    for shift in (0.25, 0.5, 0.75):
        moved = clean.transform(
            clean.size, Image.Transform.AFFINE, (1, 0, shift, 0, 1, shift), Image.Resampling.BICUBIC
        )
        yield Taken(moved, "")


def damaged(clean: Image.Image, *, seed: int = 7) -> Iterator[Taken]:
    """Each kind of damage in steps up to its limit, then all kinds mixed by chance."""
    for step in range(1, 21):
        part = step / 20
        yield Taken(_blurred(clean, part), f"blur {part:.2f} px")
        yield Taken(_turned(clean, 5 * part), f"turned {5 * part:.2f}")
        yield Taken(_turned(clean, -5 * part), f"turned {-5 * part:.2f}")
        yield Taken(_compressed(clean, 95 - 4 * step), f"JPEG {95 - 4 * step}")
        yield Taken(_greyed(clean, 0.2 * part), f"grey {20 * part:.0f} percent")
    chance = random.Random(seed)  # noqa: S311  # pictures, not secrets
    for _ in range(110):
        blur, turn = chance.uniform(0, 1), chance.uniform(-5, 5)
        grey, quality = chance.uniform(0, 0.2), chance.randint(30, 90)
        mixed = _compressed(_greyed(_blurred(_turned(clean, turn), blur), grey), quality)
        told = f"blur {blur:.2f} px, turned {turn:.1f}, grey {grey:.2f}, JPEG {quality}"
        yield Taken(mixed, told)


def _blurred(picture: Image.Image, pixels: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(pixels))


def _turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _greyed(picture: Image.Image, share: float) -> Image.Image:
    """A worn print: black is no more than dark, white no more than light."""
    return picture.point([round(255 * share + value * (1 - 2 * share)) for value in range(256)])


def _compressed(picture: Image.Image, quality: int) -> Image.Image:
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=quality)
    return Image.open(io.BytesIO(packed.getvalue())).convert("L")
