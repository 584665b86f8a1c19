"""Statements as CSV: one row a statement, UTF-8, every cell quoted."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from mappings.errors import ExchangeInvalid, ImportTooLarge
from mappings.exchange import statement_rows
from mappings.exchange.columns import BY_NAME, COLUMNS, NEEDED, cells
from mappings.exchange.faults import MAX_COLUMNS, MAX_ROWS, Faults, check_size
from mappings.exchange.statement_rows import Stated, StatementRow
from mappings.exchange.texts import starts_formula
from mappings.model import Correspondence

DELIMITERS = ",;\t"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


def write(statements: Iterable[Correspondence]) -> bytes:
    """CSV with a header, UTF-8 with a byte order mark, by which spreadsheets know it."""
    out = io.StringIO(newline="")
    # Quotes around every cell keep it whole where a spreadsheet expects another separator.
    lines = csv.writer(out, quoting=csv.QUOTE_ALL)
    lines.writerow([column.name for column in COLUMNS])
    for one in statements:
        lines.writerow(cells(one).values())
    return codecs.BOM_UTF8 + out.getvalue().encode()


def read(raw: bytes, faults: Faults, *, recorded_at: datetime) -> Stated:
    """The statements of a CSV file; comma, semicolon or tab, told by the header.

    Raises ImportTooLarge, and ExchangeInvalid where it is no text.
    """
    check_size(raw)
    text = decode(raw)
    header, _, _ = text.partition("\n")
    delimiter = max(DELIMITERS, key=header.count)
    lines = list(parse_lines(text, delimiter))
    if not lines:
        raise ExchangeInvalid("The file is empty; its first row names the columns.")
    columns = read_header(lines[0][1], faults)
    rows = _rows(lines[1:], columns, faults)
    return statement_rows.statements(rows, faults, recorded_at=recorded_at)


def decode(raw: bytes) -> str:
    """UTF-8, or UTF-16 with a byte order mark. Raises ExchangeInvalid naming the bad rows."""
    mark = next((mark for mark in BYTE_ORDER_MARKS if raw.startswith(mark)), b"")
    encoding = BYTE_ORDER_MARKS.get(mark, "utf-8")
    raw = raw.removeprefix(mark)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise ExchangeInvalid(_not_text(raw, encoding)) from None
    if "\0" in text:
        raise ExchangeInvalid("The file holds zero bytes; save it as CSV in UTF-8.")
    return text


def _not_text(raw: bytes, encoding: str) -> str:
    if encoding != "utf-8":
        return f"The file says it is {encoding} and is not; save it as CSV in UTF-8."
    bad = []
    for number, line in enumerate(raw.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            bad.append(str(number))
    named = ", ".join(bad[:20]) + (" and more" if len(bad) > 20 else "")
    return f"These lines are not UTF-8: {named}. Save the whole file as CSV in UTF-8."


def parse_lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its number as a spreadsheet counts: the first is 1.

    Raises ImportTooLarge, ExchangeInvalid.
    """
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, line in enumerate(lines, 1):
            if number > MAX_ROWS:
                raise ImportTooLarge(
                    f"The file has more than {MAX_ROWS} rows; split it.", limit=MAX_ROWS
                )
            if any(line):
                yield number, line
    except csv.Error as error:
        raise ExchangeInvalid(
            f"Line {lines.line_num} is not CSV ({error}); check its quotation marks."
        ) from None


def read_header(
    names: Sequence[str],
    faults: Faults,
    *,
    known: Iterable[str] = tuple(BY_NAME),
    needed: Iterable[str] = NEEDED,
) -> dict[int, str]:
    """Position -> column name. Unknown, repeated and missing columns are told.

    Raises ImportTooLarge.
    """
    if len(names) > MAX_COLUMNS:
        raise ImportTooLarge(
            f"The file has more than {MAX_COLUMNS} columns; take the template.", limit=MAX_COLUMNS
        )
    known = list(known)
    found: dict[int, str] = {}
    for position, heading in enumerate(names):
        name = heading.strip().casefold().replace(" ", "_")
        if not name:
            continue
        if name not in known:
            near = get_close_matches(name, known, 1)
            cure = f"did you mean {near[0]}?" if near else "take the headings of the template."
            faults.add("row 1", heading[:40], f"is not a column here; {cure}")
        elif name in found.values():
            faults.add("row 1", name, "stands twice in the header; keep one.")
        else:
            found[position] = name
    for name in needed:
        if name not in found.values():
            faults.add("row 1", name, "is missing in the header; add the column.")
    return found


def _rows(
    lines: Iterable[tuple[int, list[str]]], columns: Mapping[int, str], faults: Faults
) -> Iterator[StatementRow]:
    if not set(NEEDED) <= set(columns.values()):
        # Without them every row would be told as faulty for the same reason.
        return
    for number, line in lines:
        row = StatementRow(
            f"row {number}",
            {columns[at]: cell for at, cell in enumerate(line) if at in columns},
            {name: f"{letters(at)}{number}" for at, name in columns.items()},
        )
        if len(line) > max(columns) + 1 and any(line[max(columns) + 1 :]):
            faults.add(row.place, "", "has more cells than the header; quote cells with commas.")
            continue
        formulas = frozenset(name for name, cell in row.cells.items() if starts_formula(cell))
        for name in sorted(formulas, key=list(row.cells).index):
            refuse_formula(row, name, faults)
        cells = {name: "" if name in formulas else cell for name, cell in row.cells.items()}
        yield replace(row, cells=cells, refused=formulas)


def refuse_formula(row: StatementRow, column: str, faults: Faults) -> None:
    faults.add(
        row.where(column),
        column,
        "is a formula; write its value, or a backslash before the first character of a text.",
    )


def letters(position: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
