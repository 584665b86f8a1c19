"""What is said of one code that can leave over HTTP."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """title, cure: message ids of the catalogues."""

    status: int
    title: str
    cure: str
