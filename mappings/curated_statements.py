"""Curated correspondences, absences and agreements to statements.

Which rows may answer, and with which force, is decided here and told in data/README.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from mappings import namespaces
from mappings.errors import StatementInvalid
from mappings.model import (
    Citation,
    Correspondence,
    Effect,
    Force,
    Framework,
    Predicate,
    Provenance,
    Purpose,
    Recorded,
    Rule,
    Scope,
)
from mappings.rows import OCCUPATION, PARTY, Row, period

# The moment the seed was entered; never the moment it is loaded (domain model, section 5).
RECORDED = Recorded(datetime(2026, 11, 23, tzinfo=UTC))
AUTHOR = "seed-curation"
ALL_PURPOSES = frozenset(Purpose)

LEAST_CONFIDENCE_READ = Decimal("0.85")
LEAST_CONFIDENCE_RECALLED = Decimal("0.90")

SET_KINDS = ("referencing", "joint comparison", "expert opinion", "law", "stated absence")
AGREEMENT_FORCE = {
    "directive": Force.TREATY,
    "regional convention": Force.TREATY,
    "mutual recognition agreement": Force.TREATY,
    "bilateral": Force.TREATY,
    # Accords bind the professional bodies that signed, not their states.
    "professional accord": Force.JOINT,
}
PREDICATES = {predicate.value: predicate for predicate in Predicate}
EFFECTS = {effect.value: effect for effect in Effect}


def may_answer(confidence: Decimal, *, checked: bool) -> bool:
    """Whether a correspondence or an agreement is sure enough to be told to a person."""
    least = LEAST_CONFIDENCE_READ if checked else LEAST_CONFIDENCE_RECALLED
    return confidence >= least


def force_of_set(kind: str, *, mutual: bool) -> Force:
    """Legal force of a confirmed correspondence by its kind (domain model, section 5)."""
    if kind == "law":
        return Force.LAW
    if kind == "expert opinion":
        return Force.OPINION
    if kind == "joint comparison" or (kind == "referencing" and mutual):
        return Force.JOINT
    return Force.UNILATERAL


def force_of_rule(kind: str) -> Force:
    """Legal force of a confirmed rule by its kind. Raises StatementInvalid for another one."""
    if kind not in AGREEMENT_FORCE:
        raise StatementInvalid(f"{kind!r} is no kind of agreement; state the force.", field="kind")
    return AGREEMENT_FORCE[kind]


@dataclass(frozen=True, slots=True)
class MappingSet:
    """What a report on one pair of frameworks says of itself; its statements share it."""

    id: str
    source: Framework
    target: Framework
    kind: str
    document: str
    document_date: str
    document_url: str
    authority: str
    mutual: bool
    endorsers: frozenset[str]

    @property
    def force(self) -> Force:
        """Legal force by kind, before confidence is looked at."""
        return force_of_set(self.kind, mutual=self.mutual)

    def provenance(self, row: Row) -> Provenance:
        return Provenance(
            authority=self.authority,
            document=self.document,
            document_date=self.document_date,
            document_url=self.document_url,
            locator=row.text("locator"),
            source=row.required("source"),
            checked=row.checked(),
            note=row.text("note"),
            author=AUTHOR,
        )


def find_framework(frameworks: Mapping[str, Framework], row: Row, column: str) -> Framework:
    """Raises StatementInvalid."""
    code = row.required(column)
    if code not in frameworks:
        raise StatementInvalid(f"{column} {code} is not in frameworks.csv; add or correct it.")
    return frameworks[code]


def mapping_set(row: Row, frameworks: Mapping[str, Framework]) -> MappingSet:
    """Raises StatementInvalid."""
    source = find_framework(frameworks, row, "source_framework")
    target = find_framework(frameworks, row, "target_framework")
    if source == target:
        raise StatementInvalid("source and target framework are the same; correct one.")
    return MappingSet(
        id=row.required("id"),
        source=source,
        target=target,
        kind=row.one_of("kind", SET_KINDS),
        document=row.required("document", "name the document that makes these statements"),
        document_date=row.partial_date("document_date"),
        document_url=row.text("document_url"),
        authority=row.required("authority", "name the office that made these statements"),
        mutual=row.flag("mutual"),
        endorsers=frozenset(row.parts("endorsers")),
    )


def _find_set(sets: Mapping[str, MappingSet], row: Row) -> MappingSet:
    code = row.required("mapping_set", "name the set, and with it the document, of this statement")
    if code not in sets:
        raise StatementInvalid(f"mapping_set {code} is not in mapping_sets.csv; add or correct it.")
    return sets[code]


def correspondence(row: Row, sets: Mapping[str, MappingSet]) -> Correspondence:
    """Raises StatementInvalid, LevelUnknown."""
    of = _find_set(sets, row)
    source, low, high = (row.required(c) for c in ("source_level", "target_low", "target_high"))
    of.source.span(source)
    if of.target.span(low).low > of.target.span(high).high:
        raise StatementInvalid(f"target_low {low} is above target_high {high}; swap them.")
    confidence = row.confidence()
    answers = may_answer(confidence, checked=row.checked())
    return Correspondence(
        id=row.required("id"),
        iri=namespaces.statement_iri(row.required("id")),
        source_framework=of.source.id,
        source=source,
        target_framework=of.target.id,
        target_low=low,
        target_high=high,
        predicate=PREDICATES[row.one_of("predicate", PREDICATES)],
        confidence=confidence,
        force=of.force if answers else Force.UNREVIEWED,
        mapping_set=of.id,
        mutual=of.mutual,
        valid=period(row.required("valid_from"), row.text("valid_to")),
        recorded=RECORDED,
        provenance=of.provenance(row),
        scope=Scope(purposes=ALL_PURPOSES),
        kind=of.kind,
        valid_from_text=row.text("valid_from"),
        valid_to_text=row.text("valid_to"),
        endorsers=of.endorsers,
    )


def absence(
    row: Row, sets: Mapping[str, MappingSet], frameworks: Mapping[str, Framework]
) -> Correspondence:
    """A stated absence always enters as jointly endorsed. Raises StatementInvalid, LevelUnknown."""
    of = _find_set(sets, row)
    source = find_framework(frameworks, row, "source_framework")
    target = find_framework(frameworks, row, "target_framework")
    if {source.id, target.id} != {of.source.id, of.target.id}:
        raise StatementInvalid(f"{of.id} is about other frameworks; name the set of this pair.")
    source.span(row.required("source_level"))
    return Correspondence(
        id=row.required("id"),
        iri=namespaces.statement_iri(row.required("id")),
        source_framework=source.id,
        source=row.text("source_level"),
        target_framework=target.id,
        target_low=None,
        target_high=None,
        predicate=None,
        confidence=row.confidence(),
        force=Force.JOINT,
        mapping_set=of.id,
        mutual=of.mutual,
        valid=period(row.required("valid_from"), row.text("valid_to")),
        recorded=RECORDED,
        provenance=of.provenance(row),
        scope=Scope(purposes=ALL_PURPOSES),
        kind="stated absence",
        valid_from_text=row.text("valid_from"),
        valid_to_text=row.text("valid_to"),
        endorsers=of.endorsers,
    )


def _agreement_provenance(row: Row) -> Provenance:
    return Provenance(
        authority=row.required("authority", "name who made the agreement"),
        document=row.required("document", "name the text of the agreement"),
        document_date=row.partial_date("in_force_from"),
        document_url=row.text("document_url"),
        locator=row.text("locator"),
        source=row.required("source"),
        checked=row.checked(),
        note=row.text("note"),
        author=AUTHOR,
    )


def agreement(row: Row) -> Rule | Citation:
    """A rule where parties and occupations are codes, else a citation. Raises StatementInvalid."""
    parties = row.parts("parties", PARTY)
    occupations = row.parts("occupations", OCCUPATION)
    if not parties or not occupations:
        return _citation(row, parties)
    destinations = frozenset(row.parts("destinations", PARTY)) or frozenset(parties)
    if not destinations <= frozenset(parties):
        raise StatementInvalid("destinations names a country that is no party; correct one.")
    # Where one side alone accepts, the other parties alone send.
    origins = frozenset(parties) - destinations or frozenset(parties)
    confidence = row.confidence()
    force = AGREEMENT_FORCE[row.one_of("kind", AGREEMENT_FORCE)]
    answers = may_answer(confidence, checked=row.checked())
    return Rule(
        id=row.required("id"),
        iri=namespaces.rule_iri(row.required("id")),
        title=row.required("title"),
        effect=EFFECTS[row.one_of("effect", EFFECTS)],
        force=force if answers else Force.UNREVIEWED,
        origins=origins,
        destinations=destinations,
        valid=period(row.required("in_force_from"), row.text("in_force_to")),
        recorded=RECORDED,
        provenance=_agreement_provenance(row),
        confidence=confidence,
        scope=Scope(purposes=ALL_PURPOSES, occupations=frozenset(occupations)),
        measures=row.text("measures"),
        kind=row.text("kind"),
        valid_from_text=row.text("in_force_from"),
    )


def _citation(row: Row, parties: tuple[str, ...]) -> Citation:
    return Citation(
        id=row.required("id"),
        iri=namespaces.agreement_iri(row.required("id")),
        title=row.required("title"),
        kind=row.one_of("kind", AGREEMENT_FORCE),
        effect=EFFECTS[row.one_of("effect", EFFECTS)],
        parties=tuple(sorted(parties)),
        scope_text=row.text("scope_in_words") or "; ".join(row.parts("occupations")),
        provenance=_agreement_provenance(row),
        confidence=row.confidence(),
        in_force_from=row.partial_date("in_force_from"),
        in_force_to=row.partial_date("in_force_to"),
    )
