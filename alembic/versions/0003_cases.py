"""Applications, evidence, events, assessments, decisions.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    create_application()
    create_evidence()
    create_case_event()
    create_assessment()
    create_decision()


def downgrade() -> None:
    op.drop_table("decision")
    op.drop_table("assessment")
    op.drop_table("case_event")
    op.drop_table("evidence")
    op.drop_table("application")


def create_application() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.String(length=100), nullable=False),
        sa.Column("qualification_id", sa.String(), nullable=True),
        sa.Column("qualification_title", sa.String(length=300), nullable=False),
        sa.Column("awarding_body", sa.String(length=300), nullable=False),
        sa.Column("origin_country", sa.String(length=10), nullable=False),
        sa.Column("framework_id", sa.String(length=60), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("awarded_text", sa.String(length=10), nullable=False),
        sa.Column("destination", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("occupation", sa.String(length=10), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complete_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_kind", sa.String(length=20), nullable=True),
        sa.Column("requested", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["account.id"], name="fk_application_applicant_id"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name="fk_application_authority_id"
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name="fk_application_qualification_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
    )
    index_application()


def index_application() -> None:
    op.create_index("ix_application_applicant_id", "application", ["applicant_id"])
    op.create_index("ix_application_due_on", "application", ["due_on"])
    op.create_index(
        "ix_application_queue", "application", ["authority_id", "state", "submitted_at", "id"]
    )


def create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name="fk_evidence_added_by"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_evidence_application_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_application_id", "evidence", ["application_id"])


def create_case_event() -> None:
    op.create_table(
        "case_event",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name="fk_case_event_actor_id"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_case_event_application_id"
        ),
        sa.PrimaryKeyConstraint("application_id", "sequence", name="pk_case_event"),
    )


def create_assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Uuid(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.Column("comparability", sa.JSON(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_assessment_application_id"
        ),
        sa.ForeignKeyConstraint(["assessor_id"], ["account.id"], name="fk_assessment_assessor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
    )
    op.create_index("ix_assessment_application_id", "assessment", ["application_id"])


def create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decider_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("remedies", sa.String(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("appeal_body", sa.String(), nullable=False),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("origin_level", sa.JSON(), nullable=True),
        sa.Column("level", sa.JSON(), nullable=True),
        sa.Column("comparability", sa.JSON(), nullable=True),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_decision_application_id"
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_decision_assessment_id"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name="fk_decision_authority_id"
        ),
        sa.ForeignKeyConstraint(["decider_id"], ["account.id"], name="fk_decision_decider_id"),
        sa.ForeignKeyConstraint(
            ["release_number"], ["release.number"], name="fk_decision_release_number"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
    )
    op.create_index("ix_decision_application_id", "decision", ["application_id"])
    op.create_index(
        "uq_decision_standing",
        "decision",
        ["application_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
