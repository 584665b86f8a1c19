"""Status lists as the world reads them.

Time is cut into slots of half a list's life, and a list is dated to the start of its slot: every
replica signs the same bytes, so that any of them may answer, and caches stay valid.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from credentials import issuer
from credentials.status import BitstringStatusList
from registry.errors import StatusListUnknown
from registry.services import Services
from registry.storage.queries import status_lists
from registry.storage.tables.status import StatusList
from registry.usecases.status_places import list_url


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
    """The signed list, with every change so far; from the store unless a bit or slot changed.

    Writes nothing. Raises StatusListUnknown.
    """
    row = status_lists.find(session, list_id)
    if row is None:
        raise StatusListUnknown(f"There is no status list {list_id}.", list=list_id)
    start = _slot_start(services, now)
    if row.secured is not None and row.secured_version == row.version and row.secured_at == start:
        return _published(row, row.secured, start, services)
    return _published(row, _sign(services, row, start), start, services)


def publish_due(session: Session, services: Services, *, now: datetime) -> int:
    """Sign and store every list that changed or is of an earlier slot; how many were."""
    start = _slot_start(services, now)
    due = status_lists.list_due(session, signed_before=start - timedelta(microseconds=1))
    for row in due:
        row.secured = _sign(services, row, start)
        row.secured_version = row.version
        row.secured_at = start
        row.secured_until = start + _life(services)
        session.add(row)
    session.flush()
    return len(due)


def _life(services: Services) -> timedelta:
    return timedelta(minutes=services.settings.status_list_minutes)


def _slot_start(services: Services, now: datetime) -> datetime:
    slot = int(_life(services).total_seconds()) // 2
    return datetime.fromtimestamp(int(now.timestamp()) // slot * slot, UTC)


def _sign(services: Services, row: StatusList, start: datetime) -> str:
    secured = issuer.issue_status_list(
        BitstringStatusList(row.bits),
        url=list_url(services.settings, row.id),
        purpose=row.purpose,
        issuer=services.key_ring.controller,
        now=start,
        valid_until=start + _life(services),
        signer=services.key_ring.credential_signer,
    )
    return secured.credential


def _published(row: StatusList, secured: str, start: datetime, services: Services) -> PublishedList:
    # A new slot begins half a life before the old list ends: nobody meets a list out of date.
    return PublishedList(
        id=row.id,
        secured=secured,
        etag=hashlib.sha256(secured.encode()).hexdigest()[:32],
        published_at=start,
        good_until=start + _life(services),
    )
