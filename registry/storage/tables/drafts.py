"""Drafts of the next release: rows until they are published, then history."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class Draft(SQLModel, table=True):
    """state: see usecases/draft_states.py. version: raised by every change; two cannot win.

    base_release: the release that its changes start from. published_as: the release made of it.
    seed_sha256: hash of the curated files it came from, None where curators wrote it.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_newest", "created_at", "id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    title: str = Field(max_length=200)
    description: str = ""
    author_id: UUID | None = Field(default=None, foreign_key="account.id")
    organisation_id: str = Field(foreign_key="organisation.id", max_length=100)
    base_release: int = Field(foreign_key="release.number")
    state: str = Field(default="OPEN", max_length=20)
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    published_as: int | None = Field(default=None, foreign_key="release.number", unique=True)
    seed_sha256: str | None = Field(default=None, max_length=64)


class DraftChange(SQLModel, table=True):
    """One edit. act: add, supersede or withdraw. iri: of the part it is about; one edit each.

    part: as `mappings.plain` writes it, None to withdraw. author_id None: the command line.
    """

    __tablename__ = "draft_change"
    __table_args__ = (UniqueConstraint("draft_id", "iri"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    draft_id: UUID = Field(foreign_key="draft.id", ondelete="CASCADE")
    position: int
    act: str = Field(max_length=10)
    noun: str = Field(max_length=20)
    iri: str = Field(max_length=300)
    part: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    author_id: UUID | None = Field(default=None, foreign_key="account.id")
    changed_at: datetime = Field(sa_type=UtcDateTime)


class DraftReview(SQLModel, table=True):
    """verdict: approved or returned. version: of the draft that the reviewer saw."""

    __tablename__ = "draft_review"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    draft_id: UUID = Field(foreign_key="draft.id", index=True, ondelete="CASCADE")
    reviewer_id: UUID = Field(foreign_key="account.id")
    organisation_id: str = Field(foreign_key="organisation.id", max_length=100)
    version: int
    verdict: str = Field(max_length=10)
    note: str = ""
    reviewed_at: datetime = Field(sa_type=UtcDateTime)


class DraftComment(SQLModel, table=True):
    """iri: of the change it is about, "" for the whole draft."""

    __tablename__ = "draft_comment"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    draft_id: UUID = Field(foreign_key="draft.id", index=True, ondelete="CASCADE")
    author_id: UUID = Field(foreign_key="account.id")
    iri: str = Field(default="", max_length=300)
    text: str
    written_at: datetime = Field(sa_type=UtcDateTime)


class RegressionExamples(SQLModel, table=True):
    """A file of examples that came with a draft and is run before every later release.

    release_number: since which it stands; None while its draft is not published. retired_at:
    set when it is run no longer.
    """

    __tablename__ = "regression_examples"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    draft_id: UUID = Field(foreign_key="draft.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id", max_length=100)
    name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    content: bytes
    questions: int
    release_number: int | None = Field(default=None, foreign_key="release.number")
    added_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
