"""`registry graph …`: what curators do from a shell."""

import base64
import json
import re
import shutil
from pathlib import Path

import pytest

from mappings import curated


def issued_on(home) -> str:
    """A statement that the demonstration's credential rests on."""
    payload = (home.demo / "credential.jwt").read_text().split(".")[1]
    text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
    found = re.search(r"https://w3id\.org/open-recognition/id/statement/[^\"]+", text)
    assert found is not None
    return found[0]


def told(home, *command: str):
    result = home.run("graph", *command, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_the_impact_of_a_withdrawal_counts_what_was_issued(home) -> None:
    statement = issued_on(home)
    found = told(home, "impact", statement)
    assert found["answers_changed"] > 0
    assert found["credentials"] > 0
    said = home.run("graph", "impact", statement).stdout
    assert f"{found['credentials']} credentials rest on it" in said


def test_the_matrix_shows_levels_and_the_table_of_countries_stays(home) -> None:
    cells = told(home, "coverage", "--matrix")
    assert {"country", "framework", "hub", "covered", "gaps", "levels"} == set(cells[0])
    assert "nl-nlqf" in home.run("graph", "coverage", "--matrix").stdout
    assert told(home, "coverage")[0].keys() >= {"country", "answering", "awaiting"}


def test_conflicts_and_the_calendar_are_told(home) -> None:
    assert isinstance(told(home, "conflicts"), list)
    days = [one["day"] for one in told(home, "expiry", "--days", "3000")]
    assert days == sorted(days)
    assert days


def test_releases_are_compared(home) -> None:
    assert told(home, "diff", "1", "1")["changes"] == []
    missing = home.run("graph", "diff", "1", "99")
    assert (missing.returncode, missing.stderr[:15]) == (2, "release_unknown")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Curated files without one statement."""
    changed = tmp_path / "data"
    shutil.copytree(Path(str(curated.FOLDER)), changed)
    path = changed / "correspondences.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("nl-nlqf-4--eqf-4,")]
    path.write_text("".join(kept), "utf-8")
    return changed


def test_curated_files_become_a_draft_that_waits_for_its_review(home, folder) -> None:
    loaded = home.run("graph", "load", str(folder))
    assert loaded.stdout.startswith("draft ")
    draft = loaded.stdout.split()[1]
    early = home.run("graph", "publish", draft)
    assert early.returncode == 2
    assert early.stderr.startswith("draft_step_not_allowed")
    assert home.run("graph", "publish").stderr.startswith("draft_unknown")
    unchanged = home.run("graph", "load", str(Path(str(curated.FOLDER))))
    assert "change nothing" in unchanged.stdout
