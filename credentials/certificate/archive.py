"""The credential inside the certificate: taken out of a PDF that anybody may have made.

A PDF is a program for its reader: streams that unpack to gigabytes, objects that nest for ever,
attachments of any name. Everything read here has a bound.
"""

import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf
from PIL import Image

from credentials.certificate import qr
from credentials.errors import PdfUnreadable, PdfWithoutCredential, QrNotFound, TooLarge
from credentials.proofs.jose import MAX_TOKEN_BYTES
from credentials.sizes import MAX_FILE_BYTES

ATTACHMENT_NAME = "credential.jwt"
_MAX_ATTACHMENTS = 50
_MAX_PICTURES = 20
# Ours has 584 pixels at a side; looking for codes takes the square of a picture's size.
_MAX_QR_PIXELS = 800 * 800
_MAX_SEARCHED = 3
_MAX_STREAM_BYTES = 32 * 1024 * 1024

# For the whole process, as qpdf knows no others: what a single stream may unpack to.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_MAX_STREAM_BYTES,
    run_length_max_memory=_MAX_STREAM_BYTES,
    png_max_memory=_MAX_STREAM_BYTES,
    tiff_max_memory=_MAX_STREAM_BYTES,
    max_stream_filters=2,
    parser_max_nesting=50,
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """credential: compact text as embedded. printed_qr: text of the code drawn on page 1."""

    credential: bytes
    printed_qr: str | None


def extract(pdf: bytes) -> Extracted:
    """Raises TooLarge, PdfUnreadable, PdfWithoutCredential."""
    with opened(pdf) as file:
        return Extracted(_credential(file), _printed_qr(file))


@contextmanager
def opened(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    """A file of anybody, within bounds. Raises TooLarge, PdfUnreadable, on the way too."""
    if len(pdf) > MAX_FILE_BYTES:
        raise TooLarge("A certificate has at most 16 MiB.", limit=MAX_FILE_BYTES)
    try:
        # Repair would guess at what a cut-off file said: a certificate is whole or unreadable.
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as file:
            yield file
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError) as error:
        raise PdfUnreadable("The PDF is damaged, cut off or locked.") from error


def _credential(pdf: pikepdf.Pdf) -> bytes:
    names = list(pdf.attachments)[:_MAX_ATTACHMENTS]
    if ATTACHMENT_NAME not in names:
        raise PdfWithoutCredential("The PDF holds no credential of this registry.")
    embedded = pdf.attachments[ATTACHMENT_NAME].get_file().obj
    if not isinstance(embedded, pikepdf.Stream):
        raise PdfUnreadable("The PDF names a credential that it does not hold.")
    return _inflated(embedded, MAX_TOKEN_BYTES)


def _inflated(stream: pikepdf.Object, limit: int) -> bytes:
    """A stream as it is or deflated once; other filters are not ours. Raises PdfUnreadable."""
    raw = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None:
        unpacked = raw
    elif filters == pikepdf.Name.FlateDecode and "/DecodeParms" not in stream:
        inflater = zlib.decompressobj()
        try:
            unpacked = inflater.decompress(raw, limit + 1)
        except zlib.error as error:
            raise PdfUnreadable("A stream of the PDF is damaged.") from error
    else:
        raise PdfUnreadable("A stream of the PDF is packed in an unexpected way.")
    if len(unpacked) > limit:
        raise TooLarge("The embedded credential is too large.", limit=limit)
    return unpacked


def _printed_qr(pdf: pikepdf.Pdf) -> str | None:
    """The code among the one-bit pictures of page 1, or None."""
    if not pdf.pages:
        return None
    searched = 0
    for picture in list(pdf.pages[0].get_images().values())[:_MAX_PICTURES]:
        width, height = int(picture.get("/Width", 0)), int(picture.get("/Height", 0))
        if picture.get("/BitsPerComponent") != 1 or not 0 < width * height <= _MAX_QR_PIXELS:
            continue
        searched += 1
        if searched > _MAX_SEARCHED:
            break
        try:
            drawn = Image.frombytes("1", (width, height), picture.read_bytes())
            return qr.find(drawn.convert("L"))
        # Another picture than ours: packed in another way, or with another number of bytes.
        except (QrNotFound, pikepdf.PdfError, ValueError):
            continue
    return None
