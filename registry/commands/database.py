"""`registry db …`"""

import typer

from registry.commands import output
from registry.start_up import read_settings
from registry.storage.database import make_engine
from registry.storage.migrations import upgrade

app = typer.Typer(help="The database schema.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The database schema."""


@app.command("upgrade")
def upgrade_schema() -> None:
    """Bring the schema of DATABASE_URL to the newest revision, all of it or nothing."""
    settings = read_settings()
    upgrade(make_engine(settings.database_url, wait_seconds=settings.database_wait_seconds))
    output.line("the schema is current")
