"""JSON shapes of curation: drafts, differences, impact, and what curators watch over."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from mappings.answer import Answer
from mappings.conflicts import Conflict, LevelConflict
from mappings.coverage_matrix import Cell
from mappings.diff import Change, Difference, Kind
from mappings.expiry import Expiry
from mappings.impact import ChangedAnswer, weaker
from mappings.index import Index
from mappings.model import Interval
from mappings.plain import to_plain
from mappings.validation import Finding
from registry.storage.tables.applications import Application
from registry.storage.tables.credentials import IssuedCredential
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
from registry.usecases.draft_views import Touched
from registry.web.schemas import Incoming, Text

Version = Annotated[int | None, Field(ge=1)]
Iri = Annotated[str, Field(max_length=300)]
ANSWERS_SHOWN = 500


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


class DifferenceRow(BaseModel):
    """by: the version that takes the place of a superseded statement."""

    kind: str
    noun: str
    iri: str
    fields: list[str]
    by: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @classmethod
    def of(cls, row: Change) -> Self:
        return cls(
            kind=row.kind,
            noun=row.noun,
            iri=row.iri,
            fields=list(row.fields),
            by=row.by,
            before=None if row.before is None else to_plain(row.before),
            after=None if row.after is None else to_plain(row.after),
        )


class DifferenceOut(BaseModel):
    added: int
    removed: int
    changed: int
    superseded: int
    changes: list[DifferenceRow]

    @classmethod
    def of(cls, found: Difference) -> Self:
        counts = {kind.value: len(found.of_kind(kind)) for kind in Kind}
        return cls(changes=[DifferenceRow.of(row) for row in found.changes], **counts)


class FindingOut(BaseModel):
    severity: str
    rule: int
    statement: str
    message: str
    cure: str

    @classmethod
    def of(cls, row: Finding) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class AnswerFacts(BaseModel):
    status: str
    interval: list[str] | None
    predicate: str | None
    confidence: str | None
    force: int | None
    rules: list[str]

    @classmethod
    def of(cls, answer: Answer, index: Index) -> Self:
        return cls(
            status=answer.status,
            interval=codes(index, answer.query.to_framework, answer.interval),
            predicate=answer.predicate,
            confidence=None if answer.confidence is None else str(answer.confidence),
            force=None if answer.force is None else int(answer.force),
            rules=[rule.id for rule in answer.rules],
        )


def codes(index: Index, framework: str, interval: Interval | None) -> list[str] | None:
    return None if interval is None else list(index.framework(framework).codes(interval))


class ChangedAnswerOut(BaseModel):
    """weaker: the new answer says less."""

    source: str = Field(serialization_alias="from")
    to: str
    purpose: str
    occupation: str | None
    as_of: date
    weaker: bool
    before: AnswerFacts
    after: AnswerFacts

    @classmethod
    def of(cls, row: ChangedAnswer, index: Index) -> Self:
        asked = row.query
        return cls(
            source=f"{asked.from_framework}:{asked.level}",
            to=asked.to_framework,
            purpose=asked.purpose,
            occupation=asked.occupation,
            as_of=asked.as_of,
            weaker=weaker(row),
            before=AnswerFacts.of(row.before, index),
            after=AnswerFacts.of(row.after, index),
        )


class TouchedCredential(BaseModel):
    """No name and no claim: whose it is stays with the authority."""

    id: UUID
    authority: str
    status: str
    issued_at: datetime

    @classmethod
    def of(cls, row: IssuedCredential) -> Self:
        return cls(
            id=row.id, authority=row.authority_id, status=row.status, issued_at=row.issued_at
        )


class TouchedCase(BaseModel):
    id: UUID
    authority: str
    state: str

    @classmethod
    def of(cls, row: Application) -> Self:
        return cls(id=row.id, authority=row.authority_id, state=row.state)


class ImpactOut(BaseModel):
    """answers: the first 500 of `answers_changed`. complete: all affected questions were asked.
    credentials: how many rest on a changed statement; more pages at impact/credentials."""

    statements: list[str]
    pairs: int
    questions: int
    complete: bool
    answers_changed: int
    answers: list[ChangedAnswerOut]
    credentials: int
    first_credentials: list[TouchedCredential]
    next_credentials: str | None
    cases: list[TouchedCase]
    all_cases: bool

    @classmethod
    def of(cls, found: Touched, index: Index) -> Self:
        answers = found.answers
        return cls(
            statements=list(found.statements),
            pairs=len(answers.pairs),
            questions=answers.questions,
            complete=answers.complete,
            answers_changed=len(answers.changed),
            answers=[ChangedAnswerOut.of(row, index) for row in answers.changed[:ANSWERS_SHOWN]],
            credentials=found.resting,
            first_credentials=[TouchedCredential.of(row) for row in found.credentials.rows],
            next_credentials=found.credentials.next_cursor,
            cases=[TouchedCase.of(row) for row in found.cases],
            all_cases=found.all_cases,
        )


class LevelConflictOut(BaseModel):
    level: str
    status: str
    interval: list[str] | None
    dissent: list[list[str]]
    statements: list[str]

    @classmethod
    def of(cls, row: LevelConflict, index: Index) -> Self:
        answer, to = row.answer, row.answer.query.to_framework
        told = {one.iri for path in answer.paths for one in path.statements}
        return cls(
            level=row.level,
            status=answer.status,
            interval=codes(index, to, answer.interval),
            dissent=[list(index.framework(to).codes(span)) for span in answer.dissent],
            statements=sorted(told),
        )


class ContradictionOut(BaseModel):
    """kind: denied, absent or disjoint."""

    kind: str
    one: str
    other: str


class ConflictOut(BaseModel):
    source: str = Field(serialization_alias="from")
    to: str
    kinds: list[str]
    levels: list[LevelConflictOut]
    contradictions: list[ContradictionOut]

    @classmethod
    def of(cls, row: Conflict, index: Index) -> Self:
        return cls(
            source=row.from_framework,
            to=row.to_framework,
            kinds=list(row.kinds),
            levels=[LevelConflictOut.of(level, index) for level in row.levels],
            contradictions=[
                ContradictionOut(kind=each.kind, one=each.one.iri, other=each.other.iri)
                for each in row.contradictions
            ],
        )


class LevelStandingOut(BaseModel):
    """standing: direct, derived, contested, absent, awaiting, ended or gap."""

    level: str
    standing: str
    interval: list[str] | None


class CellOut(BaseModel):
    country: str
    framework: str
    hub: str
    covered: int
    gaps: list[str]
    levels: list[LevelStandingOut]

    @classmethod
    def of(cls, row: Cell) -> Self:
        return cls(
            country=row.country,
            framework=row.framework,
            hub=row.hub,
            covered=row.covered,
            gaps=list(row.gaps),
            levels=[
                LevelStandingOut(
                    level=one.level,
                    standing=one.standing,
                    interval=None
                    if one.low is None or one.high is None
                    # One code says it all where both ends are the same.
                    else sorted({one.low, one.high}, key=[one.low, one.high].index),
                )
                for one in row.levels
            ],
        )


class ExpiryOut(BaseModel):
    """kind: ends (the first day without it) or review (look at it again by then)."""

    day: date
    kind: str
    noun: str
    id: str
    iri: str
    title: str
    authority: str

    @classmethod
    def of(cls, row: Expiry) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})
