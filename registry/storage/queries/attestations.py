"""Facts that officers attested."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from registry.storage.tables.attestations import Attestation
from registry.storage.tables.credentials import IssuedCredential


def find(session: Session, attestation_id: UUID) -> Attestation | None:
    return session.get(Attestation, attestation_id)


def list_of_application(session: Session, application_id: UUID) -> Sequence[Attestation]:
    """Oldest first."""
    query = select(Attestation).where(Attestation.application_id == application_id)
    return session.exec(query.order_by(col(Attestation.attested_at))).all()


def list_with_credentials(
    session: Session, application_id: UUID
) -> Sequence[tuple[Attestation, IssuedCredential]]:
    """Oldest first; of a skill record that was issued again, the newest edition."""
    query = (
        select(Attestation, IssuedCredential)
        .join(IssuedCredential, col(IssuedCredential.attestation_id) == col(Attestation.id))
        .where(
            Attestation.application_id == application_id,
            col(IssuedCredential.replaced_by).is_(None),
        )
    )
    return session.exec(query.order_by(col(Attestation.attested_at))).all()
