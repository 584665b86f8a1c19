"""Status lists as the world reads them.

Time is cut into slots of half a list's life, and a list is dated to the start of its slot: every
replica signs the same bytes, so that any of them may answer, and caches stay valid.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from credentials import issuer
from credentials.issuer import Form
from credentials.keys import KeyPurpose
from credentials.status import BitstringStatusList
from credentials.token_status import MEDIA_TYPE as TOKEN_TYPE
from credentials.token_status import TokenStatusList, issue_token_status_list
from registry.errors import StatusListUnknown
from registry.services import Services
from registry.storage.queries import status_lists
from registry.storage.tables.status import StatusList
from registry.usecases.certified_keys import certificates_for
from registry.usecases.status_bits import BITS, TOKEN
from registry.usecases.status_places import list_url

JWT_TYPE, DOCUMENT_TYPE = "application/vc+jwt", "application/vc"


@dataclass(frozen=True, slots=True)
class PublishedList:
    """secured: the list in one form. etag: changes with it. good_until: may be kept so long."""

    id: str
    secured: str
    media_type: str
    etag: str
    published_at: datetime
    good_until: datetime


def forms_of(session: Session, list_id: str) -> tuple[str, ...]:
    """Media types that a list is published in, the usual one first. Raises StatusListUnknown."""
    purpose = status_lists.find_purpose(session, list_id)
    if purpose is None:
        raise StatusListUnknown(f"There is no status list {list_id}.", list=list_id)
    return (TOKEN_TYPE,) if purpose == TOKEN else (JWT_TYPE, DOCUMENT_TYPE)


def get_status_list(
    session: Session,
    services: Services,
    *,
    list_id: str,
    media_type: str | None = None,
    now: datetime,
) -> PublishedList:
    """The signed list, with every change so far; from the store unless a bit or slot changed.

    media_type: of `forms_of`, None for the usual one. Writes nothing. Raises StatusListUnknown.
    """
    media_type = media_type or forms_of(session, list_id)[0]
    row = status_lists.find(session, list_id)
    if row is None:
        raise StatusListUnknown(f"There is no status list {list_id}.", list=list_id)
    start = _slot_start(services, now)
    stored = row.secured_integrity if media_type == DOCUMENT_TYPE else row.secured
    if stored is None or row.secured_version != row.version or row.secured_at != start:
        stored = _SIGNERS[media_type](services, row, start)
    return _published(row, stored, media_type, start, services)


def publish_due(session: Session, services: Services, *, now: datetime) -> int:
    """Sign and store every list that changed or is of an earlier slot; how many were."""
    start = _slot_start(services, now)
    due = status_lists.list_due(session, signed_before=start - timedelta(microseconds=1))
    for row in due:
        if row.purpose == TOKEN:
            row.secured = _sign_token_list(services, row, start)
        else:
            row.secured = _sign_jwt(services, row, start)
            row.secured_integrity = _sign_document(services, row, start)
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


def _sign_jwt(services: Services, row: StatusList, start: datetime) -> str:
    return issuer.issue_status_list(
        BitstringStatusList(row.bits), **_facts(services, row, start)
    ).credential


def _sign_document(services: Services, row: StatusList, start: datetime) -> str:
    return issuer.issue_status_list(
        BitstringStatusList(row.bits), form=Form.DATA_INTEGRITY, **_facts(services, row, start)
    ).credential


def _facts(services: Services, row: StatusList, start: datetime) -> dict[str, Any]:
    return {
        "url": list_url(services.settings, row.id),
        "purpose": row.purpose,
        "issuer": services.key_ring.controller,
        "now": start,
        "valid_until": start + _life(services),
        "signer": services.key_ring.credential_signer,
    }


def _sign_token_list(services: Services, row: StatusList, start: datetime) -> str:
    signer = services.key_ring.token_status_signer
    return issue_token_status_list(
        TokenStatusList(row.bits, BITS[TOKEN]),
        url=list_url(services.settings, row.id),
        now=start,
        valid_until=start + _life(services),
        ttl=_life(services) / 2,
        signer=signer,
        certificates=certificates_for(services, KeyPurpose.TOKEN_STATUS, signer, now=start),
    )


_SIGNERS: Mapping[str, Callable[[Services, StatusList, datetime], str]] = {
    JWT_TYPE: _sign_jwt,
    DOCUMENT_TYPE: _sign_document,
    TOKEN_TYPE: _sign_token_list,
}


def _published(
    row: StatusList, secured: str, media_type: str, start: datetime, services: Services
) -> PublishedList:
    # A new slot begins half a life before the old list ends: nobody meets a list out of date.
    return PublishedList(
        id=row.id,
        secured=secured,
        media_type=media_type,
        etag=hashlib.sha256(secured.encode()).hexdigest()[:32],
        published_at=start,
        good_until=start + _life(services),
    )
