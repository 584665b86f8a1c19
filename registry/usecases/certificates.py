"""The PDF of a stored credential, drawn when asked for."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import Session

from registry.services import Services
from registry.storage.tables.accounts import Account


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
    raise NotImplementedError
