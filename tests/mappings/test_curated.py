"""What the curated files become, and how they are refused."""

import re
import shutil
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import as_file
from pathlib import Path

import pytest

from mappings import curated
from mappings.errors import CuratedInvalid
from mappings.model import Force

with as_file(curated.FOLDER) as found:
    FOLDER = Path(found)


def test_everything_in_the_files_is_in_the_graph() -> None:
    graph = curated.read()
    assert len(graph.frameworks) == 126
    assert sum(len(one.levels) for one in graph.frameworks.values()) == 1101
    assert sum(not one.absence for one in graph.correspondences) == 530
    assert sum(one.absence for one in graph.correspondences) == 30
    assert len(graph.rules) + len(graph.citations) == 55
    assert len(graph.procedures) == 59
    assert len(graph.opportunities) == 34
    assert len(curated.qualifications()) == 306
    assert len(curated.skills()) == 175
    assert len(curated.quality_registers()) == 14


def test_rows_too_unsure_to_answer_enter_unreviewed() -> None:
    graph = curated.read()
    for one in (*graph.correspondences, *graph.rules):
        least = Decimal("0.85") if one.provenance.checked else Decimal("0.90")
        sure = one.confidence >= least or getattr(one, "absence", False)
        assert (one.force > Force.UNREVIEWED) == sure, one.id


def test_force_follows_kind() -> None:
    by_kind = defaultdict(set)
    for one in curated.read().correspondences:
        by_kind[one.kind, one.mutual].add(one.force)
    assert by_kind["law", True] == by_kind["law", False] == {Force.LAW}
    assert by_kind["referencing", True] == {Force.JOINT, Force.UNREVIEWED}
    assert by_kind["joint comparison", True] == {Force.JOINT, Force.UNREVIEWED}
    assert by_kind["stated absence", True] == by_kind["stated absence", False] == {Force.JOINT}


def test_a_bare_year_counts_from_its_last_day_and_is_shown_as_a_year() -> None:
    one = next(one for one in curated.read().correspondences if one.id == "de-dqr-4--eqf-4")
    assert (one.valid.start, one.valid_from_text) == (date(2012, 12, 31), "2012")


def test_a_bare_month_counts_from_its_last_day() -> None:
    one = next(one for one in curated.read().correspondences if one.id == "gb-rqf-3--eqf-4")
    assert (one.valid.start, one.valid.end) == (date(2010, 2, 28), date(2021, 1, 1))


def test_every_statement_was_recorded_when_the_seed_was_compiled() -> None:
    graph = curated.read()
    moments = {one.recorded.at for one in (*graph.correspondences, *graph.rules)}
    assert moments == {datetime(2026, 11, 23, tzinfo=UTC)}


def test_a_level_between_two_numbers_has_its_own_place() -> None:
    nlqf = curated.read().frameworks["nl-nlqf"]
    assert nlqf.span("4").high < nlqf.span("4+").low < nlqf.span("5").low


def test_sublevels_lie_within_their_parent() -> None:
    hko = curated.read().frameworks["hr-hko"]
    assert (hko.span("4").low, hko.span("4").high) == (hko.span("4.1").low, hko.span("4.2").low)


def test_an_agreement_in_words_is_cited_and_never_a_rule() -> None:
    graph = curated.read()
    cited = {one.id for one in graph.citations}
    assert {"unesco-addis-2014", "coe-lisbon-1997", "imo-stcw-1978"} <= cited
    assert not cited & {one.id for one in graph.rules}


def test_an_agreement_that_binds_one_side_is_a_rule_of_that_side() -> None:
    rule = next(one for one in curated.read().rules if one.id == "jp-ph-epa")
    assert (rule.origins, rule.destinations) == ({"PH"}, {"JP"})


BROKEN = [
    ("correspondences.csv", "de-dqr--eqf--2012", "", "mapping_set is empty"),
    ("mapping_sets.csv", "German EQF Referencing Report", "", "name the document"),
    ("mapping_sets.csv", "Austrian EQF Referencing Report", " ", "mapping_sets.csv row 3"),
    ("correspondences.csv", "0.97,read", "1.97,read", "decimal from 0 to 1"),
    ("correspondences.csv", "2021-01-01", "2021", "full date"),
    ("correspondences.csv", ",close,", ",same,", "write one of: broad"),
    ("levels.csv", "de-dqr,3,3", "de-dqr,3,x", "whole number"),
    ("levels.csv", "de-dqr,3,3", "de-dqr,3,4", "number them anew"),
    ("levels.csv", "de-dqr,3,3", "de-dqr,3", "quote commas"),
    ("levels.csv", "de-dqr,3,3", "de-dqr,2,3", "stands in levels.csv row"),
    ("frameworks.csv", "nl-nlqf", "zz-nqf", "names no framework"),
    ("agreements.csv", "2221;5322,", "nurses,", "write codes"),
    ("procedures.csv", "regulated_profession", "leisure", "write one of"),
    ("absences.csv", "nz-nzqcf,8,eqf", "nz-nzqcf,11,eqf", "no level 11"),
]


@pytest.mark.parametrize(("file", "before", "after", "told"), BROKEN)
def test_a_fault_is_told_with_file_row_and_cure(
    tmp_path: Path, file: str, before: str, after: str, told: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "data")
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CuratedInvalid, match=re.escape(told)) as refused:
        curated.read(folder)
    faults = refused.value.members["faults"]
    assert isinstance(faults, tuple)
    assert all(re.match(r"\w+\.csv row \d+: ", fault) for fault in faults)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "data")
    (folder / "levels.csv").unlink()
    with pytest.raises(CuratedInvalid, match=r"levels\.csv: is missing"):
        curated.read(folder)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "data")
    text = (folder / "procedures.csv").read_text(encoding="utf-8")
    (folder / "procedures.csv").write_text(
        text.replace(",information,", ",leisure,"), encoding="utf-8"
    )
    with pytest.raises(CuratedInvalid) as refused:
        curated.read(folder)
    faults = refused.value.members["faults"]
    assert isinstance(faults, tuple)
    assert len(faults) == text.count(",information,")
