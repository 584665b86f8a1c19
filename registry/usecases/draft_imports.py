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
from registry.services import ReleaseInForce, Services
from registry.storage import database
from registry.storage.tables.accounts import Account
from registry.usecases.draft_changes import store
from registry.usecases.drafts import base_graph, begin, get, record, require_may


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


def read_file(in_force: ReleaseInForce, *, content: bytes, name: str, at: datetime) -> Imported:
    """Read a file that is meant for a draft; it takes time, so no transaction is open meanwhile.

    Raises mappings.errors.ExchangeInvalid for a file that cannot be read, and ImportFaulty with
    every faulty row.
    """
    frameworks = in_force.release.graph.frameworks
    imported = exchange.read(content, at=at, name=name, frameworks=frameworks)
    _refuse(imported)
    return imported


def take(
    session: Session,
    in_force: ReleaseInForce,
    *,
    actor: Account | None,
    draft_id: UUID,
    imported: Imported,
    expected_version: int | None = None,
    now: datetime,
) -> Taken:
    """Take what was read into an open draft.

    Raises what `drafts.begin` and `draft_changes.store` raise.
    """
    draft, _ = begin(
        session,
        actor=actor,
        draft_id=draft_id,
        step="edit",
        expected_version=expected_version,
        now=now,
    )
    edits, kept = _edits(imported, base_graph(session, in_force, draft))
    if edits:
        store(session, in_force, draft, edits, actor=actor, now=now)
    record(session, draft, "imported", actor=actor, now=now, details={"sha256": imported.sha256})
    added = sum(edit.act is Act.ADD for edit, _ in edits)
    return Taken(
        imported.format, imported.sha256, added, len(edits) - added, kept, imported.left_out
    )


def import_file(
    services: Services,
    *,
    actor: Account | None,
    draft_id: UUID,
    content: bytes,
    name: str,
    expected_version: int | None = None,
    now: datetime,
) -> Taken:
    """Take the statements of a file into an open draft, in transactions of its own.

    As `read_file` and `take` raise. Who may not change the draft is told before anything is read.
    """
    release = services.release
    with database.reading(services.engine) as session:
        require_may(session, get(session, draft_id), "edit", actor)
    imported = read_file(release, content=content, name=name, at=now)
    with database.transaction(services.engine) as session:
        return take(
            session,
            release,
            actor=actor,
            draft_id=draft_id,
            imported=imported,
            expected_version=expected_version,
            now=now,
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
