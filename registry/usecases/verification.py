"""Check a credential in any form, and say what it means in the reader's country."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from registry.services import Services


def verify(
    session: Session,
    services: Services,
    *,
    data: bytes,
    media_type: str | None = None,
    country: str | None = None,
    framework: str | None = None,
    gettext: Callable[[str], str] = str,
    now: datetime,
) -> dict[str, Any]:
    """The report of POST /api/v1/verify; "meaning" is null without country and framework.

    Our own status lists come from the store, nothing is fetched: other lists are unavailable.
    meaning: the answer of `comparison.compare` from the origin level to that framework.
    Raises CountryUnknown, CountryWithoutFramework, FrameworkUnknown, and what
    `credentials.verifier` raises for bytes it cannot read.
    """
    raise NotImplementedError
