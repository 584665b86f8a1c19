"""`registry graph export|import|template`, in a shell, on a store of its own."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mappings import curated, exchange
from registry.commands.exchange import Form
from tests.registry.conftest import Home, Result

Run = Callable[..., Result]
SEED = curated.read()
COMPETENT = next(one for one in SEED.frameworks.values() if one.authority and not one.hub)
HEADER = "id,source_framework,source_level,target_framework,target_low,predicate,confidence"
HEADER += ",mapping_set,authority,document,locator,valid_from,purposes"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    home = Home(tmp_path_factory.mktemp("exchange"))
    return lambda *arguments: home.run("graph", *map(str, arguments))


def row(**changed: str) -> str:
    cells = {
        "id": "new-comparison",
        "source_framework": COMPETENT.id,
        "source_level": COMPETENT.leaves[0],
        "target_framework": "eqf",
        "target_low": "1",
        "predicate": "close",
        "confidence": "0.9",
        "mapping_set": "new-set",
        "authority": COMPETENT.authority,
        "document": "New report",
        "locator": "table 1",
        "valid_from": "2026-01-01",
        "purposes": "information",
    }
    out = io.StringIO(newline="")
    csv.writer(out).writerow((cells | changed).values())
    return f"{HEADER}\n{out.getvalue()}"


def test_every_writer_has_its_name_on_the_command_line() -> None:
    assert {form.value for form in Form} == {*exchange.WRITERS, "dcat"}


def test_an_export_read_back_changes_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "release.sssom.tsv"
    assert run("export", "--format", "sssom-tsv", "--output", file).returncode == 0
    told = json.loads(run("import", file, "--json").stdout)
    assert told["faults"] == []
    assert told["kept"] == told["statements"] == len(SEED.correspondences)
    assert told["draft"] is None


def test_a_catalogue_names_the_release(run: Run) -> None:
    printed = run("export", "--format", "dcat").stdout
    assert "dcat:Dataset" in printed
    assert "spdx:checksumValue" in printed


def test_a_new_row_ends_in_a_draft(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(row(), "utf-8")
    done = run("import", file, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["faults"]) == (0, [])
    assert told["draft"]


def test_faults_are_printed_with_their_row_and_nothing_is_drafted(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(row(predicate="near", confidence="2"), "utf-8")
    done = run("import", file)
    assert done.returncode == 1
    assert "row 2, cell F2: predicate" in done.stdout
    assert "row 2, cell G2: confidence" in done.stdout
    file.write_text(row(id="other", document="", valid_from=""), "utf-8")
    done = run("import", file)
    assert done.returncode == 1
    assert "row 2: rule 1: " in done.stdout
    assert "row 2: rule 3: " in done.stdout
    assert "nothing drafted" in done.stdout


def test_a_file_of_no_known_format_is_told_with_its_code(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(b"PK")
    done = run("import", file)
    assert done.returncode != 0
    assert "import_format_unknown" in done.stderr


def test_the_template_is_a_workbook_that_can_be_imported_empty(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    assert run("template", "--output", file).returncode == 0
    told = json.loads(run("import", file, "--json").stdout)
    assert (told["statements"], told["faults"], told["draft"]) == (0, [], None)
