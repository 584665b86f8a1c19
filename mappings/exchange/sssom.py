"""Statements as SSSOM 1.1 TSV, and back, without loss.

What SSSOM has no slot for stands in extension slots, each defined in the header by a property of
the vocabulary: the ends of a range of levels, scope, force, periods, document and the rest. A
range names its lowest level as `object_id`, because SSSOM has one object.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mappings import namespaces as ns
from mappings.errors import ExchangeInvalid
from mappings.exchange import sssom_header, statement_rows
from mappings.exchange.columns import COLUMNS, NO_COUNTERPART, cells
from mappings.exchange.curies import DECLARED, Curies
from mappings.exchange.delimited import decode, parse_lines, read_header, refuse_formula
from mappings.exchange.faults import Faults, check_size
from mappings.exchange.statement_rows import Stated, StatementRow
from mappings.exchange.texts import starts_formula, to_cell
from mappings.model import Correspondence, Graph, Predicate
from mappings.namespaces import EQF_LEVEL, SEMAPV
from mappings.statements import NO_TERM_FOUND, PREDICATE_IRI
from mappings.statements_read import PREDICATE_OF

LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
JUSTIFICATION = f"{SEMAPV}ManualMappingCuration"
TYPE_OF_IRI = "https://w3id.org/linkml/Uriorcurie"
SLOTS = (
    *("record_id", "subject_id", "predicate_id", "predicate_modifier", "object_id"),
    *("mapping_justification", "author_id", "reviewer_id", "confidence"),
    *("subject_source", "object_source", "mapping_source"),
)
NEEDED_SLOTS = ("subject_id", "predicate_id", "object_id", "mapping_justification")
EXTENSIONS = tuple(column for column in COLUMNS if column.property)
LEVEL_COLUMNS = ("target_low", "target_high")


def slot_name(column: str) -> str:
    return f"qrr_{column}"


def write(statements: Iterable[Correspondence], *, mapping_set_iri: str, title: str) -> bytes:
    """One mapping set; `mapping_source` keeps the set that each statement belongs to."""
    curies = Curies({**DECLARED, "linkml": "https://w3id.org/linkml/"})
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter="\t", lineterminator="\n")
    rows.writerow([*SLOTS, *(slot_name(column.name) for column in EXTENSIONS)])
    for one in statements:
        rows.writerow(_row(one, curies))
    definitions = [
        {
            "slot_name": slot_name(column.name),
            "property": curies.contract(column.property),
            "type_hint": curies.contract(
                TYPE_OF_IRI if column.name in LEVEL_COLUMNS else column.datatype
            ),
        }
        for column in EXTENSIONS
    ]
    header = sssom_header.write(
        {
            "sssom_version": "1.1",
            "mapping_set_id": mapping_set_iri,
            "mapping_set_title": title,
            "license": LICENCE,
            "curie_map": curies.declared,
            "extension_definitions": definitions,
        }
    )
    return (header + out.getvalue()).encode()


def _row(one: Correspondence, curies: Curies) -> list[str]:
    told = cells(one)
    low, high = (
        curies.contract(ns.level_iri(one.target_framework, code)) if code else ""
        for code in (one.target_low, one.target_high)
    )
    offices = [
        curies.contract(ns.office_iri(office)) if office else ""
        for office in (one.provenance.author, one.provenance.reviewer)
    ]
    slots = [
        curies.contract(one.iri),
        curies.contract(ns.level_iri(one.source_framework, one.source)),
        curies.contract(PREDICATE_IRI[one.predicate or Predicate.CLOSE]),
        "Not" if one.negative else "",
        curies.contract(NO_TERM_FOUND) if one.absence else low,
        curies.contract(JUSTIFICATION),
        *offices,
        told["confidence"],
        curies.contract(ns.framework_iri(one.source_framework)),
        curies.contract(ns.framework_iri(one.target_framework)),
        curies.contract(ns.mapping_set_iri(one.mapping_set)),
    ]
    ends = {"target_low": low, "target_high": high}
    return slots + [ends.get(column.name, told[column.name]) for column in EXTENSIONS]


def read(raw: bytes, faults: Faults, *, recorded_at: datetime) -> Stated:
    """The statements of an SSSOM TSV file whose levels are known by their IRIs.

    Raises ImportTooLarge, and ExchangeInvalid where header or rows cannot be told apart.
    """
    check_size(raw)
    lines, rest, above = sssom_header.split(decode(raw))
    metadata = sssom_header.read(lines)
    rows = [(number + above, line) for number, line in parse_lines(rest, "\t")]
    if not rows:
        raise ExchangeInvalid("The file has no rows; the first names the slots.")
    extensions = _extensions(metadata)
    heading = [name.strip() for name in rows[0][1]]
    slots = read_header(heading, faults, known={*heading, *SLOTS}, needed=NEEDED_SLOTS)
    if not set(NEEDED_SLOTS) <= set(slots.values()):
        return Stated(Graph({}))
    kept = {*SLOTS, *extensions}
    reader = _RowReader(_curies(metadata), metadata, extensions, faults)
    told = [
        (number, {slots[at]: cell for at, cell in enumerate(line) if at in slots})
        for number, line in rows[1:]
    ]
    filled = {slot for _, row in told for slot, cell in row.items() if cell.strip()}
    stated = statement_rows.statements(reader.rows(told), faults, recorded_at=recorded_at)
    return replace(stated, left_out=tuple(sorted(filled - kept)))


def _curies(metadata: Mapping[str, sssom_header.Value]) -> Curies:
    declared = metadata.get("curie_map", {})
    if not isinstance(declared, Mapping):
        raise ExchangeInvalid("curie_map in the header is not a list of prefixes.")
    return Curies(declared)


def _extensions(metadata: Mapping[str, sssom_header.Value]) -> dict[str, str]:
    """Slot name -> column, for extension slots defined by a property that is known here."""
    definitions = metadata.get("extension_definitions") or ()
    curies = _curies(metadata)
    column_of = {column.property: column.name for column in EXTENSIONS}
    found = {}
    for definition in definitions if isinstance(definitions, Sequence) else ():
        if not isinstance(definition, Mapping):
            raise ExchangeInvalid("extension_definitions in the header name no slots.")
        try:
            column = column_of.get(curies.expand(definition.get("property", "")))
        except ValueError:
            continue
        if column:
            found[definition.get("slot_name", "")] = column
    return found


@dataclass(frozen=True, slots=True)
class _RowReader:
    """Slots to columns; what cannot be told is a fault, and the row is left out."""

    curies: Curies
    metadata: Mapping[str, sssom_header.Value]
    extensions: Mapping[str, str]
    faults: Faults

    def rows(self, told: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[StatementRow]:
        for number, slots in told:
            formulas = [slot for slot, cell in slots.items() if starts_formula(cell)]
            for slot in formulas:
                refuse_formula(StatementRow(f"row {number}", slots), slot, self.faults)
            columns = self._columns(f"row {number}", slots)
            if columns is not None and not formulas:
                yield StatementRow(f"row {number}", columns)

    def _columns(self, place: str, slots: Mapping[str, str]) -> Mapping[str, str] | None:
        """Column -> cell; None if one cannot be told."""
        untold = []

        def tell(slot: str, parse: Callable[[str], str]) -> str:
            cell = slots.get(slot, "").strip() or self._of_set(slot)
            try:
                return parse(cell) if cell else ""
            except ValueError as error:
                self.faults.add(place, slot, f"is {cell[:60]!r}: {error}.")
                untold.append(slot)
                return ""

        absent = slots["object_id"].strip() in ("sssom:NoTermFound", NO_TERM_FOUND)
        columns = {
            column: tell(slot, self._code if column in LEVEL_COLUMNS else str)
            for slot, column in self.extensions.items()
        }
        if not absent:
            columns["target_low"] = columns.get("target_low") or tell("object_id", self._code)
        target = "object_source" if absent else "object_id"
        columns |= {
            "iri": tell("record_id", self._iri),
            "source_framework": tell("subject_id", self._framework),
            "source_level": tell("subject_id", self._code),
            "target_framework": tell(target, self._framework),
            "predicate": NO_COUNTERPART if absent else tell("predicate_id", self._predicate),
            "negative": tell("predicate_modifier", _negative),
            "confidence": tell("confidence", str),
            "mapping_set": tell("mapping_source", self._set) or self._whole_set(),
            "author": tell("author_id", self._office),
            "reviewer": tell("reviewer_id", self._office),
        }
        return None if untold else columns

    def _of_set(self, slot: str) -> str:
        """SSSOM lets the set say once what holds for all its rows."""
        value = self.metadata.get(slot, "")
        return value if isinstance(value, str) else ""

    def _level(self, curie: str) -> tuple[str, str]:
        iri = self.curies.expand(curie)
        if iri.startswith(EQF_LEVEL):
            return "eqf", iri.removeprefix(EQF_LEVEL)
        return ns.level_of(iri)

    def _code(self, curie: str) -> str:
        return to_cell(self._level(curie)[1])

    def _framework(self, curie: str) -> str:
        iri = self.curies.expand(curie)
        is_framework = iri.startswith(f"{ns.BASE}framework/")
        return to_cell(ns.framework_of(iri) if is_framework else self._level(curie)[0])

    def _iri(self, curie: str) -> str:
        return to_cell(self.curies.expand(curie))

    def _predicate(self, curie: str) -> str:
        iri = self.curies.expand(curie)
        if iri not in PREDICATE_OF:
            known = ", ".join(self.curies.contract(known) for known in PREDICATE_OF)
            raise ValueError(f"write one of {known}")
        return PREDICATE_OF[iri].value

    def _set(self, curie: str) -> str:
        return _set_name(self.curies.expand(curie))

    def _whole_set(self) -> str:
        return _set_name(self._of_set("mapping_set_id") or "unnamed")

    def _office(self, curie: str) -> str:
        """Our offices by name; anybody else may be a person, who does not enter the graph."""
        try:
            return to_cell(ns.tail_of("office", self.curies.expand(curie)))
        except ValueError:
            return ""


def _set_name(iri: str) -> str:
    prefix = f"{ns.BASE}set/"
    if iri.startswith(prefix):
        return to_cell(ns.tail_of("set", iri))
    return f"import-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"


def _negative(modifier: str) -> str:
    if modifier != "Not":
        raise ValueError("write Not, or nothing")
    return "true"
