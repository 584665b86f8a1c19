"""The one clock of the service; tests hand in their own."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
