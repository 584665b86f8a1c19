"""The command line as its users run it, in a folder of its own."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from registry import cli

COMMAND = Path(sys.executable).with_name("registry")
# PYTHONPATH, where the tree under test is not the one that is installed.
INHERITED = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
Result = subprocess.CompletedProcess[str]


@contextlib.contextmanager
def as_called(arguments: tuple[str, ...]) -> Iterator[None]:
    """`sys.argv` as of a process of its own; afterwards it logs as it did before."""
    before, sys.argv = sys.argv, ["registry", *arguments]
    try:
        yield
    finally:
        sys.argv = before
        structlog.reset_defaults()


@dataclass(frozen=True)
class Home:
    """A folder in which `registry` keeps its store, as a clone of the project would."""

    folder: Path

    def environment(self, given: dict[str, str]) -> dict[str, str]:
        return {**INHERITED, "HOME": str(self.folder), **given}

    def start(self, *arguments: str, stdin: str | None = None, **environment: str) -> Result:
        """In a process of its own, which takes seconds: where that is what a test is about."""
        return subprocess.run(
            [str(COMMAND), *arguments],
            cwd=self.folder,
            env=self.environment(environment),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def run(self, *arguments: str, stdin: str | None = None, **environment: str) -> Result:
        """The same in this process, from the same first line: `registry.cli.main`."""
        wanted = self.environment(environment)
        changes = {**dict.fromkeys(os.environ.keys() - wanted.keys()), **wanted}
        runner, code = CliRunner(), 0
        with (
            as_called(arguments),
            contextlib.chdir(self.folder),
            runner.isolation(input=stdin, env=changes) as (out, err, _),
        ):
            try:
                cli.main()
            except SystemExit as left:
                code = int(left.code or 0)
            sys.stdout.flush()
            sys.stderr.flush()
            said, complained = out.getvalue().decode(), err.getvalue().decode()
        return Result(["registry", *arguments], code, said, complained)

    @property
    def demo(self) -> Path:
        return self.folder / "var" / "demo"


class Apart(Home):
    """For libraries that keep a state of their own in a process, such as those of tokens."""

    run = Home.start


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Result]:
    """`registry demo`, once: what it left behind and what it said."""
    home = Home(tmp_path_factory.mktemp("home"))
    return home, home.start("demo")


@pytest.fixture
def home(demo_run: tuple[Home, Result]) -> Home:
    """A store in which the demonstration has been played."""
    played, result = demo_run
    assert result.returncode == 0, result.stdout + result.stderr
    return played


@pytest.fixture
def new_home(tmp_path: Path) -> Callable[[], Home]:
    return lambda: Home(tmp_path)
