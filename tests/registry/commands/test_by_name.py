"""Commands are loaded by their name; help and completion tell the same as if all were loaded."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from registry import cli
from registry.commands import graph
from registry.commands.by_name import load

NAMED = {**cli.COMMANDS, **{f"graph {name}": named for name, named in graph.COMMANDS.items()}}
# What takes long to load, and what nobody needs who asks for a comparison.
HEAVY = ("weasyprint", "pyhanko", "pikepdf", "fastapi", "uvicorn", "alembic", "pyld", "rdflib")


@pytest.mark.parametrize("name", NAMED)
def test_a_named_command_is_there_and_its_help_begins_with_its_sentence(name: str) -> None:
    loaded = load(name, NAMED[name].place)
    assert (loaded.help or "").partition("\n")[0] == NAMED[name].sentence
    shown = CliRunner().invoke(cli.app, [*name.split(), "--help"], terminal_width=200)
    assert shown.exit_code == 0
    assert NAMED[name].sentence[:60] in shown.stdout


def test_help_names_every_command() -> None:
    runner = CliRunner()
    for arguments, commands in (((), cli.COMMANDS), (("graph",), graph.COMMANDS)):
        shown = runner.invoke(cli.app, [*arguments, "--help"]).stdout
        assert all(f"│ {name} " in shown for name in commands)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("registry gr", "graph"),
        ("registry graph exp", "expiry"),
        ("registry keys ro", "rotate"),
        ("registry verify --off", "--offline"),
        ("registry compare --purpose emp", "employment"),
    ],
)
def test_the_shell_completes_commands_and_options(words: str, offered: str) -> None:
    asked = {"_REGISTRY_COMPLETE": "complete_bash", "COMP_WORDS": words}
    asked["COMP_CWORD"] = str(words.count(" "))
    told = CliRunner().invoke(cli.app, [], prog_name="registry", env=asked)
    assert offered in told.stdout.split()


def test_a_name_that_is_nearly_right_is_told() -> None:
    told = CliRunner().invoke(cli.app, ["comparee", "x", "y"])
    assert (told.exit_code, "Did you mean 'compare'" in told.output) == (2, True)


@pytest.mark.parametrize(
    ("module", "kept_out"),
    [
        ("registry.cli", (*HEAVY, "sqlmodel", "pydantic", "structlog")),
        ("registry.commands.verify", (*HEAVY, "sqlmodel", "pydantic")),
        ("registry.commands.compare", HEAVY),
        ("registry.commands.keys", HEAVY),
    ],
)
def test_a_command_loads_no_library_that_it_may_not_need(
    module: str, kept_out: tuple[str, ...]
) -> None:
    asked = f"import sys, {module}; print(*(sys.modules.keys() & {set(kept_out)}))"
    loaded = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
