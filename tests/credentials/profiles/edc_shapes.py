"""The Commission's constraints as SHACL, made from the facts in edc_constraints."""

from dataclasses import dataclass

from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from tests.credentials.profiles.edc_constraints import (
    BEFORE,
    GENERIC,
    ISSUER,
    PREFIXES,
    VOCABULARIES,
)

_EDC = Namespace("https://registry.example/edc/")


@dataclass(frozen=True)
class Constraint:
    """What one property of a class must be. values: alternatives, as the lines name them."""

    on: str
    path: URIRef
    values: tuple[str, ...]
    low: int
    high: int | None
    unique: bool
    iri: bool


def named(name: str) -> URIRef:
    prefix, _, rest = name.partition(":")
    return URIRef(PREFIXES[prefix] + rest)


def _read(on: str, line: str) -> Constraint:
    path, values, count, *marks = line.split()
    low, _, high = count.partition("..")
    return Constraint(
        on,
        named(path),
        tuple(values.split("|")),
        int(low),
        None if high == "*" else int(high),
        "unique" in marks,
        "iri" in marks,
    )


def constraints(*tables: dict[str, str]) -> list[Constraint]:
    return [
        _read(on, line)
        for table in tables
        for on, lines in table.items()
        for line in lines.splitlines()
        if line.strip()
    ]


def _say(graph: Graph, shape: BNode, value: str) -> None:
    """The one constraint that this kind of value is."""
    kind, _, scheme = value.partition(":")
    if value == "text":
        graph.add((shape, SH.datatype, RDF.langString))
    elif value in {"literal", "iri"}:
        graph.add((shape, SH.nodeKind, SH.Literal if value == "literal" else SH.IRI))
    elif kind == "xsd":
        graph.add((shape, SH.datatype, named(value)))
    elif kind == "in":
        listed = BNode()
        graph.add((shape, SH.nodeKind, SH.IRI))
        graph.add((shape, SH.node, listed))
        member = BNode()
        graph.add((listed, SH.property, member))
        graph.add((member, SH.path, named("skos:inScheme")))
        graph.add((member, SH.hasValue, named(scheme)))
        graph.add((member, SH["class"], named("skos:ConceptScheme")))
    else:
        graph.add((shape, SH["class"], named(value)))


def _property(graph: Graph, constraint: Constraint) -> BNode:
    shape = BNode()
    graph.add((shape, SH.path, constraint.path))
    if len(constraint.values) == 1:
        _say(graph, shape, constraint.values[0])
    else:
        choices = []
        for value in constraint.values:
            choice = BNode()
            _say(graph, choice, value)
            choices.append(choice)
        head = BNode()
        Collection(graph, head, choices)
        graph.add((shape, SH["or"], head))
    if constraint.low:
        graph.add((shape, SH.minCount, Literal(constraint.low)))
    if constraint.high is not None:
        graph.add((shape, SH.maxCount, Literal(constraint.high)))
    if constraint.unique:
        graph.add((shape, SH.uniqueLang, Literal(True)))
    if constraint.iri:
        graph.add((shape, SH.nodeKind, SH.IRI))
    return shape


def current() -> list[Constraint]:
    """Of 1.2.0."""
    return constraints(GENERIC, VOCABULARIES)


def earlier() -> list[Constraint]:
    """Of 1.1.0."""
    told = constraints(BEFORE)
    replaced = {(one.on, one.path) for one in told} | {
        ("elm:EuropeanDigitalCredential", named("sec:proof"))
    }
    return told + [one for one in current() if (one.on, one.path) not in replaced]


def shapes(listed: list[Constraint]) -> Graph:
    """As SHACL, with what the issuer must have."""
    graph = Graph()
    for constraint in listed:
        target = _EDC[constraint.on.partition(":")[2]]
        graph.add((target, RDF.type, SH.NodeShape))
        graph.add((target, SH.targetClass, named(constraint.on)))
        graph.add((target, SH.property, _property(graph, constraint)))
    issuer = BNode()
    graph.add((issuer, SH.property, _property(graph, _read("elm:Organisation", ISSUER))))
    through = BNode()
    graph.add((through, SH.path, named("cred:issuer")))
    graph.add((through, SH.node, issuer))
    graph.add((_EDC.EuropeanDigitalCredential, SH.property, through))
    return graph
