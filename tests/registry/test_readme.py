"""What the README shows is run. A line "…" stands for any lines left out."""

import re
import shlex
from pathlib import Path

import pytest

from registry.settings import Settings
from registry.usecases import demo_accounts

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
LEFT_OUT = "…"


def shown() -> list[tuple[str, list[str]]]:
    """(command, lines shown under it), from the ```console blocks."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def pattern(lines: list[str]) -> str:
    parts = [r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(line) + r"\n" for line in lines]
    return "".join(parts)


@pytest.mark.parametrize(("command", "lines"), shown(), ids=[command for command, _ in shown()])
def test_a_command_answers_as_shown(home, command, lines):
    name, *arguments = shlex.split(command)
    assert name == "registry"
    result = home.start(*arguments)
    assert re.fullmatch(pattern(lines), result.stdout), result.stdout + result.stderr


def test_the_two_commands_are_make_targets():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    promised = set(re.findall(r"make (\w+)", README))
    assert {"demo", "serve", "test", "check", "bench"} <= promised
    for target in promised:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target} is not there"


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("https://"):
            assert (ROOT / target).exists(), target


def test_every_account_shown_can_sign_in():
    from_code = {account.email for account in demo_accounts.demo_accounts()}
    table = README[README.index("## Accounts") : README.index("## Read on")]
    posts = re.findall(r"`(\w+)@`", table)
    places = re.findall(r"`([\w-]+\.example)`", table)
    written = {f"{post}@{place}" for post in posts for place in places}
    written |= set(re.findall(r"`(\w+@[\w.-]+)`", table))
    assert written == from_code
    assert f"`{demo_accounts.PASSWORD}`" in table


def test_the_operator_guide_names_every_setting():
    guide = (ROOT / "docs/guides/operator.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in guide] == []
