"""Sign what was decided, once."""

from datetime import datetime
from random import Random
from uuid import UUID

from sqlmodel import Session

from registry.services import Services
from registry.storage.tables.accounts import Account
from registry.storage.tables.credentials import IssuedCredential


def issue(
    session: Session,
    services: Services,
    *,
    actor: Account,
    decision_id: UUID,
    randomness: Random,
    now: datetime,
) -> IssuedCredential:
    """Raises DecisionUnknown, DecisionNotFinal (superseded, or a refusal), AlreadyIssued."""
    raise NotImplementedError


def get_credential(
    session: Session, *, actor: Account | None, credential_id: UUID
) -> IssuedCredential:
    """A stored credential, for its holder and the officers of its authority.

    actor None: the command line, on the machine itself. CredentialUnknown, NotAParty.
    """
    raise NotImplementedError
