"""A store in which many credentials were issued before: the same rows as issuing leaves, in bulk.

Signing a hundred thousand takes longer than anybody waits for a bench; what a later credential
meets is tables of this size, with ids, places and statements spread as they would be.
"""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert
from sqlmodel import Session, col, select

from registry.storage.queries import audit
from registry.storage.tables import (
    AuditEntry,
    IssuedCredential,
    OutboxMessage,
    PathStep,
    StatusEntry,
    StatusList,
)

# Beyond this share of a list eight tries find no free place, and it is closed.
FULL = 0.55
BATCH = 2000


def add_issued(
    session: Session,
    like: IssuedCredential,
    cases: list[tuple[UUID, UUID]],
    *,
    randomness: Random,
    now: datetime,
) -> None:
    """One credential per case, like the one given. cases: (decision, holder)."""
    steps = session.exec(select(PathStep.statement).where(PathStep.credential_id == like.id)).all()
    rows = [
        {
            **like.model_dump(exclude={"id", "decision_id", "holder_id"}),
            "id": uuid4(),
            "decision_id": decision,
            "holder_id": holder,
        }
        for decision, holder in cases
    ]
    ids = [row["id"] for row in rows]
    connection = session.connection()
    _insert(connection, IssuedCredential, rows)
    _insert(
        connection,
        PathStep,
        [{"credential_id": one, "statement": step} for one in ids for step in steps],
    )
    _insert(connection, OutboxMessage, [_message(one, now) for one in ids])
    _add_places(session, connection, ids, randomness)
    _insert(connection, AuditEntry, _entries(session, ids, now))


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.execute(insert(table), rows[start : start + BATCH])


def _message(credential_id: UUID, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "topic": "credential.issued",
        "payload": {"credential": str(credential_id)},
        "created_at": now,
    }


def _add_places(
    session: Session, connection: Connection, ids: list[UUID], randomness: Random
) -> None:
    """At random, list after list, as `status_places` would have given them."""
    for purpose in ("revocation", "suspension"):
        left = ids
        while left:
            current = _open_list(session, purpose)
            query = select(StatusEntry.position).where(StatusEntry.list_id == current.id)
            taken = set(session.exec(query))
            room = max(0, int(current.size * FULL) - len(taken))
            share, left = left[:room], left[room:]
            free = [place for place in range(current.size) if place not in taken]
            places = zip(randomness.sample(free, len(share)), share, strict=True)
            _insert(
                connection,
                StatusEntry,
                [
                    {"list_id": current.id, "position": place, "credential_id": one}
                    for place, one in places
                ],
            )
            if left:
                _follow(session, current)


def _open_list(session: Session, purpose: str) -> StatusList:
    query = select(StatusList).where(StatusList.purpose == purpose, col(StatusList.open).is_(True))
    return session.exec(query).one()


def _follow(session: Session, full: StatusList) -> None:
    """The next list of the same purpose takes new entries."""
    full.open = False
    session.add(full)
    letter, number = full.id[0], int(full.id[1:])
    session.add(
        StatusList(
            id=f"{letter}{number + 1}",
            purpose=full.purpose,
            size=full.size,
            bits=bytes(full.size // 8),
        )
    )
    session.flush()


def _entries(session: Session, ids: list[UUID], now: datetime) -> list[dict[str, Any]]:
    return list(_chained(session, ids, now))


def _chained(session: Session, ids: list[UUID], now: datetime) -> Iterator[dict[str, Any]]:
    newest = session.exec(
        select(AuditEntry).order_by(col(AuditEntry.sequence).desc()).limit(1)
    ).one()
    sequence, previous = newest.sequence, newest.hash
    for one in ids:
        sequence += 1
        entry = AuditEntry(
            sequence=sequence,
            at=now,
            actor_id=None,
            action="credential.issued",
            subject=f"credential:{one}",
            details={"credential": str(one)},
            previous=previous,
            hash="",
        )
        previous = entry.hash = audit.entry_hash(entry)
        yield entry.model_dump()
