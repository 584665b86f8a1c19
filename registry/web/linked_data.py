"""What a release says of one IRI, as Turtle, JSON-LD or rows for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from mappings import namespaces
from mappings.namespaces import PREFIXES, QRR, RDF
from mappings.statements import quads
from registry.services import ReleaseInForce
from registry.storage.tables.qualifications import Qualification
from registry.storage.tables.releases import StoredRelease
from registry.web.errors import EntityUnknown

HTML, TURTLE, JSON_LD = "text/html", "text/turtle", "application/ld+json"
OFFERED = (TURTLE, JSON_LD, HTML)


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a page. address: where the value leads, if it is an IRI."""

    name: str
    value: str
    address: str | None


class Described:
    """All quads of a release by subject; made when the first IRI of the release is asked for."""

    def __init__(self, triples: Iterable[Quad]) -> None:
        self._by_subject: dict[str, set[Triple]] = defaultdict(set)
        for quad in triples:
            if isinstance(quad.subject, NamedNode):
                self._by_subject[quad.subject.value].add(quad.triple)

    def triples(self, iri: str) -> list[Triple]:
        """Raises EntityUnknown."""
        if iri not in self._by_subject:
            raise EntityUnknown("The release in force says nothing of this identifier.")
        return sorted(self._by_subject[iri], key=str)


class Describer:
    """Keeps the quads of the release in force at hand, once somebody has asked."""

    def __init__(self) -> None:
        self._kept: tuple[ReleaseInForce, Described] | None = None

    def describe(self, in_force: ReleaseInForce, iri: str) -> list[Triple]:
        """Raises EntityUnknown."""
        kept = self._kept
        if kept is None or kept[0] is not in_force:
            kept = (in_force, Described(quads(in_force.release.graph)))
            self._kept = kept
        return kept[1].triples(iri)


def describe_release(row: StoredRelease) -> list[Triple]:
    """A release as a dcat:Dataset."""
    node = NamedNode(namespaces.release_iri(row.number))
    published = Literal(
        row.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        datatype=NamedNode(f"{namespaces.XSD}dateTime"),
    )
    return [
        Triple(node, NamedNode(f"{RDF}type"), NamedNode(f"{namespaces.DCAT}Dataset")),
        Triple(node, NamedNode(f"{namespaces.DCAT}version"), Literal(str(row.number))),
        Triple(node, NamedNode(f"{namespaces.DCTERMS}issued"), published),
        Triple(node, NamedNode(f"{namespaces.SPDX}checksumValue"), Literal(row.sha256)),
    ]


def describe_qualification(row: Qualification) -> list[Triple]:
    """A row of the register as an elm:Qualification."""
    node = NamedNode(namespaces.qualification_iri(row.id))
    triples = [
        Triple(node, NamedNode(f"{RDF}type"), NamedNode(f"{namespaces.ELM}Qualification")),
        Triple(node, NamedNode(f"{namespaces.DCTERMS}title"), Literal(row.title, language="en")),
    ]
    texts = {
        f"{namespaces.DCTERMS}alternative": row.title_native,
        f"{QRR}awardingBody": row.awarding_body,
        f"{QRR}country": row.country,
        f"{QRR}iscedF": row.isced_f,
        f"{QRR}isco08": row.isco08,
        f"{namespaces.DCTERMS}source": row.source,
    }
    triples += [
        Triple(node, NamedNode(name), Literal(value)) for name, value in texts.items() if value
    ]
    if row.framework_id and row.level:
        level = NamedNode(namespaces.level_iri(row.framework_id, row.level))
        triples.append(Triple(node, NamedNode(f"{namespaces.ELM}nqfLevel"), level))
    return triples


def write(triples: Iterable[Triple], media_type: str) -> bytes:
    """Turtle or JSON-LD."""
    syntax = RdfFormat.TURTLE if media_type == TURTLE else RdfFormat.JSON_LD
    written = serialize(triples, format=syntax, prefixes=dict(PREFIXES))
    return written or b""


def properties(triples: Iterable[Triple]) -> list[Property]:
    """For people: short names, values, and where they lead."""
    lines = []
    for triple in triples:
        value = triple.object.value if isinstance(triple.object, NamedNode | Literal) else ""
        address = value if isinstance(triple.object, NamedNode) else None
        lines.append(Property(shorten(triple.predicate.value), value, address))
    return lines


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    for prefix, base in prefixes.items():
        if iri.startswith(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return iri


@dataclass(frozen=True, slots=True)
class Term:
    """One term of our vocabulary, for people."""

    name: str
    label: str
    comment: str


def terms(triples: Iterable[Triple]) -> list[Term]:
    """By name; what a vocabulary says of itself is left out."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            texts[triple.subject.value][triple.predicate.value] = triple.object.value
    return [
        Term(
            iri.removeprefix(QRR),
            said.get(f"{namespaces.RDFS}label", ""),
            said.get(f"{namespaces.RDFS}comment", said.get(f"{namespaces.SKOS}definition", "")),
        )
        for iri, said in sorted(texts.items())
        if iri.startswith(QRR) and iri != QRR
    ]
