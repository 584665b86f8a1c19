"""Take a credential back for ever, for a while, or give it back."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from registry.storage.tables.accounts import Account
from registry.storage.tables.credentials import IssuedCredential


def revoke(
    session: Session, *, actor: Account | None, credential_id: UUID, reason: str, now: datetime
) -> IssuedCredential:
    """For officers with decision permission of the authority (actor None: the command line).

    Raises CredentialUnknown, NotAParty, NotPermitted, ValidationFailed, CredentialAlreadyRevoked.
    """
    raise NotImplementedError


def suspend(
    session: Session, *, actor: Account | None, credential_id: UUID, reason: str, now: datetime
) -> IssuedCredential:
    """As `revoke`, and CredentialAlreadySuspended."""
    raise NotImplementedError


def reinstate(
    session: Session, *, actor: Account | None, credential_id: UUID, reason: str, now: datetime
) -> IssuedCredential:
    """As `revoke`, and CredentialNotSuspended."""
    raise NotImplementedError
