"""Qualifications and releases of the graph.

Revision ID: 0002
Revises: 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    create_qualification()
    create_release()


def downgrade() -> None:
    op.drop_table("release")
    op.drop_table("qualification")


def create_qualification() -> None:
    op.create_table(
        "qualification",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=10), nullable=False),
        sa.Column("framework_id", sa.String(length=60), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_native", sa.String(length=300), nullable=False),
        sa.Column("awarding_body", sa.String(length=300), nullable=False),
        sa.Column("isced_f", sa.String(length=10), nullable=False),
        sa.Column("isco08", sa.String(length=10), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("first_award", sa.String(length=10), nullable=False),
        sa.Column("last_award", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.String(length=6), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_qualification"),
    )
    op.create_index("ix_qualification_country", "qualification", ["country"])
    op.create_index("ix_qualification_framework_id", "qualification", ["framework_id"])


def create_release() -> None:
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("nquads", sa.LargeBinary(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("seed_sha256", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_release"),
    )
