"""Who tried what lately: for limits that have to hold in all processes together."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class Attempt(SQLModel, table=True):
    """caller_hash: of what was tried and by whom, keyed; nobody can tell who it was."""

    __tablename__ = "attempt"

    id: int | None = Field(default=None, primary_key=True)
    caller_hash: str = Field(max_length=64, index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
