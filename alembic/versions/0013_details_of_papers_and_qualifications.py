"""Employment that an attestation tells of, and what a supplement says of a qualification.

Revision ID: 0013
Revises: 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EMPLOYMENT = {"issued_by": 300, "role": 200, "started_on": 10, "ended_on": 10}


def upgrade() -> None:
    # Added without making the tables anew: much points at them.
    for name, length in EMPLOYMENT.items():
        op.add_column(
            "evidence",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
    op.add_column("application", sa.Column("details", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("application", "details")
    for name in reversed(EMPLOYMENT):
        op.drop_column("evidence", name)
