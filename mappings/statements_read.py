"""RDF to the graph: reads what `statements.py` writes, and refuses what it cannot read."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import unquote

from pyoxigraph import Quad

from mappings import namespaces as ns
from mappings.errors import StatementInvalid
from mappings.model import (
    Citation,
    Correspondence,
    Effect,
    Force,
    Framework,
    Graph,
    LearningOpportunity,
    Level,
    Period,
    Procedure,
    Provenance,
    Purpose,
    Recorded,
    Rule,
    Scope,
)
from mappings.namespaces import ADMS, DCTERMS, ELM, EQF_LEVEL, FOAF, OWL, PROV, QRR, SKOS, SSSOM
from mappings.nodes import NodeReader, Nodes
from mappings.statements import NEGATED, NO_TERM_FOUND, PREDICATE_IRI

PREDICATE_OF = {iri: predicate for predicate, iri in PREDICATE_IRI.items()}


def read(quads: Iterable[Quad]) -> Graph:
    """The graph that the quads state; statements come sorted by IRI. Raises StatementInvalid."""
    nodes = Nodes(quads)
    ordered = sorted(
        nodes.of_type(f"{QRR}Framework"), key=lambda node: node.read(f"{QRR}curatedOrder", int)
    )
    levels: dict[str, list[Level]] = {node.iri: [] for node in ordered}
    for node in nodes.of_type(f"{QRR}Level"):
        scheme = node.get(f"{SKOS}inScheme")
        if scheme not in levels:
            raise StatementInvalid(f"{node.iri} is in {scheme}, which is not a framework here.")
        levels[scheme].append(_level(node))
    frameworks = [_framework(node, levels[node.iri], nodes) for node in ordered]
    return Graph(
        frameworks={framework.id: framework for framework in frameworks},
        correspondences=tuple(
            _correspondence(node, nodes) for node in _sorted(nodes, "LevelCorrespondence")
        ),
        rules=tuple(_rule(node, nodes) for node in _sorted(nodes, "RecognitionRule")),
        citations=tuple(_citation(node, nodes) for node in _sorted(nodes, "Citation")),
        procedures=tuple(_procedure(node, nodes) for node in _sorted(nodes, "Procedure")),
        opportunities=tuple(_opportunity(node) for node in _sorted(nodes, "LearningOpportunity")),
    )


def _sorted(nodes: Nodes, kind: str) -> list[NodeReader]:
    return sorted(nodes.of_type(f"{QRR}{kind}"), key=lambda node: node.iri)


def _tail(noun: str, iri: str | None) -> str:
    return "" if iri is None else ns.tail_of(noun, iri)


def _framework(node: NodeReader, levels: list[Level], nodes: Nodes) -> Framework:
    successor = node.find(f"{DCTERMS}isReplacedBy")
    return Framework(
        id=node.get(f"{DCTERMS}identifier"),
        name=node.text(f"{SKOS}prefLabel"),
        levels=tuple(sorted(levels, key=lambda level: level.rank)),
        hub=f"{QRR}Hub" in node.types,
        territory=node.text(f"{QRR}territory"),
        name_native=node.text(f"{QRR}nativeName"),
        abbreviation=node.text(f"{SKOS}altLabel"),
        kind=node.text(f"{QRR}kind"),
        status=node.get(f"{ADMS}status").removeprefix(f"{QRR}status-").replace("-", " "),
        retired_on=node.read_optional(f"{QRR}retiredOn", date.fromisoformat),
        successor=_tail("framework", successor) or None,
        authority=_office(node, f"{QRR}competentAuthority", nodes),
        authority_domain=node.text(f"{QRR}authorityDomain"),
        legal_basis=node.text(f"{QRR}legalBasis"),
        legal_basis_date=node.text(f"{QRR}legalBasisDate"),
        adopted=node.text(f"{QRR}adopted"),
        source=node.text(f"{QRR}sourceRead"),
        checked=node.flag(f"{QRR}checked"),
        confidence=node.read(f"{QRR}confidence", Decimal),
        note=node.text(f"{SKOS}note"),
        version=node.read(f"{QRR}version", int),
    )


def _level(node: NodeReader) -> Level:
    parent = node.read_optional(f"{SKOS}broader", ns.level_of)
    return Level(
        code=node.get(f"{SKOS}notation"),
        rank=node.read(f"{QRR}rank", int),
        parent=None if parent is None else parent[1],
        label=node.text(f"{SKOS}prefLabel"),
        label_native=node.text(f"{QRR}nativeName"),
        typical_qualification=node.text(f"{QRR}typicalQualification"),
        source=node.text(f"{QRR}sourceRead"),
        checked=node.flag(f"{QRR}checked"),
        confidence=node.read(f"{QRR}confidence", Decimal),
        eqf_level=unquote((node.find(f"{ELM}EQFLevel") or "").removeprefix(EQF_LEVEL)),
    )


def _office(node: NodeReader, predicate: str, nodes: Nodes) -> str:
    iri = node.find(predicate)
    office = None if iri is None else nodes.find(iri)
    return "" if office is None else office.text(f"{SKOS}prefLabel")


def _offices(node: NodeReader, predicate: str, nodes: Nodes) -> frozenset[str]:
    found = [nodes.find(iri) for iri in node.texts(predicate)]
    return frozenset(office.text(f"{SKOS}prefLabel") for office in found if office is not None)


def _provenance(node: NodeReader, nodes: Nodes) -> Provenance:
    source = node.find(f"{PROV}hadPrimarySource")
    document = None if source is None else nodes.find(source)
    return Provenance(
        authority=_office(node, f"{QRR}authority", nodes),
        document="" if document is None else document.text(f"{DCTERMS}title"),
        document_date="" if document is None else document.text(f"{DCTERMS}issued"),
        document_url="" if document is None else document.text(f"{FOAF}page"),
        locator=node.text(f"{QRR}locator"),
        source=node.text(f"{QRR}sourceRead"),
        checked=node.flag(f"{QRR}checked"),
        note=node.text(f"{SKOS}note"),
        author=_tail("office", node.find(f"{SSSOM}author_id")),
        reviewer=_tail("office", node.find(f"{SSSOM}reviewer_id")),
        reviewed_on=node.read_optional(f"{QRR}reviewedOn", date.fromisoformat),
        review_due=node.read_optional(f"{QRR}reviewDue", date.fromisoformat),
    )


def _period(node: NodeReader, start: str, end: str) -> Period:
    return Period(
        node.read_optional(f"{QRR}{start}", date.fromisoformat),
        node.read_optional(f"{QRR}{end}", date.fromisoformat),
    )


def _recorded(node: NodeReader) -> Recorded:
    return Recorded(
        node.read(f"{QRR}recordedAt", datetime.fromisoformat),
        node.read_optional(f"{QRR}supersededAt", datetime.fromisoformat),
    )


def _purpose(iri: str) -> Purpose:
    return Purpose(iri.removeprefix(QRR))


def _scope(node: NodeReader) -> Scope:
    return Scope(
        purposes=frozenset(_purpose(iri) for iri in node.texts(f"{QRR}purpose")),
        territories=frozenset(node.texts(f"{QRR}scopeTerritory")),
        occupations=frozenset(node.texts(f"{QRR}scopeOccupation")),
        qualification_types=frozenset(node.texts(f"{QRR}scopeQualificationType")),
    )


def _correspondence(node: NodeReader, nodes: Nodes) -> Correspondence:
    source_framework, source = node.read(f"{OWL}annotatedSource", ns.level_of)
    low = node.read_optional(f"{QRR}targetLow", ns.level_of)
    high = node.read_optional(f"{QRR}targetHigh", ns.level_of)
    absent = node.get(f"{OWL}annotatedTarget") == NO_TERM_FOUND
    return Correspondence(
        id=node.get(f"{DCTERMS}identifier"),
        iri=node.iri,
        source_framework=source_framework,
        source=source,
        target_framework=node.read(f"{SSSOM}object_source", ns.framework_of),
        target_low=None if low is None else low[1],
        target_high=None if high is None else high[1],
        predicate=(
            None if absent else node.read(f"{OWL}annotatedProperty", PREDICATE_OF.__getitem__)
        ),
        confidence=node.read(f"{SSSOM}confidence", Decimal),
        force=Force(node.read(f"{QRR}force", int)),
        mapping_set=_tail("set", node.get(f"{QRR}mappingSet")),
        mutual=node.flag(f"{QRR}mutual"),
        valid=_period(node, "validFrom", "validTo"),
        recorded=_recorded(node),
        provenance=_provenance(node, nodes),
        scope=_scope(node),
        negative=node.find(f"{SSSOM}predicate_modifier") == NEGATED,
        applies_to_awards=_period(node, "awardedFrom", "awardedTo"),
        version=node.read(f"{QRR}version", int),
        kind=node.text(f"{QRR}kind"),
        valid_from_text=node.text(f"{QRR}validFromText"),
        valid_to_text=node.text(f"{QRR}validToText"),
        endorsers=_offices(node, f"{QRR}endorsedBy", nodes),
        replaces=node.text(f"{DCTERMS}replaces"),
    )


def _effect(node: NodeReader) -> Effect:
    return node.read(f"{QRR}effect", lambda iri: Effect(iri.removeprefix(QRR)))


def _rule(node: NodeReader, nodes: Nodes) -> Rule:
    source = node.read_optional(f"{QRR}sourceLevel", ns.level_of)
    low = node.read_optional(f"{QRR}targetLow", ns.level_of)
    high = node.read_optional(f"{QRR}targetHigh", ns.level_of)
    return Rule(
        id=node.get(f"{DCTERMS}identifier"),
        iri=node.iri,
        title=node.text(f"{DCTERMS}title"),
        effect=_effect(node),
        force=Force(node.read(f"{QRR}force", int)),
        origins=frozenset(node.texts(f"{QRR}origin")),
        destinations=frozenset(node.texts(f"{QRR}destination")),
        valid=_period(node, "validFrom", "validTo"),
        recorded=_recorded(node),
        provenance=_provenance(node, nodes),
        confidence=node.read(f"{QRR}confidence", Decimal),
        scope=_scope(node),
        source_framework=None if source is None else source[0],
        source=None if source is None else source[1],
        target_framework=None if low is None else low[0],
        target_low=None if low is None else low[1],
        target_high=None if high is None else high[1],
        applies_to_awards=_period(node, "awardedFrom", "awardedTo"),
        measures=node.text(f"{QRR}measures"),
        kind=node.text(f"{QRR}kind"),
        valid_from_text=node.text(f"{QRR}validFromText"),
        version=node.read(f"{QRR}version", int),
        replaces=node.text(f"{DCTERMS}replaces"),
    )


def _citation(node: NodeReader, nodes: Nodes) -> Citation:
    return Citation(
        id=node.get(f"{DCTERMS}identifier"),
        iri=node.iri,
        title=node.text(f"{DCTERMS}title"),
        kind=node.text(f"{QRR}kind"),
        effect=_effect(node),
        parties=tuple(node.texts(f"{QRR}party")),
        scope_text=node.text(f"{QRR}scopeInWords"),
        provenance=_provenance(node, nodes),
        confidence=node.read(f"{QRR}confidence", Decimal),
        in_force_from=node.text(f"{QRR}validFromText"),
        in_force_to=node.text(f"{QRR}validToText"),
    )


def _required_documents(node: NodeReader, nodes: Nodes) -> tuple[str, ...]:
    found = [nodes.find(iri) for iri in node.texts(f"{QRR}requires")]
    documents = [document for document in found if document is not None]
    documents.sort(key=lambda document: document.read(f"{QRR}order", int))
    return tuple(document.text(f"{DCTERMS}title") for document in documents)


def _procedure(node: NodeReader, nodes: Nodes) -> Procedure:
    return Procedure(
        id=node.get(f"{DCTERMS}identifier"),
        iri=node.iri,
        authority_id=node.text(f"{QRR}authorityId"),
        destination=node.get(f"{QRR}destination"),
        purpose=node.read(f"{QRR}purpose", _purpose),
        occupations=frozenset(node.texts(f"{QRR}scopeOccupation")),
        authority=_office(node, f"{QRR}authority", nodes),
        abbreviation=node.text(f"{QRR}abbreviation"),
        website_domain=node.text(f"{QRR}authorityDomain"),
        documents=_required_documents(node, nodes),
        time_limit=node.text(f"{QRR}timeLimit"),
        fee=node.text(f"{QRR}fee"),
        fee_checked=node.text(f"{QRR}feeChecked"),
        appeal=node.text(f"{QRR}appeal"),
        confidence=node.read(f"{QRR}confidence", Decimal),
        source=node.text(f"{QRR}sourceRead"),
        checked=node.flag(f"{QRR}checked"),
        note=node.text(f"{SKOS}note"),
    )


def _opportunity(node: NodeReader) -> LearningOpportunity:
    return LearningOpportunity(
        id=node.get(f"{DCTERMS}identifier"),
        iri=node.iri,
        country=node.get(f"{QRR}country"),
        title=node.text(f"{DCTERMS}title"),
        kind=node.text(f"{QRR}kind"),
        provider=node.text(f"{QRR}provider"),
        occupations=frozenset(node.texts(f"{QRR}scopeOccupation")),
        closes=node.text(f"{QRR}closes"),
        confidence=node.read(f"{QRR}confidence", Decimal),
        source=node.text(f"{QRR}sourceRead"),
        checked=node.flag(f"{QRR}checked"),
    )
