"""What was received: told from the bytes themselves, never from a name or a header alone."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from credentials.deferred import deferred
from credentials.encodings import decode_base64url, parse_json
from credentials.errors import (
    CredentialError,
    EnvelopeInvalid,
    JsonDuplicateKey,
    JsonInvalid,
    JsonNumberOutOfRange,
    JsonTooDeep,
    MediaTypeWrong,
    TooLarge,
    UnknownFormat,
)
from credentials.issuer import QR_PREFIX
from credentials.profiles.vcdm import (
    CONTEXT_V2,
    CREDENTIAL,
    ENVELOPED_CREDENTIAL,
    ENVELOPED_PRESENTATION,
    PRESENTATION,
)
from credentials.proofs.jose import MAX_TOKEN_BYTES
from credentials.sizes import MAX_FILE_BYTES

if TYPE_CHECKING:
    from credentials.certificate import archive, qr, qr_vector
else:
    archive = deferred("credentials.certificate.archive")
    qr = deferred("credentials.certificate.qr")
    qr_vector = deferred("credentials.certificate.qr_vector")

VC_JWT_FORMAT = "vc+jwt"
VP_JWT_FORMAT = "vp+jwt"
# Open Badges 3.0 calls its tokens plain JWT, or does not call them anything.
BADGE_JWT_FORMAT = "open-badges+jwt"
# The encoding of VCDM 1.1, in claims `vc` and `vp`; never written here.
ENCODED_VC_FORMAT = "vc-jwt-1.1"
ENCODED_VP_FORMAT = "vp-jwt-1.1"
SD_JWT_FORMAT = "dc+sd-jwt"
DI_FORMAT = "data-integrity"
DI_PRESENTATION_FORMAT = "data-integrity-presentation"
PDF_FORMAT = "certificate-pdf"
QR_FORMAT = "certificate-qr"
PRESENTATIONS = frozenset({VP_JWT_FORMAT, ENCODED_VP_FORMAT, DI_PRESENTATION_FORMAT})

# How a header begins that is JSON in base64url.
_HEADER = b"eyJ"
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PDF = b"%PDF-"
# A comment ends where it first can: else many of them could be read in endless ways.
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,500}-->\s*)*<svg\b", re.DOTALL)
# What looks like a JWS; whether it is one, the strict parser says.
_COMPACT = re.compile(rb"[^\s.{}\[\]<>~]+\.[^\s.~]*\.[^\s.~]*\Z")
_SD_JWT = re.compile(rb"[^\s.{}\[\]<>~]+\.[^\s.~]*\.[^\s.~]*~[^\s{}\[\]<>]*\Z")
_DATA_URL = re.compile(r"data:([a-z0-9.+-]+/[a-z0-9.+-]+)(;base64)?,(\S+)\Z")
_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential", "EndorsementCredential"})
_ENCODED = frozenset({ENCODED_VC_FORMAT, ENCODED_VP_FORMAT})
_JWTS = frozenset({VC_JWT_FORMAT, BADGE_JWT_FORMAT, VP_JWT_FORMAT}) | _ENCODED
_DOCUMENTS = frozenset({DI_FORMAT, DI_PRESENTATION_FORMAT})
_SENT_AS_JSON = _JWTS | _DOCUMENTS | {SD_JWT_FORMAT}
_MEDIA_TYPES: Mapping[str, frozenset[str]] = {
    "application/vc+jwt": frozenset({VC_JWT_FORMAT}),
    # The W3C's suite sends the older encoding under this name too.
    "application/vp+jwt": frozenset({VP_JWT_FORMAT, ENCODED_VP_FORMAT}),
    "application/jwt": _JWTS | {SD_JWT_FORMAT},
    "application/jose": _JWTS,
    "application/dc+sd-jwt": frozenset({SD_JWT_FORMAT}),
    # An envelope is a document too, whatever it holds.
    "application/vc": _SENT_AS_JSON,
    "application/vp": _SENT_AS_JSON,
    "application/ld+json": _SENT_AS_JSON,
    "application/json": _SENT_AS_JSON,
    "application/pdf": frozenset({PDF_FORMAT}),
    "image/png": frozenset({QR_FORMAT}),
    "image/jpeg": frozenset({QR_FORMAT}),
    "image/svg+xml": frozenset({QR_FORMAT}),
    "text/plain": _SENT_AS_JSON | {QR_FORMAT},
}
# What an envelope may say of its content.
_ENVELOPED: Mapping[str, frozenset[str]] = {
    ENVELOPED_CREDENTIAL: frozenset(
        {VC_JWT_FORMAT, BADGE_JWT_FORMAT, ENCODED_VC_FORMAT, SD_JWT_FORMAT}
    ),
    ENVELOPED_PRESENTATION: frozenset({VP_JWT_FORMAT, ENCODED_VP_FORMAT, SD_JWT_FORMAT}),
}
_FAULTS_OF_DOCUMENTS = (JsonDuplicateKey, JsonTooDeep, JsonNumberOutOfRange)


class Received(NamedTuple):
    """One of these is set, by the format; for a PDF itself, the token, and qr_text if printed.

    token: compact. document: as parsed. qr_text: with its prefix. fault: why a document that
    is one cannot be read by everybody alike.
    """

    format: str
    token: bytes | None = None
    document: Mapping[str, Any] | None = None
    qr_text: str | None = None
    fault: JsonInvalid | None = None
    pdf: bytes | None = None

    @property
    def is_presentation(self) -> bool:
        return self.format in PRESENTATIONS


def recognise(
    received: bytes, media_type: str | None = None, *, enough: Callable[[], bool] | None = None
) -> Received:
    """enough: whether a picture has been searched for long enough.

    Raises UnknownFormat, TooLarge, MediaTypeWrong, EnvelopeInvalid, and what pictures and PDFs
    raise.
    """
    found = _recognise(received, enough)
    if not media_type:
        return found
    plain = media_type.partition(";")[0].strip().lower()
    if found.format not in _MEDIA_TYPES.get(plain, {found.format}):
        raise MediaTypeWrong(f"This is not {plain}.", media_type=plain)
    return found


def _recognise(received: bytes, enough: Callable[[], bool] | None) -> Received:
    if received.startswith(_HEADER) and len(received) <= MAX_TOKEN_BYTES:
        return recognise_token(received.strip())
    if received.startswith(_PDF):
        extracted = archive.extract(received)
        return Received(
            PDF_FORMAT,
            extracted.credential.strip(),
            qr_text=extracted.printed_qr,
            pdf=received,
        )
    if received.startswith((_PNG, _JPEG)):
        if len(received) > MAX_FILE_BYTES:
            raise TooLarge("A picture has at most 16 MiB.", limit=MAX_FILE_BYTES)
        return Received(QR_FORMAT, qr_text=qr.read(received, enough))
    if len(received) > MAX_TOKEN_BYTES:
        raise TooLarge("A credential has at most 1 MiB.", limit=MAX_TOKEN_BYTES)
    if _SVG.match(received):
        return Received(QR_FORMAT, qr_text=qr.find(qr_vector.render(received), enough))
    # Base45 has a space in its alphabet, but never at either end of our texts.
    text = received.strip()
    if text.startswith(QR_PREFIX.encode()):
        return Received(QR_FORMAT, qr_text=text.decode(errors="replace"))
    if text.startswith(b"{"):
        return _recognise_document(text)
    return recognise_token(text)


def recognise_token(text: bytes) -> Received:
    """A compact token by what its header says it is. Raises UnknownFormat."""
    if _is_compact(text):
        return Received(_format_of_jws(text), token=text)
    if _SD_JWT.match(text):
        return Received(SD_JWT_FORMAT, token=text)
    raise UnknownFormat("This is neither a credential, a certificate nor a QR code.")


def _is_compact(text: bytes) -> bool:
    """Whether it looks like a JWS. A header that is JSON begins like this: no need to search."""
    if text.startswith(_HEADER) and text.count(b".") == 2 and b"~" not in text:
        return len(text.split(None, 1)) == 1
    return _COMPACT.match(text) is not None


def _recognise_document(text: bytes) -> Received:
    try:
        document = parse_json(text)
    except _FAULTS_OF_DOCUMENTS as fault:
        return Received(DI_FORMAT, document={}, fault=fault)
    except JsonInvalid as error:
        raise UnknownFormat("This is not JSON.") from error
    return received_document(document)


def received_document(document: Mapping[str, Any]) -> Received:
    """By its type; an envelope is opened. Raises UnknownFormat, EnvelopeInvalid."""
    types = document.get("type")
    named = types if isinstance(types, list) else [types]
    for envelope in _ENVELOPED:
        if envelope in named:
            return _opened_envelope(document, envelope)
    if PRESENTATION in named:
        return Received(DI_PRESENTATION_FORMAT, document=document)
    # A credential that lacks its type is told so by the report, as long as it looks like one.
    if CREDENTIAL in named or "credentialSubject" in document:
        return Received(DI_FORMAT, document=document)
    raise UnknownFormat("This document is neither a credential nor a presentation.")


def _opened_envelope(document: Mapping[str, Any], envelope: str) -> Received:
    """VCDM 2.0, 4.13.1 and 4.13.2: a data: URL with a token, and nothing beside it."""
    if document.get("type") not in (envelope, [envelope]):
        raise EnvelopeInvalid("An envelope has no other type beside its own.")
    contexts = document.get("@context")
    if CONTEXT_V2 not in (contexts if isinstance(contexts, list) else [contexts]):
        raise EnvelopeInvalid("An envelope has the W3C's context of credentials.")
    if foreign := sorted(document.keys() - {"@context", "type", "id"}):
        raise EnvelopeInvalid(f"An envelope holds no {foreign[0][:40]}.")
    url = document.get("id")
    found = _DATA_URL.match(url) if isinstance(url, str) else None
    if found is None:
        raise EnvelopeInvalid("The id of an envelope is a data: URL.")
    inner = recognise_token(_content(found[3], encoded=bool(found[2])))
    if inner.format not in _ENVELOPED[envelope] or inner.format not in _MEDIA_TYPES.get(
        found[1], ()
    ):
        raise EnvelopeInvalid("The envelope holds another kind of token than it says.")
    return inner


def _content(text: str, *, encoded: bool) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if encoded else text.encode()
    except (binascii.Error, UnicodeEncodeError) as error:
        raise EnvelopeInvalid("The data: URL of the envelope cannot be decoded.") from error


def _format_of_jws(token: bytes) -> str:
    header, _, rest = token.partition(b".")
    typ = _typ_of(header)
    if typ == VP_JWT_FORMAT:
        return VP_JWT_FORMAT
    # Two older forms are plain JWTs; any other credential has to say what it is.
    if typ in {"JWT", None}:
        return _format_of_plain(rest.partition(b".")[0])
    return VC_JWT_FORMAT


@lru_cache(maxsize=512)
def _typ_of(header: bytes) -> str | None:
    try:
        typ = parse_json(decode_base64url(header)).get("typ")
    except CredentialError:
        return VC_JWT_FORMAT
    return typ if isinstance(typ, str) or typ is None else VC_JWT_FORMAT


def _format_of_plain(payload: bytes) -> str:
    try:
        claims = parse_json(decode_base64url(payload))
    except CredentialError:
        return VC_JWT_FORMAT
    types = claims.get("type")
    named = types if isinstance(types, list) else [types]
    if any(isinstance(one, str) and one in _BADGE_TYPES for one in named):
        return BADGE_JWT_FORMAT
    if "vp" in claims:
        return ENCODED_VP_FORMAT
    return ENCODED_VC_FORMAT if "vc" in claims else VC_JWT_FORMAT
