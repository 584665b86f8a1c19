"""Until when a status list says that it may be used, read before anything of it is proven.

Only for deciding when to ask for it again: a list that ends sooner is fetched sooner, and what it
says is checked when it is used. BSL 1.0, 2.1 and 2.2; Token Status List, 5.1.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from credentials.encodings import decode_base64url, parse_json
from credentials.errors import CredentialError

# Later than any list says in earnest, and within what an instant can hold.
_MAX_SECONDS = 2**33


def list_end(secured: bytes, *, now: datetime) -> datetime | None:
    """The earliest of its ends; None for one without, or for what is no list at all."""
    try:
        claims = _claims(secured.strip())
    except CredentialError:
        return None
    subject = claims.get("credentialSubject")
    ends = (
        _seconds(claims.get("exp")),
        _text(claims.get("validUntil")),
        _lasting(claims.get("ttl"), 1, now),
        # In milliseconds there.
        _lasting(subject.get("ttl"), 1000, now) if isinstance(subject, Mapping) else None,
    )
    return min((end for end in ends if end is not None), default=None)


def _claims(secured: bytes) -> Mapping[str, Any]:
    if secured[:1] == b"{":
        return parse_json(secured)
    parts = secured.split(b".", 2)
    return parse_json(decode_base64url(parts[1])) if len(parts) == 3 else {}


def _seconds(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return datetime.fromtimestamp(value, UTC) if 0 < value < _MAX_SECONDS else None


def _lasting(value: object, unit: int, now: datetime) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = value / unit
    return now + timedelta(seconds=seconds) if 0 < seconds < _MAX_SECONDS else None


def _text(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
