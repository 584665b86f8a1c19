"""Status lists as the world reads them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.services import Services


@dataclass(frozen=True, slots=True)
class PublishedList:
    """secured: the list as vc+jwt. etag: changes with it. good_until: may be kept so long."""

    id: str
    secured: str
    etag: str
    published_at: datetime
    good_until: datetime


def get_status_list(
    session: Session, services: Services, *, list_id: str, now: datetime
) -> PublishedList:
    """The signed list; signed afresh if a bit changed or half its time is over.

    Raises StatusListUnknown.
    """
    raise NotImplementedError


def publish_due(session: Session, services: Services, *, now: datetime) -> int:
    """Sign every list that is due; how many were."""
    raise NotImplementedError
