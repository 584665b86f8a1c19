"""Styles of certificates: every version of each authority's.

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "certificate_style",
        sa.Column("authority_id", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("style", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name="fk_certificate_style_authority_id"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name="fk_certificate_style_actor_id"),
        sa.PrimaryKeyConstraint("authority_id", "version", name="pk_certificate_style"),
    )


def downgrade() -> None:
    op.drop_table("certificate_style")
