"""CSV: nothing lost, every fault with its row, nothing that runs."""

import csv
import io
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mappings import curated
from mappings.errors import ExchangeInvalid, ImportTooLarge, MappingError
from mappings.exchange import delimited, faults
from mappings.exchange.faults import Fault, Faults
from mappings.exchange.statement_rows import Stated
from mappings.model import Correspondence, Force, Period, Predicate
from tests.mappings.exchange.random_statements import statements
from tests.mappings.graphs import statement

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HEADER = (
    "source_framework,source_level,target_framework,target_low,predicate,confidence,mapping_set"
)
ROW = "nl-nlqf,4,eqf,4,close,0.95,nl-nlqf--eqf"


def read(text: str | bytes) -> tuple[Stated, list[Fault]]:
    found = Faults()
    raw = text.encode() if isinstance(text, str) else text
    return delimited.read(raw, found, recorded_at=NOW), list(found.all())


def one_of(text: str | bytes) -> Correspondence:
    stated, told = read(text)
    assert told == []
    return stated.graph.correspondences[0]


@given(statements())
@settings(deadline=None, max_examples=60)
def test_statements_come_back_as_they_were(written: tuple[Correspondence, ...]) -> None:
    stated, told = read(delimited.write(written))
    assert told == []
    assert stated.graph.correspondences == written


def test_the_seed_comes_back_as_it_was() -> None:
    seed = curated.read().correspondences
    assert read(delimited.write(seed))[0].graph.correspondences == seed


@given(statements())
@settings(deadline=None, max_examples=30, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_no_cell_is_a_live_formula_whatever_the_separator(
    written: tuple[Correspondence, ...],
) -> None:
    text = delimited.write(written).decode("utf-8-sig")
    for delimiter in ",;\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not [cell for cell in line if cell.startswith(tuple("=+-@\t\r"))]


def test_a_formula_behind_another_separator_is_not_live() -> None:
    written = [statement("A1", "H2", kind=text) for text in (";=1+1", '";=1";"=1', ',"=1', ";@x")]
    text = delimited.write(written).decode("utf-8-sig")
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not [cell for cell in line if cell.startswith(tuple("=+-@"))]


def test_a_short_row_is_read_with_what_is_usual() -> None:
    one = one_of(f"{HEADER}\n{ROW}\n")
    assert one.id == "nl-nlqf-4--eqf-4"
    assert one.iri == "https://w3id.org/open-recognition/id/statement/nl-nlqf-4--eqf-4"
    assert (one.target_low, one.target_high) == ("4", "4")
    assert (one.predicate, one.confidence) == (Predicate.CLOSE, Decimal("0.95"))
    assert (one.force, one.mutual, one.version) == (Force.UNREVIEWED, False, 1)
    assert one.recorded.at == NOW


def test_a_year_is_its_last_day_and_stays_told_as_a_year() -> None:
    one = one_of(f"{HEADER},valid_from,valid_to\n{ROW},2012,2021-01-01\n")
    assert one.valid == Period(date(2012, 12, 31), date(2021, 1, 1))
    assert one.valid_from_text == "2012"


@pytest.mark.parametrize(
    "raw",
    [
        f"{HEADER}\n{ROW}\n".encode("utf-8-sig"),
        f"\ufeff{HEADER}\r\n{ROW}\r\n".encode("utf-16-le"),
        f"\ufeff{HEADER}\n{ROW}".encode("utf-16-be"),
        f"{HEADER}\n{ROW}\n".replace(",", ";").encode(),
        f"{HEADER}\n{ROW}\n".replace(",", "\t").encode(),
        f"{HEADER.replace('_', ' ').upper()}\n\n{ROW}\n".encode(),
    ],
)
def test_other_marks_separators_and_headings_are_read(raw: bytes) -> None:
    assert one_of(raw).target_framework == "eqf"


def test_every_fault_is_told_with_its_cell() -> None:
    stated, told = read(
        f"{HEADER},valid_from,valid_to,purposes,iri\n"
        f"{ROW},,,,\n"
        "nl-nlqf,5,eqf,,near,2,set,2020-13,2020,fun,no iri\n"
        "nl-nlqf,,eqf,5,none,0.9,set,2020,2019-01-01,,\n"
        f"{ROW},,,,\n"
    )
    assert len(stated.graph.correspondences) == 1
    assert [(fault.place, fault.column) for fault in told] == [
        ("row 3, cell E3", "predicate"),
        ("row 3, cell D3", "target_low"),
        ("row 3, cell H3", "valid_from"),
        ("row 3, cell K3", "iri"),
        ("row 3, cell F3", "confidence"),
        ("row 3, cell I3", "valid_to"),
        ("row 3, cell J3", "purposes"),
        ("row 4, cell B4", "source_level"),
        ("row 4, cell D4", "target_low"),
        ("row 4, cell I4", "valid_to"),
        ("row 5", "id"),
    ]
    assert "row 2" in told[-1].message


def test_a_wrong_header_is_told_once_with_what_was_meant() -> None:
    stated, told = read(f"{HEADER.replace('confidence', 'confidense')},predicate,Sum\n{ROW},,\n")
    assert stated.graph.correspondences == ()
    assert [(fault.column, fault.message) for fault in told] == [
        ("confidense", "is not a column here; did you mean confidence?"),
        ("predicate", "stands twice in the header; keep one."),
        ("Sum", "is not a column here; take the headings of the template."),
        ("confidence", "is missing in the header; add the column."),
    ]


def test_formulas_are_refused_with_their_cell() -> None:
    stated, told = read(f"{HEADER},note\n{ROW},=1+1\n{ROW},@cmd\n{ROW},\\=text\n")
    assert [fault.place for fault in told] == ["row 2, cell H2", "row 3, cell H3"]
    assert [one.provenance.note for one in stated.graph.correspondences] == ["=text"]


def test_mixed_encodings_are_told_with_their_lines() -> None:
    rows = [f"{HEADER},note", f"{ROW},plain", f"{ROW},Bürgschaft", f"{ROW},Übung"]
    raw = b"\n".join(
        row.encode("latin-1" if number == 2 else "utf-8") for number, row in enumerate(rows)
    )
    with pytest.raises(ExchangeInvalid, match=r"not UTF-8: 3\. Save"):
        read(raw)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "empty"),
        (b"a\0b", "zero bytes"),
        (b"\xff\xfea", "utf-16-le"),
        (f'{HEADER}\n"open'.encode(), "quotation marks"),
    ],
)
def test_what_is_no_csv_is_refused_whole(raw: bytes, message: str) -> None:
    with pytest.raises(ExchangeInvalid, match=message):
        read(raw)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(ImportTooLarge):
        read(b"," * (faults.MAX_BYTES + 1))
    with pytest.raises(ImportTooLarge, match="rows"):
        read(HEADER + "\n" * 2 + f"{ROW}\n" * faults.MAX_ROWS)


def test_a_file_wrong_throughout_is_told_by_its_first_faults() -> None:
    _, told = read(HEADER + "\n" + f"{ROW}\n".replace("close", "near") * 2000)
    assert len(told) == faults.MAX_FAULTS + 1
    assert "1000 more" in told[-1].message


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(MappingError):
        read(raw)


def test_an_absence_names_no_level() -> None:
    row = ROW.replace("eqf,4,close", "eqf,,none")
    one = one_of(f"{HEADER}\n{row}\n")
    assert one.absence
    assert one == replace(one, target_low=None, target_high=None, id="nl-nlqf-4--eqf-none")


def test_a_formula_hides_no_other_fault_of_its_row() -> None:
    row = ROW.replace("close", "near").replace("0.95", "2")
    _, told = read(f"{HEADER},note\n{row},=1+1\n=1+1{ROW.removeprefix('nl-nlqf')},\n")
    assert [(fault.place, fault.column) for fault in told] == [
        ("row 2, cell H2", "note"),
        ("row 2, cell E2", "predicate"),
        ("row 2, cell F2", "confidence"),
        ("row 3, cell A3", "source_framework"),
    ]


def test_a_million_headings_are_not_each_compared_with_ours() -> None:
    with pytest.raises(ImportTooLarge):
        read("framework," * 1_000_000 + "\n")
