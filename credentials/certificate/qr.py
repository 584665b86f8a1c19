"""The QR code as a picture: drawn in one bit per pixel, read back from scans and photographs.

ISO/IEC 18004. A one-bit picture costs the layout engine a fraction of what vector paths cost.
"""

import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from credentials.errors import CredentialError, PictureUnreadable, QrNotFound
from credentials.issuer import QR_PREFIX

MAX_VERSION = 12
_PIXELS_PER_MODULE = 8
_QUIET_ZONE = 4
# A page at 600 dpi; more pixels are an attack, not a photograph.
MAX_PIXELS = 40_000_000
# What is searched: a page at 200 dpi. The search compares every corner mark with every other, so
# that a picture full of them, a few kilobytes packed, takes the square of its size.
_MAX_SEARCHED = 4_000_000
# A page at 150 dpi is enlarged where its code is not found at once; a larger picture has pixels
# enough, and enlarging it would only take time.
_MAX_ENLARGED = 2_500_000
_LOCAL = zxingcpp.Binarizer.LocalAverage
_GLOBAL = zxingcpp.Binarizer.GlobalHistogram
# Pillow's readers fail on broken files, and on those that say they are huge, with all of these.
UNREADABLE = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
)
_QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def version_of(text: str) -> int:
    """The QR version that `text` needs at level M: its side is 17 + 4 x version modules."""
    return (_symbol(text).width - 17) // 4


def _symbol(text: str) -> Image.Image:
    """One pixel for each module, without quiet zone. Raises CredentialError."""
    try:
        # Thirty times faster than the same in Python, which is a tenth of a certificate.
        barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    except ValueError as error:
        raise CredentialError("This text fits into no QR code.") from error
    drawn: Any = barcode.to_image(scale=1, add_quiet_zones=False)
    modules = memoryview(drawn)
    side = math.isqrt(modules.nbytes)
    return Image.frombytes("L", (side, side), modules.tobytes()).convert("1")


@dataclass(frozen=True, slots=True)
class DrawnCode:
    """One bit per pixel, white where it is set; side: in pixels."""

    picture: Image.Image

    @property
    def side(self) -> int:
        return self.picture.width

    @property
    def pixels(self) -> bytes:
        """Row by row, each filled up to whole bytes: as a PDF takes them."""
        return self.picture.tobytes()

    @property
    def png(self) -> bytes:
        written = io.BytesIO()
        self.picture.save(written, "PNG")
        return written.getvalue()


def draw(text: str) -> DrawnCode:
    """With its quiet zone. Raises CredentialError above MAX_VERSION."""
    symbol = _symbol(text)
    if symbol.width > 17 + 4 * MAX_VERSION:
        raise CredentialError("This text needs a larger QR code than the certificate prints.")
    small = ImageOps.expand(symbol, _QUIET_ZONE, fill=255)
    side = small.width * _PIXELS_PER_MODULE
    return DrawnCode(small.resize((side, side), Image.Resampling.NEAREST))


def read(picture: bytes, enough: Callable[[], bool] | None = None) -> str:
    """The text of our QR code in a PNG or JPEG. Raises PictureUnreadable, QrNotFound."""
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureUnreadable("The picture has too many pixels.", limit=MAX_PIXELS)
            grey = opened.convert("L")
    except UNREADABLE as error:
        raise PictureUnreadable("The picture cannot be read.") from error
    except Image.DecompressionBombError as error:
        raise PictureUnreadable("The picture has too many pixels.") from error
    return find(grey, enough)


def find(picture: Image.Image, enough: Callable[[], bool] | None = None) -> str:
    """The first of our codes; what is not found at once is tried in other ways.

    enough: asked before each further way. A picture that was made to keep the search busy keeps
    it for all of them. Raises QrNotFound.
    """
    pixels = picture.width * picture.height
    if pixels > _MAX_SEARCHED:
        share = math.sqrt(_MAX_SEARCHED / pixels)
        size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
        picture = picture.resize(size, Image.Resampling.BOX)
    for number, (attempt, binarizer) in enumerate(_attempts(picture)):
        if number and enough is not None and enough():
            break
        found = zxingcpp.read_barcodes(
            attempt, formats=_QR_CODES, binarizer=binarizer, try_invert=False
        )
        for barcode in found:
            if barcode.text.startswith(QR_PREFIX):
                return str(barcode.text)
    raise QrNotFound("The picture shows no QR code of this registry.")


def _attempts(picture: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    """As it is, then enlarged, sharpened, in two tones, turned: the cheap ones first."""
    yield picture, _LOCAL
    yield picture, _GLOBAL
    even = ImageOps.autocontrast(picture, cutoff=1)
    if picture.width * picture.height > _MAX_ENLARGED:
        yield even, _GLOBAL
        return
    for factor in (2, 3):
        size = (picture.width * factor, picture.height * factor)
        larger = even.resize(size, Image.Resampling.BICUBIC)
        sharp = larger.filter(ImageFilter.UnsharpMask(radius=2 * factor, percent=250, threshold=0))
        yield larger, _LOCAL
        yield sharp, _LOCAL
        yield sharp, _GLOBAL
        for degrees in (-7, 7):
            yield sharp.rotate(degrees, expand=True, fillcolor=255), _LOCAL
