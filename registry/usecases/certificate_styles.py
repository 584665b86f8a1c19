"""Look and wording of an authority's certificates: kept in versions, shown before they count."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from credentials.certificate.catalogues import Catalogue
from credentials.certificate.style import PLAIN, Style, restore_style
from credentials.deferred import deferred
from credentials.model import Outcome
from registry.errors import NotPermitted
from registry.services import Services
from registry.storage.database import take_turns
from registry.storage.queries import accounts, audit
from registry.storage.queries import certificate_styles as rows
from registry.storage.tables.accounts import Account
from registry.storage.tables.certificate_styles import CertificateStyle
from registry.usecases import specimens
from registry.usecases.organisations import get_organisation
from registry.usecases.procedure import DECISION

if TYPE_CHECKING:
    from credentials.certificate import pdf
else:
    pdf = deferred("credentials.certificate.pdf")

# A verifier draws a certificate in no more styles than these.
REMEMBERED = 50


def get_style(session: Session, *, authority_id: str) -> Style:
    """The style in force; the plain one where the authority has made none.

    Raises OrganisationUnknown.
    """
    get_organisation(session, authority_id)
    row = rows.find_newest(session, authority_id)
    return restore_style(row.style) if row else PLAIN


def list_styles(session: Session, *, authority_id: str) -> Sequence[Style]:
    """Those in force now and before, newest first."""
    return [
        restore_style(row.style)
        for row in rows.list_newest(session, authority_id, limit=REMEMBERED)
    ]


def put_style(
    session: Session, *, actor: Account | None, authority_id: str, style: Style, now: datetime
) -> Style:
    """From now on the authority's certificates are printed so, also of earlier credentials.

    By an officer who decides for this authority, or an administrator (actor None: the command
    line). Raises OrganisationUnknown, NotPermitted.
    """
    require_stylist(session, actor, authority_id)
    take_turns(session, f"certificate style of {authority_id}")
    before = rows.find_newest(session, authority_id)
    version = before.version + 1 if before else 1
    session.add(
        CertificateStyle(
            authority_id=authority_id,
            version=version,
            style=style.to_json(),
            at=now,
            actor_id=actor.id if actor else None,
        )
    )
    session.flush()
    audit.record(
        session,
        action="certificate.style",
        subject=f"organisation:{authority_id}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"version": version},
    )
    return style


def preview(
    session: Session,
    services: Services,
    *,
    actor: Account | None,
    authority_id: str,
    style: Style,
    outcome: Outcome = Outcome.CONDITIONAL,
    catalogues: tuple[Catalogue, ...],
    now: datetime,
) -> bytes:
    """A specimen in this style: of nobody, signed by nobody, and marked as one.

    Raises OrganisationUnknown, NotPermitted, GlyphMissing.
    """
    require_stylist(session, actor, authority_id)
    authority = get_organisation(session, authority_id)
    specimen = specimens.make(
        authority_id=authority.id,
        authority_name=authority.name,
        jurisdiction=authority.jurisdiction or "DE",
        outcome=outcome,
        public_url=services.settings.public_url,
        on=now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0),
    )
    return pdf.render(
        specimen.credential,
        specimen.qr_text,
        verify_url=f"{services.settings.public_url}/verify",
        catalogues=catalogues,
        style=style,
    )


def require_stylist(session: Session, actor: Account | None, authority_id: str) -> None:
    """Raises OrganisationUnknown, NotPermitted."""
    get_organisation(session, authority_id)
    if actor is None:
        return
    roles = set(accounts.list_roles(session, actor.id))
    if "administrator" in roles:
        return
    if DECISION not in roles or actor.organisation_id != authority_id:
        raise NotPermitted(
            "Only who decides for this authority may change its certificates.",
            permission=DECISION,
        )
