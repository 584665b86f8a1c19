"""Page cursors: where a reader stopped, as opaque text. They grant nothing."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from registry.errors import CursorInvalid, ValidationFailed

MAX_LIMIT = 100


def encode(*position: str) -> str:
    raw = json.dumps(position, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(cursor: str | None, *, size: int) -> Sequence[str] | None:
    """The texts that were encoded; None for no cursor. Raises CursorInvalid."""
    if not cursor:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise _invalid() from error
    if not isinstance(position, list) or len(position) != size:
        raise _invalid()
    if not all(isinstance(part, str) for part in position):
        raise _invalid()
    return position


def encode_moment(moment: datetime, row: UUID) -> str:
    return encode(moment.isoformat(), str(row))


def decode_moment(cursor: str | None) -> tuple[datetime, UUID] | None:
    """What encode_moment wrote. Raises CursorInvalid."""
    position = decode(cursor, size=2)
    if position is None:
        return None
    try:
        moment, row = datetime.fromisoformat(position[0]), UUID(position[1])
        if moment.tzinfo is None:
            raise _invalid()
        return moment.astimezone(UTC), row
    except (ValueError, OverflowError) as error:
        raise _invalid() from error


def decode_id(cursor: str | None) -> UUID | None:
    """A single id that was encoded. Raises CursorInvalid."""
    position = decode(cursor, size=1)
    try:
        return None if position is None else UUID(position[0])
    except ValueError as error:
        raise _invalid() from error


def decode_number(cursor: str | None) -> int | None:
    """A single number that was encoded. Raises CursorInvalid."""
    position = decode(cursor, size=1)
    if position is None:
        return None
    if not (position[0].isascii() and position[0].isdigit() and len(position[0]) < 10):
        raise _invalid()
    return int(position[0])


def check_limit(limit: int) -> int:
    """Raises ValidationFailed."""
    if not 1 <= limit <= MAX_LIMIT:
        message = f"A page has 1 to {MAX_LIMIT} rows."
        raise ValidationFailed(message, errors=[{"field": "limit", "message": message}])
    return limit


def _invalid() -> CursorInvalid:
    return CursorInvalid("This cursor was not written by this service.")
