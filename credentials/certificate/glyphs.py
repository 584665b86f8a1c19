"""Can every letter be drawn? Asked of the fonts before layout, so that no box is ever printed.

Pango looks through all installed fonts for a letter that the chosen one lacks; what it reports as
unknown is in none of them. ISO 19005-3, 6.2.11.8, forbids the empty box even where it is small.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import FontConfiguration

from credentials.certificate_errors import GlyphMissing

# Controls and joiners have no shape of their own.
_SHAPELESS = frozenset({"Cc", "Cf"})
# U+034F, which searching and sorting pass over.
_JOINER = b"<034f>"


class Coverage:
    """What the fonts of this machine can draw, as far as it was asked; it only grows."""

    def __init__(self, fonts: FontConfiguration, family: str) -> None:
        self._fonts = fonts
        self._family = family.encode()
        self._drawable: set[str] = set()

    def require(self, text: str) -> None:
        """Raises GlyphMissing, naming the code points."""
        unknown = set(text) - self._drawable
        asked = {sign for sign in unknown if unicodedata.category(sign) not in _SHAPELESS}
        refuse(self._missing(asked) if asked else ())
        self._drawable |= unknown

    def _missing(self, signs: Iterable[str]) -> Iterator[int]:
        # Each beside spaces: a sign must not hide in a ligature with its neighbour.
        text = " ".join(sorted(signs)).encode()
        context = ffi.gc(
            pango.pango_font_map_create_context(self._fonts.font_map), gobject.g_object_unref
        )
        layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        font = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
        pango.pango_font_description_set_family(font, self._family)
        pango.pango_layout_set_font_description(layout, font)
        pango.pango_layout_set_single_paragraph_mode(layout, True)
        pango.pango_layout_set_text(layout, text, len(text))
        run = pango.pango_layout_get_line_readonly(layout, 0).runs
        while run != ffi.NULL:
            yield from _unknown(run.data.glyphs)
            run = run.next


def _unknown(glyphs: Any) -> Iterator[int]:
    for placed in glyphs.glyphs[0 : glyphs.num_glyphs]:
        if placed.glyph == pango.PANGO_GLYPH_EMPTY:
            continue
        if placed.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
            yield placed.glyph - pango.PANGO_GLYPH_UNKNOWN_FLAG


def refuse(code_points: Iterable[int]) -> None:
    """Raises GlyphMissing where there are any."""
    named = sorted(f"U+{point:04X}" for point in set(code_points))
    if named:
        raise GlyphMissing(
            "No installed font draws a letter of this certificate; install one that does.",
            code_points=named,
        )


def name_parts(pdf: Any) -> None:
    """The second glyph of a cluster stands for no letter of its own, and must map to something.

    ISO 19005-3, 6.2.11.7.2: never to nothing. The letters of the cluster stand with the first.
    """
    for font in pdf.objects:
        if isinstance(font, pydyf.Dictionary) and "ToUnicode" in font:
            lines = pdf.objects[int(font["ToUnicode"].split()[0])].stream
            for place, line in enumerate(lines):
                if line.endswith(b" <>"):
                    lines[place] = line[:-2] + _JOINER
