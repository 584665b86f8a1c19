"""Each shape has files that pass and files that fail, and two engines agree on all of them."""

import re
from pathlib import Path

import pytest
from pyshacl import validate as pyshacl_validate
from rdflib import RDF, SH, Dataset, Graph

from mappings import validation
from mappings.errors import ReleaseInvalid

FOLDER = Path(__file__).parent / "shapes"
FILES = sorted(FOLDER.glob("rule-*/*.trig"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in FILES]
SHAPES = Graph().parse(data=validation.SHAPES.read_bytes(), format="turtle")


def validate(path: Path) -> tuple[validation.Finding, ...]:
    return validation.validate(path.read_bytes(), suffix=path.suffix)


def by_pyshacl(path: Path) -> set[tuple[str, str, str]]:
    """Severity, statement and message of each result of the independent validator."""
    dataset = Dataset(default_union=True)
    dataset.parse(path, format="trig")
    _, report, _ = pyshacl_validate(dataset, shacl_graph=SHAPES, inplace=True)
    return {
        (
            validation.SEVERITY[report.value(result, SH.resultSeverity)],
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


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_pyshacl_finds_the_same(path: Path) -> None:
    ours = {(one.severity, one.statement, one.message) for one in validate(path)}
    assert ours == by_pyshacl(path)


def test_every_shape_is_broken_by_some_file() -> None:
    messages = [finding.message for path in FILES for finding in validate(path)]
    for constraint in validation.constraints():
        parts = re.split(r"\{[$?]\w+\}", constraint.message)
        pattern = ".+".join(re.escape(part) for part in parts)
        assert any(re.fullmatch(pattern, message) for message in messages), constraint.message


def test_every_rule_from_1_to_10_has_a_file_that_passes() -> None:
    passing = {path.parent.name for path in FILES if path.stem.startswith("good")}
    assert passing == {f"rule-{rule:02}" for rule in range(1, 11)}


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
