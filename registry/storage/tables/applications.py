"""A worker's application and the case that grows from it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class Application(SQLModel, table=True):
    """state: see usecases/procedure.py. version: raised by every change; two cannot win.

    framework_id, level: the worker's level at home as stated, None if unknown. awarded_on: the
    day of award; awarded_text keeps its precision ("2019", "2019-05"). due_on, due_kind: the
    deadline that runs now, or None. requested: what the officer asked the worker to supply.
    details: fields of `usecases.qualification_details.Details`, None before they are recorded.
    """

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_queue", "authority_id", "state", "submitted_at", "id"),
        Index("ix_application_origin", "framework_id", "id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    applicant_id: UUID = Field(foreign_key="account.id", index=True)
    authority_id: str = Field(foreign_key="organisation.id", max_length=100)
    qualification_id: str | None = Field(default=None, foreign_key="qualification.id")
    qualification_title: str = Field(max_length=300)
    awarding_body: str = Field(default="", max_length=300)
    origin_country: str = Field(max_length=10)
    framework_id: str | None = Field(default=None, max_length=60)
    level: str | None = Field(default=None, max_length=40)
    awarded_on: date
    awarded_text: str = Field(max_length=10)
    destination: str = Field(max_length=10)
    purpose: str = Field(max_length=30)
    occupation: str | None = Field(default=None, max_length=10)
    consent: bool = False
    state: str = Field(default="DRAFT", max_length=20)
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    complete_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_on: date | None = Field(default=None, index=True)
    due_kind: str | None = Field(default=None, max_length=20)
    requested: list[str] = Field(default_factory=list, sa_type=JSON)
    details: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class Evidence(SQLModel, table=True):
    """kind: document, employer_attestation, test or interview. sha256: of the content, hex.

    issued_by, role, started_on, ended_on: of an employer's attestation, as exact as known.
    """

    __tablename__ = "evidence"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    kind: str = Field(max_length=30)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=60)
    size: int
    sha256: str = Field(max_length=64)
    content: bytes
    issued_by: str = Field(default="", max_length=300)
    role: str = Field(default="", max_length=200)
    started_on: str = Field(default="", max_length=10)
    ended_on: str = Field(default="", max_length=10)
    added_by: UUID = Field(foreign_key="account.id")
    added_at: datetime = Field(sa_type=UtcDateTime)


class CaseEvent(SQLModel, table=True):
    """One step of a case, in order of `sequence` from 1. note: shown to the worker."""

    __tablename__ = "case_event"

    application_id: UUID = Field(foreign_key="application.id", primary_key=True)
    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    event: str = Field(max_length=40)
    from_state: str = Field(max_length=20)
    to_state: str = Field(max_length=20)
    actor_id: UUID | None = Field(default=None, foreign_key="account.id")
    note: str = ""
    happened_at: datetime = Field(sa_type=UtcDateTime)


class Assessment(SQLModel, table=True):
    """What the assessor proposes; the decider reads it. proposal: fields of DecisionDraft.

    case_version: of the application, for the order of several in one case.
    """

    __tablename__ = "assessment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    case_version: int
    assessor_id: UUID = Field(foreign_key="account.id")
    proposal: dict[str, Any] = Field(sa_type=JSON)
    comparability: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    assessed_at: datetime = Field(sa_type=UtcDateTime)
