"""The fixed texts of certificates in each language: gettext catalogues that come with the package.

A verifier draws a certificate again to compare it, so the texts are read here and not handed in
by the service. Message ids are English, so English needs no catalogue.
"""

import gettext
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from credentials.certificate.wording import Gettext
from credentials.certificate_errors import CertificateLanguageUnknown

# Beside the packages, in a checkout as in a wheel.
_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "locale"
_DOMAIN = "certificate"
SOURCE_LANGUAGE = "en"
# Two stand side by side; more would be another document.
MAX_LANGUAGES = 2
# One language under two tags: ours, and the one of the Unicode locale data.
_SAME = {"fil": "tl"}
LOCALES = {"tl": "fil"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """language: BCP 47. fingerprint: of the texts, so that other wording is told apart."""

    language: str
    gettext: Gettext = field(compare=False)
    fingerprint: str = ""


ENGLISH = Catalogue(SOURCE_LANGUAGE, str)


@cache
def languages() -> tuple[str, ...]:
    """Every language a certificate can be written in; English first."""
    found = (path.parts[-3] for path in _FOLDER.glob(f"*/LC_MESSAGES/{_DOMAIN}.po"))
    return (SOURCE_LANGUAGE, *sorted(found))


@cache
def names() -> Mapping[str, str]:
    """Code -> the language's name in itself."""
    locales = {code: Locale.parse(LOCALES.get(code, code)) for code in languages()}
    return {code: (locale.get_display_name() or code).title() for code, locale in locales.items()}


def read(tag: str) -> Catalogue:
    """tag: BCP 47; a region is passed over ("pt-BR"). Raises CertificateLanguageUnknown."""
    primary = tag.lower().replace("_", "-").partition("-")[0]
    return _read(_SAME.get(primary, primary))


@cache
def _read(language: str) -> Catalogue:
    if language not in languages():
        raise CertificateLanguageUnknown(
            f"A certificate is written in one of {', '.join(languages())}.", language=language
        )
    if language == SOURCE_LANGUAGE:
        return ENGLISH
    raw = (_FOLDER / language / "LC_MESSAGES" / f"{_DOMAIN}.po").read_bytes()
    compiled = BytesIO()
    locale = LOCALES.get(language, language)
    write_mo(compiled, read_po(BytesIO(raw), locale=locale, domain=_DOMAIN))
    compiled.seek(0)
    texts = gettext.GNUTranslations(compiled)
    return Catalogue(language, texts.gettext, hashlib.sha256(raw).hexdigest())


def read_all(tags: str) -> tuple[Catalogue, ...]:
    """ "fr,ar" -> French, then Arabic; at most two. Raises CertificateLanguageUnknown."""
    named = list(dict.fromkeys(tag.strip() for tag in tags.split(",") if tag.strip()))
    if not 1 <= len(named) <= MAX_LANGUAGES:
        raise CertificateLanguageUnknown(
            f"A certificate is written in one language or in {MAX_LANGUAGES}.", limit=MAX_LANGUAGES
        )
    return tuple(dict.fromkeys(map(read, named)))
