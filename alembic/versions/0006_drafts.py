"""Drafts of the next release, their reviews and examples; credentials by statement, in order.

Revision ID: 0006
Revises: 0005
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    create_draft()
    create_draft_change()
    create_draft_review()
    create_draft_comment()
    create_regression_examples()
    # The credentials of a statement are read in the order of their ids, a page at a time.
    op.create_index(
        "ix_path_step_statement_credential_id", "path_step", ["statement", "credential_id"]
    )
    op.drop_index("ix_path_step_statement", "path_step")
    op.create_index("ix_application_origin", "application", ["framework_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_application_origin", "application")
    op.create_index("ix_path_step_statement", "path_step", ["statement"])
    op.drop_index("ix_path_step_statement_credential_id", "path_step")
    op.drop_table("regression_examples")
    op.drop_table("draft_comment")
    op.drop_table("draft_review")
    op.drop_table("draft_change")
    op.drop_table("draft")


def create_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.String(length=100), nullable=False),
        sa.Column("base_release", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_as", sa.Integer(), nullable=True),
        sa.Column("seed_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_draft_author_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_draft_organisation_id"
        ),
        sa.ForeignKeyConstraint(["base_release"], ["release.number"], name="fk_draft_base_release"),
        sa.ForeignKeyConstraint(["published_as"], ["release.number"], name="fk_draft_published_as"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.UniqueConstraint("published_as", name="uq_draft_published_as"),
    )
    op.create_index("ix_draft_newest", "draft", ["created_at", "id"])


def create_draft_change() -> None:
    op.create_table(
        "draft_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("iri", sa.String(length=300), nullable=False),
        sa.Column("part", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name="fk_draft_change_draft_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_draft_change_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_change"),
        sa.UniqueConstraint("draft_id", "iri", name="uq_draft_change_draft_id_iri"),
    )


def create_draft_review() -> None:
    op.create_table(
        "draft_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name="fk_draft_review_draft_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["account.id"], name="fk_draft_review_reviewer_id"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_draft_review_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_review"),
    )
    op.create_index("ix_draft_review_draft_id", "draft_review", ["draft_id"])


def create_draft_comment() -> None:
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("iri", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name="fk_draft_comment_draft_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_draft_comment_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_draft_comment"),
    )
    op.create_index("ix_draft_comment_draft_id", "draft_comment", ["draft_id"])


def create_regression_examples() -> None:
    op.create_table(
        "regression_examples",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name="fk_regression_examples_draft_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_regression_examples_organisation_id",
        ),
        sa.ForeignKeyConstraint(
            ["release_number"], ["release.number"], name="fk_regression_examples_release_number"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_regression_examples"),
    )
    op.create_index("ix_regression_examples_draft_id", "regression_examples", ["draft_id"])
