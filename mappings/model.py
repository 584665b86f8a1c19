"""Frameworks, levels and statements as values that cannot be wrong.

Domain model, sections 3 and 4. Ranks here are leaf ranks: position in a framework's chain of
leaf levels, 0 the lowest. A parent level is an interval of leaves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import cached_property

from mappings.errors import EmptyInterval, LevelUnknown, StatementInvalid


class Predicate(StrEnum):
    """How the source level relates to the target level."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    INDETERMINATE = "indeterminate"


class Force(IntEnum):
    """Legal force of a statement, strongest last."""

    UNREVIEWED = 0
    OPINION = 1
    UNILATERAL = 2
    JOINT = 3
    LAW = 4
    TREATY = 5


class Purpose(StrEnum):
    INFORMATION = "information"
    EMPLOYMENT = "employment"
    FURTHER_LEARNING = "further_learning"
    REGULATED_PROFESSION = "regulated_profession"


class Status(StrEnum):
    """What kind of answer a comparison is."""

    DETERMINED = "DETERMINED"
    BETWEEN = "BETWEEN"
    BELOW_LOWEST = "BELOW_LOWEST"
    ABOVE_HIGHEST = "ABOVE_HIGHEST"
    COMPATIBLE = "COMPATIBLE"
    CONTESTED = "CONTESTED"
    NO_PATH = "NO_PATH"
    NO_COUNTERPART = "NO_COUNTERPART"
    IDENTITY = "IDENTITY"


class Effect(StrEnum):
    """What a recognition rule obliges the destination to do."""

    AUTOMATIC = "automatic"
    MANAGED = "managed"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class Interval:
    """Leaf levels of one framework, as ranks, both ends included."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise EmptyInterval(
                f"An interval cannot run from {self.low} down to {self.high}.",
                low=self.low,
                high=self.high,
            )


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open in time: `start` is in it, `end` is not; None is open on that side."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start >= self.end:
            raise StatementInvalid(f"A period cannot run from {self.start} to {self.end}.")

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Recorded:
    """When the graph held a statement: aware UTC, half-open; superseded None is still held."""

    at: datetime
    superseded_at: datetime | None = None

    def covers(self, instant: datetime) -> bool:
        return self.at <= instant and (self.superseded_at is None or instant < self.superseded_at)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a statement holds; an empty set means "all" in that dimension.

    territories: ISO 3166-1 alpha-2. occupations: ISCO-08 codes, each with its subtree.
    """

    purposes: frozenset[Purpose] = frozenset()
    territories: frozenset[str] = frozenset()
    occupations: frozenset[str] = frozenset()
    qualification_types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who says it, where it stands, and how we know.

    authority: the office that made the statement, by name. document_date: ISO 8601, as exact as
    known ("2012", "2015-05"). locator: article, table or page. source: the text we read or
    recalled. checked: the document itself was read; False is shown to every reader. author,
    reviewer: offices, never persons. review_due: None is five years after review or record.
    """

    authority: str
    document: str
    document_date: str = ""
    document_url: str = ""
    locator: str = ""
    source: str = ""
    checked: bool = True
    note: str = ""
    author: str = ""
    reviewer: str = ""
    reviewed_on: date | None = None
    review_due: date | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One level or sublevel. `rank` is its order in the framework, parents included, 1 lowest.

    eqf_level: the EQF level that a publication states for it, "" if none does.
    """

    code: str
    rank: int
    parent: str | None = None
    label: str = ""
    label_native: str = ""
    typical_qualification: str = ""
    source: str = ""
    checked: bool = True
    confidence: Decimal = Decimal(1)
    eqf_level: str = ""


@dataclass(frozen=True)
class Framework:
    """A qualifications framework: a chain of leaf levels, some of them grouped under a parent.

    territory: ISO 3166-1 alpha-2, empty for a hub or a transnational framework.
    """

    id: str
    name: str
    levels: tuple[Level, ...]
    hub: bool = False
    territory: str = ""
    name_native: str = ""
    abbreviation: str = ""
    kind: str = "national"
    status: str = "active"
    retired_on: date | None = None
    successor: str | None = None
    authority: str = ""
    authority_domain: str = ""
    legal_basis: str = ""
    legal_basis_date: str = ""
    adopted: str = ""
    source: str = ""
    checked: bool = True
    confidence: Decimal = Decimal(1)
    note: str = ""
    version: int = 1

    @cached_property
    def by_code(self) -> Mapping[str, Level]:
        return {level.code: level for level in self.levels}

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Codes of the leaf levels, lowest first."""
        parents = {level.parent for level in self.levels}
        ordered = sorted(self.levels, key=lambda level: level.rank)
        return tuple(level.code for level in ordered if level.code not in parents)

    @cached_property
    def spans(self) -> Mapping[str, Interval]:
        """Every level, leaf or parent, as an interval of leaf ranks."""
        spans = {code: Interval(rank, rank) for rank, code in enumerate(self.leaves)}
        pending = [level for level in self.levels if level.code not in spans]
        # Parents of parents resolve once their children have; the chain is short.
        while pending:
            unresolved = []
            for level in pending:
                inside = [spans.get(child.code) for child in self.children(level.code)]
                known = [span for span in inside if span is not None]
                if len(known) < len(inside):
                    unresolved.append(level)
                    continue
                spans[level.code] = Interval(
                    min(span.low for span in known), max(span.high for span in known)
                )
            if len(unresolved) == len(pending):
                raise StatementInvalid(f"Parent levels of {self.id} form a circle.")
            pending = unresolved
        return spans

    def children(self, code: str) -> tuple[Level, ...]:
        return tuple(level for level in self.levels if level.parent == code)

    def span(self, code: str) -> Interval:
        """The leaves of a level. Raises LevelUnknown."""
        try:
            return self.spans[code]
        except KeyError:
            raise LevelUnknown(
                f"{self.id} has no level {code}.", framework=self.id, level=code
            ) from None

    def codes(self, interval: Interval) -> tuple[str, ...]:
        """`(code,)` or `(low, high)`: all sublevels of a parent, and nothing else, are the parent.

        At an end of a longer interval a sublevel keeps its own name.
        """
        for code, span in self.spans.items():
            if span == interval:
                best = code
                # The outermost level with the same leaves is the one people know.
                while (parent := self.by_code[best].parent) and self.spans[parent] == interval:
                    best = parent
                return (best,)
        return (self.leaves[interval.low], self.leaves[interval.high])


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One level compared with the levels `target_low` to `target_high` of another framework.

    `predicate` None states an absence: no counterpart (sssom:NoTermFound), no target levels.
    `negative` denies the pair. `valid_from_text` keeps the precision of the source.
    endorsers: offices that endorsed it, by name, beside its authority. replaces: the IRI of the
    version before this one.
    """

    id: str
    iri: str
    source_framework: str
    source: str
    target_framework: str
    target_low: str | None
    target_high: str | None
    predicate: Predicate | None
    confidence: Decimal
    force: Force
    mapping_set: str
    mutual: bool
    valid: Period
    recorded: Recorded
    provenance: Provenance
    scope: Scope = field(default_factory=Scope)
    negative: bool = False
    applies_to_awards: Period = field(default_factory=Period)
    version: int = 1
    kind: str = "referencing"
    valid_from_text: str = ""
    valid_to_text: str = ""
    endorsers: frozenset[str] = frozenset()
    replaces: str = ""

    @property
    def absence(self) -> bool:
        return self.predicate is None


@dataclass(frozen=True, slots=True)
class Rule:
    """Recognition by law. It never chains and has no inverse.

    origins, destinations: ISO 3166 codes of the parties that grant and that accept.
    `source_framework`/`source` and the target levels are set only where the text names levels.
    """

    id: str
    iri: str
    title: str
    effect: Effect
    force: Force
    origins: frozenset[str]
    destinations: frozenset[str]
    valid: Period
    recorded: Recorded
    provenance: Provenance
    confidence: Decimal = Decimal(1)
    scope: Scope = field(default_factory=Scope)
    source_framework: str | None = None
    source: str | None = None
    target_framework: str | None = None
    target_low: str | None = None
    target_high: str | None = None
    applies_to_awards: Period = field(default_factory=Period)
    measures: str = ""
    kind: str = ""
    valid_from_text: str = ""
    version: int = 1
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """An agreement we can name but not apply: its parties or its scope are known only in words."""

    id: str
    iri: str
    title: str
    kind: str
    effect: Effect
    parties: tuple[str, ...]
    scope_text: str
    provenance: Provenance
    confidence: Decimal
    in_force_from: str = ""
    in_force_to: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure card: who decides in a destination, for what purpose, and what they ask for."""

    id: str
    iri: str
    authority_id: str
    destination: str
    purpose: Purpose
    occupations: frozenset[str]
    authority: str
    abbreviation: str
    website_domain: str
    documents: tuple[str, ...]
    time_limit: str
    fee: str
    fee_checked: str
    appeal: str
    confidence: Decimal
    source: str
    checked: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class LearningOpportunity:
    """A programme or measure that helps to close a gap."""

    id: str
    iri: str
    country: str
    title: str
    kind: str
    provider: str
    occupations: frozenset[str]
    closes: str
    confidence: Decimal
    source: str
    checked: bool


@dataclass(frozen=True)
class Graph:
    """What one release states, complete; the order of the tuples carries no meaning.

    `frameworks` alone keeps its curated order: the first active one of a country is the one
    meant when only the country is named.
    """

    frameworks: Mapping[str, Framework]
    correspondences: tuple[Correspondence, ...] = ()
    rules: tuple[Rule, ...] = ()
    citations: tuple[Citation, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    opportunities: tuple[LearningOpportunity, ...] = ()
