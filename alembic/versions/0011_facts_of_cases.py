"""Measures by kind; assessments, quality assurance and corrections of persons.

Revision ID: 0011
Revises: 0010
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

decision = sa.table("decision", sa.column("id", sa.Uuid), sa.column("measures", sa.JSON))
assessment = sa.table("assessment", sa.column("id", sa.Uuid), sa.column("proposal", sa.JSON))
KINDS = {
    "aptitude_test": "Aptitude test",
    "adaptation_period": "Adaptation period",
    "bridging_course": "Bridging course",
    "language": "Language skills",
}


def upgrade() -> None:
    create_skill_assessment()
    create_quality_statement()
    create_person_correction()
    rewrite_measures(with_kind)


def downgrade() -> None:
    rewrite_measures(without_kind)
    op.drop_table("person_correction")
    op.drop_table("quality_statement")
    op.drop_table("skill_assessment")


def with_kind(measure: Any) -> Any:
    """Nobody said of what kind a text was."""
    return {"kind": "other", "text": measure} if isinstance(measure, str) else measure


def without_kind(measure: Any) -> Any:
    """The words take up what has no place of its own any more: nothing that was decided is lost."""
    if isinstance(measure, str):
        return measure
    kind = KINDS.get(measure["kind"], "")
    if measure.get("months"):
        kind = f"{kind} ({measure['months']} months)"
    return f"{kind}: {measure['text']}" if kind else measure["text"]


def rewrite_measures(rewritten: Callable[[Any], Any]) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(decision.c.id, decision.c.measures)).all():
        if row.measures:
            connection.execute(
                sa.update(decision)
                .where(decision.c.id == row.id)
                .values(measures=[rewritten(one) for one in row.measures])
            )
    for row in connection.execute(sa.select(assessment.c.id, assessment.c.proposal)).all():
        if row.proposal.get("measures"):
            proposal = {
                **row.proposal,
                "measures": [rewritten(one) for one in row.proposal["measures"]],
            }
            connection.execute(
                sa.update(assessment).where(assessment.c.id == row.id).values(proposal=proposal)
            )


def create_skill_assessment() -> None:
    op.create_table(
        "skill_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("assessor", sa.String(length=300), nullable=False),
        sa.Column("assessed_on", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=300), nullable=False),
        sa.Column("grade", sa.String(length=100), nullable=False),
        sa.Column("scale", sa.String(length=200), nullable=False),
        sa.Column("identity_check", sa.String(length=20), nullable=True),
        *recorded_columns(),
        *recorded_constraints("skill_assessment"),
    )
    op.create_index("ix_skill_assessment_application_id", "skill_assessment", ["application_id"])


def create_quality_statement() -> None:
    op.create_table(
        "quality_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("iri", sa.String(length=500), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        *recorded_columns(),
        *recorded_constraints("quality_statement"),
    )
    op.create_index("ix_quality_statement_application_id", "quality_statement", ["application_id"])


def recorded_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_reason", sa.String(length=500), nullable=False),
    )


def recorded_constraints(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=f"fk_{table}_application_id"
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=f"fk_{table}_recorded_by"),
        sa.ForeignKeyConstraint(
            ["taken_back_by"], ["account.id"], name=f"fk_{table}_taken_back_by"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def create_person_correction() -> None:
    op.create_table(
        "person_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_person_correction_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_person_correction_application_id"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name="fk_person_correction_proposed_by"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["account.id"], name="fk_person_correction_settled_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_person_correction"),
    )
    op.create_index("ix_person_correction_account_id", "person_correction", ["account_id"])
    op.create_index(
        "uq_person_correction_open",
        "person_correction",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
