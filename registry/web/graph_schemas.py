"""JSON shapes of what changes between two graphs, whom it touches, and what to watch over."""

from datetime import date, datetime
from typing import Any, Self
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
from registry.storage.tables.applications import Application
from registry.storage.tables.credentials import IssuedCredential
from registry.usecases.draft_views import Touched

ANSWERS_SHOWN = 500


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
