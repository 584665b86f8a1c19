"""Records of an example file, read strictly: a fault names its place and what is wrong there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from mappings.errors import ExamplesInvalid
from mappings.model import (
    Correspondence,
    Effect,
    Force,
    Framework,
    Interval,
    Level,
    Period,
    Predicate,
    Provenance,
    Purpose,
    Recorded,
    Rule,
    Scope,
)

_Choice = TypeVar("_Choice", bound=StrEnum)

_IN_THIS_FILE = Provenance(authority="example", document="file of examples", checked=True)
_FROM_THE_START = datetime.min.replace(tzinfo=UTC)
# An absence of a counterpart is written as this predicate.
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object and where it stands. Every reader raises ExamplesInvalid."""

    where: str
    fields: Mapping[str, object]

    @classmethod
    def of(cls, value: object, where: str) -> "Record":
        if not isinstance(value, dict):
            raise ExamplesInvalid(f"{where}: expected an object.", where=where)
        return cls(where, value)

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def fault(self, key: str, what: str) -> ExamplesInvalid:
        return ExamplesInvalid(f"{self.where}: {key}: {what}.", where=self.where, field=key)

    def value(self, key: str) -> object:
        return self.fields.get(key)

    def record(self, key: str) -> "Record":
        return Record.of(self._needed(key), f"{self.where}, {key}")

    def mapping(self) -> Iterator[tuple[str, "Record"]]:
        """The fields, each an object."""
        for key, value in self.fields.items():
            yield key, Record.of(value, f"{self.where} {key}")

    def records(self, key: str, *, optional: bool = False) -> list["Record"]:
        """A list of objects, each placed by its id or its number."""
        found = []
        for number, value in enumerate(self._list(key, optional=optional), start=1):
            name = value.get("id", number) if isinstance(value, dict) else number
            found.append(Record.of(value, f"{self.where}, {key} {name}"))
        return found

    def text(self, key: str, *, optional: bool = False) -> str:
        value = self.fields.get(key)
        if optional and value in (None, ""):
            return ""
        if not isinstance(value, str) or not value:
            raise self.fault(key, "expected text")
        return value

    def texts(self, key: str, *, optional: bool = False) -> list[str]:
        values = []
        for value in self._list(key, optional=optional):
            if not isinstance(value, str):
                raise self.fault(key, "expected a list of texts")
            values.append(value)
        return values

    def integer(self, key: str, low: int, high: int) -> int:
        value = self._needed(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fault(key, f"expected a whole number from {low} to {high}")
        return value

    def flag(self, key: str) -> bool:
        value = self._needed(key)
        if not isinstance(value, bool):
            raise self.fault(key, "expected true or false")
        return value

    def decimal(self, key: str) -> Decimal:
        """A decimal from 0 to 1, written as text so that no digit is lost."""
        try:
            value = Decimal(self.text(key))
        except InvalidOperation:
            raise self.fault(key, "expected a decimal number as text") from None
        if not value.is_finite() or not 0 <= value <= 1:
            raise self.fault(key, "expected a number from 0 to 1")
        return value

    def choice(self, key: str, options: type[_Choice]) -> _Choice:
        return self._chosen(key, self.text(key), options)

    def choices(self, key: str, options: type[_Choice]) -> frozenset[_Choice]:
        return frozenset(self._chosen(key, value, options) for value in self.texts(key))

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            raise self.fault(key, "expected a date such as 2024-06-01") from None

    def instant(self, key: str) -> datetime:
        """A moment, or a day from its first moment; UTC unless it says otherwise."""
        written = self.text(key)
        try:
            moment = (
                datetime.fromisoformat(written)
                if "T" in written
                else datetime.combine(date.fromisoformat(written), time())
            )
        except ValueError:
            raise self.fault(key, "expected a date or a time such as 2024-06-01T12:00Z") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def period(self, start: str, end: str) -> Period:
        first = self.day(start) if self.fields.get(start) is not None else None
        last = self.day(end) if self.fields.get(end) is not None else None
        if first and last and first >= last:
            raise self.fault(end, f"is not after {start}")
        return Period(first, last)

    def framework(self, key: str, frameworks: Mapping[str, Framework]) -> Framework:
        name = self.text(key)
        if name not in frameworks:
            raise self.fault(key, f"there is no framework {name}")
        return frameworks[name]

    def level(self, key: str, framework: Framework) -> str:
        return self._level(key, self.text(key), framework)

    def levels(self, key: str, framework: Framework) -> Interval | None:
        """One level, or the lowest and the highest; none at all is None."""
        return self._interval(key, self.texts(key), framework)

    def interval_list(self, key: str, framework: Framework) -> list[Interval]:
        spans = []
        for codes in self._list(key):
            if not isinstance(codes, list) or not codes:
                raise self.fault(key, "expected a list of intervals")
            span = self._interval(key, [str(code) for code in codes], framework)
            spans += [span] if span is not None else []
        return spans

    def _interval(self, key: str, codes: list[str], framework: Framework) -> Interval | None:
        if not codes:
            return None
        if len(codes) > 2:
            raise self.fault(key, "expected one level, or the lowest and the highest")
        low, high = (framework.span(self._level(key, c, framework)) for c in (codes[0], codes[-1]))
        if low.low > high.high:
            raise self.fault(key, "the lowest level stands above the highest")
        return Interval(low.low, high.high)

    def _level(self, key: str, code: str, framework: Framework) -> str:
        if code not in framework.by_code:
            raise self.fault(key, f"{framework.id} has no level {code}")
        return code

    def _chosen(self, key: str, value: str, options: type[_Choice]) -> _Choice:
        try:
            return options(value)
        except ValueError:
            known = ", ".join(option.value for option in options)
            raise self.fault(key, f"{value!r} is none of {known}") from None

    def _needed(self, key: str) -> object:
        if key not in self.fields:
            raise self.fault(key, "is missing")
        return self.fields[key]

    def _list(self, key: str, *, optional: bool = False) -> list[object]:
        if optional and self.fields.get(key) is None:
            return []
        value = self._needed(key)
        if not isinstance(value, list):
            raise self.fault(key, "expected a list")
        return value


def read_framework(name: str, record: Record) -> Framework:
    """A framework of an example world. Each is a territory of its own, hubs too."""
    leaves = record.texts("leaves")
    if not leaves or len(set(leaves)) < len(leaves):
        raise record.fault("leaves", "expected at least one level, none twice")
    parents = _read_parents(record, leaves) if "parents" in record else {}
    rank = {code: position for position, code in enumerate(leaves)}
    levels = [
        Level(code=code, rank=2 * rank[code] + 2, parent=_parent(rank[code], rank[code], parents))
        for code in leaves
    ]
    # Parents are ranked with their first leaf: their own rank orders nothing between leaves.
    levels += [
        Level(code=code, rank=2 * low + 1, parent=_parent(low, high, parents, besides=code))
        for code, (low, high) in parents.items()
    ]
    return Framework(
        id=name, name=name, levels=tuple(levels), hub=record.flag("hub"), territory=name
    )


def _read_parents(record: Record, leaves: list[str]) -> dict[str, tuple[int, int]]:
    parents: dict[str, tuple[int, int]] = {}
    found = record.record("parents")
    for code in found:
        ends = found.texts(code)
        if len(ends) != 2 or any(end not in leaves for end in ends) or code in leaves:
            raise found.fault(code, "expected its first and last leaf")
        low, high = leaves.index(ends[0]), leaves.index(ends[1])
        if low > high or any(_cross((low, high), other) for other in parents.values()):
            raise found.fault(code, "its leaves overlap those of another parent, or run backwards")
        parents[code] = (low, high)
    return parents


def _cross(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two parents share leaves without one lying strictly inside the other."""
    apart = one[1] < other[0] or other[1] < one[0]
    nested = one != other and (
        (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])
    )
    return not apart and not nested


def _parent(
    low: int, high: int, parents: Mapping[str, tuple[int, int]], *, besides: str = ""
) -> str | None:
    """The narrowest parent around the leaves `low` to `high`."""
    around = [
        (last - first, code)
        for code, (first, last) in parents.items()
        if first <= low and high <= last and code != besides
    ]
    return min(around)[1] if around else None


def read_statement(record: Record, frameworks: Mapping[str, Framework]) -> Correspondence:
    """A statement of an example world; its IRI is made from its id."""
    source = record.framework("source_framework", frameworks)
    target = record.framework("target_framework", frameworks)
    if source is target:
        raise record.fault("target_framework", "is the framework that is compared")
    name = record.text("id")
    absence = record.text("predicate") == _NONE
    ends = None if absence else _target_ends(record, target)
    return Correspondence(
        id=name,
        iri=f"urn:example:statement:{name}",
        source_framework=source.id,
        source=record.level("source", source),
        target_framework=target.id,
        target_low=ends and ends[0],
        target_high=ends and ends[1],
        predicate=None if absence else record.choice("predicate", Predicate),
        confidence=record.decimal("confidence"),
        force=Force(record.integer("force", min(Force), max(Force))),
        mapping_set=record.text("mapping_set"),
        mutual=record.flag("mutual"),
        valid=record.period("valid_from", "valid_to"),
        recorded=_read_recorded(record),
        provenance=_IN_THIS_FILE,
        negative=record.flag("negative") if "negative" in record else False,
    )


def _target_ends(record: Record, target: Framework) -> tuple[str, str]:
    low, high = record.level("target_low", target), record.level("target_high", target)
    if target.span(low).low > target.span(high).high:
        raise record.fault("target_high", f"stands below {low}")
    return low, high


def _read_recorded(record: Record) -> Recorded:
    at = record.instant("recorded_at")
    if record.value("superseded_at") is None:
        return Recorded(at)
    superseded = record.instant("superseded_at")
    if superseded <= at:
        raise record.fault("superseded_at", "is not after recorded_at")
    return Recorded(at, superseded)


def read_rule(record: Record, frameworks: Mapping[str, Framework]) -> Rule:
    """A recognition rule of an example world."""
    origin = record.framework("origin_framework", frameworks)
    target = record.framework("target_framework", frameworks)
    name = record.text("id")
    named = record.value("target_low") is not None or record.value("target_high") is not None
    low, high = _target_ends(record, target) if named else (None, None)
    from_ = record.day("awards_from") if record.value("awards_from") is not None else None
    return Rule(
        id=name,
        iri=f"urn:example:rule:{name}",
        title=name,
        effect=record.choice("effect", Effect),
        force=Force(record.integer("force", min(Force), max(Force))),
        origins=frozenset({origin.territory}),
        destinations=frozenset({record.text("destination")}),
        valid=record.period("valid_from", "valid_to"),
        recorded=Recorded(_FROM_THE_START),
        provenance=_IN_THIS_FILE,
        scope=Scope(
            purposes=record.choices("purposes", Purpose),
            occupations=frozenset(record.texts("occupations")),
            qualification_types=frozenset(record.texts("qualification_types")),
        ),
        source_framework=origin.id,
        source=record.level("source", origin),
        target_framework=target.id if named else None,
        target_low=low,
        target_high=high,
        applies_to_awards=Period(from_, None),
    )
