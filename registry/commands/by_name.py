"""Commands that are loaded by their name: only the one that is called is imported.

Help and the shell's completion show names and sentences from a table; a test holds the sentences
equal to the first of each command's own help. Decision 49.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class Named(NamedTuple):
    """place: "module:name" of a function or of a `typer.Typer`. sentence: its first of help."""

    place: str
    sentence: str


def group_of(commands: Mapping[str, Named], sentence: str) -> typer.Typer:
    """A group that loads each of its commands when it is called."""
    group = typer.Typer(
        cls=type("Group", (_ByName,), {"table": commands}),
        help=sentence,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    # A group that has no command of its own would not be one without a callback.
    group.callback()(_nothing)
    return group


def load(name: str, place: str) -> TyperCommand | TyperGroup:
    """The command itself."""
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        loaded: Any = get_group(found)
    else:
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(found)
        loaded = get_command(alone)
    loaded.name = name
    return loaded  # type: ignore[no-any-return]  # one of typer's two kinds


def _nothing() -> None:
    """Each command says what it does."""


class _Unloaded(TyperCommand):
    """What help and completion show of a command."""

    def __init__(self, name: str, named: Named) -> None:
        super().__init__(name, help=named.sentence)
        self.place = named.place


class _ByName(TyperGroup):
    """table: name -> command, in the order in which they are shown."""

    table: Mapping[str, Named]

    def __init__(self, **settings: Any) -> None:
        unloaded = {name: _Unloaded(name, named) for name, named in self.table.items()}
        super().__init__(**{**settings, "commands": unloaded})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """What is called, or completed, is loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        if isinstance(command, _Unloaded):
            command = load(str(name), command.place)
        return name, command, rest
