"""The logical structure of the pages, made whole: what a screen reader reads, in its order.

WeasyPrint tags what it draws. Missing are the language and the logical text of each piece, which
pieces only number the pages, where a figure stands, the scope of a header and the body of a list
item. All of it goes into structure elements, never into the content streams, where it would make
poppler and PDFium turn right-to-left text around. ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7.
"""

import re
from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]
from weasyprint import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from credentials.certificate.folding import fold
from credentials.certificate.line_breaks import ZERO_WIDTH_SPACE
from credentials.certificate_errors import CertificateInvalid

_POINTS_PER_PIXEL = 0.75
# From Hebrew to the end of the scripts whose signs are reordered, joined or stacked, and the
# presentation forms. Outside of these a glyph stands for its letters.
SHAPED = re.compile("[\u0590-\u10ff\u1700-\u1dff\ua840-\uabfe\ufb1d-\ufdfe\ufe70-\ufefe]")
_PAIRED = re.compile(r"[()\[\]{}<>«»]")
_DELIMITERS = re.compile(rb"[()\\]")


class Tree:
    """The structure tree of one document, while its objects can still be changed."""

    def __init__(self, document: Document, pdf: Any) -> None:
        self._document = document
        self._pdf = pdf
        self._root = self.at(pdf.catalog["StructTreeRoot"])
        self._top = self.at(self._root["K"][0])
        self._numbers = self.at(self._root["ParentTree"])["Nums"]

    def at(self, reference: bytes) -> Any:
        """The object that b"12 0 R" names."""
        return self._pdf.objects[int(reference.split()[0])]

    def complete(self) -> None:
        """Everything, in place. Raises CertificateInvalid."""
        elements = list(self._elements(self._top))
        self._set_language_and_text()
        identifiers = []
        for element in elements:
            if element["S"] == "/LI":
                self._gather_body(element)
            elif element["S"] == "/Figure":
                self._place_figure(element)
            elif element["S"] == "/TH":
                identifiers.append((element["ID"], element.reference))
        self._set_scopes(self._top, in_head=False)
        self._name_cells(identifiers)
        self._set_margins_apart(elements)
        fold(self._top, self.at)
        self._slim()
        self._root["ParentTreeNextKey"] = len(self._numbers) // 2
        labels = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})
        self._pdf.catalog["PageLabels"] = labels

    def add_form(self, widget: Any, page: Any) -> None:
        """A form field that reading reaches last. ISO 14289-1, 7.18.4."""
        link = pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": page.reference})
        form = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/Form", "P": self._top.reference, "Pg": page.reference}
        )
        self._pdf.add_object(form)
        form["K"] = pydyf.Array([link])
        self._top["K"].append(form.reference)
        key = self._root["ParentTreeNextKey"]
        widget["StructParent"] = key
        self._numbers.extend([key, form.reference])
        self._root["ParentTreeNextKey"] = key + 1

    def _kids(self, element: Any) -> Iterator[Any]:
        """Structure elements and numbers of marked content; links to objects are left out."""
        for kid in element["K"]:
            if isinstance(kid, int):
                yield kid
            elif "S" in self.at(kid):
                yield self.at(kid)

    def _elements(self, element: Any) -> Iterator[Any]:
        yield element
        for kid in self._kids(element):
            if not isinstance(kid, int):
                yield from self._elements(kid)

    def _pieces(self, element: Any) -> Iterator[tuple[Any, bool]]:
        """(element of one piece of content, whether another of its paragraph follows)."""
        kids = list(self._kids(element))
        for place, kid in enumerate(kids):
            if isinstance(kid, int):
                yield element, place + 1 < len(kids)
                continue
            for piece, more in self._pieces(kid):
                leaf = piece is kid
                yield piece, more or (leaf and place + 1 < len(kids))

    def _set_language_and_text(self) -> None:
        """The tree and the boxes list the same pieces in the same order, as one made the other."""
        pieces = list(self._pieces(self._top))
        drawn = [box for page in self._document.pages for box in _drawn_on(page)]
        if len(pieces) != len(drawn):
            raise CertificateInvalid("The pages and their logical structure do not agree.")
        own = self._document.metadata.lang
        # A bracket has one glyph for both directions, and its font one letter for the glyph.
        turned = any(box.style["direction"] == "rtl" for box in drawn)
        for (element, more), box in zip(pieces, drawn, strict=True):
            language = box.style["lang"]
            if language and language != own:
                element["Lang"] = pydyf.String(language)
            if isinstance(box, boxes.TextBox) and (
                SHAPED.search(box.text) or (turned and _PAIRED.search(box.text))
            ):
                said = element.get("ActualText")
                text = box.text.replace(ZERO_WIDTH_SPACE, "") + (" " if more else "")
                # A link keeps its lines in one element.
                element["ActualText"] = _Text(f"{said.string}{text}" if said else text)

    def _slim(self) -> None:
        """The way back from each piece of content, and nothing that says itself."""
        pages = {page: 2 * number + 1 for number, page in enumerate(self._pdf.page_references)}
        for element in self._elements(self._top):
            marks = [kid for kid in element["K"] if isinstance(kid, int)]
            for mark in marks:
                self._numbers[pages[element["Pg"]]][mark] = element.reference
            if not marks:
                element.pop("Pg", None)
            # Optional, and the same in all of them.
            if element is not self._top:
                del element["Type"]

    def _gather_body(self, item: Any) -> None:
        """A list item holds a label and a body. ISO 32000-1, 14.8.4.3.3."""
        loose = [kid for kid in item["K"] if self.at(kid)["S"] not in ("/Lbl", "/LBody")]
        if not loose:
            return
        body = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/LBody",
                "K": pydyf.Array(loose),
                "Pg": item["Pg"],
                "P": item.reference,
            }
        )
        self._pdf.add_object(body)
        for kid in loose:
            self.at(kid)["P"] = body.reference
        item["K"] = pydyf.Array([kid for kid in item["K"] if kid not in loose])
        item["K"].append(body.reference)

    def _place_figure(self, figure: Any) -> None:
        """From pixels below the top edge to points above the bottom edge."""
        left, top, right, bottom = figure["A"]["BBox"]
        height = self.at(figure["Pg"])["MediaBox"][3]
        figure["A"]["BBox"] = pydyf.Array(
            (
                left * _POINTS_PER_PIXEL,
                height - bottom * _POINTS_PER_PIXEL,
                right * _POINTS_PER_PIXEL,
                height - top * _POINTS_PER_PIXEL,
            )
        )

    def _set_scopes(self, element: Any, *, in_head: bool) -> None:
        """A header in the head of a table is for its column, any other for its row."""
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if in_head else "/Row"
        for kid in self._kids(element):
            if not isinstance(kid, int):
                self._set_scopes(kid, in_head=in_head or kid["S"] == "/THead")

    def _name_cells(self, identifiers: list[tuple[Any, bytes]]) -> None:
        """ISO 32000-1, table 322: where elements have identifiers, the root lists them."""
        if not identifiers:
            return
        identifiers.sort(key=lambda named: named[0].string)
        names = pydyf.Array([part for named in identifiers for part in named])
        limits = pydyf.Array([identifiers[0][0], identifiers[-1][0]])
        leaf = pydyf.Dictionary({"Names": names, "Limits": limits})
        self._pdf.add_object(leaf)
        self._root["IDTree"] = pydyf.Dictionary({"Kids": pydyf.Array([leaf.reference])})

    def _set_margins_apart(self, elements: list[Any]) -> None:
        """Numbers of pages are drawn as text outside the tree: artifacts, each of them."""
        read = {element.reference for element in elements}
        pages = len(self._document.pages)
        for number in range(pages):
            owners = self._numbers[2 * number + 1]
            page = self.at(self._pdf.page_references[number])
            stream = self.at(page["Contents"])
            for mark, owner in enumerate(owners):
                if owner not in read:
                    _make_artifact(stream.stream, mark)
                    owners[mark] = "null"
                    self.at(owner).free = "f"
            while owners and owners[-1] == "null":
                owners.pop()


def _make_artifact(stream: list[Any], mark: int) -> None:
    for place, operand in enumerate(stream):
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") == mark:
            stream[place - 1] = "/Artifact"
            stream[place] = pydyf.Dictionary({"Type": "/Pagination", "Subtype": "/Footer"})


def _drawn_on(page: Any) -> Iterator[Any]:
    # The layout keeps its boxes to itself, and only they know the language of a text.
    return _drawn(page._page_box.children)  # noqa: SLF001


def _drawn(children: Any) -> Iterator[Any]:
    """Texts and pictures in the order of the document, those in margins left out."""
    for child in children:
        box = child._box if isinstance(child, AbsolutePlaceholder) else child  # noqa: SLF001
        if isinstance(box, boxes.MarginBox):
            continue
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            yield box
        else:
            yield from _drawn(box.children)


class _Text(pydyf.String):  # type: ignore[misc]  # untyped base
    """A text string as it is, which packs into half of what pydyf's hexadecimal digits need."""

    @property
    def data(self) -> bytes:
        coded = BOM_UTF16_BE + self.string.encode("utf-16-be")
        return b"(" + _DELIMITERS.sub(rb"\\\g<0>", coded).replace(b"\r", rb"\r") + b")"
