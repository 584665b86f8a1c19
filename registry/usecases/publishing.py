"""Releases of the graph: publish the seed once, load what is in force."""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

import structlog
from sqlmodel import Session

from credentials.deferred import deferred
from mappings import curated, releases
from mappings.errors import ReleaseInvalid
from mappings.index import compile_graph
from mappings.model import Graph
from mappings.releases import Release
from registry.errors import ReleaseUnknown
from registry.services import REGISTRY_NAME, ReleaseInForce, Services
from registry.storage import database
from registry.storage.queries import audit, organisations
from registry.storage.queries import releases as release_rows
from registry.storage.tables.organisations import Organisation
from registry.storage.tables.releases import StoredRelease
from registry.usecases import stored_releases
from registry.usecases.qualifications import load_register

if TYPE_CHECKING:
    from registry.storage import migrations
else:
    # A schema that is current, as it nearly always is, needs no Alembic.
    migrations = deferred("registry.storage.migrations")

SEED = resources.files("mappings") / "data"
# Fixed, so that release 1 is the same bytes on every machine: the day the facts were compiled.
SEED_PUBLISHED_AT = datetime(2026, 11, 23, tzinfo=UTC)
REGISTRY = "registry"

log = structlog.get_logger()


def first_start(services: Services) -> None:
    """Make the store ready, put the newest release in force, tell the log of changed seed files."""
    make_ready(services)
    put_in_force(services)
    if services.seed_changed:
        log.warning("seed.changed", hint="The curated files differ from release 1; publish them.")


def make_ready(services: Services) -> None:
    """Bring the database to head, publish the seed if it is empty.

    A second start finds everything there and writes nothing. Seed files that changed since are
    reported (`services.seed_changed`); they never overwrite a release.
    """
    if not database.is_current(services.engine):
        migrations.upgrade(services.engine)
    with database.reading(services.engine) as session:
        empty = release_rows.find_newest_number(session) is None
        services.seed_changed = not empty and seed_has_changed(session)
    if empty:
        with database.transaction(services.engine) as session:
            database.take_turns(session, "first start")
            # Another process may have been quicker.
            if release_rows.find_newest_number(session) is None:
                publish_seed(session, now=services.clock())


def put_in_force(services: Services) -> None:
    """Load the newest release and swap it in. Raises ReleaseUnknown."""
    with database.reading(services.engine) as session:
        loaded = load_in_force(session)
    if loaded is None:
        raise ReleaseUnknown("No release is published yet.")
    if not services.put_in_force(loaded):
        return
    log.info("release.in_force", number=loaded.release.number, sha256=loaded.release.sha256)


def follow_newest(services: Services) -> bool:
    """Swap in a release that another replica published; whether there was one."""
    with database.reading(services.engine) as session:
        newest = release_rows.find_newest_number(session)
    if newest is None or newest == services.release.release.number:
        return False
    put_in_force(services)
    return True


def publish_seed(session: Session, *, now: datetime) -> StoredRelease:
    """Release 1 from the curated files, with the register and the authorities they name.

    Raises mappings.errors.ReleaseInvalid with every violation of the shapes.
    """
    graph = curated.read()
    published = releases.publish(graph, number=1, published_at=SEED_PUBLISHED_AT, previous=None)
    row = stored_releases.row_of(published, seed_sha256=seed_checksum())
    session.add(row)
    add_authorities(session, graph)
    load_register(session, curated.qualifications())
    session.flush()
    audit.record(
        session,
        action="release.published",
        subject=f"release:{row.number}",
        actor_id=None,
        at=now,
        details={"sha256": row.sha256},
    )
    return row


def add_authorities(session: Session, graph: Graph) -> None:
    """An organisation for each authority of the procedure cards, and the registry itself."""
    known = {organisation.id for organisation in organisations.list_all(session)}
    wanted = {REGISTRY: Organisation(id=REGISTRY, name=REGISTRY_NAME, kind="registry")}
    for card in graph.procedures:
        wanted.setdefault(
            card.authority_id,
            Organisation(
                id=card.authority_id,
                name=card.authority,
                kind="authority",
                jurisdiction=card.destination,
            ),
        )
    session.add_all(row for name, row in sorted(wanted.items()) if name not in known)


def load_in_force(session: Session) -> ReleaseInForce | None:
    """The newest release and its index, ready for questions."""
    row = release_rows.find_newest(session)
    if row is None:
        return None
    release = _load(row)
    return ReleaseInForce(release, compile_graph(release.graph, release=release.number))


def get_release(session: Session, number: int) -> Release:
    """Any published release. Raises ReleaseUnknown."""
    return _load(get_stored_release(session, number))


def get_stored_release(session: Session, number: int) -> StoredRelease:
    """The row, for its facts. Raises ReleaseUnknown."""
    row = release_rows.find(session, number)
    if row is None:
        raise ReleaseUnknown(f"There is no release {number}.", release=number)
    return row


def checksum(session: Session, number: int) -> str:
    """SHA-256 of a release, without reading the release. Raises ReleaseUnknown."""
    found = release_rows.find_checksum(session, number)
    if found is None:
        raise ReleaseUnknown(f"There is no release {number}.", release=number)
    return found


def release_nquads(session: Session, number: int) -> bytes:
    """The release as published: sorted N-Quads. Raises ReleaseUnknown."""
    return gzip.decompress(get_stored_release(session, number).nquads)


def list_releases(session: Session) -> Sequence[StoredRelease]:
    """All, newest first; `nquads` and `findings` are not loaded until read."""
    return release_rows.list_all(session)


def _load(row: StoredRelease) -> Release:
    release = releases.load(
        gzip.decompress(row.nquads), number=row.number, published_at=row.published_at
    )
    if release.sha256 != row.sha256:
        raise ReleaseInvalid(
            f"Release {row.number} is not stored as it was published.", release=row.number
        )
    return release


def seed_has_changed(session: Session) -> bool:
    """Whether the curated files differ from those that were published last."""
    newest = release_rows.find_newest_seed_checksum(session)
    return newest is not None and newest != seed_checksum()


def seed_checksum(folder: Traversable = SEED) -> str:
    """SHA-256 over the names and bytes of all curated files."""
    total = hashlib.sha256()
    for name, content in _files(folder, ""):
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir():
            yield from _files(entry, f"{path}{entry.name}/")
        else:
            yield f"{path}{entry.name}", entry.read_bytes()
