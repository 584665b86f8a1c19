"""Files of examples that authorities keep: every later release must still answer them alike.

A file asks worlds of its own, which keeps the algebra as it is, or it asks the release itself,
which keeps the answers that an authority relies on.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mappings import examples
from mappings.errors import ExamplesInvalid
from mappings.examples import Questions, World
from mappings.model import Graph
from registry.errors import (
    NotPermitted,
    RegressionExamplesDiffer,
    RegressionExamplesUnknown,
    ValidationFailed,
)
from registry.services import ReleaseInForce
from registry.storage.queries import drafts
from registry.storage.tables.accounts import Account
from registry.storage.tables.drafts import RegressionExamples
from registry.usecases.draft_states import CURATOR
from registry.usecases.drafts import begin, get, record, require_role, revised

FILE_LIMIT, BYTE_LIMIT = 20, 1024 * 1024
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Differing:
    """One answer that is not as a file expects. file: its name."""

    file: str
    example: str
    detail: str

    def as_error(self) -> dict[str, str]:
        return {"file": self.file, "example": self.example, "detail": self.detail}


def attach(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account | None,
    draft_id: UUID,
    name: str,
    content: bytes,
    expected_version: int | None = None,
    now: datetime,
) -> RegressionExamples:
    """Attach a file to an open draft. What it expects is looked at when it is published.

    As `drafts.begin` raises; ValidationFailed; mappings.errors.ExamplesInvalid, also for a
    question to a framework or level that the draft's graph does not have.
    """
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step="edit",
        expected_version=expected_version,
        now=now,
    )
    if len(content) > BYTE_LIMIT or len(drafts.list_examples(session, draft.id)) >= FILE_LIMIT:
        raise ValidationFailed(f"At most {FILE_LIMIT} files of {BYTE_LIMIT} bytes each.")
    _, graph = revised(session, in_force, draft, now=now)
    worlds = _worlds(content, graph, now)
    row = RegressionExamples(
        draft_id=draft.id,
        organisation_id=draft.organisation_id,
        name=name.strip()[:200] or "examples.json",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        questions=sum(world.questions for world in worlds),
        added_at=now,
    )
    session.add(row)
    session.flush()
    record(session, draft, "examples_attached", actor=actor, now=now)
    return row


def list_of_draft(session: Session, draft_id: UUID) -> Sequence[RegressionExamples]:
    """Raises DraftUnknown."""
    return drafts.list_examples(session, get(session, draft_id).id)


def retire(session: Session, *, actor: Account, examples_id: UUID, now: datetime) -> None:
    """Run a file no longer; by a curator of the organisation that brought it.

    Raises NotPermitted, RegressionExamplesUnknown.
    """
    require_role(session, actor, CURATOR)
    row = drafts.find_examples(session, examples_id)
    if row is None:
        raise RegressionExamplesUnknown("There is no such file.", examples=str(examples_id))
    if row.organisation_id != actor.organisation_id:
        raise NotPermitted("Only the organisation that brought a file may retire it.")
    row.retired_at = now
    session.add(row)
    record(session, get(session, row.draft_id), "examples_retired", actor=actor, now=now)


def due(session: Session, draft_id: UUID) -> list[RegressionExamples]:
    """What is run before a draft is published: its own files and all that stand."""
    own = [row for row in drafts.list_examples(session, draft_id) if row.retired_at is None]
    return [*drafts.list_standing_examples(session), *own]


def differences(
    session: Session, in_force: ReleaseInForce, *, draft_id: UUID, now: datetime
) -> list[Differing]:
    """What would keep the draft from being published now. Raises DraftUnknown,
    mappings.errors.StatementInvalid."""
    draft = get(session, draft_id)
    _, graph = revised(session, in_force, draft, now=now)
    return _ask(due(session, draft.id), graph, now)[1]


def require_unchanged(rows: Iterable[RegressionExamples], graph: Graph, *, at: datetime) -> int:
    """Put the files to a release before it is published; how many questions they asked.

    at: the moment of publication. Raises RegressionExamplesDiffer with every difference.
    """
    asked, found = _ask(rows, graph, at)
    if found:
        raise RegressionExamplesDiffer(
            f"{len(found)} answers differ from what the attached examples expect.",
            errors=[one.as_error() for one in found[:SHOWN]],
        )
    return asked


def _ask(
    rows: Iterable[RegressionExamples], graph: Graph, at: datetime
) -> tuple[int, list[Differing]]:
    asked, found = 0, []
    for row in rows:
        try:
            worlds = _worlds(row.content, graph, at)
        except ExamplesInvalid as error:
            # It could be asked when it was attached: what it asks for is no longer there.
            found.append(Differing(row.name, "", error.detail))
            continue
        for world in worlds:
            asked += world.questions
            found += [
                Differing(
                    row.name,
                    one.example,
                    f"{one.key} should be {one.expected}, is {one.answered}",
                )
                for one in examples.run(world)
            ]
    return asked, found


def _worlds(content: bytes, graph: Graph, at: datetime) -> list[World]:
    """Those of the file, and the release's for the questions that are put to it."""
    return [
        one.to_release(graph, known_at=at) if isinstance(one, Questions) else one
        for one in examples.load(content)
    ]
