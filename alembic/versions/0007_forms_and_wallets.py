"""Credentials in several forms, attested facts, and how wallets get and show them.

Revision ID: 0007
Revises: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# SQLite makes a table anew to change it, and what points at it must not see it gone.
_DEPENDENTS = ("path_step", "status_entry")


def upgrade() -> None:
    create_attestation()
    keep_dependents()
    with op.batch_alter_table("issued_credential") as table:
        table.alter_column("decision_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("attestation_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        table.drop_constraint("uq_issued_credential_decision_id", type_="unique")
        table.create_unique_constraint("uq_issued_credential_decision", ["decision_id", "edition"])
        table.create_unique_constraint(
            "uq_issued_credential_attestation", ["attestation_id", "edition"]
        )
        table.create_foreign_key(
            "fk_issued_credential_attestation_id", "attestation", ["attestation_id"], ["id"]
        )
    with op.batch_alter_table("issued_credential") as table:
        table.alter_column("edition", existing_type=sa.Integer(), server_default=None)
    restore_dependents()
    op.add_column("status_list", sa.Column("secured_integrity", sa.String(), nullable=True))
    create_credential_form()
    create_holder_copy()
    create_credential_offer()
    create_authorization_code()
    create_wallet_token()
    create_deferred_issuance()
    create_spent_nonce()
    create_presentation_request()


def downgrade() -> None:
    for name in (
        "presentation_request",
        "spent_nonce",
        "deferred_issuance",
        "wallet_token",
        "authorization_code",
        "credential_offer",
        "holder_copy",
        "credential_form",
    ):
        op.drop_table(name)
    op.drop_column("status_list", "secured_integrity")
    forget_what_does_not_fit()
    keep_dependents()
    with op.batch_alter_table("issued_credential") as table:
        table.drop_constraint("fk_issued_credential_attestation_id", type_="foreignkey")
        table.drop_constraint("uq_issued_credential_attestation", type_="unique")
        table.drop_constraint("uq_issued_credential_decision", type_="unique")
        table.create_unique_constraint("uq_issued_credential_decision_id", ["decision_id"])
        table.drop_column("edition")
        table.drop_column("attestation_id")
        table.alter_column("decision_id", existing_type=sa.Uuid(), nullable=False)
    restore_dependents()
    op.drop_table("attestation")


def keep_dependents() -> None:
    for name in _DEPENDENTS:
        op.execute(f"CREATE TEMPORARY TABLE kept_{name} AS SELECT * FROM {name}")  # noqa: S608  -- our own names
        op.execute(f"DELETE FROM {name}")  # noqa: S608  -- our own names
    op.execute(
        "CREATE TEMPORARY TABLE kept_replaced AS SELECT id, replaced_by FROM issued_credential "
        "WHERE replaced_by IS NOT NULL"
    )
    op.execute("UPDATE issued_credential SET replaced_by = NULL WHERE replaced_by IS NOT NULL")


def restore_dependents() -> None:
    for name in _DEPENDENTS:
        op.execute(f"INSERT INTO {name} SELECT * FROM kept_{name}")  # noqa: S608  -- our own names
        op.execute(f"DROP TABLE kept_{name}")
    op.execute(
        "UPDATE issued_credential SET replaced_by = (SELECT kept_replaced.replaced_by "
        "FROM kept_replaced WHERE kept_replaced.id = issued_credential.id) "
        "WHERE id IN (SELECT id FROM kept_replaced)"
    )
    op.execute("DROP TABLE kept_replaced")


def forget_what_does_not_fit() -> None:
    """Skill records and reissues have no place in the earlier schema."""
    later = "SELECT id FROM issued_credential WHERE attestation_id IS NOT NULL OR edition > 1"
    for name in _DEPENDENTS:
        op.execute(f"DELETE FROM {name} WHERE credential_id IN ({later})")  # noqa: S608  -- our own names
    op.execute("UPDATE issued_credential SET replaced_by = NULL")
    op.execute("DELETE FROM issued_credential WHERE attestation_id IS NOT NULL OR edition > 1")


def create_attestation() -> None:
    op.create_table(
        "attestation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.String(length=100), nullable=False),
        sa.Column("attester_id", sa.Uuid(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("origin_level", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("comparability", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.String(length=64), nullable=True),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_attestation_application_id"
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name="fk_attestation_authority_id"
        ),
        sa.ForeignKeyConstraint(["attester_id"], ["account.id"], name="fk_attestation_attester_id"),
        sa.ForeignKeyConstraint(
            ["release_number"], ["release.number"], name="fk_attestation_release_number"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attestation"),
    )
    op.create_index("ix_attestation_application_id", "attestation", ["application_id"])


def create_credential_form() -> None:
    op.create_table(
        "credential_form",
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("kid", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["issued_credential.id"], name="fk_credential_form_credential_id"
        ),
        sa.PrimaryKeyConstraint("credential_id", "format", name="pk_credential_form"),
    )


def create_holder_copy() -> None:
    op.create_table(
        "holder_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("holder_thumbprint", sa.String(length=43), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("kid", sa.String(length=300), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notification_hash", sa.String(length=64), nullable=False),
        sa.Column("notified", sa.String(length=30), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["issued_credential.id"], name="fk_holder_copy_credential_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_holder_copy"),
    )
    for column in ("credential_id", "holder_thumbprint", "notification_hash"):
        op.create_index(f"ix_holder_copy_{column}", "holder_copy", [column])


def handed_over(table: str) -> list[sa.Column[object] | sa.ForeignKeyConstraint]:
    """Whose it is, and what is to be handed over."""
    return [
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=True),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=f"fk_{table}_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["issued_credential.id"], name=f"fk_{table}_credential_id"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=f"fk_{table}_application_id"
        ),
    ]


def lifetime() -> list[sa.Column[object]]:
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    ]


def create_credential_offer() -> None:
    op.create_table(
        "credential_offer",
        sa.Column("id", sa.String(length=43), nullable=False),
        *handed_over("credential_offer"),
        sa.Column("grant", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tx_code_hash", sa.String(length=64), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        *lifetime(),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_credential_offer"),
        sa.UniqueConstraint("code_hash", name="uq_credential_offer_code_hash"),
    )
    for column in ("account_id", "expires_at"):
        op.create_index(f"ix_credential_offer_{column}", "credential_offer", [column])


def create_authorization_code() -> None:
    op.create_table(
        "authorization_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        *handed_over("authorization_code"),
        sa.Column("client_id", sa.String(length=300), nullable=False),
        sa.Column("redirect_uri", sa.String(length=600), nullable=False),
        sa.Column("code_challenge", sa.String(length=43), nullable=False),
        sa.Column("configurations", sa.JSON(), nullable=False),
        sa.Column("identified", sa.Boolean(), nullable=False),
        *lifetime(),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name="pk_authorization_code"),
    )
    for column in ("account_id", "expires_at"):
        op.create_index(f"ix_authorization_code_{column}", "authorization_code", [column])


def create_wallet_token() -> None:
    op.create_table(
        "wallet_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        *handed_over("wallet_token"),
        sa.Column("configurations", sa.JSON(), nullable=False),
        sa.Column("identified", sa.Boolean(), nullable=False),
        *lifetime(),
        sa.PrimaryKeyConstraint("token_hash", name="pk_wallet_token"),
    )
    for column in ("code_hash", "account_id", "expires_at"):
        op.create_index(f"ix_wallet_token_{column}", "wallet_token", [column])


def create_deferred_issuance() -> None:
    op.create_table(
        "deferred_issuance",
        sa.Column("transaction_hash", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("configuration", sa.String(length=40), nullable=False),
        sa.Column("holder_keys", sa.JSON(), nullable=False),
        *lifetime(),
        sa.ForeignKeyConstraint(
            ["token_hash"],
            ["wallet_token.token_hash"],
            name="fk_deferred_issuance_token_hash",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("transaction_hash", name="pk_deferred_issuance"),
    )
    for column in ("token_hash", "expires_at"):
        op.create_index(f"ix_deferred_issuance_{column}", "deferred_issuance", [column])


def create_spent_nonce() -> None:
    op.create_table(
        "spent_nonce",
        sa.Column("nonce_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce_hash", name="pk_spent_nonce"),
    )
    op.create_index("ix_spent_nonce_expires_at", "spent_nonce", ["expires_at"])


def create_presentation_request() -> None:
    op.create_table(
        "presentation_request",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("nonce", sa.String(length=43), nullable=False),
        sa.Column("state", sa.String(length=43), nullable=False),
        *lifetime(),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_presentation_request_account_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_presentation_request"),
        sa.UniqueConstraint("state", name="uq_presentation_request_state"),
    )
    for column in ("account_id", "forget_at"):
        op.create_index(f"ix_presentation_request_{column}", "presentation_request", [column])
