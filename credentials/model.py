"""Records that are attested, and what a check of one found: values that cannot be wrong.

The claims that a record is made of stand in `credentials.claims` and are handed on from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, NoReturn, Self

import msgspec

from credentials.claim_forms import is_country, is_iri, is_partial_date, is_uuid_urn
from credentials.claim_kinds import (
    AssessmentKind,
    Basis,
    EvidenceKind,
    IdentityCheck,
    MeasureKind,
    Outcome,
    OutcomeSource,
    QualityKind,
)
from credentials.claims import (
    Achievement,
    AssessmentClaim,
    Authority,
    Decision,
    Equivalence,
    EvidenceClaim,
    FrameworkScale,
    Holder,
    LearningOutcome,
    LevelClaim,
    Measure,
    QualityClaim,
    require,
)
from credentials.errors import RecordInvalid

__all__ = [
    "Achievement",
    "AssessmentClaim",
    "AssessmentKind",
    "Authority",
    "Basis",
    "Check",
    "CheckStatus",
    "Decision",
    "Equivalence",
    "EvidenceClaim",
    "EvidenceKind",
    "FrameworkScale",
    "Holder",
    "IdentityCheck",
    "LearningOutcome",
    "LevelClaim",
    "Measure",
    "MeasureKind",
    "Outcome",
    "OutcomeSource",
    "QualityClaim",
    "QualityKind",
    "RecognitionDecision",
    "ReportOutcome",
    "SkillRecord",
    "StatusEntry",
    "VerificationReport",
    "is_country",
    "is_iri",
    "is_partial_date",
    "is_uuid_urn",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRecord:
    """Facts and indicative equivalences, without a decision.

    id: urn:uuid. valid_from, valid_until: aware, half-open; at most a year, since nobody decided
    that the comparison holds longer. trace: steps as the answer's wire shape has them.
    scales: the frameworks on the way, from home to the destination.
    """

    max_validity: ClassVar[timedelta | None] = timedelta(days=366)

    id: str
    holder: Holder
    achievement: Achievement
    basis: Basis = Basis.FORMAL_QUALIFICATION
    origin_level: LevelClaim | None = None
    equivalences: tuple[Equivalence, ...] = ()
    trace: tuple[Mapping[str, Any], ...] = ()
    scales: tuple[FrameworkScale, ...] = ()
    outcomes: tuple[LearningOutcome, ...] = ()
    assessments: tuple[AssessmentClaim, ...] = ()
    evidence: tuple[EvidenceClaim, ...] = ()
    quality: tuple[QualityClaim, ...] = ()
    valid_from: datetime
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        require(is_uuid_urn(self.id), "A record's id is a urn:uuid in lower case.")
        for instant in (self.valid_from, self.valid_until):
            require(
                instant is None or instant.utcoffset() == timedelta(0),
                "Validity is given in UTC.",
            )
        require(
            self.valid_until is None or self.valid_from < self.valid_until,
            "A record's validity cannot end before it starts.",
        )
        if self.max_validity is not None:
            require(
                self.valid_until is not None
                and self.valid_until - self.valid_from <= self.max_validity,
                "A skill record is valid for at most twelve months.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionDecision(SkillRecord):
    """An authority's decision, with the facts it rests on. valid_until: None is open."""

    max_validity: ClassVar[timedelta | None] = None

    decision: Decision


_PURPOSES = frozenset({"revocation", "suspension"})


class StatusEntry(msgspec.Struct, frozen=True):
    """Where a credential's status stands. purpose: "revocation" or "suspension"."""

    list_url: str
    index: int
    purpose: str = "revocation"

    def __post_init__(self) -> None:
        if not self.list_url.startswith("https://"):
            raise RecordInvalid("A status list has an https URL.")
        if self.index < 0:
            raise RecordInvalid("A status index counts from 0.")
        if self.purpose not in _PURPOSES:
            raise RecordInvalid("A status has a known purpose.")


class CheckStatus(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Check:
    """One step of a verification. `code` is stable; `detail` is a sentence for people."""

    name: str
    status: CheckStatus
    code: str | None = None
    detail: str = ""

    @classmethod
    def passed(cls, name: str, detail: str = "") -> Self:
        return cls(name, CheckStatus.PASSED, None, detail)

    @classmethod
    def failed(cls, name: str, code: str, detail: str = "") -> Self:
        return cls(name, CheckStatus.FAILED, code, detail)

    @classmethod
    def not_checked(cls, name: str, code: str, detail: str = "") -> Self:
        return cls(name, CheckStatus.NOT_CHECKED, code, detail)

    def __bool__(self) -> NoReturn:
        raise TypeError("A check is not a truth value: ask .status.")

    def to_json(self) -> dict[str, str | None]:
        return {
            "name": self.name,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
        }


class ReportOutcome(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"


# A member of an enumeration takes its time to look up.
_PASSED, _FAILED = CheckStatus.PASSED, CheckStatus.FAILED
_VALID, _UNDETERMINED = ReportOutcome.VALID, ReportOutcome.UNDETERMINED

# `status` counts only where the credential names one; then it has a check.
COUNTED = frozenset({"proof", "issuer_trusted", "validity", "schema", "status"})
COUNTED_OF_PRESENTATIONS = COUNTED | {"holder_binding"}
# Of a certificate: pages that contradict the credential inside are a forgery around it. Pages
# that could not be compared leave the credential what it is, unless nothing vouches for them.
PRINTED = frozenset({"qr_matches", "print_matches", "seal"})
UNVOUCHED = "edition_unvouched"


class VerificationReport(msgspec.Struct, frozen=True):
    """What was checked, and what came of it.

    issuer: did and name, the name from the trust list only. claims: the credential's own terms,
    empty unless the proof holds: a stranger's words are not repeated under our name.
    """

    format: str
    issuer_id: str | None
    issuer_name: str | None
    credential_id: str | None
    checks: tuple[Check, ...]
    claims: Mapping[str, Any] = msgspec.field(default_factory=dict)
    # When the oldest status list that was used was signed; None where none was.
    status_as_of: datetime | None = None
    # Of a presentation: who showed it, and a report for each credential in it.
    presented: bool = False
    holder_id: str | None = None
    credentials: "tuple[VerificationReport, ...]" = ()
    # What ours say of their holder, in the terms of our context; not a part of the answer.
    subject: Mapping[str, Any] = msgspec.field(default_factory=dict)

    @property
    def outcome(self) -> ReportOutcome:
        """Architecture, section 5: one failure is invalid, one gap is undetermined."""
        counted = COUNTED_OF_PRESENTATIONS if self.presented else COUNTED
        passed = gaps = 0
        for check in self.checks:
            if check.name in counted:
                if check.status is _PASSED:
                    passed += 1
                elif check.status is _FAILED:
                    return ReportOutcome.INVALID
                else:
                    gaps += 1
            elif check.name in PRINTED:
                if check.status is _FAILED:
                    return ReportOutcome.INVALID
                gaps += check.code == UNVOUCHED
        return _UNDETERMINED if gaps or not passed else _VALID

    @property
    def valid(self) -> bool:
        return self.outcome is _VALID

    def counts(self, name: str) -> bool:
        """Whether the outcome depends on this check; the others inform."""
        return name in (COUNTED_OF_PRESENTATIONS if self.presented else COUNTED)

    def check(self, name: str) -> Check | None:
        """The check of that name, if it was part of this verification."""
        return next((check for check in self.checks if check.name == name), None)

    def __bool__(self) -> NoReturn:
        raise TypeError("A report is not a truth value: ask .outcome or .valid.")

    def to_json(self) -> dict[str, Any]:
        """The answer of POST /api/v1/verify, without `meaning`."""
        shown: dict[str, Any] = {
            "valid": self.valid,
            "outcome": self.outcome.value,
            "format": self.format,
            "issuer": {"id": self.issuer_id, "name": self.issuer_name},
            "checks": [check.to_json() for check in self.checks],
            "claims": dict(self.claims),
            "status_as_of": self.status_as_of.isoformat() if self.status_as_of else None,
        }
        if self.presented:
            shown["holder"] = {"id": self.holder_id}
            shown["credentials"] = [report.to_json() for report in self.credentials]
        return shown
