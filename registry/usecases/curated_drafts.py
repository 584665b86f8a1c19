"""Curated files become a draft; they never overwrite a release."""

from datetime import datetime
from importlib.resources.abc import Traversable

import structlog
from sqlmodel import Session

from mappings import curated
from mappings.errors import MappingError
from mappings.parts import Noun, Part, noun_of, parts_of
from mappings.revision import Edit, edits_towards
from registry.errors import RegistryError
from registry.services import ReleaseInForce, Services
from registry.storage import database
from registry.storage.queries import drafts
from registry.storage.tables.drafts import Draft
from registry.usecases import publishing
from registry.usecases.draft_changes import store
from registry.usecases.drafts import begin, create

log = structlog.get_logger()


def load(
    session: Session,
    in_force: ReleaseInForce,
    *,
    folder: Traversable,
    title: str,
    seed_sha256: str | None = None,
    now: datetime,
) -> Draft | None:
    """A draft of what the files of a folder state otherwise than release 1 did.

    None where nothing differs. What drafts changed since and the files did not stays as it is.
    Raises mappings.errors.CuratedInvalid with all faults, StatementInvalid.
    """
    first = publishing.get_release(session, 1).graph
    graph = in_force.release.graph
    edits = edits_towards(first, curated.read(folder), graph)
    if not edits:
        return None
    draft = create(session, in_force, actor=None, title=title, seed_sha256=seed_sha256, now=now)
    begin(session, actor=None, draft_id=draft.id, step="edit", expected_version=None, now=now)
    known = parts_of(graph)
    told = [(edit, _noun(edit, known)) for edit in edits]
    store(session, in_force, draft, told, actor=None, now=now)
    return draft


def _noun(edit: Edit, known: dict[str, Part]) -> Noun:
    return noun_of(known[edit.iri] if edit.part is None else edit.part)


def draft_changed_seed(services: Services) -> Draft | None:
    """Once for each state of the seed files: their changes as a draft for the curators.

    The service starts also where the files cannot be taken in; the log says why.
    """
    if not services.seed_changed:
        return None
    sha256 = publishing.seed_checksum()
    now = services.clock()
    try:
        with database.transaction(services.engine) as session:
            database.take_turns(session, "seed draft")
            if drafts.find_of_seed(session, sha256) is not None:
                return None
            draft = load(
                session,
                services.release,
                folder=publishing.SEED,
                title="Changed seed files",
                seed_sha256=sha256,
                now=now,
            )
    except (RegistryError, MappingError) as error:
        log.warning("seed.not_drafted", code=error.code, detail=error.detail)
        return None
    if draft is not None:
        log.info("seed.drafted", draft=str(draft.id))
    return draft
