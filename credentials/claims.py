"""What a record says, claim by claim: values that cannot be wrong. Domain model, section 7.

Texts are as shown to people; identifiers are absolute IRIs; dates are ISO 8601. Empty text, None
and () say that nothing is claimed. Nothing here knows how it will be written down or signed.
"""

from dataclasses import dataclass
from datetime import date

from credentials.claim_forms import (
    is_country,
    is_credit,
    is_holder_id,
    is_https_url,
    is_iri,
    is_isced_f,
    is_isco08,
    is_language,
    is_partial_date,
    is_period,
    is_sha256,
)
from credentials.claim_kinds import (
    AssessmentKind,
    EvidenceKind,
    IdentityCheck,
    MeasureKind,
    Outcome,
    OutcomeSource,
    QualityKind,
)
from credentials.errors import RecordInvalid

MAX_WORKLOAD_HOURS = 100_000
MAX_MONTHS = 36
_MOST_LEVELS = 40


def require(condition: bool, detail: str) -> None:
    if not condition:
        raise RecordInvalid(detail)


def _optional(text: str, holds: bool, detail: str) -> None:
    require(not text or holds, detail)


@dataclass(frozen=True, slots=True)
class Holder:
    """The worker. `id`: a did:key or did:jwk, or a urn:uuid made for this credential.

    name_native: the whole name in its own script, empty where it is the same.
    """

    id: str
    given_name: str
    family_name: str
    birth_date: date
    name_native: str = ""

    def __post_init__(self) -> None:
        require(is_holder_id(self.id), "A holder's id is a did:key, a did:jwk or a urn:uuid.")
        require(bool(self.given_name or self.family_name), "A holder has a name.")

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def has_key(self) -> bool:
        """The id itself says which key proves that its sender is the holder."""
        return self.id.startswith("did:")


@dataclass(frozen=True, slots=True)
class Achievement:
    """The qualification held, as far as a supplement describes it.

    country: ISO 3166-1 alpha-2. awarded_on: as exact as known. type: "vet", "higher_education",
    … as the register has it. duration: of the programme, "P2Y". credit_points with
    credit_system: "180", "ECTS". languages: of instruction. criteria: what had to be shown.
    further_learning: the next stage it opens at home. occupations: what it opens at work.
    """

    name: str
    awarding_body: str
    country: str
    awarded_on: str = ""
    name_native: str = ""
    qualification_iri: str = ""
    isced_f: str = ""
    isco08: str = ""
    type: str = ""
    description: str = ""
    criteria: str = ""
    native_language: str = ""
    awarding_body_iri: str = ""
    official_url: str = ""
    workload_hours: int | None = None
    duration: str = ""
    credit_points: str = ""
    credit_system: str = ""
    languages: tuple[str, ...] = ()
    entry_requirements: str = ""
    further_learning: str = ""
    occupations: str = ""
    legal_basis: str = ""

    def __post_init__(self) -> None:
        require(bool(self.name), "An achievement has a name.")
        require(is_country(self.country), "A country is an ISO 3166-1 alpha-2 code.")
        _optional(self.awarded_on, is_partial_date(self.awarded_on), "An award date is ISO 8601.")
        for iri in (self.qualification_iri, self.awarding_body_iri):
            _optional(iri, is_iri(iri), "A qualification and its awarding body are named by IRIs.")
        _optional(self.isced_f, is_isced_f(self.isced_f), "A field is an ISCED-F 2013 code.")
        _optional(self.isco08, is_isco08(self.isco08), "An occupation is an ISCO-08 code.")
        _optional(
            self.official_url,
            is_https_url(self.official_url),
            "An official page has an https URL.",
        )
        require(
            self.workload_hours is None or 0 < self.workload_hours <= MAX_WORKLOAD_HOURS,
            "A workload is a number of hours.",
        )
        _optional(self.duration, is_period(self.duration), "A duration is ISO 8601 (P2Y).")
        _optional(self.credit_points, is_credit(self.credit_points), "Credit is a number.")
        require(
            bool(self.credit_points) == bool(self.credit_system),
            "Credit points and their system go together.",
        )
        require(
            all(map(is_language, (*self.languages, *filter(None, [self.native_language])))),
            "A language is a BCP 47 tag.",
        )


@dataclass(frozen=True, slots=True)
class LearningOutcome:
    """One thing that can be done. skill_iri: the ESCO skill it stands for, with its label."""

    text: str
    source: OutcomeSource
    skill_iri: str = ""
    skill_label: str = ""
    isco08: str = ""

    def __post_init__(self) -> None:
        require(bool(self.text), "A learning outcome is told in words.")
        _optional(self.skill_iri, is_iri(self.skill_iri), "A skill is named by an IRI.")
        require(bool(self.skill_iri) or not self.skill_label, "A skill's label needs its IRI.")
        _optional(self.isco08, is_isco08(self.isco08), "An occupation is an ISCO-08 code.")


@dataclass(frozen=True, slots=True)
class LevelClaim:
    """One level of one framework, by code ("4+") and by IRI."""

    framework_id: str
    framework_name: str
    framework_iri: str
    level: str
    level_iri: str

    def __post_init__(self) -> None:
        require(bool(self.framework_id and self.level), "A level names its framework.")
        require(is_iri(self.framework_iri), "A framework is named by an IRI.")
        require(is_iri(self.level_iri), "A level is named by an IRI.")


@dataclass(frozen=True, slots=True)
class Equivalence:
    """What the graph said on `as_of`: indicative, never the decision itself.

    interval: () where there is no counterpart, one code, or the lowest and the highest.
    confidence: decimal text ("0.8550"). force: 0 to 5. path_id, release_sha256: lower-case hex.
    checked: every step was read in its document.
    """

    framework: str
    framework_name: str
    interval: tuple[str, ...]
    status: str
    release: int
    release_sha256: str
    as_of: date
    path_id: str
    predicate: str | None = None
    confidence: str | None = None
    force: int | None = None
    checked: bool = False

    def __post_init__(self) -> None:
        require(bool(self.framework and self.status), "An equivalence names its framework.")
        require(len(self.interval) <= 2, "An interval has at most two ends.")
        require(is_sha256(self.release_sha256), "A release is named with its SHA-256.")
        require(self.release >= 1, "Releases count from 1.")


@dataclass(frozen=True, slots=True)
class FrameworkScale:
    """A framework on the way from home to the destination, with all its levels to draw it by.

    levels: codes, the lowest first, sublevels as their parent. low, high: the levels touched,
    both empty where none is.
    """

    framework: str
    name: str
    levels: tuple[str, ...]
    low: str = ""
    high: str = ""

    def __post_init__(self) -> None:
        require(bool(self.framework and self.name), "A scale names its framework.")
        require(
            0 < len(self.levels) <= _MOST_LEVELS and len(set(self.levels)) == len(self.levels),
            "A scale has levels, each once.",
        )
        require(bool(self.low) == bool(self.high), "A scale is touched from a level to a level.")
        if self.low:
            require({self.low, self.high} <= set(self.levels), "A level touched is on the scale.")
            require(
                self.levels.index(self.low) <= self.levels.index(self.high),
                "The lowest level touched is not above the highest.",
            )


@dataclass(frozen=True, slots=True)
class AssessmentClaim:
    """One assessment. kind: how. assessor: the body that did it, never a person's name.

    result: in words, "passed". grade with scale: "2.0" on "1.0 (best) to 5.0".
    """

    kind: AssessmentKind
    assessor: str
    assessed_on: str = ""
    result: str = ""
    grade: str = ""
    scale: str = ""
    identity_check: IdentityCheck | None = None

    def __post_init__(self) -> None:
        require(bool(self.assessor), "An assessment names the body that assessed.")
        _optional(
            self.assessed_on, is_partial_date(self.assessed_on), "An assessment's date is ISO 8601."
        )
        require(bool(self.grade) or not self.scale, "A grading scale needs its grade.")


@dataclass(frozen=True, slots=True)
class QualityClaim:
    """Who vouches for the awarding body or the qualification. iri: of the register's entry.

    valid_until: the last day, None where it is open.
    """

    kind: QualityKind
    body: str
    iri: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        require(bool(self.body), "A quality claim names the body that states it.")
        _optional(self.iri, is_iri(self.iri), "An entry of a register is named by an IRI.")
        require(
            not self.valid_from or not self.valid_until or self.valid_from <= self.valid_until,
            "An accreditation cannot end before it starts.",
        )


@dataclass(frozen=True, slots=True)
class EvidenceClaim:
    """A document the authority saw: what it is and its SHA-256 (lower-case hex), not itself.

    issued_by, role, started_on, ended_on: of an employer's attestation, the period as exact as
    known.
    """

    kind: EvidenceKind
    name: str
    sha256: str
    issued_by: str = ""
    role: str = ""
    started_on: str = ""
    ended_on: str = ""

    def __post_init__(self) -> None:
        require(self.kind in set(EvidenceKind), "Evidence is of a known kind.")
        require(is_sha256(self.sha256), "Evidence is named with its SHA-256.")
        for day in (self.started_on, self.ended_on):
            _optional(day, is_partial_date(day), "A period's ends are ISO 8601.")


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decided. id: its short name in the registry ("de-ihk-fosa"). jurisdiction: ISO 3166."""

    id: str
    name: str
    jurisdiction: str

    def __post_init__(self) -> None:
        require(bool(self.id and self.name), "An authority has an id and a name.")
        require(is_country(self.jurisdiction), "A jurisdiction is an ISO 3166-1 alpha-2 code.")


@dataclass(frozen=True, slots=True)
class Measure:
    """A condition, in words. months: of an adaptation period, at most three years."""

    text: str
    kind: MeasureKind = MeasureKind.OTHER
    months: int | None = None

    def __post_init__(self) -> None:
        require(bool(self.text), "A measure is told in words.")
        require(
            self.months is None
            or (self.kind is MeasureKind.ADAPTATION_PERIOD and 0 < self.months <= MAX_MONTHS),
            "Only an adaptation period has a length, of at most 36 months.",
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """One authority, one destination, one purpose. id: an absolute IRI, of the decision itself.

    remedies: how what is missing may be made good. appeal_until: last day to appeal.
    appeal_body: whom to write to, in words.
    """

    id: str
    outcome: Outcome
    authority: Authority
    destination: str
    purpose: str
    legal_basis: str
    decided_on: date
    occupation: str = ""
    level: LevelClaim | None = None
    reasons: str = ""
    measures: tuple[Measure, ...] = ()
    appeal_until: date | None = None
    appeal_body: str = ""
    remedies: str = ""

    def __post_init__(self) -> None:
        require(is_iri(self.id), "A decision's id is an absolute IRI.")
        require(is_country(self.destination), "A destination is an ISO 3166-1 alpha-2 code.")
        require(bool(self.purpose), "A decision is made for a purpose.")
        require(bool(self.legal_basis), "A decision names its legal basis.")
        require(
            self.outcome not in {Outcome.PARTIAL, Outcome.REFUSED} or bool(self.reasons),
            "A partial decision and a refusal give reasons.",
        )
        require(
            self.outcome is not Outcome.CONDITIONAL or bool(self.measures),
            "A conditional decision names its measures.",
        )
        require(
            self.appeal_until is None or self.appeal_until >= self.decided_on,
            "An appeal cannot end before the decision.",
        )
