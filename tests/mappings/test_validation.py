"""Each shape has files that pass and files that fail, and two engines agree on all of them."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pyshacl import validate as pyshacl_validate
from rdflib import RDF, SH, Dataset, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from mappings import validation
from mappings.errors import ReleaseInvalid

FOLDER = Path(__file__).parent / "shapes"
FILES = sorted(FOLDER.glob("rule-*/*.trig"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in FILES]
RULES = range(1, 25)
SHAPES = Graph().parse(data=validation.shapes(), format="turtle")
BASE = "@base <https://w3id.org/open-recognition/id/> ."


class PreparedDataset(Dataset):
    """A dataset that parses a query once; pySHACL asks each one anew of every focus node."""

    prepared: ClassVar[dict[str, Query]] = {}

    def query(self, query_object: Any, *args: Any, **named: Any) -> Result:
        if query_object not in self.prepared:
            self.prepared[query_object] = prepareQuery(query_object, initNs=named.get("initNs"))
        return super().query(self.prepared[query_object], *args, **named)


@cache
def validate(path: Path) -> tuple[validation.Finding, ...]:
    return validation.validate(path.read_bytes(), suffix=path.suffix)


def merged(paths: Iterable[Path]) -> Dataset:
    """These files as one dataset; each has a base of its own, so that they do not meet."""
    dataset = PreparedDataset(default_union=True)
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert BASE in text
        own = f"@base <https://example.org/{path.parent.name}/{path.stem}/> ."
        dataset.parse(data=text.replace(BASE, own), format="trig")
    return dataset


def by_pyshacl(dataset: Dataset) -> set[tuple[str, str, str]]:
    """Severity, statement and message of each result of the independent validator."""
    _, report, _ = pyshacl_validate(dataset, shacl_graph=SHAPES, inplace=True)
    return {
        (
            validation.SEVERITY[str(report.value(result, SH.resultSeverity))],
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_breaks_its_own_rule_or_none(path: Path) -> None:
    rule = int(path.parent.name.removeprefix("rule-"))
    kind = path.stem.partition("-")[0]
    found = {(finding.rule, finding.severity) for finding in validate(path)}
    expected = {"good": set(), "bad": {(rule, "violation")}, "warning": {(rule, "warning")}}
    assert found == expected[kind]


# Files of one rule are validated together, and the same bytes once: pySHACL is slow.
ONCE = sorted({path.read_bytes(): path for path in reversed(FILES)}.values())
GROUPS = [[path for path in ONCE if path.parent.name == f"rule-{rule:02}"] for rule in RULES]
# A file that names the day of validation stands alone; a dataset has one day.
DATED = [[path] for path in FILES if "qrr:asOf" in path.read_text(encoding="utf-8")]
APART = [[path for path in group if [path] not in DATED] for group in GROUPS] + DATED


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "paths", [group for group in APART if group], ids=lambda group: group[0].parent.name
)
def test_pyshacl_finds_the_same(paths: list[Path]) -> None:
    dataset = merged(paths)
    found = validation.validate(dataset.serialize(format="nquads").encode())
    ours = {(one.severity, one.statement, one.message) for one in found}
    assert ours == by_pyshacl(dataset)


def test_every_shape_is_broken_by_some_file() -> None:
    messages = [finding.message for path in FILES for finding in validate(path)]
    for constraint in validation.constraints():
        parts = re.split(r"\{[$?]\w+\}", constraint.message)
        pattern = ".+".join(re.escape(part) for part in parts)
        assert any(re.fullmatch(pattern, message) for message in messages), constraint.message


@pytest.mark.parametrize("kinds", [("good",), ("bad", "warning")], ids=["passes", "fails"])
def test_every_rule_has_a_file_that(kinds: tuple[str, ...]) -> None:
    found = {path.parent.name for path in FILES if path.stem.startswith(kinds)}
    assert found == {f"rule-{rule:02}" for rule in RULES}


def test_the_day_of_validation_decides_what_is_overdue() -> None:
    path = FOLDER / "rule-05" / "good.trig"
    found = validation.validate(path.read_bytes(), suffix=".trig", on=date(2033, 1, 1))
    assert {(one.rule, one.severity) for one in found} == {(21, "warning")}


def test_a_message_names_rule_statement_and_cure() -> None:
    findings = [finding for path in FILES for finding in validate(path)]
    assert findings
    for finding in findings:
        assert finding.message.startswith(f"Rule {finding.rule}: ")
        assert finding.statement in finding.message
        assert finding.cure
        assert finding.message.endswith(f"Cure: {finding.cure}")


def test_bytes_that_are_not_rdf_are_refused() -> None:
    with pytest.raises(ReleaseInvalid, match="not RDF"):
        validation.validate(b"<a> <b>")


@pytest.mark.parametrize("suffix", [".csv", ""])
def test_a_suffix_that_is_no_rdf_is_refused(suffix: str) -> None:
    with pytest.raises(ReleaseInvalid, match="not a syntax"):
        validation.validate(b"", suffix=suffix)
