"""What was signed, and the statements it rests on."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class IssuedCredential(SQLModel, table=True):
    """id: also in the credential's own "urn:uuid:…". vc_jwt: the vc+jwt as signed.

    It rests on a decision or on an attestation, never on both. edition: counts reissues of the
    same from 1. qr_text: what the QR code of the certificate holds. status: active, suspended or
    revoked; the status lists are written from the same act. replaced_by: the reissue, if any.
    """

    __tablename__ = "issued_credential"
    # Whatever the code does: nothing is signed twice.
    __table_args__ = (
        UniqueConstraint("decision_id", "edition", name="uq_issued_credential_decision"),
        UniqueConstraint("attestation_id", "edition", name="uq_issued_credential_attestation"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    decision_id: UUID | None = Field(default=None, foreign_key="decision.id")
    attestation_id: UUID | None = Field(default=None, foreign_key="attestation.id")
    edition: int = 1
    holder_id: UUID = Field(foreign_key="account.id", index=True)
    authority_id: str = Field(foreign_key="organisation.id", max_length=100, index=True)
    vc_jwt: str
    qr_text: str
    kid: str = Field(max_length=300)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    valid_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    status: str = Field(default="active", max_length=10)
    status_reason: str = Field(default="", max_length=500)
    status_changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replaced_by: UUID | None = Field(default=None, foreign_key="issued_credential.id")


class PathStep(SQLModel, table=True):
    """A statement or rule that a credential's answer used: who is touched if it changes?"""

    __tablename__ = "path_step"
    # Read by statement in the order of the credentials, a page at a time.
    __table_args__ = (Index("ix_path_step_statement_credential_id", "statement", "credential_id"),)

    credential_id: UUID = Field(foreign_key="issued_credential.id", primary_key=True)
    statement: str = Field(primary_key=True, max_length=300)
