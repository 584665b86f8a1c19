"""Where a wallet leads back to after its answer, and the code that comes with it.

Revision ID: 0016
Revises: 0015
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "presentation_request", sa.Column("redirect_uri", sa.String(length=600), nullable=True)
    )
    op.add_column(
        "presentation_request",
        sa.Column("response_code_hash", sa.String(length=64), nullable=True),
    )


def downgrade() -> None:
    op.drop_column("presentation_request", "response_code_hash")
    op.drop_column("presentation_request", "redirect_uri")
