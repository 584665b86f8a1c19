"""Files of examples that authorities keep: every later release must still answer them alike."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mappings import examples
from registry.errors import (
    NotPermitted,
    RegressionExamplesDiffer,
    RegressionExamplesUnknown,
    ValidationFailed,
)
from registry.storage.queries import drafts
from registry.storage.tables.accounts import Account
from registry.storage.tables.drafts import RegressionExamples
from registry.usecases.draft_states import CURATOR
from registry.usecases.drafts import begin, get, record, require_role

FILE_LIMIT, BYTE_LIMIT = 20, 1024 * 1024
SHOWN = 100


def attach(
    session: Session,
    *,
    actor: Account | None,
    draft_id: UUID,
    name: str,
    content: bytes,
    expected_version: int | None = None,
    now: datetime,
) -> RegressionExamples:
    """Attach a file to an open draft. What it expects is looked at when it is published.

    As `drafts.begin` raises; ValidationFailed; mappings.errors.ExamplesInvalid.
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
    worlds = examples.load(content)
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


def require_unchanged(rows: Iterable[RegressionExamples]) -> int:
    """Run the files; how many questions were answered as expected.

    Raises RegressionExamplesDiffer with every difference.
    """
    asked, errors = 0, []
    for row in rows:
        for world in examples.load(row.content):
            asked += world.questions
            errors += [
                {
                    "file": row.name,
                    "example": found.example,
                    "detail": f"{found.key} should be {found.expected}, is {found.answered}",
                }
                for found in examples.run(world)
            ]
    if errors:
        raise RegressionExamplesDiffer(
            f"{len(errors)} answers differ from what the attached examples expect.",
            errors=errors[:SHOWN],
        )
    return asked
