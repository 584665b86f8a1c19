"""The audit log: entries are gathered during a transaction and chained as it commits.

Chaining last keeps the one lock that all writers share short, and taken after all others.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import event, func, text
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, col, select

from registry.storage.tables.audit import AuditEntry

_PENDING = "pending audit entries"
_CHAIN_LOCK = 7_130_002
_START = "0" * 64


class _Pending(TypedDict):
    at: datetime
    actor_id: UUID | None
    action: str
    subject: str
    details: dict[str, Any]


def record(
    session: Session,
    *,
    action: str,
    subject: str,
    actor_id: UUID | None,
    at: datetime,
    details: Mapping[str, str | int | None] | None = None,
) -> None:
    """Note a change; it is written with the transaction, or not at all.

    subject: "application:<id>" and the like. details: ids and codes only, never a name.
    """
    pending: list[_Pending] = session.info.setdefault(_PENDING, [])
    pending.append(
        _Pending(
            at=at, actor_id=actor_id, action=action, subject=subject, details=dict(details or {})
        )
    )


@event.listens_for(AnySession, "before_commit")
def _chain_pending(session: AnySession) -> None:
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    newest = session.execute(
        select(AuditEntry.sequence, AuditEntry.hash)
        .order_by(col(AuditEntry.sequence).desc())
        # Without it a server sends the whole log, of which one row is read.
        .limit(1)
    ).first()
    sequence, previous = newest or (0, _START)
    for entry in pending:
        sequence += 1
        row = AuditEntry(sequence=sequence, previous=previous, hash="", **entry)
        row.hash = previous = entry_hash(row)
        session.add(row)
    session.flush()


@event.listens_for(AnySession, "after_rollback")
def _forget_pending(session: AnySession) -> None:
    session.info.pop(_PENDING, None)


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 of the canonical JSON of all columns but the hash itself, in hex."""
    content = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor_id": str(entry.actor_id) if entry.actor_id else None,
        "action": entry.action,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def find_break(session: Session, *, batch: int = 1000) -> int | None:
    """The first sequence number at which the chain does not hold, None for a whole chain."""
    expected, previous = 1, _START
    while True:
        query = select(AuditEntry).where(AuditEntry.sequence >= expected)
        rows = session.exec(query.order_by(col(AuditEntry.sequence)).limit(batch)).all()
        for row in rows:
            intact = (
                row.sequence == expected
                and row.previous == previous
                and row.hash == entry_hash(row)
            )
            if not intact:
                return expected
            expected, previous = expected + 1, row.hash
        if len(rows) < batch:
            return None


def list_of_subject(session: Session, subject: str) -> list[AuditEntry]:
    """What happened to one subject, oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject)
    return list(session.exec(query.order_by(col(AuditEntry.sequence))).all())


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(AuditEntry)).one()
