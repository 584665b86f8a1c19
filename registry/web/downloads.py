"""What a reader saves: never shown inside our pages, never kept by a cache between us."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from registry.services import Services
from registry.storage.tables.accounts import Account
from registry.usecases import certificates
from registry.web.dependencies import ReaderLanguage, ReadingSession, Rendered
from registry.web.translations import Language

PRIVATE = {"Cache-Control": "private, no-store"}


def chosen_language(
    pages: Rendered,
    reading: ReaderLanguage,
    lang: Annotated[str | None, Query(max_length=10)] = None,
) -> Language:
    """The one named in the address, else the reader's."""
    return pages.languages.get(lang or "", reading)


def paper(content: bytes, media_type: str, sha256: str) -> Response:
    """A paper comes from outside, so it opens in a sandbox; its name is not the sender's."""
    ending = media_type.rpartition("/")[2]
    headers = {
        "Content-Disposition": f'attachment; filename="{sha256[:16]}.{ending}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        **PRIVATE,
    }
    return Response(content, media_type=media_type, headers=headers)


def certificate(
    session: ReadingSession,
    services: Services,
    *,
    reader: Account,
    credential_id: UUID,
    language: Language,
) -> Response:
    """The PDF of a credential, for its parties."""
    content = certificates.certificate_pdf(
        session,
        services,
        actor=reader,
        credential_id=credential_id,
        language=language.code,
        gettext=language.gettext,
    )
    headers = {
        "Content-Disposition": f'attachment; filename="certificate-{credential_id}.pdf"',
        "Content-Language": language.code,
        **PRIVATE,
    }
    return Response(content, media_type="application/pdf", headers=headers)
