"""What officers say of an assessment or of quality assurance, checked before it is recorded."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from credentials.claim_forms import is_https_url
from credentials.model import AssessmentKind, IdentityCheck, QualityKind
from registry.errors import DatesReversed
from registry.usecases.award_dates import parse_partial
from registry.usecases.stated_facts import invalid, one_line

MAX_REASON = 500
ASSESSMENT_KINDS = tuple(kind.value for kind in AssessmentKind)
IDENTITY_CHECKS = tuple(check.value for check in IdentityCheck)
QUALITY_KINDS = tuple(kind.value for kind in QualityKind)
_LONGEST = {
    "assessor": 300,
    "result": 300,
    "grade": 100,
    "scale": 200,
    "body": 300,
    "iri": 500,
    "number": 100,
}


@dataclass(frozen=True, slots=True)
class AssessmentDraft:
    """kind: of ASSESSMENT_KINDS. assessor: the body, never a person. assessed_on: as exact as
    known ("2026-03"). identity_check: of IDENTITY_CHECKS, None where nobody knows."""

    kind: str
    assessor: str
    assessed_on: str = ""
    result: str = ""
    grade: str = ""
    scale: str = ""
    identity_check: str | None = None


@dataclass(frozen=True, slots=True)
class QualityDraft:
    """kind: of QUALITY_KINDS. body: who states it. iri: https, of the entry in a register.
    number: of the entry. valid_until: the last day, None where it is open."""

    kind: str
    body: str
    iri: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def checked_reason(reason: str) -> str:
    """Raises ValidationFailed."""
    cleaned = one_line(reason, "reason", MAX_REASON)
    if not cleaned:
        raise invalid("reason", f"A reason of 1 to {MAX_REASON} characters is needed.")
    return cleaned


_Draft = TypeVar("_Draft", AssessmentDraft, QualityDraft)


def _cleaned(draft: _Draft) -> _Draft:
    """Every text in one line and within its bounds. Raises ValidationFailed."""
    texts: dict[str, Any] = {
        name: one_line(getattr(draft, name), name, longest)
        for name, longest in _LONGEST.items()
        if hasattr(draft, name)
    }
    return replace(draft, **texts)


def checked_assessment(draft: AssessmentDraft, *, today: date) -> AssessmentDraft:
    """Cleaned and complete. Raises ValidationFailed."""
    cleaned = replace(
        _cleaned(draft),
        assessed_on=draft.assessed_on.strip(),
        identity_check=draft.identity_check or None,
    )
    if cleaned.kind not in ASSESSMENT_KINDS:
        raise invalid("kind", f"The kind is one of {', '.join(ASSESSMENT_KINDS)}.")
    if cleaned.identity_check not in {None, *IDENTITY_CHECKS}:
        raise invalid("identity_check", f"One of {', '.join(IDENTITY_CHECKS)}, or nothing.")
    if not cleaned.assessor:
        raise invalid("assessor", "Name the body that assessed.")
    if not cleaned.result and not cleaned.grade:
        raise invalid("result", "Say what came of it: a result in words, or a grade.")
    if cleaned.scale and not cleaned.grade:
        raise invalid("grade", "A scale needs the grade that stands on it.")
    if cleaned.assessed_on:
        parse_partial(cleaned.assessed_on, today=today, field="assessed_on")
    return cleaned


def checked_quality(draft: QualityDraft) -> QualityDraft:
    """Cleaned and complete. Raises ValidationFailed, DatesReversed."""
    cleaned = _cleaned(draft)
    if cleaned.kind not in QUALITY_KINDS:
        raise invalid("kind", f"The kind is one of {', '.join(QUALITY_KINDS)}.")
    if not cleaned.body:
        raise invalid("body", "Name the agency or the register that states it.")
    if cleaned.iri and not is_https_url(cleaned.iri):
        raise invalid("iri", "The address of a register's entry begins with https://.")
    if cleaned.valid_from and cleaned.valid_until and cleaned.valid_until < cleaned.valid_from:
        raise DatesReversed("It ends before it begins.", field="valid_until")
    return cleaned
