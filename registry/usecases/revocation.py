"""Take a credential back for ever, for a while, or give it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlmodel import Session

from registry.errors import (
    Conflict,
    CredentialAlreadyRevoked,
    CredentialAlreadySuspended,
    CredentialNotSuspended,
    CredentialReplaced,
    CredentialUnknown,
    NotAParty,
    NotPermitted,
    ValidationFailed,
)
from registry.storage.queries import accounts, audit, credentials, status_lists
from registry.storage.tables.accounts import Account
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.outbox import OutboxMessage
from registry.storage.tables.status import StatusEntry
from registry.usecases import status_bits
from registry.usecases.procedure import DECISION
from registry.usecases.status_bits import REVOCATION, SUSPENSION, TOKEN, TOKEN_STATES

MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class _Act:
    """What an act does: the status it leads to, and the bit it writes."""

    action: str
    status: str
    purpose: str
    bit: bool


_REVOKE = _Act("credential.revoked", "revoked", REVOCATION, bit=True)
_SUSPEND = _Act("credential.suspended", "suspended", SUSPENSION, bit=True)
_REINSTATE = _Act("credential.reinstated", "active", SUSPENSION, bit=False)


def revoke(
    session: Session, *, actor: Account | None, credential_id: UUID, reason: str, now: datetime
) -> IssuedCredential:
    """For officers with decision permission of the authority (actor None: the command line).

    Raises CredentialUnknown, NotAParty, NotPermitted, ValidationFailed, CredentialAlreadyRevoked.
    """
    credential = get_changeable(session, actor, credential_id)
    return _change(session, credential, _REVOKE, actor=actor, reason=reason, now=now)


def suspend(
    session: Session, *, actor: Account | None, credential_id: UUID, reason: str, now: datetime
) -> IssuedCredential:
    """As `revoke`, and CredentialAlreadySuspended."""
    credential = get_changeable(session, actor, credential_id)
    if credential.status == "suspended":
        raise CredentialAlreadySuspended("The credential is suspended already.")
    return _change(session, credential, _SUSPEND, actor=actor, reason=reason, now=now)


def reinstate(
    session: Session, *, actor: Account | None, credential_id: UUID, reason: str, now: datetime
) -> IssuedCredential:
    """As `revoke`, and CredentialNotSuspended."""
    credential = get_changeable(session, actor, credential_id)
    if credential.status == "active":
        raise CredentialNotSuspended("The credential is not suspended.")
    return _change(session, credential, _REINSTATE, actor=actor, reason=reason, now=now)


def get_changeable(
    session: Session, actor: Account | None, credential_id: UUID
) -> IssuedCredential:
    """The credential, if it is not revoked yet and the actor may change it.

    Raises CredentialUnknown, NotAParty, NotPermitted, CredentialAlreadyRevoked,
    CredentialReplaced.
    """
    credential = credentials.find(session, credential_id)
    if credential is None:
        raise CredentialUnknown("There is no such credential.", credential=str(credential_id))
    if actor is not None:
        if actor.organisation_id != credential.authority_id:
            raise NotAParty("Only the authority that decided may change this credential.")
        if DECISION not in accounts.list_roles(session, actor.id):
            raise NotPermitted(f"This needs the permission {DECISION}.", permission=DECISION)
    if credential.status == "revoked" and credential.replaced_by is not None:
        raise CredentialReplaced(
            "This credential was issued again; the new one counts.",
            replaced_by=str(credential.replaced_by),
        )
    if credential.status == "revoked":
        raise CredentialAlreadyRevoked(
            "The credential is revoked, and that is final.", credential=str(credential_id)
        )
    return credential


def _change(
    session: Session,
    credential: IssuedCredential,
    act: _Act,
    *,
    actor: Account | None,
    reason: str,
    now: datetime,
) -> IssuedCredential:
    cleaned = reason.strip()
    if not cleaned or len(cleaned) > MAX_REASON:
        message = f"A reason of 1 to {MAX_REASON} characters is needed."
        raise ValidationFailed(message, errors=[{"field": "reason", "message": message}])
    if not credentials.change_status(session, credential, to=act.status, reason=cleaned, at=now):
        raise Conflict("Someone else changed this credential in the meantime.")
    _write_states(session, credential, act)
    session.add(
        OutboxMessage(
            topic="credential.status",
            payload={"credential": str(credential.id), "status": act.status},
            created_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        action=act.action,
        subject=f"credential:{credential.id}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"status": act.status},
    )
    return credential


def _write_states(session: Session, credential: IssuedCredential, act: _Act) -> None:
    """In the list of the act's purpose, and in the place of every SD-JWT of the credential."""
    entries = status_lists.list_entries(session, credential.id, act.purpose)
    if not entries:
        raise CredentialUnknown(
            "The credential has no place in the status list.", credential=str(credential.id)
        )
    _write(session, entries, act.purpose, int(act.bit))
    tokens = status_lists.list_entries(session, credential.id, TOKEN)
    _write(session, tokens, TOKEN, TOKEN_STATES[act.status])


def _write(session: Session, entries: Sequence[StatusEntry], purpose: str, value: int) -> None:
    for list_id, places in groupby(entries, key=lambda entry: entry.list_id):
        status_bits.write(session, list_id, [one.position for one in places], purpose, value)
