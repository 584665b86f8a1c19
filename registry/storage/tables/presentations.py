"""What an employer asked a wallet for, and what was shown. OpenID4VP 1.0."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class PresentationRequest(SQLModel, table=True):
    """id: random, last part of its address. nonce, state: good for one answer.

    client_id: under which name it is asked. encrypted: whether only an encrypted answer counts.
    key_seed: random; with the service's secret it gives the key that answers are encrypted to.
    redirect_uri: where the wallet leads its holder after the answer. response_code_hash: SHA-256
    of the code that is told there alone, None before the answer.
    query: DCQL. result: the report with the claims that were disclosed, and no other; the row is
    forgotten at `forget_at`.
    """

    __tablename__ = "presentation_request"

    id: str = Field(primary_key=True, max_length=43)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    purpose: str = Field(default="", max_length=200)
    query: dict[str, Any] = Field(sa_type=JSON)
    nonce: str = Field(max_length=43)
    state: str = Field(unique=True, max_length=43)
    client_id: str = Field(max_length=300)
    encrypted: bool = False
    key_seed: str = Field(max_length=43)
    redirect_uri: str | None = Field(default=None, max_length=600)
    response_code_hash: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    forget_at: datetime = Field(sa_type=UtcDateTime, index=True)
