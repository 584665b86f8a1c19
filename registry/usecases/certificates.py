"""The PDF of a stored credential, drawn when asked for."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from credentials.certificate import pdf
from registry.services import Services
from registry.storage.tables.accounts import Account
from registry.usecases.issuance import get_credential


def certificate_pdf(
    session: Session,
    services: Services,
    *,
    actor: Account | None,
    credential_id: UUID,
    language: str = "en",
    gettext: Callable[[str], str] = str,
) -> bytes:
    """For the parties of the credential. Raises CredentialUnknown, NotAParty."""
    credential = get_credential(session, actor=actor, credential_id=credential_id)
    return pdf.render(
        credential.vc_jwt,
        credential.qr_text,
        verify_url=f"{services.settings.public_url}/verify",
        language=language,
        gettext=gettext,
    )
