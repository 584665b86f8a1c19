"""Cells to statements: every faulty cell of every row is told, not only the first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from pyoxigraph import NamedNode

from mappings import namespaces as ns
from mappings.errors import StatementInvalid
from mappings.exchange.columns import BY_NAME, NEEDED, NO_COUNTERPART
from mappings.exchange.faults import MAX_CELL, Faults
from mappings.exchange.texts import from_cell, from_list_cell
from mappings.model import (
    Correspondence,
    Force,
    Graph,
    Period,
    Predicate,
    Provenance,
    Purpose,
    Recorded,
    Scope,
)
from mappings.rows import CONFIDENCE, last_day

Value = TypeVar("Value")
FULL_DATE = len("2021-01-01")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file states, as it states it.

    places: IRI of a statement -> where it stands. left_out: what was read but is not kept.
    """

    graph: Graph
    places: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One row as cells by column name. cell_names: column -> address such as F12, if there are.

    refused: columns whose fault is told already; their cells are empty here.
    """

    place: str
    cells: Mapping[str, str]
    cell_names: Mapping[str, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def where(self, column: str) -> str:
        name = self.cell_names.get(column)
        return f"{self.place}, cell {name}" if name else self.place


class CellReader:
    """Reads the cells of one row; a faulty one is told and read as None."""

    def __init__(self, row: StatementRow, faults: Faults) -> None:
        self._row = row
        self._faults = faults
        self.faulty = bool(row.refused)
        for column in NEEDED:
            if not self._cell(column):
                self.fault(column, "is empty; fill the cell.")
        for column, cell in row.cells.items():
            allowed = BY_NAME[column].allowed if column in BY_NAME else ()
            if len(cell) > MAX_CELL:
                self.fault(column, f"is longer than {MAX_CELL} characters; shorten it.")
            if cell and allowed and cell.strip() not in allowed:
                self.fault(column, f"is {_short(cell)}; write one of: {', '.join(allowed)}.")

    def fault(self, column: str, message: str) -> None:
        self.faulty = True
        if column not in self._row.refused:
            self._faults.add(self._row.where(column), column, message)

    def _cell(self, column: str) -> str:
        return self._row.cells.get(column, "").strip()

    def text(self, column: str) -> str:
        return from_cell(self._cell(column))

    def texts(self, column: str) -> frozenset[str]:
        return frozenset(from_list_cell(self._cell(column)))

    def flag(self, column: str) -> bool:
        return self._cell(column) == "true"

    def read(self, column: str, parse: Callable[[str], Value], cure: str) -> Value | None:
        """The cell parsed; None where it is empty, or faulty."""
        cell = self._cell(column)
        if not cell:
            return None
        try:
            return parse(cell)
        except (ValueError, ArithmeticError, StatementInvalid):
            self.fault(column, f"is {_short(cell)}; {cure}.")
            return None

    def day(self, column: str) -> date | None:
        return self.read(column, date.fromisoformat, "write a date such as 2021-01-01")

    def partial_day(self, column: str) -> date | None:
        return self.read(column, last_day, "write YYYY, YYYY-MM or YYYY-MM-DD")

    def moment(self, column: str) -> datetime | None:
        cure = "write a moment such as 2026-11-23T00:00:00Z"
        return self.read(column, _parse_moment, cure)

    def period(self, column: str, start: date | None, end: date | None) -> Period:
        try:
            return Period(start, end)
        except StatementInvalid:
            self.fault(column, "is not after the start; correct one of them.")
            return Period()


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:40]}…")


def _parse_moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(UTC)


def _parse_confidence(text: str) -> Decimal:
    if not CONFIDENCE.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _parse_version(text: str) -> int:
    version = int(text)
    if not text.isdecimal() or not 0 < version < 1_000_000:
        raise ValueError(text)
    return version


def statements(rows: Iterable[StatementRow], faults: Faults, *, recorded_at: datetime) -> Stated:
    """The statements of all rows without fault. recorded_at: where a row does not say."""
    found: dict[str, Correspondence] = {}
    places: dict[str, str] = {}
    for row in rows:
        one = _statement(row, faults, recorded_at)
        if one is None:
            continue
        if one.iri in places:
            message = f"{one.id} stands in {places[one.iri]} too; keep one, or name them apart."
            faults.add(row.where("id"), "id", message)
            continue
        found[one.iri] = one
        places[one.iri] = row.place
    return Stated(Graph({}, tuple(found.values())), places)


def _statement(row: StatementRow, faults: Faults, recorded_at: datetime) -> Correspondence | None:
    reader = CellReader(row, faults)
    one = _read(reader, recorded_at)
    return None if reader.faulty else one


def _read(reader: CellReader, recorded_at: datetime) -> Correspondence:
    """The statement; faulty cells are told and read as if they were empty."""
    low, high = _targets(reader)
    name = reader.text("id") or _name(reader, low)
    valid_from = reader.partial_day("valid_from")
    awarded_from, awarded_to = reader.day("awarded_from"), reader.day("awarded_to")
    return Correspondence(
        id=name,
        iri=_iri(reader, name),
        source_framework=reader.text("source_framework"),
        source=reader.text("source_level"),
        target_framework=reader.text("target_framework"),
        target_low=low,
        target_high=high,
        predicate=_predicate(reader),
        confidence=reader.read("confidence", _parse_confidence, "write a decimal from 0 to 1")
        or Decimal(0),
        force=Force(int(reader.text("force") or 0)) if not reader.faulty else Force.UNREVIEWED,
        mapping_set=reader.text("mapping_set"),
        mutual=reader.flag("mutual"),
        valid=reader.period("valid_to", valid_from, reader.day("valid_to")),
        recorded=Recorded(
            reader.moment("recorded_at") or recorded_at, reader.moment("superseded_at")
        ),
        provenance=_provenance(reader),
        scope=_scope(reader),
        negative=reader.flag("negative"),
        applies_to_awards=reader.period("awarded_to", awarded_from, awarded_to),
        version=reader.read("version", _parse_version, "write a whole number from 1") or 1,
        kind=reader.text("kind"),
        valid_from_text=reader.text("valid_from_text") or _inexact(reader.text("valid_from")),
        valid_to_text=reader.text("valid_to_text"),
        endorsers=reader.texts("endorsers"),
        replaces=reader.text("replaces"),
    )


def _predicate(reader: CellReader) -> Predicate | None:
    told = reader.text("predicate")
    return Predicate(told) if told in set(Predicate) else None


def _targets(reader: CellReader) -> tuple[str | None, str | None]:
    """Lowest and highest target level; none of them where there is no counterpart."""
    low, high = reader.text("target_low"), reader.text("target_high")
    if reader.text("predicate") == NO_COUNTERPART:
        if low or high:
            reader.fault("target_low", "names a level beside predicate none; empty one of them.")
        return None, None
    if not low:
        reader.fault("target_low", "is empty; name the lowest level, or write predicate none.")
    return low, high or low


def _name(reader: CellReader, low: str | None) -> str:
    source = f"{reader.text('source_framework')}-{reader.text('source_level')}"
    return f"{source}--{reader.text('target_framework')}-{low or NO_COUNTERPART}"


def _iri(reader: CellReader, name: str) -> str:
    iri = reader.text("iri") or ns.statement_iri(name)
    try:
        return NamedNode(iri).value
    except ValueError:
        reader.fault("iri", f"is {_short(iri)}; write an absolute IRI without spaces.")
        return iri


def _inexact(start: str) -> str:
    """A start that is no full date is kept as it was written."""
    return start if len(start) < FULL_DATE else ""


def _scope(reader: CellReader) -> Scope:
    purposes = reader.texts("purposes")
    unknown = sorted(purposes - set(Purpose))
    if unknown:
        known = ", ".join(Purpose)
        reader.fault("purposes", f"holds {_short(unknown[0])}; write some of: {known}.")
    return Scope(
        purposes=frozenset(Purpose(purpose) for purpose in purposes if purpose not in unknown),
        territories=reader.texts("territories"),
        occupations=reader.texts("occupations"),
        qualification_types=reader.texts("qualification_types"),
    )


def _provenance(reader: CellReader) -> Provenance:
    return Provenance(
        authority=reader.text("authority"),
        document=reader.text("document"),
        document_date=reader.text("document_date"),
        document_url=reader.text("document_url"),
        locator=reader.text("locator"),
        source=reader.text("source_read"),
        checked=reader.flag("checked"),
        note=reader.text("note"),
        author=reader.text("author"),
        reviewer=reader.text("reviewer"),
        reviewed_on=reader.day("reviewed_on"),
        review_due=reader.day("review_due"),
    )
