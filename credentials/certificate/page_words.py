"""The words of a tagged PDF in the order they are read, without their spaces.

Where lines break depends on the fonts of a machine, so spaces are no part of what is compared.
Shaped scripts are spelled out in the structure; the rest is read from the glyphs by the font's own
table. ISO 32000-1, 9.10 and 14.9.4.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from credentials.certificate.page_digest import owned
from credentials.certificate.structure import SHAPED
from credentials.errors import PdfUnreadable

_MAX_DEPTH = 60
_MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<((?:[0-9A-Fa-f]{4})*)>")
_SHOWN = frozenset({"Tj", "TJ", "'", '"'})
_IN_LINE = frozenset({"/Span", "/Link", "/Reference"})
_JOINER = "\u034f"


def words_of(pdf: pikepdf.Pdf) -> str:
    """Raises PdfUnreadable for a structure without an end."""
    pages = {page.obj.objgen: _marked_texts(page) for page in pdf.pages}
    tree = pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary())
    said = "".join(_said(tree.get("/K"), pages, None, 0))
    return "".join(said.split()).replace(_JOINER, "")


def shown_on(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
    """The words of one page, a paragraph a line, from the glyphs where these stand for letters.

    What the structure says for them is not believed: it may be other words than the drawn ones.
    Raises PdfUnreadable.
    """
    pages = {page.obj.objgen: _marked_texts(page)}
    tree = pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary())
    return " ".join(_seen(tree.get("/K"), pages, None, 0)).replace(_JOINER, "")


def _seen(
    node: Any, pages: Mapping[Any, Mapping[int, str]], page: Any, depth: int
) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        raise PdfUnreadable("The structure of the PDF does not end.")
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _seen(kid, pages, page, depth + 1)
    elif isinstance(node, int):
        yield pages.get(page, {}).get(node, "")
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        own = node.get("/Pg")
        page = own.objgen if own is not None else page
        said = str(node.get("/ActualText", ""))
        if SHAPED.search(said):
            if page in pages:
                yield said
            return
        apart = "" if str(node.S) in _IN_LINE else "\n"
        yield apart
        yield from _seen(node.get("/K"), pages, page, depth + 1)
        yield apart


def _said(
    node: Any, pages: Mapping[Any, Mapping[int, str]], page: Any, depth: int
) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        raise PdfUnreadable("The structure of the PDF does not end.")
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _said(kid, pages, page, depth + 1)
    elif isinstance(node, int):
        yield pages.get(page, {}).get(node, "")
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        own = node.get("/Pg")
        page = own.objgen if own is not None else page
        for words in ("/ActualText", "/Alt"):
            if words in node:
                yield str(node[words])
                return
        yield from _said(node.get("/K"), pages, page, depth + 1)


def _marked_texts(page: pikepdf.Page) -> Mapping[int, str]:
    """Number of marked content -> its text."""
    texts: dict[int, str] = {}
    maps = {name: _to_unicode(font) for name, font in _fonts(page)}
    marks: list[int | None] = []
    current: Mapping[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BDC", "BMC"):
            marks.append(_mark(operands))
        elif operator == "EMC" and marks:
            marks.pop()
        elif operator == "Tf":
            current = maps.get(str(operands[0]), {})
        elif operator in _SHOWN and marks and marks[-1] is not None:
            texts[marks[-1]] = texts.get(marks[-1], "") + _decoded(operands, current)
    return texts


def _fonts(page: pikepdf.Page) -> Iterator[tuple[str, Any]]:
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    yield from dict(resources.get("/Font", pikepdf.Dictionary()).items()).items()


def _mark(operands: Any) -> int | None:
    if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary):
        number = operands[1].get("/MCID")
        return number if isinstance(number, int) else None
    return None


def _to_unicode(font: Any) -> Mapping[int, str]:
    table = font.get("/ToUnicode")
    if not isinstance(table, pikepdf.Stream):
        return {}
    return {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")
        for glyph, letters in _MAPPED.findall(owned(table))
    }


def _decoded(operands: Any, letters: Mapping[int, str]) -> str:
    parts = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
    text = ""
    for part in parts:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            pairs = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
            text += "".join(letters.get(pair, "\ufffd") for pair in pairs)
    return text
