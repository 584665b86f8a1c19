"""What is wrong in a file from outside, and how much of one is read at all."""

from dataclasses import dataclass

from mappings.errors import ImportTooLarge

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
# A file that is wrong throughout is told by its first faults.
MAX_FAULTS = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct.

    place: row and cell as the sender sees them ("row 12, cell F12"), or a statement's IRI.
    column: its heading, empty where the whole row or file is meant. message: says the cure.
    """

    place: str
    column: str
    message: str

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.place, self.column) if part)
        return f"{where}: {self.message}"


class Faults:
    """Faults of one file, gathered so that all are told at once, up to MAX_FAULTS."""

    def __init__(self) -> None:
        self.told: list[Fault] = []
        self.untold = 0

    def add(self, place: str, column: str, message: str) -> None:
        if len(self.told) < MAX_FAULTS:
            self.told.append(Fault(place, column, message))
        else:
            self.untold += 1

    def all(self) -> tuple[Fault, ...]:
        if not self.untold:
            return tuple(self.told)
        rest = Fault("file", "", f"{self.untold} more faults are not listed; correct these first.")
        return (*self.told, rest)


def check_size(raw: bytes, *, limit: int = MAX_BYTES) -> None:
    """Raises ImportTooLarge."""
    if len(raw) > limit:
        raise ImportTooLarge(
            f"The file has {len(raw)} bytes, more than the {limit} that are read; split it.",
            limit=limit,
        )
