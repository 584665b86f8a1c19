"""SHACL validation: does a dataset keep the rules of the domain model, section 5?

The shapes are SPARQL constraints. Here pyoxigraph answers each of them for all statements at once,
in a second for the seed; pySHACL asks per statement and took four minutes for the same 786
findings. That both find the same is proven on every file under tests/mappings/shapes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pyoxigraph import Quad, QuerySolutions, RdfFormat, Store, parse
from rdflib import RDF, SH, Graph, Namespace, URIRef

from mappings.errors import ReleaseInvalid
from mappings.namespaces import PREFIXES, QRR

SHAPES = files("mappings").joinpath("shapes.ttl")
NS = Namespace(QRR)
SEVERITY = {SH.Violation: "violation", SH.Warning: "warning"}
CURE = " Cure: "


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement that breaks one rule.

    severity: "violation" (not publishable) or "warning". rule: its number in the domain model.
    statement: IRI of the statement or level. cure: what to do about it.
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
def constraints() -> tuple[Constraint, ...]:
    """The constraints of shapes.ttl, by rule."""
    shapes = Graph().parse(data=SHAPES.read_bytes(), format="turtle")
    found = []
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        targets = " UNION ".join(
            sorted(f"{{ $this a <{target}> }}" for target in shapes.objects(shape, SH.targetClass))
        )
        severity = shapes.value(shape, SH.severity)
        for constraint in shapes.objects(shape, SH.sparql):
            select = str(shapes.value(constraint, SH.select))
            found.append(
                Constraint(
                    rule=int(str(shapes.value(shape, NS.rule))),
                    severity=SEVERITY[URIRef(str(severity))],
                    message=str(shapes.value(constraint, SH.message)),
                    query=select.replace("WHERE {", f"WHERE {{ {targets}", 1),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.rule, one.query)))


def validate(dataset: bytes, *, suffix: str = ".nq") -> tuple[Finding, ...]:
    """All findings in a dataset, violations first; its named graphs are read as one.

    suffix: of a file in that syntax, such as .nq, .trig or .ttl.
    Raises ReleaseInvalid for another suffix, and for bytes that are not RDF in that syntax.
    """
    syntax = RdfFormat.from_extension(suffix.removeprefix("."))
    if syntax is None:
        raise ReleaseInvalid(f"{suffix or 'No suffix'} is not a syntax of RDF known here.")
    store = Store()
    try:
        store.bulk_extend(
            Quad(quad.subject, quad.predicate, quad.object)
            for quad in parse(dataset, format=syntax)
        )
    except (SyntaxError, ValueError) as error:
        raise ReleaseInvalid(f"This is not RDF in {syntax.name}: {error}") from None
    findings = {finding for constraint in constraints() for finding in constraint.find_in(store)}
    return tuple(
        sorted(findings, key=lambda one: (one.severity, one.rule, one.statement, one.message))
    )
