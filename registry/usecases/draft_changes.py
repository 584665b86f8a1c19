"""The changes of a draft: add, supersede, confirm, withdraw, and take a change out again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mappings.curated_statements import force_of_rule, force_of_set
from mappings.errors import StatementInvalid
from mappings.model import Correspondence, Force, Graph
from mappings.parts import Noun, Part, Statement, iri_of, noun_of, parts_of, read_part
from mappings.plain import to_plain
from mappings.revision import Act, Edit
from registry.errors import DraftChangeUnknown, StatementUnknown, ValidationFailed
from registry.services import ReleaseInForce
from registry.storage.queries import drafts, organisations
from registry.storage.tables.accounts import Account
from registry.storage.tables.drafts import Draft, DraftChange
from registry.usecases import competence, draft_admission
from registry.usecases.draft_admission import IRI_OF
from registry.usecases.drafts import base_graph, begin, edits_of, get, record, revised

CONFIRM = "confirm"
ACTS = (*Act, CONFIRM)
CHANGE_LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change as it is asked for.

    act: add, supersede, withdraw, or confirm: give an unreviewed statement (F0) the force of its
    kind. noun: for add. iri: of what is superseded, confirmed or withdrawn. part: to add, all of
    it; else only the fields that change, inner ones too.
    """

    act: str
    iri: str = ""
    noun: str = Noun.CORRESPONDENCE.value
    part: Mapping[str, Any] | None = None


def put(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account | None,
    draft_id: UUID,
    wanted: Wanted,
    expected_version: int | None = None,
    now: datetime,
) -> DraftChange:
    """Make a change; one of the same IRI is replaced.

    Raises DraftUnknown, NotPermitted, DraftStepNotAllowed, Conflict, OfficeNotCompetent,
    StatementUnknown, ValidationFailed, mappings.errors.StatementInvalid.
    """
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step="edit",
        expected_version=expected_version,
        now=now,
    )
    before = base_graph(session, in_force, draft)
    edit, noun = _edit(before, wanted, now)
    (row,) = store(session, in_force, draft, [(edit, noun)], actor=actor, now=now)
    return row


def store(
    session: Session,
    in_force: ReleaseInForce,
    draft: Draft,
    edits: Iterable[tuple[Edit, Noun]],
    *,
    actor: Account | None,
    now: datetime,
) -> list[DraftChange]:
    """Write edits into a claimed draft, if the office may make them and the graph takes them."""
    office = organisations.find(session, draft.organisation_id)
    before = base_graph(session, in_force, draft)
    known = parts_of(before)
    held = {row.iri: row for row in drafts.list_changes(session, draft.id)}
    position = drafts.next_position(session, draft.id)
    wanted, rows = list(edits), []
    drafted = [edit.part for edit in edits_of(list(held.values()))]
    sight = competence.with_new_frameworks(before, [*drafted, *(one.part for one, _ in wanted)])
    for edit, noun in wanted:
        draft_admission.require(edit, noun, known.get(edit.iri))
        for part in (edit.part, known.get(edit.iri)):
            if part is not None and office is not None:
                competence.require(office, part, sight)
        row = held.get(edit.iri)
        if row is None:
            row = DraftChange(
                draft_id=draft.id, position=position, act="", noun="", iri="", changed_at=now
            )
            position += 1
        _fill(row, edit, noun, actor, now)
        session.add(row)
        rows.append(row)
    if len(held.keys() | {row.iri for row in rows}) > CHANGE_LIMIT:
        raise ValidationFailed(f"A draft holds at most {CHANGE_LIMIT} changes.")
    session.flush()
    # The whole of it: two changes may each fit alone and not together.
    revised(session, in_force, draft, now=now)
    record(session, draft, "changed", actor=actor, now=now, details={"changes": len(rows)})
    return rows


def _fill(row: DraftChange, edit: Edit, noun: Noun, actor: Account | None, now: datetime) -> None:
    row.act, row.noun, row.iri = edit.act.value, noun.value, edit.iri
    row.part = None if edit.part is None else to_plain(edit.part)
    row.author_id = actor.id if actor else None
    row.changed_at = now


def remove(
    session: Session,
    *,
    actor: Account | None,
    draft_id: UUID,
    change_id: UUID,
    expected_version: int | None = None,
    now: datetime,
) -> Draft:
    """Take a change out of the draft. As `begin` raises, and DraftChangeUnknown."""
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step="edit",
        expected_version=expected_version,
        now=now,
    )
    if not any(row.id == change_id for row in drafts.list_changes(session, draft.id)):
        raise DraftChangeUnknown("The draft has no such change.", change=str(change_id))
    drafts.delete_change(session, change_id)
    record(session, draft, "changed", actor=actor, now=now, details={"changes": -1})
    return draft


def list_changes(session: Session, draft_id: UUID) -> Sequence[DraftChange]:
    """In the order in which they were made. Raises DraftUnknown."""
    return drafts.list_changes(session, get(session, draft_id).id)


# From what is asked for to an edit.


def _edit(graph: Graph, wanted: Wanted, now: datetime) -> tuple[Edit, Noun]:
    if wanted.act not in ACTS:
        raise _invalid("act", f"One of {', '.join(ACTS)}.")
    if wanted.act == Act.ADD:
        part = _new(wanted, now)
        return Edit(Act.ADD, iri_of(part), part), noun_of(part)
    current = parts_of(graph).get(wanted.iri)
    if current is None:
        raise StatementUnknown(
            "The release that the draft starts from has nothing of this identifier.",
            statement=wanted.iri,
        )
    noun = noun_of(current)
    if wanted.act == Act.WITHDRAW:
        return Edit(Act.WITHDRAW, wanted.iri), noun
    merged = _merge(to_plain(current), wanted.part or {})
    if wanted.act == CONFIRM:
        merged["force"] = _confirmed_force(current, wanted.part or {})
    return Edit(Act.SUPERSEDE, wanted.iri, read_part(noun, merged)), noun


def _new(wanted: Wanted, now: datetime) -> Part:
    """What is added gets the IRI of its id, unless it brings one of its own."""
    if wanted.noun not in IRI_OF:
        raise _invalid("noun", f"One of {', '.join(Noun)}.")
    noun, plain = Noun(wanted.noun), dict(wanted.part or {})
    if isinstance(name := plain.get("id"), str) and noun is not Noun.FRAMEWORK:
        draft_admission.require_name(name)
        plain.setdefault("iri", IRI_OF[noun](name))
    if noun in (Noun.CORRESPONDENCE, Noun.RULE):
        plain["recorded"], plain["version"] = {"at": now.isoformat()}, 1
    return read_part(noun, plain)


def _merge(held: dict[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(held)
    for name, value in changed.items():
        inner = merged.get(name)
        both = isinstance(inner, dict) and isinstance(value, Mapping)
        merged[name] = _merge(inner, value) if both and inner is not None else value
    return merged


def _confirmed_force(current: Part, part: Mapping[str, Any]) -> object:
    if not isinstance(current, Statement) or current.force is not Force.UNREVIEWED:
        raise StatementInvalid(
            "Only a statement that nobody has confirmed yet (F0) is confirmed.",
            statement=iri_of(current),
        )
    if "force" in part:
        return part["force"]
    if isinstance(current, Correspondence):
        return int(force_of_set(current.kind, mutual=current.mutual))
    return int(force_of_rule(current.kind))


def _invalid(field: str, message: str) -> ValidationFailed:
    return ValidationFailed(message, errors=[{"field": field, "message": message}])
