"""Reading a JSON object strictly: every member is asked for, and what is left over is refused."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from credentials.errors import ClaimMissing, ClaimsInvalid, TermUnknown
from credentials.model import is_iri

# Longer than any sentence of ours, shorter than a nuisance.
MAX_TEXT = 4000
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_Choice = TypeVar("_Choice", bound=StrEnum)
_SRI = re.compile(r"sha256-[A-Za-z0-9+/]{43}=\Z")


class Fields:
    """The members of one JSON object; `where` is its path, for messages."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise ClaimsInvalid(f"{where} is not an object.")
        self._left: dict[str, Any] = dict(value)
        self.where = where

    def finish(self) -> None:
        """Raises TermUnknown for a member that nobody asked for."""
        for name in self._left:
            raise TermUnknown(f"{self.where} holds an unknown term: {name[:80]}.", term=name[:80])

    def has(self, name: str) -> bool:
        return name in self._left

    def rest(self) -> dict[str, Any]:
        """All members that nobody asked for yet, taken as they are."""
        left, self._left = self._left, {}
        return left

    def take(self, name: str) -> Any:
        """The member as it is. Raises ClaimMissing."""
        try:
            return self._left.pop(name)
        except KeyError:
            raise ClaimMissing(f"{self.where}.{name} is missing.", claim=name) from None

    def constant(self, name: str, expected: object) -> None:
        value = self.take(name)
        if value != expected or isinstance(value, bool) is not isinstance(expected, bool):
            raise ClaimsInvalid(f"{self.where}.{name} is not {expected!r}.", claim=name)

    def text(self, name: str, matches: Callable[[str], bool] | None = None) -> str:
        """Not empty. matches: what it must satisfy."""
        value = self.take(name)
        if not isinstance(value, str) or not value or len(value) > MAX_TEXT:
            raise ClaimsInvalid(f"{self.where}.{name} is not a text.", claim=name)
        if matches and not matches(value):
            raise ClaimsInvalid(f"{self.where}.{name} has the wrong form.", claim=name)
        return value

    def optional_day(self, name: str) -> date | None:
        return self.day(name) if self.has(name) else None

    def optional_integer(self, name: str, low: int, high: int) -> int | None:
        return self.integer(name, low, high) if self.has(name) else None

    def optional_objects(self, name: str, *, at_most: int = 200) -> list["Fields"]:
        """Empty where absent."""
        return self.objects(name, at_most=at_most) if self.has(name) else []

    def optional_text(self, name: str, matches: Callable[[str], bool] | None = None) -> str:
        """Empty where absent."""
        return self.text(name, matches) if self.has(name) else ""

    def choice(self, name: str, choices: type[_Choice]) -> _Choice:
        """One of the values of an enumeration."""
        return choices(self.text(name, set(choices).__contains__))

    def iri(self, name: str) -> str:
        return self.text(name, is_iri)

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if not isinstance(value, bool):
            raise ClaimsInvalid(f"{self.where}.{name} is not true or false.", claim=name)
        return value

    def integer(self, name: str, low: int, high: int) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ClaimsInvalid(f"{self.where}.{name} is out of range.", claim=name)
        return value

    def texts(
        self,
        name: str,
        *,
        at_least: int = 0,
        at_most: int = 100,
        matches: Callable[[str], bool] | None = None,
    ) -> tuple[str, ...]:
        value = self.take(name)
        if (
            not isinstance(value, list)
            or not at_least <= len(value) <= at_most
            or not all(isinstance(text, str) and 0 < len(text) <= MAX_TEXT for text in value)
        ):
            raise ClaimsInvalid(f"{self.where}.{name} is not a list of texts.", claim=name)
        if matches and not all(map(matches, value)):
            raise ClaimsInvalid(f"{self.where}.{name} has the wrong form.", claim=name)
        return tuple(value)

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name, lambda text: bool(_DATE.match(text))))
        except ValueError as error:
            raise ClaimsInvalid(f"{self.where}.{name} is not a date.", claim=name) from error

    def instant(self, name: str) -> datetime:
        """UTC, in whole seconds."""
        text = self.text(name, lambda text: bool(_INSTANT.match(text)))
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except ValueError as error:
            raise ClaimsInvalid(f"{self.where}.{name} is not a moment.", claim=name) from error

    def digest(self, name: str) -> str:
        """A Subresource Integrity text as lower-case hex SHA-256."""
        text = self.text(name, lambda text: bool(_SRI.match(text)))
        raw = base64.b64decode(text.removeprefix("sha256-"))
        if digest_sri(raw.hex()) != text:
            raise ClaimsInvalid(f"{self.where}.{name} is not a digest.", claim=name)
        return raw.hex()

    def objects(self, name: str, *, at_most: int = 200) -> list["Fields"]:
        """The members of a list, each to be read in its turn."""
        value = self.take(name)
        if not isinstance(value, list) or not 0 < len(value) <= at_most:
            raise ClaimsInvalid(f"{self.where}.{name} is not a list.", claim=name)
        return [Fields(entry, f"{self.where}.{name}") for entry in value]

    def object(self, name: str) -> "Fields":
        return Fields(self.take(name), f"{self.where}.{name}")


def digest_sri(hex_sha256: str) -> str:
    """Lower-case hex SHA-256 as Subresource Integrity text: "sha256-…"."""
    return f"sha256-{base64.b64encode(bytes.fromhex(hex_sha256)).decode()}"


def instant_text(instant: datetime) -> str:
    """RFC 3339 in whole seconds; the fraction is cut off, so never later than `instant`."""
    naive = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{naive.isoformat(timespec='seconds')}Z"
