"""The employer's pages: ask a wallet for a few facts, and read what it showed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from credentials.dcql import ASKABLE
from registry.storage.tables.presentations import PresentationRequest
from registry.usecases import presentations
from registry.web import words
from registry.web.claims import shown_lines
from registry.web.dependencies import (
    ReaderLanguage,
    ReadingSession,
    Rendered,
    Wired,
    WritingSession,
)
from registry.web.qr_pictures import as_data_url
from registry.web.security import Caller, Role, allow_on_page, any_reader
from registry.web.translations import Language

router = APIRouter(include_in_schema=False, prefix="/employer")
AnyReader = Annotated[Caller | None, Depends(any_reader)]
Employer = Annotated[Caller, Depends(allow_on_page(Role.EMPLOYER))]


@router.get("")
def show_start(request: Request, caller: AnyReader, pages: Rendered) -> Response:
    """What an employer can do, and for one who is signed in the form to ask with."""
    may_ask = caller is not None and Role.EMPLOYER in caller.roles
    return pages.render(request, "employer.html", may_ask=may_ask, askable=list(ASKABLE))


@router.post("")
def ask(
    caller: Employer,
    session: WritingSession,
    services: Wired,
    claim: Annotated[list[str] | None, Form()] = None,
    purpose: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    asked = presentations.create_request(
        session,
        services,
        actor=caller.account,
        query=claim or [],
        purpose=purpose,
        now=services.clock(),
    )
    return RedirectResponse(f"/employer/requests/{asked.request.id}", 303)


@router.get("/requests/{request_id}")
def show_request(
    request: Request,
    caller: Employer,
    request_id: str,
    pages: Rendered,
    session: ReadingSession,
    services: Wired,
    language: ReaderLanguage,
) -> Response:
    """The code to scan while the answer is awaited, then what was shown."""
    now = services.clock()
    row = presentations.get_request(session, actor=caller.account, request_id=request_id, now=now)
    link = presentations.link_of(services, row)
    return pages.render(
        request,
        "employer_request.html",
        asked=row,
        state=presentations.state_of(row, now),
        link=link,
        picture=as_data_url(link),
        asked_words=_asked_words(row, language),
        shown=shown_lines(row.result, language) if row.result else [],
        answer_minutes=services.settings.presentation_minutes,
        keep_minutes=services.settings.presentation_keep_minutes,
    )


def _asked_words(row: PresentationRequest, language: Language) -> list[str]:
    """What was asked for, in the reader's words."""
    claims: list[dict[str, Any]] = row.query["credentials"][0]["claims"]
    names = [str(one["path"][0]) for one in claims]
    return [language.gettext(words.ASKABLE.get(name, name)) for name in names]
