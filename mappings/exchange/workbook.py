"""Statements as an xlsx workbook, and the template that curators fill.

Every cell is text: a spreadsheet must not make a date of "2012" or a number of level "4.10".
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from mappings.errors import ExchangeInvalid, ExportImpossible, ImportTooLarge
from mappings.exchange import statement_rows
from mappings.exchange.archives import check_archive
from mappings.exchange.columns import COLUMNS, NEEDED, cells
from mappings.exchange.delimited import letters, read_header, refuse_formula
from mappings.exchange.faults import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Faults, check_size
from mappings.exchange.statement_rows import Stated, StatementRow
from mappings.exchange.texts import to_cell
from mappings.model import Correspondence, Framework

SHEET = "statements"
EXPLANATIONS = "explanations"
FRAMEWORKS = "frameworks"
LEVELS = "levels"
TEXT = "@"
TEMPLATE_ROWS = 2_000
# A zip file dates its entries; the same statements must give the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)
BOLD = Font(bold=True)
NEEDED_FILL = PatternFill("solid", fgColor="FFF2CC")
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

HOW_TO = (
    ("Write one statement a row in the sheet statements; headings stay as they are.",),
    ("Yellow headings must be filled. Levels are written as in the sheet levels.",),
    ("Lists have bars between their parts. Formulas are refused: write values.",),
    ("A text that starts with = + - or @ gets a backslash in front: \\=, \\+, \\-, \\@.",),
    ("Name offices, never persons. What is imported waits for review and answers nothing.",),
)


def write(statements: Iterable[Correspondence], frameworks: Mapping[str, Framework]) -> bytes:
    """A workbook of statements. Raises ExportImpossible for a text longer than a cell."""
    rows = [list(cells(one).values()) for one in statements]
    for row in rows:
        if any(len(cell) > MAX_CELL for cell in row):
            raise ExportImpossible(
                f"{row[0]} has a text longer than the {MAX_CELL} characters of a cell; "
                "export RDF instead."
            )
    return _workbook(rows, frameworks)


def template(frameworks: Mapping[str, Framework]) -> bytes:
    """An empty workbook with explanations, lists to choose from, frameworks and levels."""
    return _workbook([], frameworks)


def _workbook(rows: list[list[str]], frameworks: Mapping[str, Framework]) -> bytes:
    book = Workbook(write_only=True)
    book.properties.creator = "Open Recognition Registry"
    _add_statements(book, rows, len(frameworks))
    _add_table(
        book,
        EXPLANATIONS,
        ["column", "needed", "meaning", "values", "example"],
        [
            [
                column.name,
                "yes" if column.needed else "no",
                column.meaning,
                ", ".join(column.allowed),
                column.example,
            ]
            for column in COLUMNS
        ],
        notes=HOW_TO,
    )
    listed = [[one.id, one.name, one.territory] for one in frameworks.values()]
    _add_table(book, FRAMEWORKS, ["framework", "name", "country"], listed)
    levels = [
        [one.id, level.code, level.label] for one in frameworks.values() for level in one.levels
    ]
    _add_table(book, LEVELS, ["framework", "level", "label"], levels)
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _add_statements(book: Workbook, rows: list[list[str]], frameworks: int) -> None:
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for position, column in enumerate(COLUMNS):
        dimension = sheet.column_dimensions[letters(position)]
        dimension.width = max(14, len(column.example) + 2)
        dimension.number_format = TEXT
    for choice in _choices(max(len(rows), TEMPLATE_ROWS) + 1, frameworks):
        sheet.data_validations.append(choice)
    headings = []
    for column in COLUMNS:
        heading = _text_cell(sheet, column.name)
        heading.font = BOLD
        if column.needed:
            heading.fill = NEEDED_FILL
        headings.append(heading)
    sheet.append(headings)
    for row in rows:
        sheet.append([_text_cell(sheet, text) if text else None for text in row])


def _choices(last_row: int, frameworks: int) -> Iterator[DataValidation]:
    """What a spreadsheet offers and accepts in the cells of a column."""
    for position, column in enumerate(COLUMNS):
        formula = ""
        if column.allowed:
            formula = f'"{",".join(column.allowed)}"'
        elif column.name in ("source_framework", "target_framework") and frameworks:
            formula = f"{FRAMEWORKS}!$A$2:$A${frameworks + 1}"
        if not formula:
            continue
        choice = DataValidation(type="list", formula1=formula, allow_blank=not column.needed)
        choice.error, choice.errorTitle = column.meaning[:250], column.name
        choice.prompt, choice.promptTitle = column.meaning[:250], column.name
        choice.add(f"{letters(position)}2:{letters(position)}{last_row}")
        yield choice


def _add_table(
    book: Workbook,
    title: str,
    headings: list[str],
    rows: list[list[str]],
    notes: Iterable[tuple[str]] = (),
) -> None:
    sheet = book.create_sheet(title)
    for position, heading in enumerate(headings):
        widest = max([len(heading), *(len(row[position]) for row in rows)])
        sheet.column_dimensions[letters(position)].width = min(80, widest + 2)
    first = [_text_cell(sheet, heading) for heading in headings]
    for cell in first:
        cell.font = BOLD
    sheet.append(first)
    for row in rows:
        sheet.append([_text_cell(sheet, to_cell(text)) for text in row])
    for note in ((), *notes) if notes else ():
        sheet.append([_text_cell(sheet, text) for text in note])


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    # Without it openpyxl takes "#N/A" for an error and "=…" for a formula.
    cell.data_type = "s"
    cell.number_format = TEXT
    return cell


def _undated(raw: bytes) -> bytes:
    """The same workbook without the moments at which it was written."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as written, ZipFile(out, "w", ZIP_DEFLATED) as undated:
        for entry in written.infolist():
            part = written.read(entry)
            if entry.filename == "docProps/core.xml":
                part = MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            undated.writestr(ZipInfo(entry.filename, EPOCH), part, ZIP_DEFLATED)
    return out.getvalue()


def read(raw: bytes, faults: Faults, *, recorded_at: datetime) -> Stated:
    """The statements of the sheet `statements`, or of the only sheet.

    Raises ImportTooLarge, ExchangeInvalid.
    """
    check_size(raw)
    check_archive(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        sheet = _sheet(book)
        lines = [line for line in _lines(sheet) if any(cell.value is not None for cell in line[1])]
    except (
        *(InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError),
        *(SyntaxError, EOFError, OSError, NotImplementedError, AssertionError, OverflowError),
    ) as error:
        raise ExchangeInvalid(f"This xlsx file cannot be read: {error}") from None
    if not lines:
        raise ExchangeInvalid("The sheet is empty; its first row names the columns.")
    headings = [str(cell.value or "") for cell in lines[0][1]]
    columns = read_header(headings, faults)
    rows = _rows(lines[1:], columns, faults) if set(NEEDED) <= set(columns.values()) else ()
    return statement_rows.statements(rows, faults, recorded_at=recorded_at)


def _sheet(book: Any) -> Any:
    if SHEET in book.sheetnames:
        return book[SHEET]
    if len(book.worksheets) == 1:
        return book.worksheets[0]
    raise ExchangeInvalid(f"The workbook has no sheet {SHEET}; take the template.")


def _lines(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    # The size that a sheet states of itself may be false; count what is there.
    sheet.reset_dimensions()
    for number, line in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if number > MAX_ROWS:
            raise ImportTooLarge(
                f"The sheet has more than {MAX_ROWS} rows; split it.", limit=MAX_ROWS
            )
        yield number, line


def _rows(
    lines: Iterable[tuple[int, tuple[Any, ...]]], columns: Mapping[int, str], faults: Faults
) -> Iterator[StatementRow]:
    for number, line in lines:
        names = {name: f"{letters(at)}{number}" for at, name in columns.items()}
        row = StatementRow(f"row {number}", {}, names)
        told: dict[str, str] = {}
        formulas = set()
        for at, name in columns.items():
            cell = line[at] if at < len(line) else None
            if cell is None or cell.value is None:
                told[name] = ""
            elif cell.data_type in ("f", "e"):
                formulas.add(name)
                told[name] = ""
                refuse_formula(row, name, faults)
            else:
                told[name] = _text(cell.value)
        yield StatementRow(row.place, told, names, frozenset(formulas))


def _text(value: object) -> str:
    """What a spreadsheet made of a text, as text again."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.replace(tzinfo=UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
