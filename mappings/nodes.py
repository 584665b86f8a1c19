"""IRI nodes and their properties, written as quads and read back. No blank nodes, ever."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from mappings.errors import StatementInvalid
from mappings.namespaces import RDF, XSD

A = f"{RDF}type"
BOOLEAN = NamedNode(f"{XSD}boolean")
DATE = NamedNode(f"{XSD}date")
DATE_TIME = NamedNode(f"{XSD}dateTime")
DECIMAL = NamedNode(f"{XSD}decimal")
INTEGER = NamedNode(f"{XSD}integer")

Value = TypeVar("Value")


def moment_text(moment: datetime) -> str:
    """An aware instant as xsd:dateTime in UTC, `2026-11-23T00:00:00Z`. Raises StatementInvalid."""
    if moment.tzinfo is None:
        raise StatementInvalid(f"The moment {moment} names no time zone.")
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise StatementInvalid(f"The moment {moment} lies beyond the calendar.") from None


def _named(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise StatementInvalid(f"{iri!r} is not an IRI: {error}") from None


class NodeWriter:
    """Gathers the quads of one node in one named graph; what is empty is left out."""

    def __init__(self, iri: str, graph: str, *types: str) -> None:
        self.quads: list[Quad] = []
        self._subject = _named(iri)
        self._graph = _named(graph)
        for one in types:
            self.link(A, one)

    def _add(self, predicate: str, term: NamedNode | Literal) -> None:
        self.quads.append(Quad(self._subject, NamedNode(predicate), term, self._graph))

    def link(self, predicate: str, *iris: str) -> None:
        for iri in iris:
            self._add(predicate, _named(iri))

    def text(self, predicate: str, *texts: str, language: str | None = None) -> None:
        for text in texts:
            if text:
                self._add(predicate, Literal(text, language=language))

    def integer(self, predicate: str, number: int) -> None:
        self._add(predicate, Literal(str(int(number)), datatype=INTEGER))

    def decimal(self, predicate: str, number: Decimal) -> None:
        self._add(predicate, Literal(format(number, "f"), datatype=DECIMAL))

    def flag(self, predicate: str, flag: bool) -> None:
        self._add(predicate, Literal("true" if flag else "false", datatype=BOOLEAN))

    def day(self, predicate: str, day: date | None) -> None:
        if day:
            self._add(predicate, Literal(day.isoformat(), datatype=DATE))

    def moment(self, predicate: str, moment: datetime | None) -> None:
        if moment:
            self._add(predicate, Literal(moment_text(moment), datatype=DATE_TIME))


class NodeReader:
    """The properties of one node, as the text of their values, each list sorted."""

    def __init__(self, iri: str, properties: Mapping[str, Iterable[str]]) -> None:
        self.iri = iri
        self._properties = {name: sorted(values) for name, values in properties.items()}

    @property
    def types(self) -> list[str]:
        return self.texts(A)

    def texts(self, predicate: str) -> list[str]:
        return self._properties.get(predicate, [])

    def find(self, predicate: str) -> str | None:
        """The one value, or None. Raises StatementInvalid if there are two."""
        values = self._properties.get(predicate)
        if values is None:
            return None
        if len(values) > 1:
            raise StatementInvalid(f"{self.iri} has {len(values)} values for {predicate}, not one.")
        return values[0]

    def text(self, predicate: str) -> str:
        return self.find(predicate) or ""

    def get(self, predicate: str) -> str:
        """Raises StatementInvalid."""
        value = self.find(predicate)
        if value is None:
            raise StatementInvalid(f"{self.iri} has no {predicate}.")
        return value

    def read(self, predicate: str, parse: Callable[[str], Value]) -> Value:
        """The one value, parsed. Raises StatementInvalid."""
        return self._parse(predicate, self.get(predicate), parse)

    def read_optional(self, predicate: str, parse: Callable[[str], Value]) -> Value | None:
        """Raises StatementInvalid."""
        value = self.find(predicate)
        return None if value is None else self._parse(predicate, value, parse)

    def _parse(self, predicate: str, value: str, parse: Callable[[str], Value]) -> Value:
        try:
            return parse(value)
        except (ValueError, ArithmeticError, KeyError):
            raise StatementInvalid(
                f"{self.iri} has {value!r} for {predicate}, which cannot be read."
            ) from None

    def flag(self, predicate: str) -> bool:
        return self.get(predicate) == "true"


class Nodes:
    """All nodes of some quads, by IRI and by type."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        gathered: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for subject, predicate, term, _ in quads:
            if isinstance(subject, BlankNode) or isinstance(term, BlankNode | Triple):
                raise StatementInvalid("The graph holds a blank node or a triple term.")
            gathered[subject.value][predicate.value].add(term.value)
        self._by_iri = {iri: NodeReader(iri, found) for iri, found in gathered.items()}
        self._by_type: dict[str, list[NodeReader]] = defaultdict(list)
        for node in self._by_iri.values():
            for one in node.texts(A):
                self._by_type[one].append(node)

    def of_type(self, iri: str) -> Iterator[NodeReader]:
        return iter(self._by_type.get(iri, ()))

    def find(self, iri: str) -> NodeReader | None:
        return self._by_iri.get(iri)
