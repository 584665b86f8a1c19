"""An authority's own look and wording of its certificates: values, never code.

Two colours, a logo and some of the fixed texts, by language. Everything is checked when it is
made, so that a style can be kept for years and still be drawn: colours that can be read on white,
a small picture that is only pixels, texts of one line. WCAG 2.2, 1.4.3.
"""

import base64
import hashlib
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from PIL import Image

from credentials.certificate.catalogues import Catalogue, languages
from credentials.certificate.qr import UNREADABLE
from credentials.certificate_errors import StyleInvalid
from credentials.encodings import serialize_json

PRIMARY, ACCENT = "#17365f", "#b08d3c"
# Slot of a style -> the message it stands for.
SLOTS = MappingProxyType(
    {
        "title_full": "Certificate of recognition",
        "title_partial": "Certificate of partial recognition",
        "title_conditional": "Certificate of conditional recognition",
        "title_statement": "Statement of comparability",
        "title_refused": "Decision on recognition",
        "title_qualification": "Record of a qualification",
        "title_proficiency": "Certificate of proficiency",
        "title_on_the_job": "Record of skills acquired at work",
        "holder_lead": "This certifies that",
        "seal": "Issued electronically and signed; valid without a handwritten signature.",
    }
)
CONTACT = "contact"
MAX_LOGO_BYTES = 256 * 1024
MAX_TEXT = 200
_MAX_LOGO_PIXELS = 4_000_000
_LOGO_SIZE = (720, 240)
# Coarser would not be fit for print.
_MIN_SIDE = 100
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_MIN_CONTRAST = 4.5


@dataclass(frozen=True)
class Style:
    """primary, accent: "#rrggbb" of titles and of lines. logo: PNG as `read_logo` makes it.

    logo_text: its text alternative. words: language -> slot -> text; besides SLOTS, "contact"
    is a line below "Whom to ask".
    """

    primary: str = PRIMARY
    accent: str = ACCENT
    logo: bytes = b""
    logo_text: str = ""
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for colour in (self.primary, self.accent):
            if not _COLOUR.match(colour):
                raise StyleInvalid("A colour is #rrggbb in lower case.", colour=colour[:20])
        if contrast_with_white(self.primary) < _MIN_CONTRAST:
            raise StyleInvalid("Titles in this colour are too pale to be read.", slot="primary")
        if bool(self.logo) != bool(self.logo_text):
            raise StyleInvalid("A logo and its text alternative go together.", slot="logo_text")
        _require_line(self.logo_text, "logo_text")
        for language, texts in self.words.items():
            if language not in languages():
                raise StyleInvalid(
                    "Certificates are not printed in this language.", language=language
                )
            for slot, text in texts.items():
                if slot != CONTACT and slot not in SLOTS:
                    raise StyleInvalid("There is no such text on a certificate.", slot=slot[:40])
                if not text.strip():
                    raise StyleInvalid("A text is left out, not left empty.", slot=slot)
                _require_line(text, slot)

    @cached_property
    def fingerprint(self) -> bytes:
        """The same for the same style on every machine; empty for the plain one."""
        return b"" if self == PLAIN else hashlib.sha256(serialize_json(self.to_json())).digest()

    def contact(self, language: str) -> str:
        """In another language where it is given in that one only; empty where there is none."""
        given = {known: texts[CONTACT] for known, texts in self.words.items() if CONTACT in texts}
        return given.get(language) or next(iter(given.values()), "")

    def speak(self, catalogue: Catalogue) -> Catalogue:
        """The catalogue with the authority's own texts in it."""
        own = {
            SLOTS[slot]: text
            for slot, text in self.words.get(catalogue.language, {}).items()
            if slot in SLOTS
        }
        if not own:
            return catalogue

        def told(message: str) -> str:
            return own.get(message) or catalogue.gettext(message)

        return Catalogue(catalogue.language, told, catalogue.fingerprint)

    def to_json(self) -> dict[str, Any]:
        """As `parse_style` reads it."""
        return {
            "primary": self.primary,
            "accent": self.accent,
            "logo": base64.b64encode(self.logo).decode(),
            "logo_text": self.logo_text,
            "words": {language: dict(texts) for language, texts in self.words.items()},
        }


def parse_style(fields: Mapping[str, Any]) -> Style:
    """What somebody asks for. logo: PNG or JPEG in base64, made plain here. Raises StyleInvalid."""
    style = restore_style(fields)
    return replace(style, logo=read_logo(style.logo)) if style.logo else style


def restore_style(fields: Mapping[str, Any]) -> Style:
    """What `to_json` wrote, the logo byte for byte: prints are compared by them. StyleInvalid."""
    foreign = fields.keys() - {"primary", "accent", "logo", "logo_text", "words"}
    if foreign:
        raise StyleInvalid("A style has no such part.", slot=min(foreign)[:40])
    words = fields.get("words", {})
    texts = (fields.get(name, "") for name in ("primary", "accent", "logo", "logo_text"))
    if not isinstance(words, Mapping) or not all(isinstance(text, str) for text in texts):
        raise StyleInvalid("Colours, logo and words are texts.")
    for told in words.values():
        if not isinstance(told, Mapping) or not all(isinstance(one, str) for one in told.values()):
            raise StyleInvalid("The words of a language are texts.")
    try:
        raw = base64.b64decode(fields.get("logo", ""), validate=True)
    except ValueError as error:
        raise StyleInvalid("A logo is given in base64.", slot="logo") from error
    return Style(
        fields.get("primary") or PRIMARY,
        fields.get("accent") or ACCENT,
        raw,
        fields.get("logo_text", ""),
        {language: dict(told) for language, told in words.items()},
    )


def read_logo(raw: bytes) -> bytes:
    """A PNG or JPEG as plain pixels on white, small enough for the head of a page.

    What else the file holds is left behind. The same picture gives the same bytes again.
    Raises StyleInvalid, before unpacking what is too large.
    """
    if len(raw) > MAX_LOGO_BYTES:
        raise StyleInvalid("A logo has at most 256 KiB.", limit=MAX_LOGO_BYTES)
    try:
        with Image.open(io.BytesIO(raw), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > _MAX_LOGO_PIXELS:
                raise StyleInvalid("A logo has at most four million pixels.", slot="logo")
            if max(opened.size) < _MIN_SIDE:
                raise StyleInvalid("A logo has a side of 100 pixels at least.", slot="logo")
            picture = opened.convert("RGBA")
    except UNREADABLE as error:
        raise StyleInvalid("A logo is a PNG or a JPEG.", slot="logo") from error
    picture.thumbnail(_LOGO_SIZE)
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture)
    written = io.BytesIO()
    paper.save(written, "PNG")
    return written.getvalue()


def contrast_with_white(colour: str) -> float:
    """From 1 to 21. WCAG 2.2, "contrast ratio" and "relative luminance"."""
    luminance = 0.0
    for start, weight in ((1, 0.2126), (3, 0.7152), (5, 0.0722)):
        part = int(colour[start : start + 2], 16) / 255
        linear = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        luminance += weight * linear
    return 1.05 / (luminance + 0.05)


def _require_line(text: str, slot: str) -> None:
    """One line of text. Signs that turn or hide what follows are for nobody's title."""
    if len(text) > MAX_TEXT:
        raise StyleInvalid(f"A text has at most {MAX_TEXT} characters.", slot=slot)
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for sign in text):
        raise StyleInvalid("A text is one line, without control characters.", slot=slot)


PLAIN = Style()
