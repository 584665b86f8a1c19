"""How authorities want their certificates to look: every version, as they are needed to compare."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class CertificateStyle(SQLModel, table=True):
    """style: as `credentials.certificate.style` writes it. version: counts from 1.

    actor_id None: the command line.
    """

    __tablename__ = "certificate_style"

    authority_id: str = Field(foreign_key="organisation.id", primary_key=True, max_length=100)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    style: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: UUID | None = Field(default=None, foreign_key="account.id")
