"""The command line as its users run it: a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("registry")
# PYTHONPATH, where the tree under test is not the one that is installed.
INHERITED = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
Result = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Home:
    """A folder in which `registry` keeps its store, as a clone of the project would."""

    folder: Path

    def run(self, *arguments: str, stdin: str | None = None, **environment: str) -> Result:
        return subprocess.run(
            [str(COMMAND), *arguments],
            cwd=self.folder,
            env={**INHERITED, "HOME": str(self.folder), **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    @property
    def demo(self) -> Path:
        return self.folder / "var" / "demo"


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Result]:
    """`registry demo`, once: what it left behind and what it said."""
    home = Home(tmp_path_factory.mktemp("home"))
    return home, home.run("demo")


@pytest.fixture
def home(demo_run: tuple[Home, Result]) -> Home:
    """A store in which the demonstration has been played."""
    played, result = demo_run
    assert result.returncode == 0, result.stdout + result.stderr
    return played


@pytest.fixture
def new_home(tmp_path: Path) -> Callable[[], Home]:
    return lambda: Home(tmp_path)
