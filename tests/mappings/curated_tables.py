"""The curated files as rows with their places, for tests that name the row and the cure."""

import csv
from collections import defaultdict
from importlib.resources import as_file
from pathlib import Path

from mappings import curated

with as_file(curated.FOLDER) as found:
    FOLDER = Path(found)
COMPILED_ON = "2026-11-23"
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.csv"))}
Rows = list[tuple[str, dict[str, str]]]


def read(name: str) -> Rows:
    """Place ("levels.csv row 7") and cells of each row; the header is row 1."""
    with FILES[name].open(newline="", encoding="utf-8") as lines:
        return [(f"{name}.csv row {n}", row) for n, row in enumerate(csv.DictReader(lines), 2)]


TABLES = {name: read(name) for name in FILES}
FRAMEWORKS = {row["id"]: row for _, row in TABLES["frameworks"]}
RANKS: dict[str, dict[str, int]] = defaultdict(dict)
PARENTS: dict[str, dict[str, str]] = defaultdict(dict)
for _, level in TABLES["levels"]:
    RANKS[level["framework"]][level["level"]] = int(level["rank"])
    PARENTS[level["framework"]][level["level"]] = level["parent"]
SETS = {row["id"]: row for _, row in TABLES["mapping_sets"]}


def no_faults(faults: list[str]) -> None:
    assert not faults, "\n" + "\n".join(faults)
