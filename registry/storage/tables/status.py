"""Status lists and the places credentials have in them."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class StatusList(SQLModel, table=True):
    """id: last part of its address. purpose: revocation, suspension or token. bits: raw bytes.

    version: raised by every change of a bit. secured: the signed list (vc+jwt, statuslist+jwt for
    tokens) of `secured_version`, good until `secured_until`; None before it was first asked for.
    secured_integrity: the same list with a Data Integrity proof, as JSON text. open: takes new
    entries.
    """

    __tablename__ = "status_list"

    id: str = Field(primary_key=True, max_length=60)
    purpose: str = Field(max_length=20)
    size: int
    bits: bytes
    version: int = 1
    open: bool = True
    secured: str | None = None
    secured_integrity: str | None = None
    secured_version: int = 0
    secured_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    secured_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StatusEntry(SQLModel, table=True):
    """Index `position` of a list belongs to one credential, for ever."""

    __tablename__ = "status_entry"

    list_id: str = Field(foreign_key="status_list.id", primary_key=True, max_length=60)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    credential_id: UUID = Field(foreign_key="issued_credential.id", index=True)
