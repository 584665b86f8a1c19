"""The certificate as PDF/A-3a: laid out by WeasyPrint, with the credential inside.

The same credential, QR text, address and language give the same bytes, in any process: all
dates are the credential's. Nothing is fetched; the two things the page asks for are served
from memory, and any other address stops the rendering. ISO 19005-3; ISO 32000-1.
"""

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

import pydyf  # type: ignore[import-untyped]
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from credentials.certificate import qr
from credentials.certificate.archive import ATTACHMENT_NAME
from credentials.certificate.layout import lay_out
from credentials.certificate.wording import Gettext
from credentials.encodings import parse_json
from credentials.errors import CertificateInvalid, CredentialError
from credentials.profiles import vc20
from credentials.profiles.vc20 import Credential
from credentials.proofs.jose import VC_JWT, parse_jws

# Beside the packages, in a checkout as in a wheel.
_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "certificate"
_QR_URL = "certificate:qr.png"
_CREDENTIAL_URL = "certificate:credential.jwt"
_ROSETTE_URL = "certificate:rosette.svg"


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


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def stylesheet_text() -> str:
    return (_TEMPLATES / "certificate.css").read_text()


@cache
def rosette() -> bytes:
    """The fine lines behind page 1, as SVG."""
    return (_TEMPLATES / "rosette.svg").read_bytes()


@cache
def _stylesheet() -> tuple[CSS, FontConfiguration]:
    """Parsed once, not for every page."""
    fonts = FontConfiguration()
    closed = ClosedFetcher({})
    return CSS(string=stylesheet_text(), font_config=fonts, url_fetcher=closed), fonts


def markup_of(
    claims: Credential, *, verify_url: str, language: str = "en", gettext: Gettext = str
) -> str:
    """The certificate as HTML, before layout."""
    sheet = lay_out(
        claims.record,
        issuer=claims.issuer,
        verify_url=verify_url,
        language=language,
        gettext=gettext,
    )
    return _environment().get_template("certificate.html").render(sheet=sheet, _=gettext)


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
    language: str = "en",
    gettext: Gettext = str,
) -> bytes:
    """A certificate of two pages or more.

    credential: our vc+jwt, trusted: it is laid out, not verified. qr_text: its QR code.
    verify_url: where it can be checked online, printed beside the code. language: BCP 47.
    Raises CertificateInvalid.
    """
    claims = read_claims(credential)
    try:
        code = qr.draw(qr_text)
    except CredentialError as error:
        raise CertificateInvalid(f"No certificate can be made of this: {error.detail}") from error
    markup = markup_of(claims, verify_url=verify_url, language=language, gettext=gettext)
    fetcher = ClosedFetcher(
        {
            _QR_URL: (code.placeholder, "image/png"),
            _ROSETTE_URL: (rosette(), "image/svg+xml"),
            _CREDENTIAL_URL: (credential.encode(), "application/vc+jwt"),
        }
    )
    stylesheet, fonts = _stylesheet()
    issued_at = claims.record.valid_from
    attachment = Attachment(
        url=_CREDENTIAL_URL,
        url_fetcher=fetcher,
        name=ATTACHMENT_NAME,
        description=gettext("The signed credential this certificate shows (vc+jwt)"),
        created=issued_at,
        modified=issued_at,
        # The pages are made from it: ISO 32000-2, 7.11.3.
        relationship="Source",
    )
    identity = "\n".join((credential, qr_text, verify_url, language)).encode()
    written: bytes = HTML(string=markup, url_fetcher=fetcher).write_pdf(
        stylesheets=[stylesheet],
        font_config=fonts,
        attachments=[attachment],
        pdf_variant="pdf/a-3a",
        pdf_identifier=hashlib.sha256(identity).digest()[:16],
        finisher=partial(_finish, code),
    )
    return written


def _finish(code: qr.DrawnCode, document: Document, pdf: Any) -> None:  # noqa: ARG001
    """What WeasyPrint cannot be asked for, done to its objects before they are written.

    The attachment is named once among the associated files, where it stands twice. The code is
    put in with one bit per pixel, as drawn; WeasyPrint would unpack every pixel to 24 bits.
    """
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.extra.get("Subtype") == "/Image":
            stream.stream = [code.deflated]
            stream.extra.update(
                Width=code.side,
                Height=code.side,
                ColorSpace="/DeviceGray",
                BitsPerComponent=1,
                DecodeParms=pydyf.Dictionary(
                    {"Predictor": 15, "Columns": code.side, "BitsPerComponent": 1}
                ),
            )
