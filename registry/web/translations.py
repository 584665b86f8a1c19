"""The languages of pages and sentences: gettext catalogues, read as text when the service starts.

The repository holds no compiled catalogues; they are compiled in memory. Message ids are English,
so English needs no catalogue.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.deferred import deferred

if TYPE_CHECKING:
    from babel.messages import mofile, pofile
else:
    mofile = deferred("babel.messages.mofile")
    pofile = deferred("babel.messages.pofile")

LOCALE_FOLDER = Path(__file__).resolve().parents[2] / "templates" / "locale"
DOMAIN = "registry"
SOURCE_LANGUAGE = "en"


@dataclass(frozen=True)
class Language:
    """One language a page can be read in."""

    code: str
    name: str
    direction: str
    catalogue: gettext.NullTranslations

    def gettext(self, message: str) -> str:
        return self.catalogue.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.catalogue.ngettext(one, many, count)


# The name stands in its own language, so that a reader finds it on any page.
NAMES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})


def mark(message: str) -> str:
    """Mark a text for extraction where it is only looked up later."""
    return message


def read_languages(folder: Path = LOCALE_FOLDER) -> Mapping[str, Language]:
    """Code -> Language for every name above; English first."""
    return {code: read_language(code, folder) for code in NAMES}


def read_language(code: str, folder: Path = LOCALE_FOLDER) -> Language:
    """One of the names above."""
    return Language(
        code=code,
        name=NAMES[code],
        direction="rtl" if code in RIGHT_TO_LEFT else "ltr",
        catalogue=_read_catalogue(folder, code),
    )


def _read_catalogue(folder: Path, code: str) -> gettext.NullTranslations:
    if code == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    with (folder / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=code, domain=DOMAIN)
    compiled = BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def preferred(header: str, offered: Mapping[str, Language]) -> str | None:
    """The best language of an Accept-Language header (RFC 9110, 12.5.4), None without a match."""
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(header.split(",")):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().split("-")[0]
        if primary in offered and (weight := _weight(parameters)) > 0:
            ranked.append((-weight, position, primary))
    return min(ranked)[2] if ranked else None


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
