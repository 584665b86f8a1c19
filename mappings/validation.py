"""SHACL validation: does a dataset keep the rules of the domain model, section 5?

The shapes are SPARQL constraints. Here pyoxigraph answers each of them for all statements at once,
in a second for the seed; pySHACL asks each of every statement and takes minutes. That both find the
same is proven on every file under tests/mappings/shapes.

Nothing here reads a clock: the day on which reviews are due is given, or stands in the dataset.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)

from mappings import model as graphs
from mappings import statements, validation_scope
from mappings.errors import ReleaseInvalid
from mappings.namespaces import PREFIXES, QRR
from mappings.nodes import DATE

SHAPES = files("mappings").joinpath("shapes")
SH = "http://www.w3.org/ns/shacl#"
SEVERITY = {f"{SH}Violation": "violation", f"{SH}Warning": "warning"}
CONSTRAINTS = """
    SELECT ?shape ?rule ?severity ?message ?select WHERE {
        ?shape a sh:NodeShape ; qrr:rule ?rule ; sh:severity ?severity ; sh:sparql ?constraint .
        ?constraint sh:message ?message ; sh:select ?select .
    }
"""
CURE = " Cure: "
DATASET = NamedNode(f"{QRR}dataset")
AS_OF = NamedNode(f"{QRR}asOf")


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement that breaks one rule.

    severity: "violation" (not publishable) or "warning". rule: its number in the domain model.
    statement: IRI of the statement, level or framework; of `qrr:dataset` where a fault belongs to
    none of them. cure: what to do about it.
    """

    severity: str
    rule: int
    statement: str
    message: str
    cure: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """One SPARQL constraint of the shapes graph; `query` answers it for all its targets."""

    rule: int
    severity: str
    message: str
    query: str

    def _tell(self, values: Mapping[str, str]) -> str:
        return re.sub(
            r"\{[$?](\w+)\}", lambda found: values.get(found[1], "an unnamed node"), self.message
        )

    def find_in(self, store: Store) -> list[Finding]:
        solutions = store.query(self.query, prefixes=PREFIXES)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("a constraint of the shapes is not a SELECT query")
        names = [variable.value for variable in solutions.variables]
        findings = []
        for solution in solutions:
            values = {name: term.value for name in names if (term := solution[name]) is not None}
            message = self._tell(values)
            cure = message.partition(CURE)[2]
            findings.append(Finding(self.severity, self.rule, values["this"], message, cure))
        return findings


@cache
def shapes() -> bytes:
    """The shapes graph in Turtle: every file of the folder."""
    return b"\n".join(
        file.read_bytes() for file in sorted(SHAPES.iterdir(), key=lambda one: one.name)
    )


def _targets(shapes_graph: Store, shape: NamedNode | BlankNode) -> str:
    """The focus nodes of a shape as a pattern that binds $this."""

    def named(predicate: str) -> list[str]:
        quads = shapes_graph.quads_for_pattern(shape, NamedNode(f"{SH}{predicate}"), None)
        return [str(quad.object) for quad in quads]

    classes = [f"{{ $this a {iri} }}" for iri in named("targetClass")]
    nodes = [f"{{ VALUES $this {{ {iri} }} }}" for iri in named("targetNode")]
    return " UNION ".join(sorted(classes + nodes))


@cache
def constraints() -> tuple[Constraint, ...]:
    """The constraints of the shapes, by rule."""
    graph = Store()
    graph.load(shapes(), format=RdfFormat.TURTLE)
    found = graph.query(CONSTRAINTS, prefixes={"sh": SH, "qrr": QRR})
    if not isinstance(found, QuerySolutions):
        raise TypeError("the shapes are asked by a SELECT query")
    told = [
        Constraint(
            rule=int(one["rule"].value),
            severity=SEVERITY[one["severity"].value],
            message=one["message"].value,
            query=one["select"].value.replace(
                "WHERE {", f"WHERE {{ {_targets(graph, one['shape'])}", 1
            ),
        )
        for one in found
    ]
    return tuple(sorted(told, key=lambda one: (one.rule, one.query)))


def validate(dataset: bytes, *, suffix: str = ".nq", on: date | None = None) -> tuple[Finding, ...]:
    """All findings in a dataset, violations first; its named graphs are read as one.

    suffix: of a file in that syntax, such as .nq, .trig or .ttl. on: the day for which overdue
    reviews are told (rule 21); without it, the day that the dataset gives as qrr:asOf, if any.
    Raises ReleaseInvalid for another suffix, and for bytes that are not RDF in that syntax.
    """
    syntax = RdfFormat.from_extension(suffix.removeprefix("."))
    if syntax is None:
        raise ReleaseInvalid(f"{suffix or 'No suffix'} is not a syntax of RDF known here.")
    try:
        return validate_quads(parse(dataset, format=syntax), on=on)
    except (SyntaxError, ValueError) as error:
        raise ReleaseInvalid(f"This is not RDF in {syntax.name}: {error}") from None


def validate_quads(quads: Iterable[Quad], *, on: date | None = None) -> tuple[Finding, ...]:
    """As `validate`, of quads that are parsed already."""
    store = store_of(quads, on=on)
    return _ordered(
        finding for constraint in constraints() for finding in constraint.find_in(store)
    )


def store_of(quads: Iterable[Quad], *, on: date | None = None) -> Store:
    """The quads as one graph, and the day of validation, for the constraints to ask."""
    store = Store()
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    if on is not None:
        store.add(Quad(DATASET, AS_OF, Literal(on.isoformat(), datatype=DATE)))
    return store


def validate_change(
    before: graphs.Graph,
    after: graphs.Graph,
    *,
    known: Iterable[Finding] = (),
    on: date | None = None,
) -> tuple[Finding, ...]:
    """The findings in `after`, validating only what differs from `before` and what that touches.

    known: all findings in `before`, of the same day `on`; then the result is all findings in
    `after`, as `validate` would tell them. Without `known`, those of the change alone.
    """
    scope = validation_scope.of_change(before, after)
    if not scope.focus:
        return _ordered(known)
    found = validate_quads(statements.quads(scope.context), on=on)
    return _ordered(
        [finding for finding in known if finding.statement not in scope.focus]
        + [finding for finding in found if finding.statement in scope.focus]
    )


def validate_revision(
    before: graphs.Graph,
    after: graphs.Graph,
    *,
    known: Iterable[Finding],
    on: date,
    quads: Iterable[Quad] | None = None,
) -> tuple[Finding, ...]:
    """All findings in `after` on a day, as `validate` would tell them, without asking it all again.

    known: all findings in `before`, of whatever day. What depends on the day is asked of all of
    `after`; the other rules only of what changed and what that touches. quads: those of `after`,
    where somebody has them already.
    """
    dated = [one for one in constraints() if "qrr:asOf" in one.query]
    rules = {one.rule for one in dated}
    standing = [one for one in known if one.rule not in rules]
    found = validate_change(before, after, known=standing, on=on)
    store = store_of(statements.quads(after) if quads is None else quads, on=on)
    due = [finding for constraint in dated for finding in constraint.find_in(store)]
    return _ordered([one for one in found if one.rule not in rules] + due)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(set(findings), key=lambda one: (one.severity, one.rule, one.statement, one.message))
    )
