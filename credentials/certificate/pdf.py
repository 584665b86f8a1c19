"""The certificate as PDF/A-3a and PDF/UA-1: laid out by WeasyPrint, the credential inside.

The same credential, QR text, address and languages give the same bytes, in any process: all
dates are the credential's. Nothing is fetched; the things the page asks for are served from
memory, and any other address stops the rendering. ISO 19005-3; ISO 14289-1; ISO 32000-1.
"""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any

import pydyf  # type: ignore[import-untyped]
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import DEFAULT_OPTIONS, Attachment, Document
from weasyprint.pdf import VARIANTS, generate_pdf
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from credentials.certificate import content, font_tables, glyphs, pdf_file, qr, xmp
from credentials.certificate.archive import ATTACHMENT_NAME
from credentials.certificate.catalogues import ENGLISH, Catalogue
from credentials.certificate.edition import TEMPLATES, edition_of, typesetting_of
from credentials.certificate.fitting import DENSITIES, is_too_full
from credentials.certificate.layout import lay_out
from credentials.certificate.page import Page
from credentials.certificate.pictures import CodePicture, LadderPicture, RosettePicture
from credentials.certificate.seal import Seal, put_on, reserve
from credentials.certificate.sheet import Sheet
from credentials.certificate.structure import Tree
from credentials.certificate.style import PLAIN, Style
from credentials.certificate.styling import Wardrobe
from credentials.certificate_errors import CertificateInvalid
from credentials.encodings import parse_json
from credentials.errors import CredentialError
from credentials.model import RecognitionDecision
from credentials.profiles import vc20
from credentials.profiles.vc20 import Credential
from credentials.proofs.jose import VC_JWT, parse_jws

ATTACHMENT_TYPE = "application/vc+jwt"
_VARIANT = "pdf/a-3a"
_QR_URL = "certificate:qr.png"
_CREDENTIAL_URL = "certificate:credential.jwt"
_ROSETTE_URL = "certificate:rosette.svg"
_LADDER_URL = "certificate:ladder.svg"
_LOGO_URL = "certificate:logo.png"
# More characters than this on page 1, and it is set with less air.
_DENSE = 400
# Pango's fonts are for one thread at a time; drawing would gain nothing from a second one.
_DRAWING = Lock()


class AddressRefused(FatalURLFetchingError):  # type: ignore[misc]  # untyped base
    """The page asked for something that is not part of it."""


class ClosedFetcher:
    """Serves the parts of one certificate, and nothing else."""

    def __init__(self, parts: dict[str, tuple[bytes, str]]) -> None:
        self._parts = parts

    def __call__(self, url: str) -> URLFetcherResponse:
        """Raises AddressRefused."""
        if url not in self._parts:
            raise AddressRefused(f"A certificate fetches nothing: {url[:80]}")
        body, media_type = self._parts[url]
        return URLFetcherResponse(url, body, {"Content-Type": media_type})


@dataclass(frozen=True, slots=True)
class Order:
    """One certificate to be drawn; credential and qr_text are trusted, not verified.

    Both are empty for a letter, which shows a decision that nobody is to be shown.
    """

    credential: str
    qr_text: str
    verify_url: str
    catalogues: tuple[Catalogue, ...]
    style: Style = PLAIN
    seal: Seal | None = None
    signed_at: datetime | None = None
    expired: bool = False


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def stylesheet_text(style: Style = PLAIN) -> str:
    """With the authority's colours in it; nothing else of a style becomes CSS."""
    text = _plain_stylesheet()
    for name, colour in (("primary", style.primary), ("accent", style.accent)):
        text = text.replace(f"var(--{name})", colour)
    return text


@cache
def _plain_stylesheet() -> str:
    return (TEMPLATES / "certificate.css").read_text()


@cache
def _wardrobe() -> tuple[Wardrobe, glyphs.Coverage]:
    fonts = FontConfiguration()
    return Wardrobe(fonts), glyphs.Coverage(fonts, "Noto Sans")


@cache
def _rosette() -> RosettePicture:
    return RosettePicture()


def sheets_of(
    claims: Credential,
    *,
    verify_url: str,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    style: Style = PLAIN,
    coded: bool = True,
) -> tuple[Sheet, ...]:
    """The same certificate in each language."""
    return tuple(
        lay_out(
            claims.record,
            issuer=claims.issuer,
            verify_url=verify_url,
            language=each.language,
            gettext=style.speak(each).gettext,
            contact=style.contact(each.language),
            coded=coded,
        )
        for each in catalogues
    )


def markup_of(
    sheets: tuple[Sheet, ...],
    *,
    density: str = "",
    style: Style = PLAIN,
    marks: tuple[str, ...] = (),
    coded: bool = True,
) -> str:
    """The certificate as HTML, before layout: one language, or two side by side.

    marks: a word across page 1, in each language. coded: with a QR code, which a letter has not.
    """
    template = _environment().get_template("certificate.html")
    return template.render(sheets=sheets, density=density, style=style, marks=marks, coded=coded)


def read_claims(credential: str) -> Credential:
    """What one of our vc+jwt says, its signature left alone. Raises CertificateInvalid."""
    try:
        return vc20.parse(parse_json(parse_jws(credential.encode(), typ=VC_JWT).payload))
    except CredentialError as error:
        raise CertificateInvalid(f"No certificate can be made of this: {error.detail}") from error


def render(
    credential: str,
    qr_text: str,
    *,
    verify_url: str,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    style: Style = PLAIN,
    seal: Seal | None = None,
    signed_at: datetime | None = None,
    expired: bool = False,
) -> bytes:
    """A certificate of two pages or more, in one language or in two side by side.

    credential: our vc+jwt, trusted: it is laid out, not verified. qr_text: its QR code.
    verify_url: where it can be checked online, printed beside the code. catalogues: the texts, in
    the order in which they are printed. style: the authority's. seal: put on the finished file,
    at the moment signed_at (aware UTC), which then must be given. expired: says so across page 1.
    Raises CertificateInvalid and its kind GlyphMissing, SealUnfit, TimeStampFailed.
    """
    order = Order(credential, qr_text, verify_url, catalogues, style, seal, signed_at, expired)
    drawn = draw_order(order)
    return put_on(drawn, seal) if seal else drawn


def render_letter(
    record: RecognitionDecision,
    *,
    issuer: str,
    verify_url: str,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    style: Style = PLAIN,
    seal: Seal | None = None,
    signed_at: datetime | None = None,
) -> bytes:
    """A decision for the worker alone, such as a refusal: reasons, remedies, appeal.

    It holds no credential and no code, so that nothing of it can be taken for a recognition; the
    seal alone vouches for it. Raises CertificateInvalid, GlyphMissing, SealUnfit, TimeStampFailed.
    """
    order = Order("", "", verify_url, catalogues, style, seal, signed_at)
    drawn = _laid_out(order, Credential(record, issuer, ()), None)
    return put_on(drawn, seal) if seal else drawn


def draw_order(order: Order) -> bytes:
    """As `render`, with the place for a seal still empty."""
    claims = read_claims(order.credential)
    try:
        code = qr.draw(order.qr_text)
    except CredentialError as error:
        raise CertificateInvalid(f"No certificate can be made of this: {error.detail}") from error
    return _laid_out(order, claims, code)


def _laid_out(order: Order, claims: Credential, code: qr.DrawnCode | None) -> bytes:
    sheets = sheets_of(
        claims,
        verify_url=order.verify_url,
        catalogues=order.catalogues,
        style=order.style,
        coded=code is not None,
    )
    with _DRAWING, _collecting_afterwards():
        return _draw_to_fit(order, claims, sheets, code)


@contextmanager
def _collecting_afterwards() -> Iterator[None]:
    """A drawing makes many thousand objects that live as long as it does.

    Looking through them for circles again and again takes a tenth of its time; once, when it is
    over, takes almost none.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _TooFull(Exception):
    """Page 1 wants to be set with less air."""


def _draw_to_fit(
    order: Order, claims: Credential, sheets: tuple[Sheet, ...], code: qr.DrawnCode | None
) -> bytes:
    """With as much air on page 1 as there is room for."""
    decided_in_two = len(sheets) > 1 and bool(sheets[0].outcome)
    crowded = decided_in_two or sheets[0].characters > _DENSE
    for density in DENSITIES[2 if crowded else 0 :]:
        try:
            return _draw(order, claims, sheets, code, density)
        except _TooFull:
            continue
    raise CertificateInvalid("Page 1 cannot hold the texts of this certificate.")


def _draw(
    order: Order,
    claims: Credential,
    sheets: tuple[Sheet, ...],
    code: qr.DrawnCode | None,
    density: str,
) -> bytes:
    wardrobe, coverage = _wardrobe()
    marks = tuple(each.gettext("Expired") for each in order.catalogues) if order.expired else ()
    coded = code is not None
    markup = markup_of(sheets, density=density, style=order.style, marks=marks, coded=coded)
    coverage.require(markup)
    fetcher = ClosedFetcher(
        {
            _LOGO_URL: (order.style.logo, "image/png"),
            _CREDENTIAL_URL: (order.credential.encode(), ATTACHMENT_TYPE),
        }
    )
    stylesheet = wardrobe.sheet(stylesheet_text(order.style), ClosedFetcher({}))
    pictures = _pictures(order, sheets[0], code, wardrobe.fonts)
    document = Page(markup, fetcher).lay_out(stylesheet, wardrobe, pictures, _VARIANT)
    # Seen before it is drawn, which takes as long as the layout itself.
    if is_too_full(document):
        raise _TooFull
    options = {**DEFAULT_OPTIONS, **VARIANTS[_VARIANT][1], "pdf_variant": _VARIANT}
    options["attachments"] = [_attachment(sheets[0], claims, fetcher)] if coded else []
    objects = generate_pdf(document, None, 1, **options)
    _finish(order, claims, document, objects)
    return pdf_file.write(objects, _identifier(order, claims, marks))


def _pictures(
    order: Order, sheet: Sheet, code: qr.DrawnCode | None, fonts: FontConfiguration
) -> dict[str, Any]:
    """Address -> picture; the levels are drawn the same in each language."""
    ladder = next((section.ladder for section in sheet.sections if section.ladder), None)
    return {
        _ROSETTE_URL: _rosette(),
        _QR_URL: CodePicture(code) if code else None,
        _LADDER_URL: LadderPicture(ladder, order.style.primary, fonts) if ladder else None,
    }


def _identifier(order: Order, claims: Credential, marks: tuple[str, ...]) -> bytes:
    tags = ",".join(each.language for each in order.catalogues)
    parts = (order.credential or claims.record.id, order.qr_text, order.verify_url, tags, *marks)
    identity = "\n".join(parts).encode() + order.style.fingerprint
    return hashlib.sha256(identity).digest()[:16]


def _attachment(sheet: Sheet, claims: Credential, fetcher: ClosedFetcher) -> Attachment:
    """The signed credential, as the source that the pages are made from: ISO 32000-2, 7.11.3."""
    issued_at = claims.record.valid_from
    return Attachment(
        url=_CREDENTIAL_URL,
        url_fetcher=fetcher,
        name=ATTACHMENT_NAME,
        description=sheet.attachment,
        created=issued_at,
        modified=issued_at,
        relationship="Source",
    )


def _finish(order: Order, claims: Credential, document: Document, pdf: Any) -> None:
    """What WeasyPrint cannot be asked for, done to its objects before they are written."""
    for font in document.fonts.values():
        glyphs.refuse(font.missing)
    glyphs.name_parts(pdf)
    # The attachment is named once among the associated files, where it stands twice.
    if order.credential:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    font_tables.slim(pdf)
    tree = Tree(document, pdf)
    tree.complete()
    for reference in pdf.page_references:
        content.tidy(tree.at(tree.at(reference)["Contents"]))
    if order.seal and order.signed_at:
        label = order.catalogues[0].gettext("Electronic seal of the registry")
        reserve(pdf, tree, order.seal, signed_at=order.signed_at, label=label)
    _describe(order, claims, document, pdf)


def _describe(order: Order, claims: Credential, document: Document, pdf: Any) -> None:
    said = document.metadata
    description = xmp.Description(
        title=said.title,
        author=", ".join(said.authors),
        subject=said.description,
        generator=said.generator,
        producer=pdf.info["Producer"].string,
        created=said.created,
    )
    origin = xmp.Origin(
        credential_id=claims.record.id,
        issuer=claims.issuer,
        attachment=ATTACHMENT_NAME if order.credential else "",
        attachment_type=ATTACHMENT_TYPE if order.credential else "",
        attachment_sha256=hashlib.sha256(order.credential.encode()).hexdigest()
        if order.credential
        else "",
        languages=" ".join(each.language for each in order.catalogues),
        state="expired" if order.expired else "as issued",
        edition=edition_of(order.catalogues, order.style.fingerprint),
        typesetting=typesetting_of(document.fonts.values()),
    )
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [xmp.write(description, origin)]
