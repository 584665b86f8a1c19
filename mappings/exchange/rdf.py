"""Statements as RDF: N-Quads, TriG, Turtle, JSON-LD, and TriG with RDF 1.2 reifiers.

Turtle has no named graphs and gives the union of them; the model read from it is the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from mappings import statements_read
from mappings.errors import ExchangeInvalid, ImportTooLarge, MappingError
from mappings.exchange.faults import Faults, check_size
from mappings.exchange.statement_rows import Stated
from mappings.model import Graph
from mappings.namespaces import BASE, OWL, PREFIXES, QRR, RDF
from mappings.nodes import A
from mappings.statements import NO_TERM_FOUND

MAX_QUADS = 600_000
# The reader follows triple terms inside triple terms until it has no stack left, and the whole
# process ends with it. None is taken in anyway; in texts these signs are rare.
MAX_TERM_MARKS = 2_000
SYNTAXES = {
    "nq": RdfFormat.N_QUADS,
    "nt": RdfFormat.N_TRIPLES,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
}
WITHOUT_GRAPHS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES)
STATEMENT_TYPES = (f"{QRR}LevelCorrespondence", f"{QRR}RecognitionRule")
REIFIES = NamedNode(f"{RDF}reifies")


def write(quads: Iterable[Quad], syntax: str) -> bytes:
    """The quads in one of SYNTAXES, sorted, each once."""
    form = SYNTAXES[syntax]
    if form in WITHOUT_GRAPHS:
        quads = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]
    ordered = sorted(set(quads), key=_by_graph)
    prefixes = {"orr": BASE, **PREFIXES} if form.supports_datasets or syntax == "ttl" else {}
    written = serialize(ordered, format=form, prefixes=prefixes)
    if written is None:
        raise TypeError("serialize gives bytes where no output is named")
    return written


def _by_graph(quad: Quad) -> tuple[str, str, str, str]:
    return (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))


def with_reifiers(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Each correspondence also reifies its triple (RDF 1.2); the triple itself is not asserted.

    A range reifies the triple of its lowest level, an absence none.
    """
    ends: dict[Quad, dict[str, NamedNode]] = defaultdict(dict)
    for quad in quads:
        yield quad
        part = quad.predicate.value.removeprefix(f"{OWL}annotated")
        if part in ("Source", "Property", "Target") and isinstance(quad.object, NamedNode):
            ends[Quad(quad.subject, REIFIES, quad.subject, quad.graph_name)][part] = quad.object
    for quad, found in ends.items():
        if len(found) == 3 and found["Target"].value != NO_TERM_FOUND:
            triple = Triple(found["Source"], found["Property"], found["Target"])
            yield Quad(quad.subject, REIFIES, triple, quad.graph_name)


def read(raw: bytes, syntax: str, faults: Faults) -> Stated:
    """All that the file states. Statements that cannot be read are told, each by its IRI.

    Raises ImportTooLarge; ExchangeInvalid for a blank node (the first ends the reading) and for
    what is not RDF in this syntax.
    """
    check_size(raw)
    if raw.count(b"<<") > MAX_TERM_MARKS:
        raise ExchangeInvalid(
            f"The file has << more than {MAX_TERM_MARKS} times: triple terms are not read; "
            "give every node an IRI."
        )
    by_subject = _by_subject(raw, syntax)
    places = _lines(raw) if syntax in ("nq", "nt") else {}
    readable: list[Quad] = []
    found: dict[str, str] = {}
    types = {iri: _types(quads) for iri, quads in by_subject.items()}
    for iri, quads in by_subject.items():
        if not types[iri] & set(STATEMENT_TYPES):
            readable += quads
            continue
        place = places.get(iri, iri)
        try:
            statements_read.read([*quads, *_linked(quads, by_subject, types)])
        except (MappingError, ValueError) as error:
            faults.add(place, "", str(error))
            continue
        readable += quads
        found[iri] = place
    try:
        return Stated(statements_read.read(readable), found)
    except (MappingError, ValueError) as error:
        faults.add("file", "", str(error))
        return Stated(Graph({}))


def _by_subject(raw: bytes, syntax: str) -> dict[str, list[Quad]]:
    gathered: dict[str, list[Quad]] = defaultdict(list)
    try:
        for number, quad in enumerate(parse(raw, format=SYNTAXES[syntax])):
            if number >= MAX_QUADS:
                raise ImportTooLarge(
                    f"The file has more than {MAX_QUADS} quads; split it.", limit=MAX_QUADS
                )
            if not isinstance(quad.subject, NamedNode) or isinstance(quad.graph_name, BlankNode):
                raise _unnamed(quad)
            if not isinstance(quad.object, NamedNode | Literal):
                raise _unnamed(quad)
            gathered[quad.subject.value].append(quad)
    except (SyntaxError, ValueError) as error:
        raise ExchangeInvalid(f"This is not RDF in {SYNTAXES[syntax].name}: {error}") from None
    return gathered


def _unnamed(quad: Quad) -> ExchangeInvalid:
    near = quad.subject.value if isinstance(quad.subject, NamedNode) else quad.predicate.value
    return ExchangeInvalid(
        f"The file holds a blank node or a triple term, by {near}; give every node an IRI."
    )


def _types(quads: Iterable[Quad]) -> set[str]:
    return {
        quad.object.value
        for quad in quads
        if quad.predicate.value == A and isinstance(quad.object, NamedNode)
    }


def _linked(
    quads: Iterable[Quad], by_subject: Mapping[str, list[Quad]], types: Mapping[str, set[str]]
) -> Iterator[Quad]:
    """What a statement is read with: its authority and its document."""
    for quad in quads:
        if isinstance(quad.object, NamedNode) and quad.predicate.value != A:
            iri = quad.object.value
            told = types.get(iri, set())
            if not any(name.startswith(QRR) for name in told):
                yield from by_subject.get(iri, ())


def _lines(raw: bytes) -> dict[str, str]:
    """Where each subject of a line-based file stands first."""
    found: dict[str, str] = {}
    for number, line in enumerate(raw.split(b"\n"), 1):
        subject = line.lstrip()[1:].partition(b">")[0]
        found.setdefault(subject.decode(errors="replace"), f"line {number}")
    return found
