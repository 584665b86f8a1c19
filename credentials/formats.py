"""What was received: told from the bytes themselves, never from a name or a header alone."""

import re
from dataclasses import dataclass

from credentials.certificate import archive, qr
from credentials.errors import MediaTypeWrong, TooLarge, UnknownFormat
from credentials.issuer import QR_PREFIX
from credentials.proofs.jose import MAX_TOKEN_BYTES

VC_JWT_FORMAT = "vc+jwt"
PDF_FORMAT = "certificate-pdf"
QR_FORMAT = "certificate-qr"
MAX_PICTURE_BYTES = 16 * 1024 * 1024

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = b"%PDF-"
# What looks like a JWS; whether it is one, the strict parser says.
_COMPACT = re.compile(rb"[^\s.{}\[\]<>]+\.[^\s.]*\.[^\s.]*\Z")
_MEDIA_TYPES = {
    "application/vc+jwt": {VC_JWT_FORMAT},
    "application/pdf": {PDF_FORMAT},
    "image/png": {QR_FORMAT},
    "image/jpeg": {QR_FORMAT},
    "text/plain": {VC_JWT_FORMAT, QR_FORMAT},
}


@dataclass(frozen=True, slots=True)
class Received:
    """token: a compact JWS. qr_text: with its prefix. For a PDF both, the second if printed."""

    format: str
    token: bytes | None = None
    qr_text: str | None = None


def recognise(received: bytes, media_type: str | None = None) -> Received:
    """Raises UnknownFormat, TooLarge, MediaTypeWrong, and what PDFs and pictures raise."""
    found = _recognise(received)
    plain = (media_type or "").partition(";")[0].strip().lower()
    if found.format not in _MEDIA_TYPES.get(plain, {found.format}):
        raise MediaTypeWrong(f"This is not {plain}.", media_type=plain)
    return found


def _recognise(received: bytes) -> Received:
    if received.startswith(_PDF):
        extracted = archive.extract(received)
        return Received(PDF_FORMAT, extracted.credential.strip(), extracted.printed_qr)
    if received.startswith((_PNG, _JPEG)):
        if len(received) > MAX_PICTURE_BYTES:
            raise TooLarge("A picture has at most 16 MiB.", limit=MAX_PICTURE_BYTES)
        return Received(QR_FORMAT, qr_text=qr.read(received))
    if len(received) > MAX_TOKEN_BYTES:
        raise TooLarge("A credential has at most 1 MiB.", limit=MAX_TOKEN_BYTES)
    # Base45 has a space in its alphabet, but never at either end of our texts.
    text = received.strip()
    if text.startswith(QR_PREFIX.encode()):
        return Received(QR_FORMAT, qr_text=text.decode(errors="replace"))
    if _COMPACT.match(text):
        return Received(VC_JWT_FORMAT, token=text)
    raise UnknownFormat("This is neither a credential, a certificate nor a QR code.")
