"""Expanded JSON-LD to quads, each term as canonical N-Quads writes it.

JSON-LD 1.1 API, 8 (deserialise JSON-LD to RDF), with rdfDirection i18n-datatype; RDFC-1.0, 5.
"""

import re
from collections.abc import Mapping
from typing import Any

from credentials.jsonld.canonical import Quad
from credentials.proofs.jcs import canonical_json

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = f"<{_RDF}type>"
RDF_FIRST = f"<{_RDF}first>"
RDF_REST = f"<{_RDF}rest>"
RDF_NIL = f"<{_RDF}nil>"
_JSON = f"{_RDF}JSON"
_I18N = "https://www.w3.org/ns/i18n#"
# Beyond this an integer has no exact decimal text that every reader gives alike.
_LARGEST_INTEGER = 1e21

_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f]')
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ZEROS = re.compile(r"(\d)0*E([+-])0*(\d)")


def quads_of(expanded: list[dict[str, Any]]) -> list[Quad]:
    """The statements of checked, expanded JSON-LD; blank nodes are named as they come."""
    told = _Telling()
    for node in expanded:
        told.node(node, "")
    return told.quads


class _Telling:
    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self._blank = 0

    def _fresh(self) -> str:
        # A label of the document cannot look like this: it keeps its own under "_:d".
        self._blank += 1
        return f"_:f{self._blank}"

    def node(self, node: Mapping[str, Any], graph: str) -> str:
        """Tells all of it and returns its name."""
        name = _name(node["@id"]) if "@id" in node else self._fresh()
        for key, values in node.items():
            if key == "@type":
                self.quads.extend((name, RDF_TYPE, _name(kind), graph) for kind in values)
            elif key == "@graph":
                for inner in values:
                    self.node(inner, name)
            elif key == "@reverse":
                for predicate, sources in values.items():
                    for source in sources:
                        subject = self._object(source, graph)
                        self.quads.append((subject, f"<{predicate}>", name, graph))
            elif not key.startswith("@"):
                for value in values:
                    self.quads.append((name, f"<{key}>", self._object(value, graph), graph))
        return name

    def _object(self, value: Mapping[str, Any], graph: str) -> str:
        if "@value" in value:
            return literal_of(value)
        if "@list" in value:
            return self._list(value["@list"], graph)
        return self.node(value, graph)

    def _list(self, values: list[Any], graph: str) -> str:
        rest = RDF_NIL
        for value in reversed(values):
            cell = self._fresh()
            self.quads.append((cell, RDF_FIRST, self._object(value, graph), graph))
            self.quads.append((cell, RDF_REST, rest, graph))
            rest = cell
        return rest


def _name(identifier: str) -> str:
    return f"_:d{identifier[2:]}" if identifier.startswith("_:") else f"<{identifier}>"


def literal_of(value: Mapping[str, Any]) -> str:
    """A value object as N-Quads writes it."""
    held, datatype = value["@value"], value.get("@type")
    if datatype == "@json":
        return literal(canonical_json(held).decode(), _JSON)
    if isinstance(held, bool):
        return literal("true" if held else "false", datatype or f"{XSD}boolean")
    if isinstance(held, int | float):
        return _number(held, datatype)
    if "@direction" in value:
        return literal(held, f"{_I18N}{value.get('@language', '').lower()}_{value['@direction']}")
    if "@language" in value:
        return f'"{escape(held)}"@{value["@language"]}'
    return literal(held, datatype)


def _number(number: float, datatype: str | None) -> str:
    fractional = isinstance(number, float) and not number.is_integer()
    if fractional or abs(number) >= _LARGEST_INTEGER or datatype == f"{XSD}double":
        return literal(double_text(number), datatype or f"{XSD}double")
    return literal(str(int(number)), datatype or f"{XSD}integer")


def double_text(number: float) -> str:
    """The canonical form of xsd:double: "5.5E0"."""
    return _ZEROS.sub(_without_zeros, f"{number:.15E}")


def _without_zeros(found: re.Match[str]) -> str:
    sign = "-" if found[2] == "-" else ""
    return f"{found[1]}E{sign}{found[3]}"


def literal(text: str, datatype: str | None) -> str:
    if datatype is None or datatype == f"{XSD}string":
        return f'"{escape(text)}"'
    return f'"{escape(text)}"^^<{datatype}>'


def escape(text: str) -> str:
    """RDFC-1.0, 5: nothing is escaped that need not be."""
    # Most texts are plain, and this tells so sooner than the pattern does.
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}", text)
