"""Who changed what, and when: append-only, each entry bound to the one before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """subject: "application:<id>", "credential:<id>", …; details: ids and codes, never a name.

    hash: SHA-256 of the canonical JSON of all other columns, in hex; previous: the hash of
    sequence - 1, 64 zeros for the first. The database refuses UPDATE and DELETE.
    """

    __tablename__ = "audit_entry"

    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: UUID | None = None
    action: str = Field(max_length=60)
    subject: str = Field(max_length=160, index=True)
    details: dict[str, Any] = Field(sa_type=JSON)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
