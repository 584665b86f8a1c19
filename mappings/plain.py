"""Values of the model as plain JSON and back, strictly: what is drafted is a row, not RDF."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from mappings.errors import StatementInvalid

Value = TypeVar("Value")


def to_plain(value: object) -> Any:
    """Text, numbers, lists and objects: sets sorted, decimals and dates as text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(to_plain(each) for each in value)
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    return value


def from_plain(kind: type[Value], plain: object) -> Value:
    """What `to_plain` wrote. Raises StatementInvalid, naming the `field` that is wrong."""
    found: Value = _read(kind, plain, "")
    return found


def _read(kind: Any, plain: object, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if plain is None:
            return None
        (kind,) = (each for each in get_args(kind) if each is not type(None))
        return _read(kind, plain, where)
    if origin in (tuple, frozenset):
        if not isinstance(plain, list):
            raise _fault(where, "expected a list")
        inner = get_args(kind)[0]
        return origin(_read(inner, each, f"{where}.{at}") for at, each in enumerate(plain))
    if is_dataclass(kind):
        return _read_fields(kind, plain, where)
    return _read_single(kind, plain, where)


@cache
def _shape(kind: type) -> tuple[Mapping[str, Any], Mapping[str, "Field[Any]"]]:
    return get_type_hints(kind), {each.name: each for each in fields(kind)}


def _read_fields(kind: Any, plain: object, where: str) -> Any:
    if not isinstance(plain, dict):
        raise _fault(where, "expected an object")
    hints, known = _shape(kind)
    if strange := sorted(str(name) for name in plain if name not in known):
        raise _fault(_inside(where, strange[0]), "there is no such field")
    for name, field in known.items():
        needed = field.default is MISSING and field.default_factory is MISSING
        if needed and name not in plain:
            raise _fault(_inside(where, name), "is missing")
    values = {name: _read(hints[name], plain[name], _inside(where, name)) for name in plain}
    try:
        return kind(**values)
    except StatementInvalid as error:
        raise _fault(where, error.detail) from None


def _read_single(kind: Any, plain: object, where: str) -> Any:
    wanted = bool if kind is bool else int if issubclass(kind, int) else str
    # In Python a truth value is a number too; in JSON it is not.
    if not isinstance(plain, wanted) or (isinstance(plain, bool) and wanted is not bool):
        raise _fault(where, f"expected {_NAMES[wanted]}")
    if isinstance(plain, str) and _NO_TEXT.search(plain):
        raise _fault(where, "holds a character that no text has")
    try:
        if kind in (date, datetime):
            return _read_moment(kind, plain, where)
        if kind is Decimal:
            return _read_decimal(str(plain), where)
        return kind(plain)
    except ValueError:
        known = ", ".join(str(each.value) for each in kind) if issubclass(kind, Enum) else ""
        raise _fault(where, f"write one of: {known}" if known else "cannot be read") from None


# A zero ends a text in a database; half of a surrogate pair, which JSON can write, is none at all.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_NAMES = {bool: "true or false", int: "a whole number", str: "text"}


def _read_moment(kind: type[date], plain: object, where: str) -> date:
    moment = kind.fromisoformat(str(plain))
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise _fault(where, "names no time zone")
    return moment


def _read_decimal(text: str, where: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _fault(where, "expected a decimal number as text") from None
    if not number.is_finite() or not 0 <= number <= 1:
        raise _fault(where, "expected a number from 0 to 1")
    return number


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _fault(where: str, what: str) -> StatementInvalid:
    place = where or "the statement"
    return StatementInvalid(f"{place}: {what.removesuffix('.')}.", field=where)
