"""Tokens bound to keys, requests sent ahead, answers to employers encrypted.

Revision ID: 0012
Revises: 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_BOUND = ("authorization_code", "wallet_token")


def upgrade() -> None:
    for table in _BOUND:
        op.add_column(table, sa.Column("key_thumbprint", sa.String(length=43), nullable=True))
    op.create_table(
        "pushed_request",
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("request_hash", name="pk_pushed_request"),
    )
    op.create_index("ix_pushed_request_expires_at", "pushed_request", ["expires_at"])
    # A question lives for minutes; those that are open are asked again.
    op.execute("DELETE FROM presentation_request")
    with op.batch_alter_table("presentation_request") as table:
        table.add_column(sa.Column("client_id", sa.String(length=300), nullable=False))
        table.add_column(sa.Column("encrypted", sa.Boolean(), nullable=False))
        table.add_column(sa.Column("key_seed", sa.String(length=43), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("presentation_request") as table:
        for column in ("key_seed", "encrypted", "client_id"):
            table.drop_column(column)
    op.drop_table("pushed_request")
    for name in _BOUND:
        op.drop_column(name, "key_thumbprint")
