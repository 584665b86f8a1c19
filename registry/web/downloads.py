"""What a reader saves: never shown inside our pages, never kept by a cache between us."""

from enum import StrEnum
from random import SystemRandom
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from credentials.certificate import catalogues
from credentials.certificate.catalogues import Catalogue
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.tables.accounts import Account
from registry.usecases import certificates, forms, issuance
from registry.web.dependencies import ReaderLanguage, ReadingSession

PRIVATE = {"Cache-Control": "private, no-store"}


class WhenExpired(StrEnum):
    """What to do about a certificate whose credential has expired."""

    REFUSE = "refuse"
    MARK = "mark"


def chosen_catalogues(
    reading: ReaderLanguage,
    lang: Annotated[
        list[str] | None,
        Query(max_length=4, description='"fr", or two side by side: "fr,ar", or lang twice.'),
    ] = None,
) -> tuple[Catalogue, ...]:
    """The languages named in the address, else the reader's."""
    named = ",".join(lang or ()).strip(",")
    return catalogues.read_all(named[:40] or reading.code)


Texts = Annotated[tuple[Catalogue, ...], Depends(chosen_catalogues)]


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
    texts: tuple[Catalogue, ...],
    marked: bool = False,
) -> Response:
    """The PDF of a credential, for its parties."""
    content = certificates.certificate_pdf(
        session,
        services,
        actor=reader,
        credential_id=credential_id,
        catalogues=texts,
        now=services.clock(),
        marked=marked,
    )
    return _pdf(content, f"certificate-{credential_id}.pdf", texts)


def decision_letter(
    session: ReadingSession,
    services: Services,
    *,
    reader: Account,
    application_id: UUID,
    texts: tuple[Catalogue, ...],
) -> Response:
    """A refusal with its reasons, for its parties."""
    content = certificates.decision_letter(
        session,
        services,
        actor=reader,
        application_id=application_id,
        catalogues=texts,
        now=services.clock(),
    )
    return _pdf(content, f"decision-{application_id}.pdf", texts)


def _pdf(content: bytes, name: str, texts: tuple[Catalogue, ...]) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Language": ", ".join(each.language for each in texts),
        **PRIVATE,
    }
    return Response(content, media_type="application/pdf", headers=headers)


def credential_form(
    services: Services, *, reader: Account, credential_id: UUID, form: str, attached: bool = False
) -> Response:
    """A credential in one format, for its parties; signed now if nobody asked for it before.

    Most requests only read, so a transaction that writes is opened where there is need of one.
    """
    kind = forms.get_format(form)
    with reading(services.engine) as session:
        stored = issuance.get_credential(session, actor=reader, credential_id=credential_id)
        content = forms.find_form(session, credential=stored, form=form)
    if content is None:
        with transaction(services.engine) as session:
            content = forms.get_form(
                session,
                services,
                credential_id=credential_id,
                form=form,
                actor_id=reader.id,
                randomness=SystemRandom(),
                now=services.clock(),
            )
    headers = {"Vary": "Accept", **PRIVATE}
    if attached:
        name = f"credential-{credential_id}.{kind.ending}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(content, media_type=kind.media_type, headers=headers)
