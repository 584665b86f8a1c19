"""What is attested, and what a check of it found: values that cannot be wrong.

Domain model, section 7. Texts are as shown to people; identifiers are absolute IRIs; dates are
ISO 8601. Nothing here knows how it will be written down or signed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NoReturn, Self

from credentials.errors import RecordInvalid

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
_UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class Outcome(StrEnum):
    """What the authority decided."""

    FULL = "FULL"
    PARTIAL = "PARTIAL"
    CONDITIONAL = "CONDITIONAL"
    STATEMENT_ONLY = "STATEMENT_ONLY"
    REFUSED = "REFUSED"


def is_iri(text: str) -> bool:
    """An absolute IRI, as JSON-LD needs it where a thing is named."""
    return _IRI.match(text) is not None


def is_uuid_urn(text: str) -> bool:
    return _UUID_URN.match(text) is not None


def is_partial_date(text: str) -> bool:
    """ISO 8601, as exact as known: "2019", "2019-05" or "2019-05-01"."""
    return _PARTIAL_DATE.match(text) is not None


def is_country(text: str) -> bool:
    return _COUNTRY.match(text) is not None


def _require(condition: bool, detail: str) -> None:
    if not condition:
        raise RecordInvalid(detail)


@dataclass(frozen=True, slots=True)
class Holder:
    """The worker. `id`: a did or a urn:uuid made for this credential, never a URL with a name.

    name_native: the whole name in its own script, empty where it is the same.
    """

    id: str
    given_name: str
    family_name: str
    birth_date: date
    name_native: str = ""

    def __post_init__(self) -> None:
        _require(is_iri(self.id), "A holder's id is an absolute IRI.")
        _require(bool(self.given_name or self.family_name), "A holder has a name.")

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Achievement:
    """The qualification held. country: ISO 3166-1 alpha-2. awarded_on: as exact as known."""

    name: str
    awarding_body: str
    country: str
    awarded_on: str = ""
    name_native: str = ""
    qualification_iri: str = ""
    isced_f: str = ""
    isco08: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.name), "An achievement has a name.")
        _require(is_country(self.country), "A country is an ISO 3166-1 alpha-2 code.")
        if self.awarded_on:
            _require(is_partial_date(self.awarded_on), "An award date is ISO 8601.")
        if self.qualification_iri:
            _require(is_iri(self.qualification_iri), "A qualification is named by an IRI.")


@dataclass(frozen=True, slots=True)
class LevelClaim:
    """One level of one framework, by code ("4+") and by IRI."""

    framework_id: str
    framework_name: str
    framework_iri: str
    level: str
    level_iri: str

    def __post_init__(self) -> None:
        _require(bool(self.framework_id and self.level), "A level names its framework.")
        _require(is_iri(self.framework_iri), "A framework is named by an IRI.")
        _require(is_iri(self.level_iri), "A level is named by an IRI.")


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
        _require(bool(self.framework and self.status), "An equivalence names its framework.")
        _require(len(self.interval) <= 2, "An interval has at most two ends.")
        _require(
            re.fullmatch(r"[0-9a-f]{64}", self.release_sha256) is not None,
            "A release is named with its SHA-256.",
        )
        _require(self.release >= 1, "Releases count from 1.")


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decided. id: its short name in the registry ("de-ihk-fosa"). jurisdiction: ISO 3166."""

    id: str
    name: str
    jurisdiction: str

    def __post_init__(self) -> None:
        _require(bool(self.id and self.name), "An authority has an id and a name.")
        _require(is_country(self.jurisdiction), "A jurisdiction is an ISO 3166-1 alpha-2 code.")


@dataclass(frozen=True, slots=True)
class Decision:
    """One authority, one destination, one purpose. id: an absolute IRI, of the decision itself.

    appeal_until: last day to appeal. appeal_body: whom to write to, in words.
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
    measures: tuple[str, ...] = ()
    appeal_until: date | None = None
    appeal_body: str = ""

    def __post_init__(self) -> None:
        _require(is_iri(self.id), "A decision's id is an absolute IRI.")
        _require(is_country(self.destination), "A destination is an ISO 3166-1 alpha-2 code.")
        _require(bool(self.purpose), "A decision is made for a purpose.")
        _require(bool(self.legal_basis), "A decision names its legal basis.")
        _require(
            self.outcome not in {Outcome.PARTIAL, Outcome.REFUSED} or bool(self.reasons),
            "A partial decision and a refusal give reasons.",
        )
        _require(
            self.outcome is not Outcome.CONDITIONAL or bool(self.measures),
            "A conditional decision names its measures.",
        )
        _require(
            self.appeal_until is None or self.appeal_until >= self.decided_on,
            "An appeal cannot end before the decision.",
        )


@dataclass(frozen=True, slots=True)
class EvidenceClaim:
    """A document the authority saw: what it is and its SHA-256 (lower-case hex), not itself."""

    kind: str
    name: str
    sha256: str

    def __post_init__(self) -> None:
        _require(
            re.fullmatch(r"[0-9a-f]{64}", self.sha256) is not None,
            "Evidence is named with its SHA-256.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRecord:
    """Facts and indicative equivalences, without a decision.

    id: urn:uuid. valid_from, valid_until: aware, half-open; None is open.
    trace: steps as the answer's wire shape has them.
    """

    id: str
    holder: Holder
    achievement: Achievement
    origin_level: LevelClaim | None = None
    equivalences: tuple[Equivalence, ...] = ()
    trace: tuple[Mapping[str, Any], ...] = ()
    evidence: tuple[EvidenceClaim, ...] = ()
    valid_from: datetime
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        _require(is_uuid_urn(self.id), "A record's id is a urn:uuid in lower case.")
        for instant in (self.valid_from, self.valid_until):
            _require(
                instant is None or instant.utcoffset() == timedelta(0),
                "Validity is given in UTC.",
            )
        _require(
            self.valid_until is None or self.valid_from < self.valid_until,
            "A record's validity cannot end before it starts.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionDecision(SkillRecord):
    """An authority's decision, with the facts it rests on."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a credential's status stands. purpose: "revocation" or "suspension"."""

    list_url: str
    index: int
    purpose: str = "revocation"

    def __post_init__(self) -> None:
        _require(self.list_url.startswith("https://"), "A status list has an https URL.")
        _require(self.index >= 0, "A status index counts from 0.")
        _require(self.purpose in {"revocation", "suspension"}, "A status has a known purpose.")


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


# `status` counts only where the credential names one; then it has a check.
COUNTED = frozenset({"proof", "issuer_trusted", "validity", "schema", "status"})


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """What was checked, and what came of it.

    issuer: did and name, the name from the trust list only. claims: the credential's own terms,
    empty unless the proof holds: a stranger's words are not repeated under our name.
    """

    format: str
    issuer_id: str | None
    issuer_name: str | None
    credential_id: str | None
    checks: tuple[Check, ...]
    claims: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> ReportOutcome:
        """Architecture, section 5: one failure is invalid, one gap is undetermined."""
        counted = [check.status for check in self.checks if check.name in COUNTED]
        if CheckStatus.FAILED in counted:
            return ReportOutcome.INVALID
        if CheckStatus.NOT_CHECKED in counted or not counted:
            return ReportOutcome.UNDETERMINED
        return ReportOutcome.VALID

    @property
    def valid(self) -> bool:
        return self.outcome is ReportOutcome.VALID

    def check(self, name: str) -> Check | None:
        """The check of that name, if it was part of this verification."""
        return next((check for check in self.checks if check.name == name), None)

    def __bool__(self) -> NoReturn:
        raise TypeError("A report is not a truth value: ask .outcome or .valid.")

    def to_json(self) -> dict[str, Any]:
        """The answer of POST /api/v1/verify, without `meaning`."""
        return {
            "valid": self.valid,
            "outcome": self.outcome.value,
            "format": self.format,
            "issuer": {"id": self.issuer_id, "name": self.issuer_name},
            "checks": [check.to_json() for check in self.checks],
            "claims": dict(self.claims),
        }
