"""The verify page: a pasted text or a file in, every check in plain words out."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile

from registry.errors import ValidationFailed
from registry.usecases import trust, verification
from registry.web import offline_reader
from registry.web.bodies import CREDENTIAL_TYPES
from registry.web.dependencies import (
    Address,
    Limits,
    ReaderLanguage,
    ReadingSession,
    Release,
    Rendered,
    Wired,
)
from registry.web.pages import choices
from registry.web.security import any_reader

router = APIRouter(include_in_schema=False, dependencies=[Depends(any_reader)])


@router.get("/verify")
def show_form(
    request: Request, pages: Rendered, release: Release, language: ReaderLanguage
) -> Response:
    destinations = choices.destinations(release, language)
    return pages.render(request, "verify.html", destinations=destinations)


@router.get("/verify/offline")
def show_offline_reader(services: Wired, pages: Rendered, session: ReadingSession) -> Response:
    """One file that checks QR codes without us: to be looked at, and to be saved."""
    listed = trust.current(session, services)
    page = offline_reader.build(listed, pages.languages, now=services.clock())
    headers = {
        "Content-Security-Policy": f"{offline_reader.policy()}; frame-ancestors 'none'",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
        "Cache-Control": "public, max-age=300",
    }
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@router.post("/verify")
def verify(
    request: Request,
    pages: Rendered,
    release: Release,
    services: Wired,
    session: ReadingSession,
    language: ReaderLanguage,
    limits: Limits,
    address: Address,
    credential: Annotated[str, Form()] = "",
    country: Annotated[str, Form(max_length=10)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    limits.count("verify", address)
    content, media_type = _received(credential, file)
    report = verification.verify(
        session,
        services,
        data=content,
        media_type=media_type,
        country=country or None,
        gettext=language.gettext,
        now=services.clock(),
    )
    return pages.render(
        request,
        "verified.html",
        report=report,
        country=country,
        destinations=choices.destinations(release, language),
        graph=release.release.graph,
    )


def _received(credential: str, file: UploadFile | None) -> tuple[bytes, str | None]:
    """A file before a text, as a browser sends an empty file where none was chosen."""
    content = file.file.read() if file is not None else b""
    if content and file is not None:
        stated = file.content_type
        return content, stated if stated in CREDENTIAL_TYPES else None
    if credential.strip():
        return credential.strip().encode(), None
    raise ValidationFailed(
        "Paste a credential or choose a file.",
        errors=[{"field": "credential", "message": "Nothing was sent."}],
    )
