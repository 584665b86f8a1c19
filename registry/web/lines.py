"""Lines out of a body that arrives in pieces, without keeping more than one line."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineTooLong:
    """Stands in the place of a line that was not kept."""

    longest: int


async def read_lines(
    pieces: AsyncIterable[bytes], *, longest: int
) -> AsyncIterator[bytes | LineTooLong]:
    """Every line that is not blank, in order. longest: bytes of one line."""
    kept = bytearray()
    too_long = False
    async for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for end in ended:
            if too_long or len(kept) + len(end) > longest:
                yield LineTooLong(longest)
            elif line := bytes(kept + end).strip():
                yield line
            kept.clear()
            too_long = False
        if too_long or len(kept) + len(rest) > longest:
            too_long = True
            kept.clear()
        else:
            kept += rest
    if too_long:
        yield LineTooLong(longest)
    elif line := bytes(kept).strip():
        yield line
