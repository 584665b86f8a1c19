"""Styles of certificates, by authority and version."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from registry.storage.tables.certificate_styles import CertificateStyle


def find_newest(session: Session, authority_id: str) -> CertificateStyle | None:
    return next(iter(list_newest(session, authority_id, limit=1)), None)


def list_newest(session: Session, authority_id: str, *, limit: int) -> Sequence[CertificateStyle]:
    """Newest first."""
    query = select(CertificateStyle).where(CertificateStyle.authority_id == authority_id)
    return session.exec(query.order_by(col(CertificateStyle.version).desc()).limit(limit)).all()
