"""A reviewed draft becomes the next release: whole, or not at all.

All that takes time happens before the one short transaction that writes, so that publishing
holds up nobody; that transaction then finds the world as it was, or writes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from mappings import releases
from mappings.errors import ReleaseInvalid
from mappings.model import Graph
from mappings.releases import PublishedRelease, Validated
from mappings.revision import revise
from registry.errors import Conflict
from registry.services import ReleaseInForce, Services
from registry.storage import database
from registry.storage.queries import audit, drafts
from registry.storage.queries import releases as release_rows
from registry.storage.tables.accounts import Account
from registry.storage.tables.drafts import Draft
from registry.storage.tables.releases import StoredRelease
from registry.usecases import draft_states, publishing, regression_examples, stored_releases
from registry.usecases.draft_views import refuse_violations
from registry.usecases.drafts import (
    base_graph,
    begin,
    edits_of,
    get,
    record,
    signature,
)
from registry.usecases.reviews import approving_office


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release ready to be written, and what it was made of."""

    draft_id: UUID
    version: int
    graph: Graph
    release: PublishedRelease
    examples: frozenset[UUID]


def publish_draft(
    services: Services,
    *,
    actor: Account | None,
    draft_id: UUID,
    expected_version: int | None = None,
    in_full: bool = False,
    now: datetime,
) -> StoredRelease:
    """Publish an approved draft and put the release in force; actor None: the command line.

    in_full: ask every rule of the whole graph, instead of what changed and what that touches.
    Like the first start, it has transactions of its own: a release is in force only after it is
    written. Raises DraftUnknown, NotPermitted, DraftStepNotAllowed, DraftInvalid,
    RegressionExamplesDiffer, and Conflict where another release was published meanwhile.
    """
    with database.reading(services.engine) as session:
        prepared = prepare(session, services.release, draft_id=draft_id, in_full=in_full, now=now)
    if expected_version is not None and expected_version != prepared.version:
        raise Conflict("The draft was changed in the meantime.", version=prepared.version)
    with database.transaction(services.engine) as session:
        row = write(session, prepared, actor=actor, now=now)
    publishing.follow_newest(services)
    return row


def prepare(
    session: Session,
    in_force: ReleaseInForce,
    *,
    draft_id: UUID,
    in_full: bool = False,
    now: datetime,
) -> Prepared:
    """Build the release, check it against all rules, run the examples; nothing is written.

    Of what did not change, the findings are those kept with the release before it.
    """
    draft = get(session, draft_id)
    draft_states.get_step(draft.state, "publish")
    base = release_rows.find_newest(session)
    if base is None or base.number != draft.base_release:
        raise _overtaken(draft, base)
    edits = edits_of(drafts.list_changes(session, draft.id))
    signed = signature(draft, approving_office(session, draft), at=now)
    before = base_graph(session, in_force, draft)
    graph = revise(before, edits, signed)
    files = regression_examples.due(session, draft.id)
    regression_examples.require_unchanged(files, graph, at=now)
    known = None if in_full else stored_releases.findings_of(base)
    try:
        release = releases.publish(
            graph,
            number=base.number + 1,
            published_at=now,
            previous=base.sha256,
            before=None if known is None else Validated(before, known),
        )
    except ReleaseInvalid as error:
        told = error.members.get("findings")
        refuse_violations(told if isinstance(told, tuple) else ())
        raise
    return Prepared(draft.id, draft.version, graph, release, frozenset(row.id for row in files))


def write(
    session: Session, prepared: Prepared, *, actor: Account | None, now: datetime
) -> StoredRelease:
    """Write what was prepared, if draft, release and examples are still the same."""
    database.take_turns(session, "publish")
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=prepared.draft_id,
        step="publish",
        expected_version=prepared.version,
        now=now,
    )
    newest = release_rows.find_newest(session)
    if newest is None or newest.number != prepared.release.number - 1:
        raise _overtaken(draft, newest)
    files = regression_examples.due(session, draft.id)
    if {row.id for row in files} != prepared.examples:
        raise Conflict("The attached examples were changed in the meantime.")
    row = _store(session, prepared, draft)
    draft.published_as = row.number
    session.add(draft)
    for file in files:
        file.release_number = file.release_number or row.number
        session.add(file)
    publishing.add_authorities(session, prepared.graph)
    session.flush()
    record(session, draft, "published", actor=actor, now=now, details={"release": row.number})
    audit.record(
        session,
        action="release.published",
        subject=f"release:{row.number}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"sha256": row.sha256, "draft": str(draft.id)},
    )
    return row


def _store(session: Session, prepared: Prepared, draft: Draft) -> StoredRelease:
    row = stored_releases.row_of(prepared.release, seed_sha256=draft.seed_sha256)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Another release was published in the meantime.") from error
    return row


def _overtaken(draft: Draft, newest: StoredRelease | None) -> Conflict:
    return Conflict(
        "Another release was published after this draft was begun; rebase it and have it "
        "reviewed again.",
        base_release=draft.base_release,
        newest_release=newest.number if newest else None,
    )
