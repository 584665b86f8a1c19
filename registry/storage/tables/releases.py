"""Published releases of the equivalence graph, whole and unchanged for ever."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class StoredRelease(SQLModel, table=True):
    """nquads: the sorted N-Quads, gzip. sha256, byte_size: of the N-Quads before compression.

    findings: all warnings of its validation, as `usecases.release_findings` packs them; None
    where it was published before they were kept. seed_sha256: hash of the curated files it came
    from, None where it came from drafts.
    """

    __tablename__ = "release"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    published_at: datetime = Field(sa_type=UtcDateTime)
    sha256: str = Field(max_length=64)
    nquads: bytes
    byte_size: int
    warnings: int = 0
    findings: bytes | None = None
    seed_sha256: str | None = Field(default=None, max_length=64)
