"""xlsx: nothing lost, formulas refused by cell, bombs not unpacked, any bytes survived."""

import io
import tracemalloc
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from mappings import curated
from mappings.errors import ExchangeInvalid, ExportImpossible, ImportTooLarge, MappingError
from mappings.exchange import workbook
from mappings.exchange.columns import COLUMNS
from mappings.exchange.faults import MAX_BYTES, MAX_CELL, Fault, Faults
from mappings.exchange.statement_rows import Stated
from mappings.model import Correspondence
from tests.mappings.exchange.random_statements import statements
from tests.mappings.graphs import statement

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SEED = curated.read()
SMALL = workbook.write(SEED.correspondences[:3], {})
HEADINGS = ["source_framework", "source_level", "target_framework", "target_low", "predicate"]
HEADINGS += ["confidence", "mapping_set", "valid_from", "note"]


def read(raw: bytes) -> tuple[Stated, list[Fault]]:
    found = Faults()
    return workbook.read(raw, found, recorded_at=NOW), list(found.all())


def sheet_of(*rows: list[Any]) -> bytes:
    """As a person would save it: one sheet, cells as the spreadsheet takes them."""
    book = Workbook()
    for row in (HEADINGS, *rows):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(SMALL)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


@given(statements())
@settings(deadline=None, max_examples=25)
def test_statements_come_back_as_they_were(written: tuple[Correspondence, ...]) -> None:
    stated, told = read(workbook.write(written, {}))
    assert told == []
    assert stated.graph.correspondences == written


def test_the_seed_comes_back_as_it_was_and_is_written_alike_twice() -> None:
    raw = workbook.write(SEED.correspondences, SEED.frameworks)
    assert read(raw)[0].graph.correspondences == SEED.correspondences
    assert workbook.write(SEED.correspondences, SEED.frameworks) == raw


@given(statements())
@settings(deadline=None, max_examples=15)
def test_every_cell_is_text_and_none_a_formula(written: tuple[Correspondence, ...]) -> None:
    book = load_workbook(io.BytesIO(workbook.write(written, {})))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.value is None or cell.data_type == "s"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@"))


def test_the_template_explains_every_column_and_offers_lists() -> None:
    raw = workbook.template(SEED.frameworks)
    book = load_workbook(io.BytesIO(raw))
    assert book.sheetnames == ["statements", "explanations", "frameworks", "levels"]
    explained = [row[0].value for row in book["explanations"].iter_rows(min_row=2)]
    assert explained[: len(COLUMNS)] == [column.name for column in COLUMNS]
    offered = {choice.promptTitle for choice in book["statements"].data_validations.dataValidation}
    assert book["statements"].column_dimensions["D"].number_format == "@"
    assert {"predicate", "source_framework", "target_framework", "mutual"} <= offered
    assert book["frameworks"]["A2"].value in SEED.frameworks
    stated, told = read(raw)
    assert (stated.graph.correspondences, told) == ((), [])


def test_dates_and_numbers_of_a_spreadsheet_are_read_as_their_text() -> None:
    row = ["nl-nlqf", 4, "eqf", 4.0, "close", 0.95, "set", datetime(2012, 5, 1), True]  # noqa: DTZ001
    stated, told = read(sheet_of(row, [*row[:7], date(2013, 1, 1), None], [*row[:7], 2014, None]))
    assert [fault.place for fault in told] == ["row 3", "row 4"]
    one = stated.graph.correspondences[0]
    assert (one.source, one.target_low, str(one.confidence)) == ("4", "4", "0.95")
    assert one.valid.start == date(2012, 5, 1)
    assert one.provenance.note == "true"


def test_formulas_are_refused_with_their_cell() -> None:
    row = ["nl-nlqf", "4", "eqf", "4", "close", "0.9", "set", "2012", ""]
    stated, told = read(
        sheet_of(
            row, [*row[:5], "=0.5+0.4", *row[6:]], [*row[:8], '=HYPERLINK("http://x.example")']
        )
    )
    assert len(stated.graph.correspondences) == 1
    assert [(fault.place, fault.column) for fault in told] == [
        ("row 3, cell F3", "confidence"),
        ("row 4, cell I4", "note"),
    ]


UNPACKED = 90 * 1024 * 1024


@pytest.mark.parametrize("part", ["xl/media/picture.bin", "xl/worksheets/sheet1.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bomb_is_refused_before_it_is_unpacked(part: str) -> None:
    raw = repacked(**{part: b"\0" * UNPACKED})
    assert len(raw) < MAX_BYTES / 100
    tracemalloc.start()
    try:
        with pytest.raises(ImportTooLarge, match="unpack"):
            read(raw)
        assert tracemalloc.get_traced_memory()[1] < UNPACKED / 4
    finally:
        tracemalloc.stop()


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(ImportTooLarge, match="packs"):
        read(repacked(**{f"xl/media/{number}": b"" for number in range(600)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_entities_are_refused(encoding: str) -> None:
    laughs = '<!DOCTYPE lolz [<!ENTITY lol "lol">]><lolz>&lol;</lolz>'.encode(encoding)
    with pytest.raises(ExchangeInvalid, match="document type"):
        read(repacked(**{"xl/custom.xml": laughs}))


def test_a_sheet_that_lies_about_its_size_is_read_for_what_it_holds() -> None:
    raw = sheet_of(["nl-nlqf", "4", "eqf", "4", "close", "0.9", "set", "2012", ""])
    out = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry).replace(
                b'<dimension ref="A1:I2"', b'<dimension ref="A1:XFD1048576"'
            )
            new.writestr(entry.filename, part)
    assert len(read(out.getvalue())[0].graph.correspondences) == 1


def test_a_row_far_below_is_too_many_rows() -> None:
    book = Workbook()
    book.worksheets[0].append(HEADINGS)
    book.worksheets[0].cell(1_000_000, 1, "nl-nlqf")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(ImportTooLarge, match="rows"):
        read(out.getvalue())


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"not a workbook"])
def test_what_is_no_workbook_is_refused(raw: bytes) -> None:
    with pytest.raises(ExchangeInvalid):
        read(raw)


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), max_size=4))
@settings(deadline=None, max_examples=60)
def test_damaged_bytes_are_read_or_refused(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(SMALL)
    for position, byte in changes:
        raw[position] = byte
    with suppress(MappingError):
        read(bytes(raw))


def test_a_text_too_long_for_a_cell_is_not_cut() -> None:
    with pytest.raises(ExportImpossible):
        workbook.write([statement("A1", "H2", kind="x" * (MAX_CELL + 1))], {})
