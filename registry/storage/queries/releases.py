"""Published releases."""

from collections.abc import Sequence

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from registry.storage.tables.releases import StoredRelease


def find(session: Session, number: int) -> StoredRelease | None:
    return session.get(StoredRelease, number)


def find_newest(session: Session) -> StoredRelease | None:
    query = select(StoredRelease).order_by(col(StoredRelease.number).desc()).limit(1)
    return session.exec(query).first()


def find_newest_number(session: Session) -> int | None:
    query = select(StoredRelease.number).order_by(col(StoredRelease.number).desc()).limit(1)
    return session.exec(query).first()


def list_all(session: Session) -> Sequence[StoredRelease]:
    """Newest first, without N-Quads and findings, which load when they are read."""
    query = select(StoredRelease).options(
        defer(StoredRelease.nquads),  # type: ignore[arg-type]
        defer(StoredRelease.findings),  # type: ignore[arg-type]
    )
    return session.exec(query.order_by(col(StoredRelease.number).desc())).all()


def find_checksum(session: Session, number: int) -> str | None:
    return session.exec(select(StoredRelease.sha256).where(StoredRelease.number == number)).first()


def checksums(session: Session) -> dict[int, str]:
    """SHA-256 of every release, by number."""
    rows = session.exec(select(StoredRelease.number, StoredRelease.sha256)).all()
    return dict(rows)


def find_newest_seed_checksum(session: Session) -> str | None:
    """Of the curated files from which the newest such release was made."""
    query = select(StoredRelease.seed_sha256).where(col(StoredRelease.seed_sha256).is_not(None))
    return session.exec(query.order_by(col(StoredRelease.number).desc()).limit(1)).first()
