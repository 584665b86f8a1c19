"""What a release says of one IRI, as Turtle, JSON-LD or rows for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse, serialize

from mappings import namespaces
from mappings.namespaces import PREFIXES, QRR, RDF
from mappings.statements import quads
from registry.services import ReleaseInForce
from registry.storage.tables.qualifications import Qualification

HTML, TURTLE, JSON_LD = "text/html", "text/turtle", "application/ld+json"
OFFERED = (TURTLE, JSON_LD, HTML)


# Of those that name an identifier, by each property; SPARQL finds the rest.
MENTIONS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a page. address: where the value leads, if it is an IRI."""

    name: str
    value: str
    address: str | None


class Describer:
    """Keeps the quads of the release in force at hand, once somebody has asked."""

    def __init__(self) -> None:
        self._kept: tuple[ReleaseInForce, Store] | None = None

    def describe(self, in_force: ReleaseInForce, iri: str) -> list[Triple]:
        """What the release says of an identifier, and what names it; empty if nothing does.

        Of a named graph: what it is about.
        """
        kept = self._kept
        if kept is None or kept[0] is not in_force:
            store = Store()
            store.bulk_extend(quads(in_force.release.graph))
            kept = (in_force, store)
            self._kept = kept
        try:
            node = NamedNode(iri)
        except ValueError:
            return []
        return _said(kept[1], node, in_force.release.number)


def _said(store: Store, node: NamedNode, release: int) -> list[Triple]:
    own = {quad.triple for quad in store.quads_for_pattern(node, None, None)}
    about = {quad.subject for quad in store.quads_for_pattern(None, None, None, node)}
    if about:
        part = NamedNode(f"{namespaces.DCTERMS}isPartOf")
        own.add(Triple(node, part, NamedNode(namespaces.release_iri(release))))
    for subject in about:
        own.add(Triple(node, NamedNode(f"{namespaces.DCTERMS}hasPart"), subject))
    naming: dict[str, set[Triple]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, None, node):
        if len(naming[quad.predicate.value]) < MENTIONS_SHOWN:
            naming[quad.predicate.value].add(quad.triple)
    return sorted(own, key=str) + sorted(set().union(*naming.values()) - own, key=str)


def describe_from(nquads: bytes, release: int, iri: str) -> list[Triple]:
    """What a release says of an identifier that the one in force no longer names."""
    start = f"<{iri}> ".encode()
    if not (nquads.startswith(start) or b"\n" + start in nquads):
        return []
    lines = [line for line in nquads.split(b"\n") if line.startswith(start)]
    said = {quad.triple for quad in parse(b"\n".join(lines), format=RdfFormat.N_QUADS)}
    if said:
        part = NamedNode(f"{namespaces.DCTERMS}isPartOf")
        said.add(Triple(NamedNode(iri), part, NamedNode(namespaces.release_iri(release))))
    return sorted(said, key=str)


def describe_release(nquads: bytes, number: int) -> list[Triple]:
    """What a release says of itself: a dcat:Dataset, its parts, its checksum."""
    ending = f" <{namespaces.release_iri(number)}> .".encode()
    lines = [line for line in nquads.split(b"\n") if line.endswith(ending)]
    found = parse(b"\n".join(lines), format=RdfFormat.N_QUADS)
    return sorted((quad.triple for quad in found), key=str)


def describe_qualification(row: Qualification) -> list[Triple]:
    """A row of the register as an elm:Qualification.

    elm:NQFLevel is a property, from an elm:Qualification to a skos:Concept, which each of our
    levels is. ELM ontology 3.2.0, Qualification properties.
    """
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
        triples.append(Triple(node, NamedNode(f"{namespaces.ELM}NQFLevel"), level))
    return triples


def write(triples: Iterable[Triple], media_type: str) -> bytes:
    """Turtle or JSON-LD."""
    syntax = RdfFormat.TURTLE if media_type == TURTLE else RdfFormat.JSON_LD
    written = serialize(triples, format=syntax, prefixes=dict(PREFIXES))
    return written or b""


def properties(triples: Iterable[Triple], iri: str) -> list[Property]:
    """For people: short names, values, and where they lead; an arrow before what names `iri`."""
    lines = []
    for triple in triples:
        name, value = shorten(triple.predicate.value), triple.object
        if isinstance(value, NamedNode) and value.value == iri:
            name, value = f"← {name}", triple.subject
        text = value.value if isinstance(value, NamedNode | Literal) else ""
        address = text if isinstance(value, NamedNode) else None
        lines.append(Property(name, text, address))
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
