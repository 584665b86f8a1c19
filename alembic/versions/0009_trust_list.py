"""The trust list: entries, and every change that led to them.

Revision ID: 0009
Revises: 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "trust_entry",
        sa.Column("did", sa.String(length=500), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("did", name="pk_trust_entry"),
    )
    op.create_table(
        "trust_change",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("did", sa.String(length=500), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name="fk_trust_change_actor_id"),
        sa.PrimaryKeyConstraint("version", name="pk_trust_change"),
    )


def downgrade() -> None:
    op.drop_table("trust_change")
    op.drop_table("trust_entry")
