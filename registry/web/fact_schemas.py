"""JSON shapes of what officers find out in a case, and of corrections."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from credentials.claims import MAX_WORKLOAD_HOURS
from credentials.model import AssessmentKind, IdentityCheck, QualityKind
from mappings.curated_records import QualityRegister
from registry.storage.tables.applications import Application
from registry.storage.tables.case_facts import (
    PersonCorrection,
    QualityStatement,
    SkillAssessment,
)
from registry.usecases.case_facts import covers_award
from registry.usecases.corrections import CorrectionDraft
from registry.usecases.fact_drafts import AssessmentDraft, QualityDraft
from registry.usecases.qualification_details import MAX_SHORT, MAX_TEXT, Details
from registry.web.schemas import Incoming

Long = Annotated[str, Field(max_length=MAX_TEXT)]


class AssessmentIn(Incoming):
    """assessor: the body, never a person. assessed_on: as exact as known. A result in words, a
    grade (with its scale), or both."""

    kind: AssessmentKind
    assessor: Annotated[str, Field(max_length=300, examples=["Chamber of Crafts Cologne"])]
    assessed_on: Annotated[str, Field(max_length=10, examples=["2026-03-14"])] = ""
    result: Annotated[str, Field(max_length=300, examples=["passed"])] = ""
    grade: Annotated[str, Field(max_length=100, examples=["2.0"])] = ""
    scale: Annotated[str, Field(max_length=200, examples=["1.0 (best) to 5.0"])] = ""
    identity_check: IdentityCheck | None = None

    def draft(self) -> AssessmentDraft:
        return AssessmentDraft(**self.model_dump())


class SkillAssessmentOut(BaseModel):
    id: UUID
    kind: str
    assessor: str
    assessed_on: str
    result: str
    grade: str
    scale: str
    identity_check: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, row: SkillAssessment) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class QualityIn(Incoming):
    """body: the agency or register that states it. iri: https, of the register's entry. number: of
    the entry. valid_until: the last day."""

    kind: QualityKind
    body: Annotated[str, Field(max_length=300, examples=["France compétences (RNCP)"])]
    iri: Annotated[str, Field(max_length=500)] = ""
    number: Annotated[str, Field(max_length=100)] = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def draft(self) -> QualityDraft:
        return QualityDraft(**self.model_dump())


class QualityOut(BaseModel):
    """covers_award: it was in force on the day of the award."""

    id: UUID
    kind: str
    body: str
    iri: str
    number: str
    valid_from: date | None
    valid_until: date | None
    covers_award: bool
    recorded_at: datetime

    @classmethod
    def of(cls, row: QualityStatement, application: Application) -> Self:
        same = {name: getattr(row, name) for name in cls.model_fields if name != "covers_award"}
        return cls(covers_award=covers_award(row, application), **same)


class QualityRegisterOut(BaseModel):
    """kind: what an entry states. website: where to begin. checked: a text that says so was
    read."""

    kind: str
    register_name: Annotated[str, Field(serialization_alias="register")]
    website: str
    checked: bool

    @classmethod
    def of(cls, row: QualityRegister) -> Self:
        return cls(
            kind=row.kind,
            register_name=row.register,
            website=f"https://{row.website_domain}/",
            checked=row.checked,
        )


class DetailsIn(Incoming):
    """As the diploma and its supplement tell. duration: ISO 8601 ("P2Y"). credit_points with
    credit_system. languages of instruction: BCP 47 tags."""

    description: Long = ""
    criteria: Long = ""
    official_url: Annotated[str, Field(max_length=MAX_SHORT)] = ""
    workload_hours: Annotated[int | None, Field(ge=1, le=MAX_WORKLOAD_HOURS)] = None
    duration: Annotated[str, Field(max_length=MAX_SHORT, examples=["P2Y"])] = ""
    credit_points: Annotated[str, Field(max_length=MAX_SHORT, examples=["180"])] = ""
    credit_system: Annotated[str, Field(max_length=MAX_SHORT, examples=["ECTS"])] = ""
    languages: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    entry_requirements: Long = ""
    further_learning: Long = ""
    occupations: Long = ""
    legal_basis: Long = ""

    def details(self) -> Details:
        return Details(**self.model_dump())


class CorrectionIn(Incoming):
    """What is left out stays as it is. reason: what shows it, such as a passport."""

    reason: Annotated[str, Field(max_length=500)]
    given_name: Annotated[str | None, Field(max_length=200)] = None
    family_name: Annotated[str | None, Field(max_length=200)] = None
    name_native: Annotated[str | None, Field(max_length=200)] = None
    birth_date: date | None = None

    def draft(self) -> CorrectionDraft:
        return CorrectionDraft(**self.model_dump())


class CorrectionOut(BaseModel):
    """state: open, confirmed or declined. before, after: the fields that change.

    reason, settled_reason: empty where another authority's case was the place.
    """

    id: UUID
    application: UUID
    state: str
    before: dict[str, str | None]
    after: dict[str, str | None]
    reason: str
    proposed_at: datetime
    settled_at: datetime | None
    settled_reason: str

    @classmethod
    def of(cls, row: PersonCorrection, application_id: UUID) -> Self:
        here = row.application_id == application_id
        return cls(
            id=row.id,
            application=row.application_id,
            state=row.state,
            before=row.before,
            after=row.after,
            reason=row.reason if here else "",
            proposed_at=row.proposed_at,
            settled_at=row.settled_at,
            settled_reason=row.settled_reason if here else "",
        )
