"""The graph as RDF: every statement an IRI node in the named graph of its mapping set.

Domain model, section 2. A level correspondence is a record (SSSOM), never a bare skos:*Match
triple: exactMatch is transitive, and a reasoner would chain it past scope, time and authority.
`statements_read.py` reads what is written here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pyoxigraph import Quad

from mappings import namespaces as ns
from mappings.model import (
    Citation,
    Correspondence,
    Framework,
    Graph,
    LearningOpportunity,
    Level,
    Period,
    Predicate,
    Procedure,
    Provenance,
    Recorded,
    Rule,
    Scope,
)
from mappings.namespaces import (
    ADMS,
    DCTERMS,
    ELM,
    EQF_LEVEL,
    FOAF,
    ORG,
    OWL,
    PROV,
    QRR,
    RDFS,
    SEMAPV,
    SKOS,
    SSSOM,
)
from mappings.nodes import NodeWriter

NO_TERM_FOUND = f"{SSSOM}NoTermFound"
NEGATED = f"{SSSOM}NegatedPredicate"
PREDICATE_IRI = {
    Predicate.EXACT: f"{SKOS}exactMatch",
    Predicate.CLOSE: f"{SKOS}closeMatch",
    Predicate.BROAD: f"{SKOS}broadMatch",
    Predicate.NARROW: f"{SKOS}narrowMatch",
    Predicate.INDETERMINATE: f"{SKOS}relatedMatch",
}


def quads(graph: Graph) -> Iterator[Quad]:
    """All quads of a graph, in no particular order; some may come twice."""
    for order, framework in enumerate(graph.frameworks.values(), 1):
        yield from _framework(framework, order)
    sets: dict[str, list[Correspondence]] = defaultdict(list)
    for correspondence in graph.correspondences:
        sets[correspondence.mapping_set].append(correspondence)
    for mapping_set, members in sets.items():
        yield from _mapping_set(mapping_set, members)
    for rule in graph.rules:
        yield from _rule(rule)
    for citation in graph.citations:
        yield from _citation(citation)
    for procedure in graph.procedures:
        yield from _procedure(procedure)
    for opportunity in graph.opportunities:
        yield from _opportunity(opportunity)


def _framework(framework: Framework, order: int) -> Iterator[Quad]:
    name = ns.framework_graph(framework.id, framework.version)
    types = [f"{SKOS}ConceptScheme", f"{QRR}Framework"] + [f"{QRR}Hub"] * framework.hub
    node = NodeWriter(ns.framework_iri(framework.id), name, *types)
    node.text(f"{DCTERMS}identifier", framework.id)
    node.text(f"{SKOS}prefLabel", framework.name, language="en")
    node.text(f"{QRR}nativeName", framework.name_native)
    node.text(f"{SKOS}altLabel", framework.abbreviation)
    node.text(f"{QRR}territory", framework.territory)
    node.text(f"{QRR}kind", framework.kind)
    node.link(f"{ADMS}status", f"{QRR}status-{framework.status.replace(' ', '-')}")
    node.day(f"{QRR}retiredOn", framework.retired_on)
    if framework.successor:
        node.link(f"{DCTERMS}isReplacedBy", ns.framework_iri(framework.successor))
    yield from _authority(node, f"{QRR}competentAuthority", framework.authority, name)
    node.text(f"{QRR}authorityDomain", framework.authority_domain)
    node.text(f"{QRR}legalBasis", framework.legal_basis)
    node.text(f"{QRR}legalBasisDate", framework.legal_basis_date)
    node.text(f"{QRR}adopted", framework.adopted)
    node.text(f"{QRR}sourceRead", framework.source)
    node.flag(f"{QRR}checked", framework.checked)
    node.decimal(f"{QRR}confidence", framework.confidence)
    node.text(f"{SKOS}note", framework.note)
    node.integer(f"{QRR}version", framework.version)
    node.integer(f"{QRR}curatedOrder", order)
    yield from node.quads
    for level in framework.levels:
        yield from _level(level, framework, name)


def _level(level: Level, framework: Framework, name: str) -> Iterator[Quad]:
    node = NodeWriter(ns.level_iri(framework.id, level.code), name, f"{SKOS}Concept", f"{QRR}Level")
    node.link(f"{SKOS}inScheme", ns.framework_iri(framework.id))
    node.text(f"{SKOS}notation", level.code)
    node.integer(f"{QRR}rank", level.rank)
    if level.parent is not None:
        node.link(f"{SKOS}broader", ns.level_iri(framework.id, level.parent))
    node.text(f"{SKOS}prefLabel", level.label, language="en")
    node.text(f"{QRR}nativeName", level.label_native)
    node.text(f"{QRR}typicalQualification", level.typical_qualification)
    node.text(f"{QRR}sourceRead", level.source)
    node.flag(f"{QRR}checked", level.checked)
    node.decimal(f"{QRR}confidence", level.confidence)
    if level.eqf_level:
        node.link(f"{ELM}EQFLevel", f"{EQF_LEVEL}{quote(level.eqf_level, safe='')}")
    if framework.id == "eqf":
        node.link(f"{RDFS}seeAlso", f"{EQF_LEVEL}{level.code}")
    yield from node.quads


def _mapping_set(mapping_set: str, members: list[Correspondence]) -> Iterator[Quad]:
    """A set and its statements; absences may point the other way, and do not lead."""
    version = max(member.version for member in members)
    name = ns.mapping_set_graph(mapping_set, version)
    node = NodeWriter(ns.mapping_set_iri(mapping_set), name, f"{SSSOM}MappingSet")
    node.text(f"{DCTERMS}identifier", mapping_set)
    node.text(f"{SSSOM}mapping_set_version", str(version))
    leading = sorted({(one.absence, one.source_framework, one.target_framework) for one in members})
    node.link(f"{SSSOM}subject_source", ns.framework_iri(leading[0][1]))
    node.link(f"{SSSOM}object_source", ns.framework_iri(leading[0][2]))
    node.link(f"{SSSOM}mappings", *(member.iri for member in members))
    yield from node.quads
    for member in members:
        yield from _correspondence(member, name)


def _correspondence(one: Correspondence, name: str) -> Iterator[Quad]:
    types = (f"{OWL}Axiom", f"{SSSOM}Mapping", f"{QRR}LevelCorrespondence")
    node = NodeWriter(one.iri, name, *types)
    node.text(f"{DCTERMS}identifier", one.id)
    node.link(f"{OWL}annotatedSource", ns.level_iri(one.source_framework, one.source))
    node.link(f"{SSSOM}subject_source", ns.framework_iri(one.source_framework))
    node.link(f"{SSSOM}object_source", ns.framework_iri(one.target_framework))
    node.link(f"{OWL}annotatedProperty", PREDICATE_IRI[one.predicate or Predicate.CLOSE])
    if one.predicate is None or one.target_low is None or one.target_high is None:
        node.link(f"{OWL}annotatedTarget", NO_TERM_FOUND)
    else:
        # SSSOM has one object. A range names its lowest level there and its ends beside it.
        low = ns.level_iri(one.target_framework, one.target_low)
        node.link(f"{OWL}annotatedTarget", low)
        node.link(f"{QRR}targetLow", low)
        node.link(f"{QRR}targetHigh", ns.level_iri(one.target_framework, one.target_high))
    if one.negative:
        node.link(f"{SSSOM}predicate_modifier", NEGATED)
    node.link(f"{SSSOM}mapping_justification", f"{SEMAPV}ManualMappingCuration")
    node.decimal(f"{SSSOM}confidence", one.confidence)
    node.integer(f"{QRR}force", one.force)
    node.link(f"{QRR}mappingSet", ns.mapping_set_iri(one.mapping_set))
    node.flag(f"{QRR}mutual", one.mutual)
    node.text(f"{QRR}kind", one.kind)
    node.integer(f"{QRR}version", one.version)
    node.text(f"{QRR}validFromText", one.valid_from_text)
    node.text(f"{QRR}validToText", one.valid_to_text)
    for endorser in sorted(one.endorsers):
        yield from _authority(node, f"{QRR}endorsedBy", endorser, name)
    _replaces(node, one.replaces)
    _times(node, one.valid, one.recorded, one.applies_to_awards)
    _scope(node, one.scope)
    yield from _provenance(node, one.provenance, name)
    yield from node.quads


def _times(node: NodeWriter, valid: Period, recorded: Recorded, awards: Period) -> None:
    node.day(f"{QRR}validFrom", valid.start)
    node.day(f"{QRR}validTo", valid.end)
    node.moment(f"{QRR}recordedAt", recorded.at)
    node.moment(f"{QRR}supersededAt", recorded.superseded_at)
    node.day(f"{QRR}awardedFrom", awards.start)
    node.day(f"{QRR}awardedTo", awards.end)


def _replaces(node: NodeWriter, iri: str) -> None:
    if iri:
        node.link(f"{DCTERMS}replaces", iri)


def _scope(node: NodeWriter, scope: Scope) -> None:
    node.link(f"{QRR}purpose", *(f"{QRR}{purpose}" for purpose in scope.purposes))
    node.text(f"{QRR}scopeTerritory", *scope.territories)
    node.text(f"{QRR}scopeOccupation", *scope.occupations)
    node.text(f"{QRR}scopeQualificationType", *scope.qualification_types)


def _authority(node: NodeWriter, predicate: str, name: str, graph: str) -> Iterable[Quad]:
    """Links the office of that name and gives its own quads."""
    if not name:
        return ()
    office = NodeWriter(ns.authority_iri(name), graph, f"{ORG}Organization")
    office.text(f"{SKOS}prefLabel", name)
    node.link(predicate, ns.authority_iri(name))
    return office.quads


def _provenance(node: NodeWriter, one: Provenance, graph: str) -> Iterator[Quad]:
    """Who says it and where: the quads of office and document; the rest goes on `node`."""
    yield from _authority(node, f"{QRR}authority", one.authority, graph)
    if one.document or one.document_date or one.document_url:
        iri = ns.document_iri(one.document, one.document_date, one.document_url)
        document = NodeWriter(iri, graph, f"{DCTERMS}BibliographicResource")
        document.text(f"{DCTERMS}title", one.document)
        document.text(f"{DCTERMS}issued", one.document_date)
        document.text(f"{FOAF}page", one.document_url)
        node.link(f"{PROV}hadPrimarySource", iri)
        yield from document.quads
    node.text(f"{QRR}locator", one.locator)
    node.text(f"{QRR}sourceRead", one.source)
    node.flag(f"{QRR}checked", one.checked)
    node.text(f"{SKOS}note", one.note)
    for predicate, office in (("author_id", one.author), ("reviewer_id", one.reviewer)):
        if office:
            node.link(f"{SSSOM}{predicate}", ns.office_iri(office))
    node.day(f"{QRR}reviewedOn", one.reviewed_on)
    node.day(f"{QRR}reviewDue", one.review_due)


def _rule(rule: Rule) -> Iterator[Quad]:
    name = ns.rule_graph(rule.id, rule.version)
    types = (f"{QRR}RecognitionRule", f"{ELM}LearningEntitlementSpecification")
    node = NodeWriter(rule.iri, name, *types)
    node.text(f"{DCTERMS}identifier", rule.id)
    node.text(f"{DCTERMS}title", rule.title)
    node.link(f"{QRR}effect", f"{QRR}{rule.effect}")
    node.integer(f"{QRR}force", rule.force)
    node.text(f"{QRR}origin", *rule.origins)
    node.text(f"{QRR}destination", *rule.destinations)
    node.decimal(f"{QRR}confidence", rule.confidence)
    if rule.source_framework is not None and rule.source is not None:
        node.link(f"{QRR}sourceLevel", ns.level_iri(rule.source_framework, rule.source))
    if rule.target_framework is not None:
        for predicate, code in (("targetLow", rule.target_low), ("targetHigh", rule.target_high)):
            if code is not None:
                node.link(f"{QRR}{predicate}", ns.level_iri(rule.target_framework, code))
    node.text(f"{QRR}measures", rule.measures)
    node.text(f"{QRR}kind", rule.kind)
    node.integer(f"{QRR}version", rule.version)
    node.text(f"{QRR}validFromText", rule.valid_from_text)
    _replaces(node, rule.replaces)
    _times(node, rule.valid, rule.recorded, rule.applies_to_awards)
    _scope(node, rule.scope)
    yield from _provenance(node, rule.provenance, name)
    yield from node.quads


def _citation(citation: Citation) -> Iterator[Quad]:
    name = ns.rule_graph(citation.id, 1)
    node = NodeWriter(citation.iri, name, f"{QRR}Citation")
    node.text(f"{DCTERMS}identifier", citation.id)
    node.text(f"{DCTERMS}title", citation.title)
    node.text(f"{QRR}kind", citation.kind)
    node.link(f"{QRR}effect", f"{QRR}{citation.effect}")
    node.text(f"{QRR}party", *citation.parties)
    node.text(f"{QRR}scopeInWords", citation.scope_text)
    node.decimal(f"{QRR}confidence", citation.confidence)
    node.text(f"{QRR}validFromText", citation.in_force_from)
    node.text(f"{QRR}validToText", citation.in_force_to)
    yield from _provenance(node, citation.provenance, name)
    yield from node.quads


def _procedure(one: Procedure) -> Iterator[Quad]:
    name = ns.guide_graph(one.destination)
    node = NodeWriter(one.iri, name, f"{QRR}Procedure")
    node.text(f"{DCTERMS}identifier", one.id)
    node.text(f"{QRR}authorityId", one.authority_id)
    yield from _authority(node, f"{QRR}authority", one.authority, name)
    node.text(f"{QRR}abbreviation", one.abbreviation)
    node.text(f"{QRR}authorityDomain", one.website_domain)
    node.text(f"{QRR}destination", one.destination)
    node.link(f"{QRR}purpose", f"{QRR}{one.purpose}")
    node.text(f"{QRR}scopeOccupation", *one.occupations)
    for order, title in enumerate(one.documents, 1):
        iri = f"{one.iri}/document/{order}"
        document = NodeWriter(iri, name, f"{QRR}RequiredDocument")
        document.text(f"{DCTERMS}title", title)
        document.integer(f"{QRR}order", order)
        node.link(f"{QRR}requires", iri)
        yield from document.quads
    node.text(f"{QRR}timeLimit", one.time_limit)
    node.text(f"{QRR}fee", one.fee)
    node.text(f"{QRR}feeChecked", one.fee_checked)
    node.text(f"{QRR}appeal", one.appeal)
    node.decimal(f"{QRR}confidence", one.confidence)
    node.text(f"{QRR}sourceRead", one.source)
    node.flag(f"{QRR}checked", one.checked)
    node.text(f"{SKOS}note", one.note)
    yield from node.quads


def _opportunity(one: LearningOpportunity) -> Iterator[Quad]:
    node = NodeWriter(one.iri, ns.guide_graph(one.country), f"{QRR}LearningOpportunity")
    node.text(f"{DCTERMS}identifier", one.id)
    node.text(f"{QRR}country", one.country)
    node.text(f"{DCTERMS}title", one.title)
    node.text(f"{QRR}kind", one.kind)
    node.text(f"{QRR}provider", one.provider)
    node.text(f"{QRR}scopeOccupation", *one.occupations)
    node.text(f"{QRR}closes", one.closes)
    node.decimal(f"{QRR}confidence", one.confidence)
    node.text(f"{QRR}sourceRead", one.source)
    node.flag(f"{QRR}checked", one.checked)
    yield from node.quads
