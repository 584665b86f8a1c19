"""Rows of curated CSV files, read strictly: every fault names file, row and cure."""

import csv
import io
import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import TypeVar

from mappings.errors import MappingError, StatementInvalid
from mappings.model import Period

PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
# Only to be searched for: what stands further before the sign makes no difference.
EMAIL = re.compile(r"[^\s@]@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
COUNTRY = re.compile(r"[A-Z]{2}")
PARTY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
OCCUPATION = re.compile(r"[0-9]{1,4}")
CONFIDENCE = re.compile(r"0(\.[0-9]+)?|1(\.0+)?")

Built = TypeVar("Built")


def last_day(text: str) -> date:
    """The last day of a year, month or day written in ISO 8601.

    A statement dated "2012" surely holds from the last day of 2012, perhaps earlier.
    Raises StatementInvalid.
    """
    if not PARTIAL_DATE.fullmatch(text):
        raise StatementInvalid(f"{text!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD.")
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    try:
        month = month or 12
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        raise StatementInvalid(f"{text!r} is not in the calendar; correct it.") from None


def period(starts: str, ends: str) -> Period:
    """`starts` as exact as known; `ends` a full date, the first day it no longer held.

    Raises StatementInvalid.
    """
    if ends and len(ends) != len("2021-01-01"):
        raise StatementInvalid(f"The end {ends!r} must be a full date, the first day after it.")
    return Period(last_day(starts) if starts else None, last_day(ends) if ends else None)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a curated file. `number` counts as a spreadsheet does: the header is row 1."""

    file: str
    number: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        return f"{self.file} row {self.number}"

    def text(self, column: str) -> str:
        """The cell, empty where nothing is known. Raises StatementInvalid."""
        try:
            return self.cells[column]
        except KeyError:
            raise StatementInvalid(f"column {column} is missing; add it.") from None

    def required(self, column: str, cure: str = "fill the cell") -> str:
        """The cell, which must not be empty. Raises StatementInvalid."""
        text = self.text(column)
        if not text.strip():
            raise StatementInvalid(f"{column} is empty; {cure}.")
        return text

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        """Raises StatementInvalid."""
        text = self.text(column)
        if text not in allowed:
            known = ", ".join(sorted(allowed))
            raise StatementInvalid(f"{column} is {text!r}; write one of: {known}.")
        return text

    def integer(self, column: str) -> int:
        """Raises StatementInvalid."""
        text = self.text(column)
        if not re.fullmatch(r"[0-9]+", text):
            raise StatementInvalid(f"{column} is {text!r}; write a whole number.")
        return int(text)

    def confidence(self) -> Decimal:
        """Raises StatementInvalid."""
        text = self.text("confidence")
        if not CONFIDENCE.fullmatch(text):
            raise StatementInvalid(f"confidence is {text!r}; write a decimal from 0 to 1.")
        return Decimal(text)

    def checked(self) -> bool:
        """Whether the document was read. Raises StatementInvalid."""
        return self.one_of("basis", ("read", "memory")) == "read"

    def flag(self, column: str) -> bool:
        """Raises StatementInvalid."""
        return self.one_of(column, ("true", "false")) == "true"

    def parts(self, column: str, pattern: re.Pattern[str] | None = None) -> tuple[str, ...]:
        """The parts between semicolons, in the order written. Raises StatementInvalid."""
        parts = tuple(part.strip() for part in self.text(column).split(";") if part.strip())
        for part in parts:
            if pattern is not None and not pattern.fullmatch(part):
                raise StatementInvalid(f"{column} holds {part!r}; write codes between semicolons.")
        return parts

    def partial_date(self, column: str) -> str:
        """A date as exact as known, or nothing. Raises StatementInvalid."""
        text = self.text(column)
        if text:
            last_day(text)
        return text


class Faults:
    """What is wrong in a folder of curated files; gathered, so that all are told at once."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def add(self, place: str, text: str) -> None:
        self.told.append(f"{place}: {text}")

    def build(self, rows: Iterable[Row], make: Callable[[Row], Built]) -> list[Built]:
        """`make` of each row, without the rows it refuses; those are told."""
        built = []
        for row in rows:
            try:
                built.append(make(row))
            except MappingError as error:
                self.add(row.place, error.detail)
        return built

    def unique(self, rows: Iterable[Row], *columns: str) -> None:
        seen: dict[tuple[str, ...], str] = {}
        for row in rows:
            key = tuple(row.cells.get(column, "") for column in columns)
            if key in seen:
                self.add(row.place, f"{' '.join(key)} stands in {seen[key]} too; keep one.")
            seen.setdefault(key, row.place)


def read_rows(folder: Traversable, file: str, faults: Faults) -> list[Row]:
    """All rows of one file with the right number of cells; the others are told as faults."""
    try:
        text = folder.joinpath(file).read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.add(file, "is missing; restore it.")
        return []
    except UnicodeDecodeError:
        faults.add(file, "is not UTF-8; save it as UTF-8.")
        return []
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    rows = []
    for number, cells in enumerate(lines, 2):
        row = Row(file, number, dict(zip(header, cells, strict=False)))
        if len(cells) != len(header):
            faults.add(
                row.place, f"has {len(cells)} cells, the header {len(header)}; quote commas."
            )
            continue
        if any(EMAIL.search(cell) for cell in cells):
            faults.add(row.place, "holds an email address; name the office instead.")
        rows.append(row)
    return rows
