"""Do the pages say what is signed? The certificate is drawn again and compared with what came.

A fingerprint inside the file would prove nothing: whoever alters the pages keeps it. What cannot
be kept is the credential, so the pages are made from it once more, here, without a connection, and
must be the same down to the shapes of the letters. A file made with another edition of the
template cannot be drawn again; its signed facts are looked for, and its seal has to vouch for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from credentials.certificate import xmp
from credentials.certificate.archive import opened
from credentials.certificate.catalogues import Catalogue, read_all
from credentials.certificate.edition import edition_of
from credentials.certificate.page_digest import digest_catalog, digest_page, is_seal, owned
from credentials.certificate.page_facts import contradiction
from credentials.certificate.page_words import shown_on, words_of
from credentials.certificate.pdf import read_claims, render
from credentials.certificate.style import PLAIN, Style
from credentials.certificate_errors import CertificateInvalid
from credentials.errors import Unreadable
from credentials.model import Check

NAME = "print_matches"
# More than any certificate has; what a file like this says is not read.
_MAX_PAGES = 200


def check(
    pdf: bytes,
    *,
    credential: str,
    qr_text: str,
    verify_url: str,
    styles: Sequence[Style] = (),
    sealed: bool = False,
) -> Check:
    """Whether the pages of `pdf` are the certificate of this credential.

    credential: proven before. qr_text: as printed, proven before. verify_url: the issuer's own,
    which the file cannot choose. styles: the issuer's, beside the plain one. sealed: the issuer's
    seal on the file is whole. Nothing is raised: a file that cannot be read fails.
    """
    try:
        with opened(pdf) as shown:
            asked = _Asked(credential, qr_text, verify_url, (PLAIN, *styles), sealed)
            return _compared(shown, asked)
    except (Unreadable, AttributeError, pikepdf.PdfError, ValueError, TypeError, KeyError):
        return Check.failed(NAME, "print_differs", "The pages cannot be read to be compared.")


@dataclass(frozen=True, slots=True)
class _Asked:
    """As handed to `check`."""

    credential: str
    qr_text: str
    verify_url: str
    styles: tuple[Style, ...]
    sealed: bool


def _compared(shown: pikepdf.Pdf, asked: _Asked) -> Check:
    for fault in _active(shown):
        return Check.failed(NAME, "print_active", fault)
    origin = _origin(shown)
    catalogues = _catalogues(origin) if origin else None
    style = _style(origin, catalogues, asked.styles) if origin and catalogues else None
    if origin is None or catalogues is None or style is None:
        return _by_facts(shown, asked, catalogues or ())
    try:
        again = render(
            asked.credential,
            asked.qr_text,
            verify_url=asked.verify_url,
            catalogues=catalogues,
            style=style,
            expired=origin.state == "expired",
        )
    except CertificateInvalid as error:
        return Check.not_checked(NAME, "print_not_drawn", error.detail)
    with opened(again) as expected:
        return _judged(shown, expected, origin)


def _by_facts(shown: pikepdf.Pdf, asked: _Asked, catalogues: Sequence[Catalogue]) -> Check:
    """Another edition cannot be drawn here, and yet it prints what is signed."""
    if asked.sealed:
        return Check.not_checked(
            NAME,
            "edition_unknown",
            "The pages were made with another edition of the certificate, and are as the issuer "
            "sealed them.",
        )
    record = read_claims(asked.credential).record
    page = shown_on(shown, shown.pages[0]) if shown.pages else ""
    wrong = contradiction(page, record, catalogues)
    if wrong:
        return Check.failed(NAME, "print_differs", f"Page 1 does not show {wrong} as it is signed.")
    return Check.not_checked(
        NAME,
        "edition_unvouched",
        "The pages were made with another edition of the certificate, or by a forger, and no seal "
        "vouches for them. Names, number and dates were found; no other word was compared. Go by "
        "the claims of the credential, and ask for a new print.",
    )


def _style(
    origin: xmp.Origin, catalogues: tuple[Catalogue, ...], styles: Sequence[Style]
) -> Style | None:
    """The style that the file says it was drawn in, if it is one of the issuer's."""
    return next(
        (style for style in styles if edition_of(catalogues, style.fingerprint) == origin.edition),
        None,
    )


def _judged(shown: pikepdf.Pdf, expected: pikepdf.Pdf, origin: xmp.Origin) -> Check:
    if len(shown.pages) != len(expected.pages):
        detail = (
            f"The file has {len(shown.pages)} pages; its credential fills {len(expected.pages)}."
        )
        return Check.failed(NAME, "print_differs", detail)
    differing = [
        number
        for number, (came, drawn) in enumerate(zip(shown.pages, expected.pages, strict=True), 1)
        if digest_page(came) != digest_page(drawn)
    ]
    if not differing and digest_catalog(shown) == digest_catalog(expected):
        return Check.passed(NAME, "Every page was drawn again from the credential: the same.")
    here = _origin(expected)
    if here is not None and here.typesetting == origin.typesetting:
        where = f"Page {differing[0]}" if differing else "What a screen reader says"
        return Check.failed(NAME, "print_differs", f"{where} differs from the credential inside.")
    if words_of(shown) != words_of(expected):
        return Check.failed(NAME, "print_differs", "The words differ from the credential inside.")
    return Check.not_checked(
        NAME,
        "drawing_not_compared",
        "The words are the credential's; their shapes were not compared, as fonts differ here.",
    )


def _active(shown: pikepdf.Pdf) -> Iterator[str]:
    """What lets a page show something else later, or to somebody else."""
    if len(shown.pages) > _MAX_PAGES:
        yield f"A certificate has at most {_MAX_PAGES} pages."
    root = shown.Root
    if "/OCProperties" in root:
        yield "The file has layers that can be hidden."
    if {"/OpenAction", "/AA", "/Collection"} & set(root.keys()):
        yield "The file acts by itself."
    names = root.get("/Names", pikepdf.Dictionary())
    if set(names.keys()) - {"/EmbeddedFiles", "/Dests"}:
        yield "The file brings a program along."
    form = root.get("/AcroForm", pikepdf.Dictionary())
    if "/XFA" in form or not all(is_seal(field) for field in form.get("/Fields", [])):
        yield "The file has a form that can be filled in."
    for page in shown.pages:
        for note in page.get("/Annots", []):
            if not is_seal(note) and note.get("/Subtype") != pikepdf.Name.Link:
                yield "Something lies over a page."


def _origin(pdf: pikepdf.Pdf) -> xmp.Origin | None:
    metadata = pdf.Root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream):
        return None
    return xmp.read(owned(metadata))


def _catalogues(origin: xmp.Origin) -> tuple[Catalogue, ...] | None:
    try:
        return read_all(",".join(origin.languages.split()))
    except CertificateInvalid:
        return None
