"""Organisations."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from registry.storage.tables.organisations import Organisation


def find(session: Session, organisation_id: str) -> Organisation | None:
    return session.get(Organisation, organisation_id)


def list_all(session: Session, kind: str | None = None) -> Sequence[Organisation]:
    query = select(Organisation)
    if kind:
        query = query.where(Organisation.kind == kind)
    return session.exec(query.order_by(col(Organisation.id))).all()
