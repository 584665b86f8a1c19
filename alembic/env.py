"""Run migrations on the connection handed in, or on the database of the settings."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import registry.storage.tables  # noqa: F401 - fills the metadata that autogenerate compares
from registry.settings import Settings
from registry.storage.columns import UtcDateTime
from registry.storage.database import make_engine


def without_application_code(kind: str, value: object, _: object) -> str | Literal[False]:
    """How a generated migration writes our own column type: as the type it stands on."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        # SQLite cannot alter a column in place.
        render_as_batch=True,
        # True for both of ours; alembic assumes otherwise of SQLite.
        transactional_ddl=True,
        render_item=without_application_code,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with make_engine(Settings().database_url).begin() as own:
        migrate(own)
