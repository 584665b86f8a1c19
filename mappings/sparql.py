"""SPARQL 1.1 queries, read only: what a text asks for, what is refused, and the answer.

Pure: nothing here ends an evaluation that takes too long or too much memory. The caller
evaluates in a process that it can end. SPARQL 1.1 Query Language; SPARQL 1.1 Protocol, 2.1.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from mappings import namespaces
from mappings.errors import QueryInvalid, QueryNotAllowed, QueryTooLong, ResultTooLarge
from mappings.namespaces import DCTERMS, PREFIXES, RDF

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"

RESULTS_JSON = "application/sparql-results+json"
RESULT_FORMATS = {
    RESULTS_JSON: QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
# The same as https://www.w3.org/ns/formats/ names them.
FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "JSON-LD",
    "N-Triples",
    "RDF_XML",
)

LoadedRelease: TypeAlias = Store

# Comments, IRIs, strings, variables, prefixed names and what is escaped hide the words in them.
# Every run of characters is taken whole, so that no text is looked at again and again.
_TOKEN = re.compile(
    r"#[^\r\n]*"
    r'|<[^<>"{}|^`\x00-\x20]*>'
    r'|"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""'
    r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''"
    r'|"(?:[^"\\\r\n]|\\.)*"'
    r"|'(?:[^'\\\r\n]|\\.)*'"
    r"|[?$]\w+"
    r"|[\w.-]*+:[\w.:%-]*"
    r"|@[\w-]+"
    r"|\\."
    r"|(?P<words>[\w.-]+)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d]\w*")
_UPDATES = {
    "ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH",
}  # fmt: skip
_PROLOGUE = {"BASE", "PREFIX", "VERSION"}


class Form(StrEnum):
    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def media_types(self) -> tuple[str, ...]:
        """What an answer to it can be written as, the usual one first."""
        found = RESULT_FORMATS if self in {Form.SELECT, Form.ASK} else GRAPH_FORMATS
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Query:
    """A text that may be evaluated. states_dataset: it has FROM or FROM NAMED."""

    text: str
    form: Form
    states_dataset: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a query is to be answered.

    default_graphs, named_graphs: IRIs; if either is given, they alone are the dataset, whatever
    the text says (Protocol, 2.1.4). max_bytes: of the answer.
    """

    media_type: str
    max_bytes: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_query(text: str, *, max_characters: int) -> Query:
    """What a text asks for; its grammar is checked when it is evaluated.

    Raises QueryTooLong, QueryInvalid, and QueryNotAllowed for an update or for SERVICE.
    """
    if len(text) > max_characters:
        raise QueryTooLong(
            f"The query has more than {max_characters} characters.", limit=max_characters
        )
    words = list(_words(text))
    first = next((word for word in words if word not in _PROLOGUE), "")
    if first in _UPDATES:
        raise QueryNotAllowed(f"{first} would change the graph, which is read only here.")
    if "SERVICE" in words:
        raise QueryNotAllowed("SERVICE would ask another server; only this graph is asked here.")
    if first not in Form.__members__:
        raise QueryInvalid("The query has to begin with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    return Query(text, Form(first), "FROM" in words)


def _words(text: str) -> Iterator[str]:
    """Keywords and the names of functions, in capitals."""
    for token in _TOKEN.finditer(text):
        if token["words"]:
            yield from _WORD.findall(token["words"].upper())


def load(nquads: bytes) -> LoadedRelease:
    """A release, ready to be asked. Raises SyntaxError."""
    store = Store()
    store.bulk_load(input=nquads, format=RdfFormat.N_QUADS)
    return store


def evaluate(store: LoadedRelease, query: Query, wanted: Wanted) -> bytes:
    """The answer, written as asked. Without any dataset stated, all graphs together are asked.

    Raises QueryInvalid, ResultTooLarge.
    """
    try:
        found = _found(store, query, wanted)
        output = _Bounded(wanted.max_bytes)
        if isinstance(found, QueryTriples):
            syntax = GRAPH_FORMATS[wanted.media_type]
            serialize(found, output, format=syntax, prefixes=dict(PREFIXES))
        else:
            found.serialize(output, RESULT_FORMATS[wanted.media_type])
    except SyntaxError as error:
        raise QueryInvalid(f"This is not a SPARQL 1.1 query: {error.msg}.") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryInvalid(f"The query cannot be evaluated: {error}.") from None
    return output.getvalue()


def _found(
    store: LoadedRelease, query: Query, wanted: Wanted
) -> QuerySolutions | QueryTriples | QueryBoolean:
    if wanted.default_graphs or wanted.named_graphs:
        return store.query(
            query.text,
            default_graph=[NamedNode(iri) for iri in wanted.default_graphs],
            named_graphs=[NamedNode(iri) for iri in wanted.named_graphs],
        )
    # The store lets "all graphs together" win over FROM.
    return store.query(query.text, use_default_graph_as_union=not query.states_dataset)


class _Bounded(io.BytesIO):
    """Takes no more than so many bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    # The store hands in bytes.
    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(content) > self._limit:
            raise ResultTooLarge(
                f"The answer is larger than {self._limit} bytes.", limit=self._limit
            )
        return super().write(content)


def describe_service(endpoint: str, *, release: int) -> list[Triple]:
    """What the endpoint is (SPARQL 1.1 Service Description). No blank nodes.

    endpoint: its own address. The release it is about lists the named graphs.
    """
    dataset, union = f"{endpoint}#dataset", f"{endpoint}#default-graph"
    links = [
        (endpoint, f"{RDF}type", f"{SD}Service"),
        (endpoint, f"{SD}endpoint", endpoint),
        (endpoint, f"{SD}supportedLanguage", f"{SD}SPARQL11Query"),
        (endpoint, f"{SD}feature", f"{SD}UnionDefaultGraph"),
        *((endpoint, f"{SD}resultFormat", f"{FORMATS}{name}") for name in FORMAT_NAMES),
        (endpoint, f"{SD}defaultDataset", dataset),
        (dataset, f"{RDF}type", f"{SD}Dataset"),
        (dataset, f"{DCTERMS}isPartOf", namespaces.release_iri(release)),
        (dataset, f"{SD}defaultGraph", union),
        (union, f"{RDF}type", f"{SD}Graph"),
    ]
    about = Literal(f"Read only; release {release} of the equivalence graph.", language="en")
    return [
        *(Triple(*(NamedNode(iri) for iri in link)) for link in links),
        Triple(NamedNode(endpoint), NamedNode(f"{DCTERMS}description"), about),
    ]


def write_service(triples: Sequence[Triple], media_type: str) -> bytes:
    """In one of GRAPH_FORMATS."""
    syntax = GRAPH_FORMATS[media_type]
    return serialize(triples, format=syntax, prefixes={**PREFIXES, "sd": SD}) or b""


def by_graph(nquads: bytes) -> list[tuple[str, bytes]]:
    """The named graphs of a release with their N-Triples, the release's own graph last."""
    found: dict[str, list[bytes]] = {}
    for line in nquads.split(b"\n"):
        if line:
            # The last term is the name of the graph; a literal cannot end like that.
            triple, _, name = line.removesuffix(b"> .").rpartition(b" <")
            found.setdefault(name.decode(), []).append(triple + b" .\n")
    own = namespaces.release_iri(0).removesuffix("0")
    ordered = sorted(found, key=lambda name: (name.startswith(own), name))
    return [(name, b"".join(found[name])) for name in ordered]
