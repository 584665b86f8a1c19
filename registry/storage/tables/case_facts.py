"""What officers found out in a case, and what they corrected: rows that are never rewritten."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class SkillAssessment(SQLModel, table=True):
    """How the worker was assessed, and what came of it; `Assessment` is the officer's proposal.

    kind, identity_check: values of `credentials.claim_kinds`. assessor: the body, never a person.
    assessed_on: as exact as known. grade stands on scale. taken_back_at: it was an error.
    """

    __tablename__ = "skill_assessment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    kind: str = Field(max_length=30)
    assessor: str = Field(max_length=300)
    assessed_on: str = Field(default="", max_length=10)
    result: str = Field(default="", max_length=300)
    grade: str = Field(default="", max_length=100)
    scale: str = Field(default="", max_length=200)
    identity_check: str | None = Field(default=None, max_length=20)
    recorded_by: UUID = Field(foreign_key="account.id")
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    taken_back_by: UUID | None = Field(default=None, foreign_key="account.id")
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_back_reason: str = Field(default="", max_length=500)


class QualityStatement(SQLModel, table=True):
    """Who vouches for the awarding body or the qualification, as a verifier found it.

    kind: a value of `credentials.claim_kinds.QualityKind`. body: the agency or register. iri: of
    the register's entry. valid_until: the last day, None where it is open.
    """

    __tablename__ = "quality_statement"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    kind: str = Field(max_length=30)
    body: str = Field(max_length=300)
    iri: str = Field(default="", max_length=500)
    number: str = Field(default="", max_length=100)
    valid_from: date | None = None
    valid_until: date | None = None
    recorded_by: UUID = Field(foreign_key="account.id")
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    taken_back_by: UUID | None = Field(default=None, foreign_key="account.id")
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_back_reason: str = Field(default="", max_length=500)


class PersonCorrection(SQLModel, table=True):
    """A name or a birth date that was written wrongly, and how it is right.

    before, after: only the fields that change, of given_name, family_name, name_native and
    birth_date (ISO). state: open, confirmed or declined. application_id: the case in which it was
    noticed, whose authority confirms it.
    """

    __tablename__ = "person_correction"
    __table_args__ = (
        # Whatever the code does: one correction of a person waits at a time.
        Index(
            "uq_person_correction_open",
            "account_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    application_id: UUID = Field(foreign_key="application.id")
    before: dict[str, Any] = Field(sa_type=JSON)
    after: dict[str, Any] = Field(sa_type=JSON)
    reason: str = Field(max_length=500)
    state: str = Field(default="open", max_length=10)
    proposed_by: UUID = Field(foreign_key="account.id")
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    settled_by: UUID | None = Field(default=None, foreign_key="account.id")
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_reason: str = Field(default="", max_length=500)
