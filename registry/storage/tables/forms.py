"""Further forms of an issued credential, and the copies that wallets hold."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class CredentialForm(SQLModel, table=True):
    """One credential in one more format, signed when it was first asked for, and never again.

    format: a name of `usecases/forms.py`. content: text, or JSON text of an object.
    """

    __tablename__ = "credential_form"

    credential_id: UUID = Field(foreign_key="issued_credential.id", primary_key=True)
    format: str = Field(primary_key=True, max_length=20)
    content: str
    kid: str = Field(max_length=300)
    made_at: datetime = Field(sa_type=UtcDateTime)


class HolderCopy(SQLModel, table=True):
    """A copy bound to a key of its holder. holder_thumbprint: RFC 7638, base64url.

    notification_hash: SHA-256 of the id that the wallet tells what became of it under.
    """

    __tablename__ = "holder_copy"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    credential_id: UUID = Field(foreign_key="issued_credential.id", index=True)
    format: str = Field(max_length=20)
    holder_thumbprint: str = Field(max_length=43, index=True)
    content: str
    kid: str = Field(max_length=300)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    notification_hash: str = Field(max_length=64, index=True)
    notified: str = Field(default="", max_length=30)
    notified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
