"""What must leave the house after the transaction that wants it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class OutboxMessage(SQLModel, table=True):
    """topic: "credential.issued", "credential.status", … payload: ids only."""

    __tablename__ = "outbox"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    topic: str = Field(max_length=60)
    payload: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
