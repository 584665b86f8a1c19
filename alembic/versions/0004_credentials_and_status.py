"""Issued credentials, what they rest on, status lists.

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    create_issued_credential()
    create_path_step()
    create_status_list()
    create_status_entry()


def downgrade() -> None:
    op.drop_table("status_entry")
    op.drop_table("status_list")
    op.drop_table("path_step")
    op.drop_table("issued_credential")


def create_issued_credential() -> None:
    op.create_table(
        "issued_credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.String(length=100), nullable=False),
        sa.Column("vc_jwt", sa.String(), nullable=False),
        sa.Column("qr_text", sa.String(), nullable=False),
        sa.Column("kid", sa.String(length=300), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_reason", sa.String(length=500), nullable=False),
        sa.Column("status_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name="fk_issued_credential_authority_id"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name="fk_issued_credential_decision_id"
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["account.id"], name="fk_issued_credential_holder_id"
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["issued_credential.id"], name="fk_issued_credential_replaced_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_issued_credential"),
        sa.UniqueConstraint("decision_id", name="uq_issued_credential_decision_id"),
    )
    op.create_index("ix_issued_credential_authority_id", "issued_credential", ["authority_id"])
    op.create_index("ix_issued_credential_holder_id", "issued_credential", ["holder_id"])


def create_path_step() -> None:
    op.create_table(
        "path_step",
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["issued_credential.id"], name="fk_path_step_credential_id"
        ),
        sa.PrimaryKeyConstraint("credential_id", "statement", name="pk_path_step"),
    )
    op.create_index("ix_path_step_statement", "path_step", ["statement"])


def create_status_list() -> None:
    op.create_table(
        "status_list",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("secured", sa.String(), nullable=True),
        sa.Column("secured_version", sa.Integer(), nullable=False),
        sa.Column("secured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secured_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_status_list"),
    )


def create_status_entry() -> None:
    op.create_table(
        "status_entry",
        sa.Column("list_id", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["issued_credential.id"], name="fk_status_entry_credential_id"
        ),
        sa.ForeignKeyConstraint(["list_id"], ["status_list.id"], name="fk_status_entry_list_id"),
        sa.PrimaryKeyConstraint("list_id", "position", name="pk_status_entry"),
    )
    op.create_index("ix_status_entry_credential_id", "status_entry", ["credential_id"])
