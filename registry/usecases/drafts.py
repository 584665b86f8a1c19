"""Drafts of the next release: write, comment, submit, take back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mappings.model import Graph
from mappings.parts import Noun, read_part
from mappings.revision import Act, Edit, Signature, revise
from registry.errors import (
    Conflict,
    DraftUnknown,
    NotPermitted,
    OrganisationUnknown,
    ValidationFailed,
)
from registry.services import ReleaseInForce
from registry.storage.queries import accounts, audit, drafts, organisations
from registry.storage.tables.accounts import Account
from registry.storage.tables.drafts import Draft, DraftChange, DraftComment
from registry.storage.tables.organisations import Organisation
from registry.usecases import cursors, draft_states, publishing
from registry.usecases.draft_states import CURATOR, REVIEWER, STATES, Step

TITLE_LENGTH, TEXT_LENGTH = 200, 5_000


@dataclass(frozen=True, slots=True)
class DraftPage:
    rows: Sequence[Draft]
    next_cursor: str | None


def create(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account | None,
    title: str,
    description: str = "",
    seed_sha256: str | None = None,
    now: datetime,
) -> Draft:
    """An empty draft on the release in force, for the curator's organisation.

    actor None: the command line, for the registry itself. Raises NotPermitted, ValidationFailed.
    """
    if actor is not None:
        require_role(session, actor, CURATOR)
    draft = Draft(
        title=_text("title", title, TITLE_LENGTH, required=True),
        description=_text("description", description, TEXT_LENGTH),
        author_id=actor.id if actor else None,
        organisation_id=organisation_of(session, actor).id,
        base_release=in_force.release.number,
        created_at=now,
        updated_at=now,
        seed_sha256=seed_sha256,
    )
    session.add(draft)
    session.flush()
    record(session, draft, "created", actor=actor, now=now)
    return draft


def get(session: Session, draft_id: UUID) -> Draft:
    """Raises DraftUnknown."""
    draft = drafts.find(session, draft_id)
    if draft is None:
        raise DraftUnknown("There is no such draft.", draft=str(draft_id))
    return draft


def page(
    session: Session, *, state: str | None = None, cursor: str | None = None, limit: int = 20
) -> DraftPage:
    """All drafts, newest first; of one state if asked. Raises CursorInvalid, ValidationFailed."""
    limit = cursors.check_limit(limit)
    if state is not None and state not in STATES:
        raise _invalid("state", f"One of {', '.join(STATES)}.")
    rows = drafts.page(session, state=state, before=cursors.decode_moment(cursor), limit=limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return DraftPage(shown, cursors.encode_moment(last.created_at, last.id) if last else None)


def begin(
    session: Session,
    *,
    actor: Account | None,
    draft_id: UUID,
    step: str,
    expected_version: int | None,
    now: datetime,
) -> tuple[Draft, Step]:
    """A draft that this actor may move by this step, claimed: nobody else changes it meanwhile.

    A curator works on drafts of the own organisation. Raises DraftUnknown, NotPermitted,
    DraftStepNotAllowed, Conflict.
    """
    draft = get(session, draft_id)
    taken = require_may(session, draft, step, actor)
    stale = expected_version is not None and expected_version != draft.version
    if stale or not drafts.claim(session, draft):
        raise Conflict("The draft was changed in the meantime.", version=draft.version)
    draft.state, draft.updated_at = taken.next_state, now
    session.add(draft)
    session.flush()
    return draft, taken


def require_may(session: Session, draft: Draft, step: str, actor: Account | None) -> Step:
    """The step, if the draft is where it can be taken and by this actor.

    Raises NotPermitted, DraftStepNotAllowed.
    """
    taken = draft_states.get_step(draft.state, step)
    if actor is not None:
        require_role(session, actor, taken.role)
        if taken.role == CURATOR and actor.organisation_id != draft.organisation_id:
            raise NotPermitted(
                "Only curators of the organisation that wrote a draft may change it.",
                organisation=draft.organisation_id,
            )
    return taken


def submit(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account | None,
    draft_id: UUID,
    expected_version: int | None = None,
    now: datetime,
) -> Draft:
    """Hand it to a reviewer. What `begin` raises, and ValidationFailed for an empty draft."""
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step="submit",
        expected_version=expected_version,
        now=now,
    )
    if not drafts.list_changes(session, draft.id) and not drafts.list_examples(session, draft.id):
        raise ValidationFailed("A draft without any change cannot be submitted.")
    revised(session, in_force, draft, now=now)
    record(session, draft, "submitted", actor=actor, now=now)
    return draft


def take(
    session: Session,
    *,
    actor: Account | None,
    draft_id: UUID,
    step: str,
    expected_version: int | None = None,
    now: datetime,
) -> Draft:
    """withdraw: for good. reopen: to change it again; an approval is void. As `begin` raises."""
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step=step,
        expected_version=expected_version,
        now=now,
    )
    record(session, draft, step, actor=actor, now=now)
    return draft


def rebase(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account | None,
    draft_id: UUID,
    expected_version: int | None = None,
    now: datetime,
) -> Draft:
    """Start from the release in force instead of an earlier one.

    Raises mappings.errors.StatementInvalid where a change no longer fits: take it out first.
    """
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step="rebase",
        expected_version=expected_version,
        now=now,
    )
    draft.base_release = in_force.release.number
    session.add(draft)
    session.flush()
    revised(session, in_force, draft, now=now)
    record(session, draft, "rebased", actor=actor, now=now)
    return draft


def comment(
    session: Session, *, actor: Account, draft_id: UUID, text: str, iri: str = "", now: datetime
) -> DraftComment:
    """Of a curator or reviewer, on the draft or on one of its changes.

    Raises DraftUnknown, NotPermitted, ValidationFailed.
    """
    require_role(session, actor, CURATOR, REVIEWER)
    draft = get(session, draft_id)
    if iri and drafts.find_change(session, draft.id, iri) is None:
        raise _invalid("iri", "The draft has no change of this identifier.")
    row = DraftComment(
        draft_id=draft.id,
        author_id=actor.id,
        iri=iri,
        text=_text("text", text, TEXT_LENGTH, required=True),
        written_at=now,
    )
    session.add(row)
    session.flush()
    return row


def list_comments(session: Session, draft_id: UUID) -> Sequence[DraftComment]:
    """Oldest first. Raises DraftUnknown."""
    return drafts.list_comments(session, get(session, draft_id).id)


# What a draft makes of the graph.


def base_graph(session: Session, in_force: ReleaseInForce, draft: Draft) -> Graph:
    """The graph of the release that the draft starts from."""
    if draft.base_release == in_force.release.number:
        return in_force.release.graph
    return publishing.get_release(session, draft.base_release).graph


def edits_of(rows: Sequence[DraftChange]) -> list[Edit]:
    return [
        Edit(
            Act(row.act),
            row.iri,
            None if row.part is None else read_part(Noun(row.noun), row.part),
        )
        for row in rows
    ]


def signature(draft: Draft, reviewer: str, *, at: datetime) -> Signature:
    """Offices, never persons: the graph is public. reviewer: an organisation's id."""
    return Signature(at, f"{draft.organisation_id}-curation", f"{reviewer}-review")


def revised(
    session: Session, in_force: ReleaseInForce, draft: Draft, *, now: datetime
) -> tuple[Graph, Graph]:
    """The base graph, and what it would be if the draft were published now, reviewed at home.

    Raises mappings.errors.StatementInvalid.
    """
    before = base_graph(session, in_force, draft)
    edits = edits_of(drafts.list_changes(session, draft.id))
    return before, revise(before, edits, signature(draft, draft.organisation_id, at=now))


# Who acts.


def require_role(session: Session, actor: Account, *roles: str) -> None:
    """Raises NotPermitted."""
    if not set(roles).intersection(accounts.list_roles(session, actor.id)):
        raise NotPermitted(f"This needs the role {' or '.join(roles)}.", needed=list(roles))


def organisation_of(session: Session, actor: Account | None) -> Organisation:
    """The actor's; the registry itself for the command line. Raises OrganisationUnknown."""
    name = publishing.REGISTRY if actor is None else actor.organisation_id
    found = organisations.find(session, name) if name else None
    if found is None:
        raise OrganisationUnknown("The account belongs to no organisation.")
    return found


def record(
    session: Session,
    draft: Draft,
    act: str,
    *,
    actor: Account | None,
    now: datetime,
    details: dict[str, str | int | None] | None = None,
) -> None:
    audit.record(
        session,
        action=f"draft.{act}",
        subject=f"draft:{draft.id}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"version": draft.version, **(details or {})},
    )


def _text(field: str, text: str, longest: int, *, required: bool = False) -> str:
    cleaned = text.strip()
    if (required and not cleaned) or len(cleaned) > longest or "\0" in cleaned:
        raise _invalid(field, f"Text of {int(required)} to {longest} characters.")
    return cleaned


def _invalid(field: str, message: str) -> ValidationFailed:
    return ValidationFailed(message, errors=[{"field": field, "message": message}])
