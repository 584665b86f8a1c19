"""Files from outside into a draft: statements enter unreviewed (F0), all of a file or nothing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mappings import exchange
from mappings.exchange import Imported
from mappings.model import Force, Graph
from mappings.parts import Noun, Part, Statement, noun_of, parts_of
from mappings.revision import Act, Edit, says_otherwise
from registry.errors import ImportFaulty
from registry.services import ReleaseInForce
from registry.storage.tables.accounts import Account
from registry.usecases.draft_changes import store
from registry.usecases.drafts import base_graph, begin, record


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an import. added, superseded: how many statements. kept: IRIs that are in the
    release already with a force, or say the same; an import does not weaken them. left_out: what
    the file says beside statements."""

    format: str
    sha256: str
    added: int
    superseded: int
    kept: tuple[str, ...]
    left_out: tuple[str, ...]


def import_file(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account | None,
    draft_id: UUID,
    content: bytes,
    name: str,
    expected_version: int | None = None,
    now: datetime,
) -> Taken:
    """Take the statements of a file into an open draft.

    Raises what `drafts.begin` and `draft_changes.store` raise, mappings.errors.ExchangeInvalid
    for a file that cannot be read, and ImportFaulty with every faulty row.
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
    imported = exchange.read(content, at=now, name=name, frameworks=before.frameworks)
    _refuse(imported)
    edits, kept = _edits(imported, before)
    if edits:
        store(session, in_force, draft, edits, actor=actor, now=now)
    record(session, draft, "imported", actor=actor, now=now, details={"sha256": imported.sha256})
    added = sum(edit.act is Act.ADD for edit, _ in edits)
    return Taken(
        imported.format, imported.sha256, added, len(edits) - added, kept, imported.left_out
    )


def _refuse(imported: Imported) -> None:
    if imported.faults:
        raise ImportFaulty(
            f"{len(imported.faults)} faults in the file; nothing was imported.",
            errors=[
                {"place": fault.place, "column": fault.column, "detail": fault.message}
                for fault in imported.faults
            ],
        )


def _edits(imported: Imported, graph: Graph) -> tuple[list[tuple[Edit, Noun]], tuple[str, ...]]:
    known = parts_of(graph)
    # As the file gives them: what an import adds to a statement is no reason for a new version.
    stated = parts_of(imported.stated)
    statements: list[Statement] = [*imported.correspondences, *imported.rules]
    edits, kept = [], []
    for one in statements:
        current = known.get(one.iri)
        if current is None:
            edits.append((Edit(Act.ADD, one.iri, one), noun_of(one)))
        elif _may_be_replaced(current, stated[one.iri]):
            edits.append((Edit(Act.SUPERSEDE, one.iri, one), noun_of(one)))
        else:
            kept.append(one.iri)
    return edits, tuple(kept)


def _may_be_replaced(current: Part, one: Part) -> bool:
    return (
        isinstance(current, Statement)
        and current.recorded.superseded_at is None
        and current.force is Force.UNREVIEWED
        and says_otherwise(current, one)
    )
