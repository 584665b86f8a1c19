"""A release keeps its size, and what validation warned of.

Revision ID: 0008
Revises: 0007
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

release = sa.table(
    "release",
    sa.column("number", sa.Integer),
    sa.column("nquads", sa.LargeBinary),
    sa.column("byte_size", sa.Integer),
)


def upgrade() -> None:
    # Added without making the table anew: much points at it.
    op.add_column(
        "release", sa.Column("byte_size", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("release", sa.Column("findings", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(release.c.number)).all():
        packed = connection.scalar(sa.select(release.c.nquads).where(release.c.number == number))
        # A gzip file ends with the size of what it holds (RFC 1952, 2.3.1).
        size = int.from_bytes(bytes(packed or b"")[-4:], "little")
        connection.execute(
            sa.update(release).where(release.c.number == number).values(byte_size=size)
        )


def downgrade() -> None:
    op.drop_column("release", "findings")
    op.drop_column("release", "byte_size")
