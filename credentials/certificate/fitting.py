"""Does page 1 hold what stands on it? Asked of the laid out page, so that nothing is overprinted.

How much room a text takes depends on its script more than on its length: the same certificate is
set with less air until its text ends above the foot of the page.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint import Document
from weasyprint.layout.absolute import AbsolutePlaceholder

# Classes of the page, from the most air to the least.
DENSITIES = ("", "snug", "dense", "denser", "tight")


def is_too_full(document: Document) -> bool:
    """The text of page 1 reaches into its foot, or beyond the page."""
    page = document.pages[0]._page_box  # noqa: SLF001
    boxes = list(_boxes(page))
    foot = next((box for box in boxes if _tag(box) == "footer"), None)
    limit = page.height if foot is None else foot.position_y
    texts = [box for box in _boxes(page, leave_out=foot) if getattr(box, "text", None)]
    return any(box.position_y + box.height > limit for box in texts)


def _boxes(box: Any, leave_out: Any = None) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        placed = child._box if isinstance(child, AbsolutePlaceholder) else child  # noqa: SLF001
        if placed is not leave_out:
            yield placed
            yield from _boxes(placed, leave_out)


def _tag(box: Any) -> str:
    return str(getattr(box, "element_tag", ""))
