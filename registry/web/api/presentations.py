"""For employers: ask a wallet for a few claims, read what was shown."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from registry.services import Services
from registry.storage.tables.presentations import PresentationRequest
from registry.usecases import presentations
from registry.web.dependencies import ReadingSession, Wired, WritingSession
from registry.web.security import Caller, Role, allow

router = APIRouter(prefix="/api/v1/presentations/requests", tags=["presentations"])
Employer = Annotated[Caller, Depends(allow(Role.EMPLOYER))]


class PresentationRequestIn(BaseModel):
    """claims: names such as "family_name"; or dcql_query: the question itself. One of them.

    encrypted: whether only an encrypted answer counts; left out, as the operator set it.
    redirect_uri: your page that a wallet on the same device goes on to; it is told a
    `response_code`, without which the result is not shown.
    """

    claims: list[str] | None = Field(None, max_length=20)
    dcql_query: dict[str, Any] | None = None
    purpose: str = Field("", max_length=400)
    encrypted: bool | None = None
    redirect_uri: str | None = Field(None, max_length=600)


class PresentationRequestOut(BaseModel):
    """state: waiting, answered or expired. result: what was shown, while it is kept."""

    id: str
    state: str
    purpose: str
    link: str
    request_uri: str
    dcql_query: dict[str, Any]
    created_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    kept_until: datetime
    redirect_uri: str | None
    result: dict[str, Any] | None

    @classmethod
    def of(
        cls, row: PresentationRequest, services: Services, response_code: str | None = None
    ) -> Self:
        return cls(
            id=row.id,
            state=presentations.state_of(row, services.clock()),
            purpose=row.purpose,
            link=presentations.link_of(services, row),
            request_uri=f"{services.settings.public_url}/oid4vp/requests/{row.id}",
            dcql_query=row.query,
            created_at=row.created_at,
            expires_at=row.expires_at,
            answered_at=row.answered_at,
            kept_until=row.forget_at,
            redirect_uri=row.redirect_uri,
            result=presentations.result_for(row, response_code),
        )


@router.post("", status_code=201)
def ask(
    caller: Employer, given: PresentationRequestIn, session: WritingSession, services: Wired
) -> PresentationRequestOut:
    """Ask for just the claims that are needed; the link opens the worker's wallet."""
    asked = presentations.create_request(
        session,
        services,
        actor=caller.account,
        query=given.claims if given.dcql_query is None else given.dcql_query,
        purpose=given.purpose,
        encrypted=given.encrypted,
        redirect_uri=given.redirect_uri,
        now=services.clock(),
    )
    return PresentationRequestOut.of(asked.request, services)


@router.get("/{request_id}")
def get_request(
    caller: Employer,
    request_id: str,
    session: ReadingSession,
    services: Wired,
    response_code: Annotated[str | None, Query(max_length=100)] = None,
) -> PresentationRequestOut:
    """The question, and once it is answered, the checks and the claims that were disclosed.

    response_code: as your page was told, for a question that leads back to it.
    """
    row = presentations.get_request(
        session, actor=caller.account, request_id=request_id, now=services.clock()
    )
    return PresentationRequestOut.of(row, services, response_code)
