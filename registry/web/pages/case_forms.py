"""What the forms of a case send, for workers and officers alike."""

from datetime import date
from itertools import zip_longest
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from mappings.model import Purpose
from registry.usecases.corrections import CorrectionDraft
from registry.usecases.decisions import DecisionDraft
from registry.usecases.fact_drafts import AssessmentDraft, QualityDraft
from registry.usecases.measures import MeasureDraft
from registry.usecases.qualification_details import Details
from registry.usecases.recognition import ApplicationDraft
from registry.web.schemas import OptionalCode, empty_is_absent

Version = Annotated[int | None, BeforeValidator(empty_is_absent)]
Day = Annotated[date | None, BeforeValidator(empty_is_absent)]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class ApplicationForm(BaseModel):
    """The steps before it fill the hidden fields."""

    destination: str = ""
    purpose: Purpose = Purpose.EMPLOYMENT
    awarded: str = ""
    qualification: OptionalCode = None
    title: str = ""
    awarding_body: str = ""
    origin_country: str = ""
    framework: OptionalCode = None
    level: OptionalCode = None
    occupation: OptionalCode = None
    authority: OptionalCode = None
    consent: str = ""
    q: str = ""

    def draft(self) -> ApplicationDraft:
        return ApplicationDraft(
            destination=self.destination,
            purpose=self.purpose,
            awarded=self.awarded.strip(),
            qualification_id=self.qualification,
            qualification_title=self.title.strip(),
            awarding_body=self.awarding_body.strip(),
            origin_country=self.origin_country.strip().upper(),
            framework_id=self.framework,
            level=self.level,
            occupation=self.occupation,
            authority_id=self.authority,
            consent=self.consent == "yes",
        )


class EventForm(BaseModel):
    event: str
    note: str = ""
    requested: str = ""
    version: Version = None

    @property
    def requested_lines(self) -> tuple[str, ...]:
        return _lines(self.requested)


class DecisionForm(BaseModel):
    """The same form proposes and decides. as_proposed: decide without changing anything.

    measure_kind, measure_text, measure_months: one entry of each for every row, empty or not.
    """

    outcome: str = ""
    level: OptionalCode = None
    legal_basis: str = ""
    reasons: str = ""
    remedies: str = ""
    measure_kind: list[str] = []
    measure_text: list[str] = []
    measure_months: list[Annotated[int | None, BeforeValidator(empty_is_absent)]] = []
    appeal_body: str = ""
    appeal_until: Day = None
    as_proposed: str = ""
    version: Version = None

    def _measures(self) -> tuple[MeasureDraft, ...]:
        rows = zip_longest(self.measure_text, self.measure_kind, self.measure_months)
        return tuple(
            MeasureDraft(text or "", kind or "other", months) for text, kind, months in rows
        )

    def draft(self) -> DecisionDraft:
        return DecisionDraft(
            outcome=self.outcome,
            level=self.level,
            legal_basis=self.legal_basis.strip(),
            reasons=self.reasons.strip(),
            remedies=self.remedies.strip(),
            measures=self._measures(),
            appeal_body=self.appeal_body.strip(),
            appeal_until=self.appeal_until,
        )


class AssessmentForm(BaseModel):
    kind: str = ""
    assessor: str = ""
    assessed_on: str = ""
    result: str = ""
    grade: str = ""
    scale: str = ""
    identity_check: OptionalCode = None

    def draft(self) -> AssessmentDraft:
        return AssessmentDraft(**self.model_dump())


class QualityForm(BaseModel):
    kind: str = ""
    body: str = ""
    iri: str = ""
    number: str = ""
    valid_from: Day = None
    valid_until: Day = None

    def draft(self) -> QualityDraft:
        return QualityDraft(**self.model_dump())


class CorrectionForm(BaseModel):
    """The form shows how it is; what stays is sent as it was."""

    given_name: str | None = None
    family_name: str | None = None
    name_native: str | None = None
    birth_date: Day = None
    reason: str = ""

    def draft(self) -> CorrectionDraft:
        return CorrectionDraft(**self.model_dump())


class DetailsForm(BaseModel):
    """languages: tags between commas or spaces."""

    description: str = ""
    criteria: str = ""
    official_url: str = ""
    workload_hours: Annotated[int | None, BeforeValidator(empty_is_absent)] = None
    duration: str = ""
    credit_points: str = ""
    credit_system: str = ""
    languages: str = ""
    entry_requirements: str = ""
    further_learning: str = ""
    occupations: str = ""
    legal_basis: str = ""

    def details(self) -> Details:
        tags = tuple(self.languages.replace(",", " ").split())
        return Details(**self.model_dump(exclude={"languages"}), languages=tags)
