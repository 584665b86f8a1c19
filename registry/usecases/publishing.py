"""Releases of the graph: publish the seed once, load what is in force."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from mappings.releases import Release
from registry.services import ReleaseInForce, Services
from registry.storage.tables.releases import StoredRelease


def publish_seed(session: Session, *, now: datetime) -> StoredRelease:
    """Release 1 from the curated files, validated by SHACL. Raises mappings ReleaseInvalid."""
    raise NotImplementedError


def load_in_force(session: Session) -> ReleaseInForce | None:
    """The newest release and its index, ready for questions."""
    raise NotImplementedError


def get_release(session: Session, number: int) -> Release:
    """Any published release. Raises ReleaseUnknown."""
    raise NotImplementedError


def list_releases(session: Session) -> Sequence[StoredRelease]:
    """All, newest first; `nquads` is not loaded until read."""
    raise NotImplementedError


def first_start(services: Services) -> None:
    """Bring the database to head, publish the seed if it is empty, put the release in force.

    A second start finds everything there and only loads it. Seed files that changed since are
    reported (`services.seed_changed`, a log line); they never overwrite a release.
    """
    raise NotImplementedError
