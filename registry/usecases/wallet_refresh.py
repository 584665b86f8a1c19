"""A wallet that waits for a decision renews its access. RFC 6749, 6; RFC 9700, 4.14.

A refresh token that is bound to the wallet's key stays the same: a thief could not use it, and an
answer that got lost costs nobody the credential. One that anybody may show is exchanged at each
use; whoever comes with an old one ends all that was given for the same code, as it is not known
who of the two is the thief. Either is good for nothing once nothing waits any more.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from registry.services import Services
from registry.storage.queries import audit, wallets
from registry.storage.tables.wallets import RefreshToken
from registry.usecases import wallet_access, wallet_secrets
from registry.usecases.wallet_access import Access, GivenToken
from registry.wallet_errors import WalletError

REFRESH = "refresh_token"
NOT_ACCEPTED = "The refresh token was not issued here, was used, or has expired."


def renew(
    session: Session,
    services: Services,
    *,
    refresh_token: str,
    client_id: str | None,
    scope: str | None = None,
    details: Sequence[str] = (),
    key_thumbprint: str | None,
    now: datetime,
) -> GivenToken | WalletError:
    """A fresh access token for a refresh token, while a credential waits.

    client_id: as it was named, if the wallet names itself. scope, details: no more than what was
    granted (RFC 6749, 6; RFC 9396, 6). key_thumbprint: of the key that is proven with the call.
    A refusal is returned: an old token that is shown ends what was given for its code.
    """
    row = wallets.find_refresh_token(session, wallet_secrets.digest(refresh_token))
    if row is None or now >= row.expires_at or client_id not in (None, row.client_id):
        return WalletError("invalid_grant", NOT_ACCEPTED)
    if row.key_thumbprint not in (None, key_thumbprint):
        return WalletError("invalid_grant", "The refresh token is bound to another key.")
    if row.used_at is not None:
        return _replayed(session, row, now)
    wanted = _narrowed(row, scope, details)
    if isinstance(wanted, WalletError):
        return wanted
    if wallets.count_deferred(session, row.code_hash, now=now) == 0:
        return WalletError("invalid_grant", "Nothing waits that the token would be needed for.")
    access = Access(
        None,
        row.application_id,
        wanted,
        row.identified or bool(details),
        key_thumbprint,
        row.client_id,
    )
    if row.key_thumbprint is not None:
        return wallet_access.give(session, services, row, access, now=now)
    if not wallets.use_refresh_token(session, row, at=now):
        return _replayed(session, row, now)
    # All that was granted, whatever less was asked for this time (RFC 6749, 6).
    whole = Access(
        None, row.application_id, row.configurations, row.identified, key_thumbprint, row.client_id
    )
    successor = wallet_access.new_refresh_token(session, row, whole, ends=row.expires_at, now=now)
    return wallet_access.give(session, services, row, access, refresh_token=successor, now=now)


def _replayed(session: Session, row: RefreshToken, now: datetime) -> WalletError:
    wallets.end_grant(session, row.code_hash)
    audit.record(
        session,
        action="wallet.refresh_replayed",
        subject=f"application:{row.application_id}",
        actor_id=row.account_id,
        at=now,
    )
    return WalletError("invalid_grant", NOT_ACCEPTED)


def _narrowed(
    row: RefreshToken, scope: str | None, details: Sequence[str]
) -> Sequence[str] | WalletError:
    """The configurations asked for, all of them where none is named."""
    scopes = (scope or "").split()
    if not set(scopes) <= set(row.configurations):
        return WalletError("invalid_scope", "The scope holds more than was granted.")
    if not set(details) <= set(row.configurations):
        return WalletError("invalid_authorization_details", "This was not granted.")
    asked = {*scopes, *details}
    return [one for one in row.configurations if one in asked or not asked]
