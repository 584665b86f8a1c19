"""Independent readers: the `sssom` package for SSSOM, pySHACL for exported RDF."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib

from mappings import curated, exchange, validation
from mappings.model import Graph
from tests.mappings.graphs import framework, graph, statement

ROOT = Path(__file__).resolve().parents[3]
PYTHON = Path(sys.prefix) / "witnesses" / "bin" / "python"
READER = ROOT / "tests" / "witnesses" / "read_sssom.py"
TODAY = datetime(2026, 12, 1, tzinfo=UTC).date()
SEED = curated.read()
SHAPES = rdflib.Graph().parse(data=validation.shapes(), format="turtle")


@pytest.fixture(scope="module")
def read_by_sssom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    assert PYTHON.exists(), "run tools/setup.sh --for-tests .venv"
    file = tmp_path_factory.mktemp("sssom") / "release.sssom.tsv"
    file.write_bytes(exchange.write(SEED, "sssom-tsv", number=1, on=TODAY))
    done = subprocess.run([PYTHON, READER, file], capture_output=True, check=True, timeout=120)
    return json.loads(done.stdout)


def test_the_sssom_package_finds_nothing_wrong(read_by_sssom: dict[str, Any]) -> None:
    assert read_by_sssom["faults"] == []
    # Its checks of cells know the slots of the standard alone; ours are defined in the header.
    assert [text for text in read_by_sssom["warnings"] if "qrr_" not in text] == []
    assert read_by_sssom["metadata"]["sssom_version"] == "1.1"


def test_the_sssom_package_reads_the_same_statements(read_by_sssom: dict[str, Any]) -> None:
    prefixes = read_by_sssom["prefixes"]

    def iri(curie: str) -> str:
        prefix, _, rest = curie.partition(":")
        return prefixes[prefix] + rest

    rows = {iri(row["record_id"]): row for row in read_by_sssom["rows"]}
    assert set(rows) == {one.iri for one in SEED.correspondences}
    for one in SEED.correspondences:
        row = rows[one.iri]
        assert float(row["confidence"]) == pytest.approx(float(one.confidence))
        assert (row["object_id"] == "sssom:NoTermFound") == one.absence
        assert iri(row["subject_source"]).endswith(f"/framework/{one.source_framework}")
        assert iri(row["object_source"]).endswith(f"/framework/{one.target_framework}")
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"


def sound() -> Graph:
    a = framework("A", 2)
    return graph(a, framework("H", 2, hub=True), statements=[statement("A1", "H1")])


@pytest.mark.parametrize("form", ["ttl", "trig", "nq", "jsonld"])
def test_pyshacl_finds_in_the_exported_file_what_we_find(form: str) -> None:
    raw = exchange.write(sound(), form, number=1, on=TODAY)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(
        data=raw, format={"ttl": "turtle", "nq": "nquads", "jsonld": "json-ld"}.get(form, form)
    )
    _, report, _ = pyshacl.validate(dataset, shacl_graph=SHAPES, advanced=True)
    shacl = rdflib.SH
    focused = {
        (str(report.value(result, shacl.focusNode)), str(report.value(result, shacl.resultMessage)))
        for result in report.subjects(rdflib.RDF.type, shacl.ValidationResult)
    }
    ours = validation.validate(raw, suffix=f".{form}")
    assert {statement for statement, _ in focused} == {found.statement for found in ours}
    assert len(focused) == len({(found.statement, found.message) for found in ours})
    assert ours
