"""JSON shapes of drafts: what curators and reviewers send and see."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from mappings.validation import Finding
from registry.storage.tables.drafts import (
    Draft,
    DraftChange,
    DraftComment,
    DraftReview,
    RegressionExamples,
)
from registry.usecases.draft_changes import Wanted
from registry.usecases.draft_imports import Taken
from registry.usecases.draft_states import steps_from
from registry.web.schemas import Incoming, Text

Version = Annotated[int | None, Field(ge=1)]
Iri = Annotated[str, Field(max_length=300)]


class DraftIn(Incoming):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Text = ""


class StepIn(Incoming):
    expected_version: Version = None


class ReviewIn(StepIn):
    """verdict: approve or return; what is returned needs a note."""

    verdict: str
    note: Text = ""


class CommentIn(Incoming):
    """iri: of the change it is about, "" for the whole draft."""

    text: Text
    iri: Iri = ""


class ChangeIn(StepIn):
    """act: add, supersede, confirm (F0 to the force of its kind) or withdraw.

    noun goes with add: correspondence, rule, framework, citation, procedure or opportunity; iri
    with the others. part: all of it to add; else only the fields that change.
    """

    act: str
    noun: str = "correspondence"
    iri: Iri = ""
    part: dict[str, Any] | None = None

    def wanted(self) -> Wanted:
        return Wanted(act=self.act, iri=self.iri, noun=self.noun, part=self.part)


class DraftOut(BaseModel):
    """steps: what may be done with it now."""

    id: UUID
    title: str
    description: str
    author_id: UUID | None
    organisation: str
    base_release: int
    state: str
    steps: list[str]
    version: int
    created_at: datetime
    updated_at: datetime
    published_as: int | None

    @classmethod
    def of(cls, row: Draft) -> Self:
        made = {"organisation": row.organisation_id, "steps": list(steps_from(row.state))}
        return cls(**made, **{n: getattr(row, n) for n in cls.model_fields if n not in made})


class ChangeOut(BaseModel):
    id: UUID
    act: str
    noun: str
    iri: str
    part: dict[str, Any] | None
    author_id: UUID | None
    changed_at: datetime

    @classmethod
    def of(cls, row: DraftChange) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ReviewOut(BaseModel):
    id: UUID
    reviewer_id: UUID
    organisation_id: str
    version: int
    verdict: str
    note: str
    reviewed_at: datetime

    @classmethod
    def of(cls, row: DraftReview) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class CommentOut(BaseModel):
    id: UUID
    author_id: UUID
    iri: str
    text: str
    written_at: datetime

    @classmethod
    def of(cls, row: DraftComment) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ExamplesOut(BaseModel):
    """release_number: since which the file is run; null while its draft is not published."""

    id: UUID
    name: str
    sha256: str
    questions: int
    organisation_id: str
    release_number: int | None
    retired_at: datetime | None

    @classmethod
    def of(cls, row: RegressionExamples) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class ImportOut(BaseModel):
    """kept: in the release already, with a force; an import does not weaken it."""

    format: str
    sha256: str
    added: int
    superseded: int
    kept: list[str]
    left_out: list[str]

    @classmethod
    def of(cls, taken: Taken) -> Self:
        lists = {"kept": list(taken.kept), "left_out": list(taken.left_out)}
        return cls(**lists, **{n: getattr(taken, n) for n in cls.model_fields if n not in lists})


class DraftDetailOut(DraftOut):
    changes: list[ChangeOut]
    reviews: list[ReviewOut]
    examples: list[ExamplesOut]


class FindingOut(BaseModel):
    severity: str
    rule: int
    statement: str
    message: str
    cure: str

    @classmethod
    def of(cls, row: Finding) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class DifferingOut(BaseModel):
    """example: empty where the whole file can no longer be asked."""

    file: str
    example: str
    detail: str
