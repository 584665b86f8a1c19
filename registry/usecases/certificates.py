"""The PDF of a stored credential, drawn when asked for."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel import Session

from credentials.certificate import pdf
from credentials.certificate.catalogues import ENGLISH, Catalogue
from credentials.encodings import parse_json
from credentials.errors import GlyphMissing
from credentials.profiles import vc20
from credentials.proofs.jose import VC_JWT, parse_jws
from registry.errors import CredentialUnknown
from registry.services import Services
from registry.storage.tables.accounts import Account
from registry.usecases.issuance import get_credential

log = structlog.get_logger()


def certificate_pdf(
    session: Session,
    services: Services,
    *,
    actor: Account | None,
    credential_id: UUID,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    now: datetime,
) -> bytes:
    """For the parties of the credential. now: the moment of the seal.

    Raises CredentialUnknown, NotAParty, GlyphMissing, TimeStampFailed.
    """
    credential = get_credential(session, actor=actor, credential_id=credential_id)
    try:
        return pdf.render(
            credential.vc_jwt,
            credential.qr_text,
            verify_url=f"{services.settings.public_url}/verify",
            catalogues=catalogues,
            seal=services.seal,
            signed_at=now,
        )
    except GlyphMissing as error:
        # The operator installs a font; the name itself stays out of the log.
        log.error("glyph_missing", credential_id=str(credential_id), **error.members)
        raise


def certificate_of_text(
    session: Session,
    services: Services,
    *,
    secured: str,
    catalogues: tuple[Catalogue, ...] = (ENGLISH,),
    now: datetime,
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
    )
