"""Handing a credential over to a wallet: offers, codes, tokens. OpenID4VCI 1.0.

Nothing here opens anything: codes and tokens are stored as SHA-256, in hex. A row stands for one
worker and one thing to be handed over, a credential or the case it is to come from.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class CredentialOffer(SQLModel, table=True):
    """id: random, last part of its address. grant: pre-authorized_code or authorization_code.

    code_hash: of the pre-authorised code or the issuer state. tx_code_hash: keyed, None where no
    transaction code is asked for. used_at: when a token was given for it.
    """

    __tablename__ = "credential_offer"

    id: str = Field(primary_key=True, max_length=43)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    credential_id: UUID | None = Field(default=None, foreign_key="issued_credential.id")
    application_id: UUID | None = Field(default=None, foreign_key="application.id")
    grant: str = Field(max_length=20)
    code_hash: str = Field(unique=True, max_length=64)
    tx_code_hash: str | None = Field(default=None, max_length=64)
    tries_left: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AuthorizationCode(SQLModel, table=True):
    """What a signed-in worker agreed to. code_challenge: RFC 7636, S256.

    identified: asked for by authorization_details, so the token names credential identifiers.
    key_thumbprint: of the key that must redeem it (RFC 9449, section 10), None for any.
    """

    __tablename__ = "authorization_code"

    code_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    credential_id: UUID | None = Field(default=None, foreign_key="issued_credential.id")
    application_id: UUID | None = Field(default=None, foreign_key="application.id")
    client_id: str = Field(max_length=300)
    redirect_uri: str = Field(max_length=600)
    code_challenge: str = Field(max_length=43)
    configurations: list[str] = Field(sa_type=JSON)
    identified: bool = False
    key_thumbprint: str | None = Field(default=None, max_length=43)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WalletToken(SQLModel, table=True):
    """An access token. code_hash: of what it was given for, so that a replay ends it too.

    key_thumbprint: of the key it is bound to (RFC 9449), None for a bearer token.
    """

    __tablename__ = "wallet_token"

    token_hash: str = Field(primary_key=True, max_length=64)
    code_hash: str = Field(max_length=64, index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    credential_id: UUID | None = Field(default=None, foreign_key="issued_credential.id")
    application_id: UUID | None = Field(default=None, foreign_key="application.id")
    configurations: list[str] = Field(sa_type=JSON)
    identified: bool = False
    key_thumbprint: str | None = Field(default=None, max_length=43)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class RefreshToken(SQLModel, table=True):
    """Renews the access of a wallet that waits for a decision. RFC 6749, section 6.

    code_hash, key_thumbprint: as for an access token. client_id: None where no wallet named
    itself. expires_at: of the first one, for all that replace it. used_at: when it was replaced.
    """

    __tablename__ = "refresh_token"

    token_hash: str = Field(primary_key=True, max_length=64)
    code_hash: str = Field(max_length=64, index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    application_id: UUID | None = Field(foreign_key="application.id", nullable=False)
    client_id: str | None = Field(default=None, max_length=300)
    configurations: list[str] = Field(sa_type=JSON)
    identified: bool = False
    key_thumbprint: str | None = Field(default=None, max_length=43)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PushedRequest(SQLModel, table=True):
    """A request for authorisation that a wallet sent ahead, read and found in order. RFC 9126.

    asked: what was read of it. used_at: when its worker answered.
    """

    __tablename__ = "pushed_request"

    request_hash: str = Field(primary_key=True, max_length=64)
    asked: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DeferredIssuance(SQLModel, table=True):
    """Proven keys that wait for a decision. holder_keys: public JWKs.

    code_hash: of what the token that asked was given for; any token for the same may fetch it.
    """

    __tablename__ = "deferred_issuance"

    transaction_hash: str = Field(primary_key=True, max_length=64)
    code_hash: str = Field(max_length=64, index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    configuration: str = Field(max_length=40)
    holder_keys: list[dict[str, str]] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SpentNonce(SQLModel, table=True):
    """A nonce that was used, kept until it would have expired."""

    __tablename__ = "spent_nonce"

    nonce_hash: str = Field(primary_key=True, max_length=64)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
