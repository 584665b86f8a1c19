"""A page for the layout engine, from markup that is well-formed already.

An HTML parser forgives everything and is slow for it; the template is ours and is XML, which the
parser of the standard library reads thirty times faster. XML 1.0, 2.2; HTML, 13.
"""

import re
from functools import partial
from typing import Any
from xml.etree.ElementTree import fromstring

import cssselect2  # type: ignore[import-untyped]
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Document
from weasyprint import Page as LaidOut
from weasyprint.css.counters import CounterStyle
from weasyprint.css.targets import TargetCollector
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.images import get_image_from_uri
from weasyprint.layout import LayoutContext, layout_document
from weasyprint.pdf import VARIANTS
from weasyprint.pdf.metadata import DocumentMetadata

from credentials.certificate import line_breaks
from credentials.certificate.bidi import isolate
from credentials.certificate.styling import Styles, Wardrobe

# Signs that no XML can hold; none of them has a shape.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Page(HTML):  # type: ignore[misc]  # untyped base
    """As WeasyPrint's own, which parses what it is given as HTML."""

    def __init__(self, markup: str, url_fetcher: object) -> None:
        root = fromstring(_UNWRITABLE.sub("", markup))  # noqa: S314  # our own template
        isolate(root)
        line_breaks.allow(root, markup)
        self.base_url = None
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, None)
        self.etree_element = root

    def lay_out(
        self, stylesheet: CSS, wardrobe: Wardrobe, pictures: dict[str, Any], variant: str
    ) -> Document:
        """The laid out pages. stylesheet: of this wardrobe. pictures: address -> picture.

        variant: of PDF, as WeasyPrint names it.
        """
        options = {**DEFAULT_OPTIONS, **VARIANTS[variant][1], "pdf_variant": variant}
        counters = CounterStyle()
        for defined in self._ua_counter_style():
            counters.update(defined)
        find_picture = partial(
            get_image_from_uri, cache=pictures, url_fetcher=self.url_fetcher, options=options
        )
        targets = TargetCollector()
        styles = Styles(self, stylesheet, wardrobe)
        context = LayoutContext(styles, find_picture, wardrobe.fonts, counters, targets)
        boxes = build_formatting_structure(
            self.etree_element,
            styles,
            context.get_image_from_uri,
            self.base_url,
            targets,
            counters,
            context.footnotes,
        )
        document = Document(
            [LaidOut(page) for page in layout_document(self, boxes, context)],
            DocumentMetadata(**get_html_metadata(self)),
            self.url_fetcher,
            wardrobe.fonts,
            {},
            options["output_intent"],
        )
        document._html = self  # noqa: SLF001  # which the writing asks for
        return document
