"""Second-person review of a draft: by a reviewer of a competent office who wrote none of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mappings.parts import parts_of
from registry.errors import FourEyesRequired, ValidationFailed
from registry.services import ReleaseInForce, Services
from registry.storage import database
from registry.storage.queries import drafts
from registry.storage.tables.accounts import Account
from registry.storage.tables.drafts import Draft, DraftReview
from registry.storage.tables.organisations import Organisation
from registry.usecases import competence
from registry.usecases.draft_views import require_valid
from registry.usecases.drafts import (
    base_graph,
    begin,
    edits_of,
    get,
    organisation_of,
    record,
    require_may,
)

APPROVE, RETURN = "approve", "return"
VERDICTS = {APPROVE: "approved", RETURN: "returned"}


def review_draft(
    services: Services,
    *,
    actor: Account,
    draft_id: UUID,
    verdict: str,
    note: str = "",
    expected_version: int | None = None,
    now: datetime,
) -> DraftReview:
    """As `review`, in transactions of its own: the rules are asked before anything is locked."""
    release = services.release
    with database.reading(services.engine) as session:
        draft = get(session, draft_id)
        require_may(session, draft, _known(verdict), actor)
        if verdict == APPROVE:
            require_valid(session, release, draft, now=now)
    # What was found valid is what is approved: a draft changed since is refused.
    seen = draft.version if expected_version is None else expected_version
    with database.transaction(services.engine) as session:
        return review(
            session,
            release,
            actor=actor,
            draft_id=draft_id,
            verdict=verdict,
            note=note,
            expected_version=seen,
            valid_version=draft.version,
            now=now,
        )


def review(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account,
    draft_id: UUID,
    verdict: str,
    note: str = "",
    expected_version: int | None = None,
    valid_version: int | None = None,
    now: datetime,
) -> DraftReview:
    """approve: it may be published as it is. return: back to its curators, with a note.

    valid_version: of the draft, where it was found to keep the rules; another is asked here.
    Raises DraftUnknown, NotPermitted, FourEyesRequired (a part of it is the reviewer's own),
    OfficeNotCompetent, DraftStepNotAllowed, Conflict, ValidationFailed, DraftInvalid.
    """
    _check(verdict, note)
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step=verdict,
        expected_version=expected_version,
        now=now,
    )
    _require_other_eyes(session, draft, actor)
    office = organisation_of(session, actor)
    _require_competent(session, in_force, draft, office)
    # Its version was raised by one when it was claimed.
    if verdict == APPROVE and valid_version != draft.version - 1:
        require_valid(session, in_force, draft, now=now)
    row = DraftReview(
        draft_id=draft.id,
        reviewer_id=actor.id,
        organisation_id=office.id,
        version=draft.version,
        verdict=VERDICTS[verdict],
        note=note.strip(),
        reviewed_at=now,
    )
    session.add(row)
    session.flush()
    record(session, draft, VERDICTS[verdict], actor=actor, now=now)
    return row


def _known(verdict: str) -> str:
    if verdict not in VERDICTS:
        raise _invalid("verdict", f"One of {', '.join(VERDICTS)}.")
    return verdict


def _check(verdict: str, note: str) -> None:
    if _known(verdict) == RETURN and not note.strip():
        raise _invalid("note", "Say what is to be changed.")


def _require_competent(
    session: Session, in_force: ReleaseInForce, draft: Draft, office: Organisation
) -> None:
    """For all that the draft says, and for all that it ends. Raises OfficeNotCompetent."""
    before = base_graph(session, in_force, draft)
    known = parts_of(before)
    edits = edits_of(drafts.list_changes(session, draft.id))
    sight = competence.with_new_frameworks(before, [edit.part for edit in edits])
    for edit in edits:
        for part in (edit.part, known.get(edit.iri)):
            if part is not None:
                competence.require(office, part, sight)


def _require_other_eyes(session: Session, draft: Draft, actor: Account) -> None:
    """Also where one account is curator and reviewer both. Raises FourEyesRequired."""
    writers = {draft.author_id} | {row.author_id for row in drafts.list_changes(session, draft.id)}
    if actor.id in writers:
        raise FourEyesRequired("Who wrote a part of a draft does not review it.")


def list_reviews(session: Session, draft_id: UUID) -> Sequence[DraftReview]:
    """Oldest first. Raises DraftUnknown."""
    return drafts.list_reviews(session, get(session, draft_id).id)


def approving_office(session: Session, draft: Draft) -> str:
    """The organisation whose reviewer approved the draft last; its own while none has."""
    approved = [
        row.organisation_id
        for row in drafts.list_reviews(session, draft.id)
        if row.verdict == VERDICTS[APPROVE]
    ]
    return approved[-1] if approved else draft.organisation_id


def _invalid(field: str, message: str) -> ValidationFailed:
    return ValidationFailed(message, errors=[{"field": field, "message": message}])
