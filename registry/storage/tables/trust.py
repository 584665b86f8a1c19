"""Whose credentials are believed: the entries now, and every change that led to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime

MAX_DID = 500


class TrustEntry(SQLModel, table=True):
    """entry: as `credentials.trust_exchange` writes an issuer. version: of the list, at the last
    change of this entry."""

    __tablename__ = "trust_entry"

    did: str = Field(primary_key=True, max_length=MAX_DID)
    entry: dict[str, Any] = Field(sa_type=JSON)
    version: int


class TrustChange(SQLModel, table=True):
    """One version of the list. act: put, remove or import.

    entry: after a put; of an import, the signer's version and moment; None after a removal.

    actor_id None: the command line.
    """

    __tablename__ = "trust_change"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: UUID | None = Field(default=None, foreign_key="account.id")
    act: str = Field(max_length=10)
    did: str = Field(max_length=MAX_DID)
    entry: dict[str, Any] | None = Field(default=None, sa_type=JSON)
