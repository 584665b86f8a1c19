"""Who acts, as what, and the sessions of the pages."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class Account(SQLModel, table=True):
    """email: lower case. A worker has no organisation; everyone else has one."""

    __tablename__ = "account"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    password_hash: str = Field(max_length=300)
    given_name: str = Field(max_length=200)
    family_name: str = Field(max_length=200)
    name_native: str = Field(default="", max_length=400)
    birth_date: date | None = None
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class AccountRole(SQLModel, table=True):
    """role: worker, officer:intake, officer:verification, officer:assessment, officer:decision,
    curator, reviewer, employer or administrator."""

    __tablename__ = "account_role"

    account_id: UUID = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    role: str = Field(primary_key=True, max_length=40)


class WebSession(SQLModel, table=True):
    """A signed-in browser. token_hash: SHA-256 in hex; the token itself is never stored."""

    __tablename__ = "web_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
