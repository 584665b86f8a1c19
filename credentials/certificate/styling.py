"""The look of each element of a page, worked out once and kept for the next certificate.

WeasyPrint works it out anew for every document, which is a quarter of a certificate's time; the
template gives the same elements the same look every time. An element is the same where its parent
is and where the same rules and the same language apply to it. CSS Cascade 4, 6 and 7.
"""

from collections.abc import Hashable, Iterator
from math import inf
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css import (
    ComputedStyle,
    InitialStyle,
    StyleFor,
    declaration_precedence,
    find_style_attributes,
    preprocess_declarations,
)
from weasyprint.text.fonts import FontConfiguration

# A language or a pair of them needs some 150 looks, of about ten kilobytes each.
_MOST_LOOKS = 4_000
_MOST_SHEETS = 64
# Whose rule an attribute is.
_ATTRIBUTE = "author"
# Name of a property -> its value, and the weight that it won with.
Cascaded = dict[str, tuple[Any, tuple[Any, ...]]]
# Pseudo-element, or None for the element itself -> style.
Looks = dict[str | None, ComputedStyle]


class Wardrobe:
    """Style sheets as parsed, and the looks that they gave. It never changes what is drawn."""

    def __init__(self, fonts: FontConfiguration) -> None:
        self.fonts = fonts
        # Every page of a certificate has the same size.
        self.page_sizes: dict[str, Any] = {"box": None, "area": None}
        self._sheets: dict[str, CSS] = {}
        self._looks: dict[Hashable, Looks] = {}

    def sheet(self, text: str, url_fetcher: object) -> CSS:
        """Parsed once, for each authority's colours. Asked for between two documents only."""
        if text not in self._sheets:
            if len(self._sheets) >= _MOST_SHEETS:
                # Together: a look is known by rules that its sheet must hold.
                self._sheets.clear()
                self._looks.clear()
            made = CSS(string=text, font_config=self.fonts, url_fetcher=url_fetcher)
            self._sheets[text] = made
        return self._sheets[text]

    def find(self, key: Hashable) -> Looks | None:
        return self._looks.get(key)

    def keep(self, key: Hashable, looks: Looks) -> None:
        if len(self._looks) >= _MOST_LOOKS:
            self._looks.clear()
        self._looks[key] = looks


class Styles(StyleFor):  # type: ignore[misc]  # untyped base
    """Element of one document -> its style; asked by the layout."""

    def __init__(self, page: HTML, stylesheet: CSS, wardrobe: Wardrobe) -> None:
        self._sheets = [
            *((sheet, "user agent", None) for sheet in page._ua_stylesheets()),  # noqa: SLF001
            (stylesheet, "user", None),
        ]
        self.font_config = wardrobe.fonts
        self.initial_page_sizes = wardrobe.page_sizes
        self._wardrobe = wardrobe
        self._root = page.etree_element
        # The names that the base class has for them.
        self._cascaded_styles: dict[Any, Cascaded] = {}
        self._computed_styles: dict[tuple[Any, str | None], ComputedStyle] = {}
        for element in page.wrapper_element.iter_subtree():
            self._dress(element)

    def _dress(self, element: Any) -> None:
        parent = element.parent and self._computed_styles[element.parent.etree_element, None]
        own = element.etree_element
        rules = [
            (sheet, origin, selector)
            for sheet, origin, _ in self._sheets
            for selector in sheet.matcher.match(element)
        ]
        # A rule is known by its declarations, which its style sheet holds.
        applied = tuple((id(rule[3]), rule[2]) for _, _, rule in rules)
        key = (id(parent), own.get("lang"), own.get("style"), applied)
        looks = self._wardrobe.find(key)
        if looks is None:
            looks = self._made(own, parent, rules)
            self._wardrobe.keep(key, looks)
        for pseudo, look in looks.items():
            self._computed_styles[own, pseudo] = look

    def _made(self, element: Any, parent: ComputedStyle | None, rules: list[Any]) -> Looks:
        cascaded: dict[str | None, Cascaded] = {None: {}}
        for weight, name, value in _declared(element):
            _settle(cascaded[None], name, value, weight)
        for sheet, origin, (specificity, _, pseudo, (declarations, layer)) in rules:
            settled = cascaded.setdefault(pseudo, {})
            order = inf if layer is None else sheet.layers.index(layer)
            for name, value, importance in declarations:
                weight = (declaration_precedence(origin, importance), order, specificity)
                _settle(settled, name, value, weight)
        looks: Looks = {}
        for pseudo, settled in cascaded.items():
            above = parent if pseudo is None else looks[None]
            root = self._computed_styles.get((self._root, None)) or InitialStyle(self.font_config)
            looks[pseudo] = ComputedStyle(
                above, settled, pseudo, root, None, self.font_config, self.initial_page_sizes
            )
        return looks


def _declared(element: Any) -> Iterator[tuple[tuple[Any, ...], str, Any]]:
    """(weight, property, value) of its attributes `style` and `lang`."""
    for specificity, owner, declarations, base_url in find_style_attributes(_Alone(element)):
        if owner is element:
            for name, value, importance in preprocess_declarations(base_url, declarations):
                yield (
                    (declaration_precedence(_ATTRIBUTE, importance), inf, specificity),
                    name,
                    value,
                )


def _settle(cascaded: Cascaded, name: str, value: Any, weight: tuple[Any, ...]) -> None:
    if name not in cascaded or cascaded[name][1] <= weight:
        cascaded[name] = value, weight


class _Alone:
    """An element as a tree without anything below it."""

    def __init__(self, element: Any) -> None:
        self._element = element

    def iter(self) -> Iterator[Any]:
        yield self._element
