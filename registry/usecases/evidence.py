"""Papers a worker hands in."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from registry.settings import Settings
from registry.storage.tables.accounts import Account
from registry.storage.tables.applications import Evidence

KINDS = ("document", "employer_attestation", "test", "interview")
MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg")


def add_evidence(
    session: Session,
    *,
    actor: Account,
    application_id: UUID,
    kind: str,
    name: str,
    media_type: str,
    content: bytes,
    settings: Settings,
    now: datetime,
) -> Evidence:
    """Store a paper with its SHA-256.

    The worker may add while DRAFT or INFO_REQUESTED, an officer of the authority until the
    decision. Raises ApplicationUnknown, NotAParty, TransitionNotAllowed, ValidationFailed,
    EvidenceTypeUnsupported, EvidenceTypeMismatch, EvidenceTooLarge, EvidenceLimitReached.
    """
    raise NotImplementedError


def get_evidence(
    session: Session, *, actor: Account, application_id: UUID, evidence_id: UUID
) -> Evidence:
    """With its content, for parties only. ApplicationUnknown, NotAParty, EvidenceUnknown."""
    raise NotImplementedError
