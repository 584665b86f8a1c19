"""The PDF of a stored credential, drawn when asked for."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from sqlmodel import Session

from credentials.certificate.catalogues import ENGLISH, Catalogue
from credentials.certificate_errors import CertificateExpired, GlyphMissing
from credentials.deferred import deferred
from credentials.encodings import parse_json
from credentials.profiles import vc20
from credentials.proofs.jose import VC_JWT, parse_jws
from registry.errors import CredentialUnknown, DecisionUnknown
from registry.services import Services
from registry.storage.queries import decisions
from registry.storage.tables.accounts import Account
from registry.usecases import records
from registry.usecases.cases import get_as_party
from registry.usecases.certificate_styles import get_style
from registry.usecases.issuance import get_credential

if TYPE_CHECKING:
    from credentials.certificate import pdf
else:
    pdf = deferred("credentials.certificate.pdf")

log = structlog.get_logger()


def certificate_pdf(
    session: Session,
    services: Services,
    *,
    actor: Account | None,
    credential_id: UUID,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    now: datetime,
    marked: bool = False,
) -> bytes:
    """For the parties of the credential. now: the moment of the seal.

    marked: a copy of what has expired says so across page 1; without, it is refused.
    Raises CredentialUnknown, NotAParty, CertificateExpired, GlyphMissing, TimeStampFailed.
    """
    credential = get_credential(session, actor=actor, credential_id=credential_id)
    until = pdf.read_claims(credential.vc_jwt).record.valid_until
    expired = until is not None and now >= until
    if expired and not marked:
        raise CertificateExpired("This credential has expired; a copy can be marked as expired.")
    try:
        return pdf.render(
            credential.vc_jwt,
            credential.qr_text,
            verify_url=f"{services.settings.public_url}/verify",
            catalogues=catalogues,
            style=get_style(session, authority_id=credential.authority_id),
            seal=services.seal,
            signed_at=now,
            expired=expired,
        )
    except GlyphMissing as error:
        # The operator installs a font; the name itself stays out of the log.
        log.error("glyph_missing", credential_id=str(credential_id), **error.members)
        raise


def decision_letter(
    session: Session,
    services: Services,
    *,
    actor: Account,
    application_id: UUID,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    now: datetime,
) -> bytes:
    """A refusal as a letter to the worker, for the parties of the case.

    No credential is signed for a refusal: a machine that asks only whether one is valid would
    take it for a recognition. The letter is sealed, and holds nothing that could be scanned.
    Raises ApplicationUnknown, NotAParty, DecisionUnknown, GlyphMissing, TimeStampFailed.
    """
    application = get_as_party(session, actor, application_id)
    decision = decisions.find_standing(session, application.id)
    if decision is None or decision.outcome != "REFUSED":
        raise DecisionUnknown("Only a refusal is told by letter; the others have a certificate.")
    record = records.record_of(
        session, services.release, decision, credential_id=decision.id, now=decision.decided_at
    )
    return pdf.render_letter(
        record,
        issuer=services.key_ring.controller,
        verify_url=f"{services.settings.public_url}/verify",
        catalogues=catalogues,
        style=get_style(session, authority_id=decision.authority_id),
        seal=services.seal,
        signed_at=now,
    )


def certificate_of_text(
    session: Session,
    services: Services,
    *,
    secured: str,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    now: datetime,
    marked: bool = False,
) -> bytes:
    """The PDF of a credential at hand, for the operator. Raises CredentialUnknown.

    Only what this registry issued: the QR code is stored with the credential, never signed anew.
    """
    claimed = vc20.parse(parse_json(parse_jws(secured.encode(), typ=VC_JWT).payload)).record.id
    credential_id = UUID(claimed.removeprefix("urn:uuid:"))
    stored = get_credential(session, actor=None, credential_id=credential_id)
    if stored.vc_jwt != secured:
        raise CredentialUnknown("This registry issued another credential under this id.")
    return certificate_pdf(
        session,
        services,
        actor=None,
        credential_id=credential_id,
        catalogues=catalogues,
        now=now,
        marked=marked,
    )
