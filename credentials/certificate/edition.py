"""What a certificate was made with, as two fingerprints.

edition: template, wording and texts; another edition says things differently. typesetting: fonts
and programs, ours among them; with others the same words fall on other places. A verifier that
draws a certificate again knows from them whether a difference means anything.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import babel
import fontTools  # type: ignore[import-untyped]
import pydyf  # type: ignore[import-untyped]
import weasyprint
from weasyprint.text.ffi import harfbuzz, pango
from weasyprint.text.fonts import get_hb_object_data

from credentials.certificate.catalogues import Catalogue

_HERE = Path(__file__).resolve().parent
TEMPLATES = _HERE.parents[1] / "templates" / "certificate"
# The code that chooses words.
_WORDING = (
    "fitting.py",
    "ladder.py",
    "layout.py",
    "sheet.py",
    "supplement.py",
    "telling.py",
    "wording.py",
)
# The code that places and draws them.
_DRAWING = (
    "bidi.py",
    "content.py",
    "folding.py",
    "font_tables.py",
    "glyphs.py",
    "line_breaks.py",
    "page.py",
    "pdf.py",
    "pictures.py",
    "structure.py",
    "styling.py",
)
# The table directory: name, place and checksum of every table of a font. OpenType 1.9.
_FONT_HEAD = 1024


@cache
def _sources() -> bytes:
    paths = [*sorted(TEMPLATES.iterdir()), *(_HERE / name for name in _WORDING)]
    parts = [*_read(path for path in paths if path.is_file()), babel.__version__.encode()]
    return hashlib.sha256(b"\0".join(parts)).digest()


def _read(paths: Iterable[Path]) -> Iterator[bytes]:
    return (path.name.encode() + b"\0" + path.read_bytes() for path in paths)


@cache
def _drawing() -> bytes:
    return hashlib.sha256(b"\0".join(_read(_HERE / name for name in _DRAWING))).digest()


def edition_of(catalogues: Iterable[Catalogue], style: bytes = b"") -> str:
    """style: an authority's own template parts, as bytes."""
    texts = "\0".join(f"{each.language}={each.fingerprint}" for each in catalogues)
    return hashlib.sha256(_sources() + texts.encode() + b"\0" + style).hexdigest()[:32]


def typesetting_of(fonts: Iterable[Any]) -> str:
    """fonts: as the layout engine holds them after drawing."""
    programs = (
        weasyprint.__version__,
        pydyf.VERSION,
        fontTools.version,
        str(pango.pango_version()),
        _harfbuzz_version(),
    )
    # The face is whole; what is embedded of it depends on the words.
    heads = sorted(
        bytes(font.name) + get_hb_object_data(font.hb_face)[:_FONT_HEAD] for font in fonts
    )
    parts = ("|".join(programs).encode(), _drawing(), *heads)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


@cache
def _harfbuzz_version() -> str:
    """It only says whether it is new enough."""
    major = max(number for number in range(1, 64) if harfbuzz.hb_version_atleast(number, 0, 0))
    minor = max(number for number in range(64) if harfbuzz.hb_version_atleast(major, number, 0))
    return f"{major}.{minor}"
