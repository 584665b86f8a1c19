"""JSON shapes of the recognition procedure."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from credentials.claims import MAX_MONTHS
from credentials.model import MeasureKind
from mappings.model import Purpose
from registry.storage.tables.applications import Application, Assessment, CaseEvent, Evidence
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.decisions import Decision
from registry.usecases.case_views import CaseView
from registry.usecases.decisions import DecisionDraft
from registry.usecases.measures import MAX_TEXT, MOST, MeasureDraft
from registry.usecases.recognition import ApplicationDraft
from registry.web.fact_schemas import CorrectionOut, QualityOut, SkillAssessmentOut
from registry.web.schemas import Incoming, OptionalCode, Text

Version = Annotated[int | None, Field(ge=1)]


class ApplicationIn(Incoming):
    """Either `qualification`, or `title` and `origin_country` with or without framework, level."""

    destination: Annotated[str, Field(max_length=10)]
    purpose: Purpose
    awarded: Annotated[str, Field(max_length=10, examples=["2019-05"])]
    qualification: str | None = None
    title: Annotated[str, Field(max_length=300)] = ""
    awarding_body: Annotated[str, Field(max_length=300)] = ""
    origin_country: Annotated[str, Field(max_length=10)] = ""
    framework: str | None = None
    level: OptionalCode = None
    occupation: str | None = None
    authority: str | None = None
    consent: bool = False

    def draft(self) -> ApplicationDraft:
        return ApplicationDraft(
            destination=self.destination,
            purpose=self.purpose,
            awarded=self.awarded,
            qualification_id=self.qualification,
            qualification_title=self.title,
            awarding_body=self.awarding_body,
            origin_country=self.origin_country,
            framework_id=self.framework,
            level=self.level,
            occupation=self.occupation,
            authority_id=self.authority,
            consent=self.consent,
        )


class MeasureIn(Incoming):
    """kind: aptitude_test, adaptation_period, bridging_course, language or other."""

    text: Annotated[str, Field(max_length=MAX_TEXT)]
    kind: MeasureKind = MeasureKind.OTHER
    months: Annotated[int | None, Field(ge=1, le=MAX_MONTHS)] = None

    def draft(self) -> MeasureDraft:
        return MeasureDraft(self.text, self.kind.value, self.months)


def _told_in_words(measure: object) -> object:
    """A text alone is a measure of no particular kind."""
    return {"text": measure} if isinstance(measure, str) else measure


class DecisionIn(Incoming):
    """outcome: FULL, PARTIAL, CONDITIONAL, REFUSED or STATEMENT_ONLY. level: "de-dqr:4".

    measures: each with its kind, or a text alone, which is of the kind `other`.
    """

    outcome: str
    level: OptionalCode = None
    legal_basis: Text = ""
    reasons: Text = ""
    remedies: Text = ""
    measures: Annotated[
        tuple[Annotated[MeasureIn, BeforeValidator(_told_in_words)], ...],
        Field(max_length=MOST),
    ] = ()
    appeal_body: Annotated[str, Field(max_length=300)] = ""
    appeal_until: date | None = None

    def draft(self) -> DecisionDraft:
        stated = self.model_dump(exclude={"measures"})
        return DecisionDraft(**stated, measures=tuple(one.draft() for one in self.measures))


class DecideIn(Incoming):
    """Without `decision`: as proposed."""

    decision: DecisionIn | None = None
    expected_version: Version = None


class EventIn(Incoming):
    """event: a step of the procedure. `proposal` goes with propose, `requested` with
    request_information; `consent` is the worker's consent before submit."""

    event: Annotated[str, Field(max_length=40)]
    note: Text = ""
    requested: tuple[Text, ...] = ()
    proposal: DecisionIn | None = None
    expected_version: Version = None


class AppealIn(Incoming):
    grounds: Text
    expected_version: Version = None


class ReasonIn(Incoming):
    reason: Annotated[str, Field(max_length=500)]


class ApplicationOut(BaseModel):
    id: UUID
    state: str
    version: int
    authority: str
    qualification: str | None
    title: str
    awarding_body: str
    origin_country: str
    framework: str | None
    level: str | None
    awarded: str
    destination: str
    purpose: str
    occupation: str | None
    details: dict[str, Any] | None
    consent: bool
    created_at: datetime
    submitted_at: datetime | None
    closed_at: datetime | None
    due_on: date | None
    due_kind: str | None

    @classmethod
    def of(cls, row: Application) -> Self:
        renamed = {
            "authority": row.authority_id,
            "qualification": row.qualification_id,
            "title": row.qualification_title,
            "framework": row.framework_id,
            "awarded": row.awarded_text,
        }
        same = {name: getattr(row, name) for name in cls.model_fields if name not in renamed}
        return cls(**renamed, **same)


class EvidenceOut(BaseModel):
    id: UUID
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    issued_by: str
    role: str
    started_on: str
    ended_on: str
    added_at: datetime

    @classmethod
    def of(cls, row: Evidence) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class EventOut(BaseModel):
    sequence: int
    event: str
    from_state: str
    to_state: str
    note: str
    happened_at: datetime

    @classmethod
    def of(cls, row: CaseEvent) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class AssessmentOut(BaseModel):
    id: UUID
    proposal: dict[str, Any]
    assessed_at: datetime

    @classmethod
    def of(cls, row: Assessment) -> Self:
        return cls(id=row.id, proposal=row.proposal, assessed_at=row.assessed_at)


class MeasureOut(BaseModel):
    kind: str
    text: str
    months: int | None = None


class DecisionOut(BaseModel):
    id: UUID
    outcome: str
    authority: str
    level: dict[str, Any] | None
    legal_basis: str
    reasons: str
    remedies: str
    measures: list[MeasureOut]
    appeal_body: str
    appeal_until: date | None
    release: int
    path_id: str | None
    decided_at: datetime
    credential: UUID | None

    @classmethod
    def of(cls, row: Decision, credential: IssuedCredential | None) -> Self:
        renamed = {
            "authority": row.authority_id,
            "release": row.release_number,
            "credential": credential.id if credential else None,
        }
        same = {name: getattr(row, name) for name in cls.model_fields if name not in renamed}
        return cls(**renamed, **same)


class CaseOut(BaseModel):
    """The case as its reader sees it. assessment: the proposal, for officers. assessments: how the
    worker was assessed."""

    application: ApplicationOut
    authority_name: str
    events: list[EventOut]
    evidence: list[EvidenceOut]
    assessments: list[SkillAssessmentOut]
    quality: list[QualityOut]
    corrections: list[CorrectionOut]
    assessment: AssessmentOut | None
    decision: DecisionOut | None
    comparability: dict[str, Any] | None
    due_on: date | None
    due_kind: str | None
    days_left: int | None
    next_actor: str | None
    allowed_events: list[str]
    missing: list[str]

    @classmethod
    def of(cls, view: CaseView) -> Self:
        return cls(
            application=ApplicationOut.of(view.application),
            authority_name=view.authority_name,
            events=[EventOut.of(row) for row in view.events],
            evidence=[EvidenceOut.of(row) for row in view.evidence],
            assessments=[SkillAssessmentOut.of(row) for row in view.assessments],
            quality=[QualityOut.of(row, view.application) for row in view.quality],
            corrections=[CorrectionOut.of(row, view.application.id) for row in view.corrections],
            assessment=AssessmentOut.of(view.assessment) if view.assessment else None,
            decision=DecisionOut.of(view.decision, view.credential) if view.decision else None,
            comparability=view.comparability,
            due_on=view.due_on,
            due_kind=view.due_kind,
            days_left=view.days_left,
            next_actor=view.next_actor,
            allowed_events=list(view.allowed_events),
            missing=list(view.missing),
        )


class CredentialOut(BaseModel):
    """It rests on a decision or an attestation. credential: the vc+jwt as signed.

    edition: counts reissues from 1; replaced_by: the next one.
    """

    id: UUID
    decision: UUID | None
    attestation: UUID | None
    edition: int
    replaced_by: UUID | None
    authority: str
    status: str
    status_reason: str
    issued_at: datetime
    valid_until: datetime | None
    credential: str

    @classmethod
    def of(cls, row: IssuedCredential) -> Self:
        return cls(
            id=row.id,
            decision=row.decision_id,
            attestation=row.attestation_id,
            edition=row.edition,
            replaced_by=row.replaced_by,
            authority=row.authority_id,
            status=row.status,
            status_reason=row.status_reason,
            issued_at=row.issued_at,
            valid_until=row.valid_until,
            credential=row.vc_jwt,
        )
