"""What a wallet is given for its code: an access token, and one to renew it with where it waits.

A refresh token is given for a case, whose credential may be months away, while an access token
lives for minutes. RFC 6749, 5.1 and 6; OpenID4VCI 1.0, 9.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlmodel import Session

from registry.services import Services
from registry.storage.queries import wallets
from registry.storage.tables.wallets import RefreshToken, WalletToken
from registry.usecases import wallet_secrets
from registry.wallet_errors import WalletError


class Grant(Protocol):
    """What a worker let a wallet have: an offer, an agreement, or either renewed."""

    code_hash: str
    account_id: UUID


@dataclass(frozen=True, slots=True)
class Access:
    """To what, how named, and by whose key. client_id: None where no wallet named itself."""

    credential_id: UUID | None
    application_id: UUID | None
    configurations: Sequence[str]
    identified: bool
    key_thumbprint: str | None
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class GivenToken:
    """access_token, refresh_token: told once. seconds: how long the first is good for."""

    row: WalletToken
    access_token: str
    seconds: int
    refresh_token: str | None = None

    def to_json(self) -> dict[str, Any]:
        """RFC 6749, 5.1; OpenID4VCI 1.0, 6.2."""
        answer: dict[str, Any] = {
            "access_token": self.access_token,
            "token_type": "DPoP" if self.row.key_thumbprint else "Bearer",
            "expires_in": self.seconds,
        }
        if self.refresh_token is not None:
            answer["refresh_token"] = self.refresh_token
        if self.row.identified:
            answer["authorization_details"] = [
                {
                    "type": "openid_credential",
                    "credential_configuration_id": one,
                    "credential_identifiers": [identifier_of(self.row, one)],
                }
                for one in self.row.configurations
            ]
        return answer


def identifier_of(token: WalletToken, configuration: str) -> str:
    """credential_identifier: which credential, in which form."""
    return f"{configuration}:{token.credential_id or token.application_id}"


def give(
    session: Session,
    services: Services,
    grant: Grant,
    access: Access,
    *,
    refresh_token: str | None = None,
    now: datetime,
) -> GivenToken:
    """A fresh access token. refresh_token: told beside it."""
    settings = services.settings
    lifetime = timedelta(
        minutes=settings.wallet_bound_token_minutes
        if access.key_thumbprint
        else settings.wallet_token_minutes
    )
    access_token = wallet_secrets.new_secret()
    row = WalletToken(
        token_hash=wallet_secrets.digest(access_token),
        code_hash=grant.code_hash,
        account_id=grant.account_id,
        credential_id=access.credential_id,
        application_id=access.application_id,
        configurations=list(access.configurations),
        identified=access.identified,
        key_thumbprint=access.key_thumbprint,
        created_at=now,
        expires_at=now + lifetime,
    )
    session.add(row)
    session.flush()
    return GivenToken(row, access_token, int(lifetime.total_seconds()), refresh_token)


def give_first(
    session: Session, services: Services, grant: Grant, access: Access, *, now: datetime
) -> GivenToken:
    """For a code: with a refresh token where the credential may be decided later."""
    refresh_token = None
    if access.application_id is not None:
        ends = now + timedelta(days=services.settings.deferred_days)
        refresh_token = new_refresh_token(session, grant, access, ends=ends, now=now)
    return give(session, services, grant, access, refresh_token=refresh_token, now=now)


def new_refresh_token(
    session: Session, grant: Grant, access: Access, *, ends: datetime, now: datetime
) -> str:
    """Stored as a hash. access: to a case."""
    refresh_token = wallet_secrets.new_secret()
    session.add(
        RefreshToken(
            token_hash=wallet_secrets.digest(refresh_token),
            code_hash=grant.code_hash,
            account_id=grant.account_id,
            application_id=access.application_id,
            client_id=access.client_id,
            configurations=list(access.configurations),
            identified=access.identified,
            key_thumbprint=access.key_thumbprint,
            created_at=now,
            expires_at=ends,
        )
    )
    session.flush()
    return refresh_token


def get_token(session: Session, access_token: str | None, *, now: datetime) -> WalletToken:
    """Raises WalletError invalid_token (RFC 6750, 3.1)."""
    row = wallets.find_token(session, wallet_secrets.digest(access_token or ""))
    if row is None:
        raise WalletError("invalid_token", "The access token was not issued here.")
    if now >= row.expires_at:
        raise WalletError("invalid_token", "The access token has expired.")
    return row
