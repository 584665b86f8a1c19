"""Wallets renew their access to what was promised; a promise belongs to what was granted.

Revision ID: 0015
Revises: 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "refresh_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.String(length=300), nullable=True),
        sa.Column("configurations", sa.JSON(), nullable=False),
        sa.Column("identified", sa.Boolean(), nullable=False),
        sa.Column("key_thumbprint", sa.String(length=43), nullable=True),
        *lifetime(),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_refresh_token_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_refresh_token_application_id"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_refresh_token"),
    )
    for column in ("code_hash", "account_id", "expires_at"):
        op.create_index(f"ix_refresh_token_{column}", "refresh_token", [column])
    # Who waits has no refresh token, and an access token that has ended: a new offer is needed.
    op.drop_table("deferred_issuance")
    create_deferred_issuance(
        "code_hash",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_deferred_issuance_account_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_deferred_issuance_account_id", "deferred_issuance", ["account_id"])


def downgrade() -> None:
    op.drop_table("deferred_issuance")
    create_deferred_issuance(
        "token_hash",
        sa.ForeignKeyConstraint(
            ["token_hash"],
            ["wallet_token.token_hash"],
            name="fk_deferred_issuance_token_hash",
            ondelete="CASCADE",
        ),
    )
    op.drop_table("refresh_token")


def create_deferred_issuance(owner: str, *more: sa.schema.SchemaItem) -> None:
    """owner: the column that says whose promise it is."""
    op.create_table(
        "deferred_issuance",
        sa.Column("transaction_hash", sa.String(length=64), nullable=False),
        sa.Column(owner, sa.String(length=64), nullable=False),
        sa.Column("configuration", sa.String(length=40), nullable=False),
        sa.Column("holder_keys", sa.JSON(), nullable=False),
        *lifetime(),
        *more,
        sa.PrimaryKeyConstraint("transaction_hash", name="pk_deferred_issuance"),
    )
    for column in (owner, "expires_at"):
        op.create_index(f"ix_deferred_issuance_{column}", "deferred_issuance", [column])


def lifetime() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
