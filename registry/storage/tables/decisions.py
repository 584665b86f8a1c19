"""What an authority decided, with what it knew when it did."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class Decision(SQLModel, table=True):
    """outcome: FULL, PARTIAL, CONDITIONAL, REFUSED or STATEMENT_ONLY.

    case_version: of the application, for the order of several in one case.
    comparability: the graph's answer of that moment, frozen (`mappings.trace.describe`).
    origin_level, level: {"framework_id", "framework_name", "framework_iri", "level",
    "level_iri"} or None. measures: {"kind", "text"}, and "months" of an adaptation period; the
    kinds are those of `credentials.claim_kinds`. superseded_at: set when an appeal remits the case
    or measures end.
    """

    __tablename__ = "decision"
    __table_args__ = (
        # Whatever the code does: one decision of a case stands.
        Index(
            "uq_decision_standing",
            "application_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    case_version: int
    authority_id: str = Field(foreign_key="organisation.id", max_length=100)
    outcome: str = Field(max_length=20)
    decider_id: UUID = Field(foreign_key="account.id")
    assessment_id: UUID | None = Field(default=None, foreign_key="assessment.id")
    legal_basis: str = ""
    reasons: str = ""
    remedies: str = ""
    measures: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    appeal_body: str = ""
    appeal_until: date | None = None
    origin_level: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    level: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    comparability: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    release_number: int = Field(foreign_key="release.number")
    path_id: str | None = Field(default=None, max_length=64)
    decided_at: datetime = Field(sa_type=UtcDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
