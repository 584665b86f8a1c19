"""Status lists, as anybody may read and keep them."""

from email.utils import format_datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from credentials.token_status import MEDIA_TYPE
from registry.usecases import status_publication
from registry.web.dependencies import ReadingSession, Wired
from registry.web.negotiation import choose
from registry.web.security import anyone

router = APIRouter(tags=["status"])
# What else readers of JSON-LD ask with.
ALSO_DOCUMENT = ("application/ld+json", "application/json")
CONTENT: dict[str, Any] = {
    media_type: {}
    for media_type in (
        status_publication.JWT_TYPE,
        status_publication.DOCUMENT_TYPE,
        MEDIA_TYPE,
    )
}


@router.get(
    "/status/{list_id}",
    dependencies=[Depends(anyone)],
    response_class=Response,
    responses={200: {"content": CONTENT}, 304: {"description": "Not modified"}},
)
def get_status_list(
    list_id: str, request: Request, session: ReadingSession, services: Wired
) -> Response:
    """The signed list in the form that `Accept` prefers; a change of one bit is in it at once.

    Bitstring lists as vc+jwt or with a Data Integrity proof, token lists as statuslist+jwt.
    """
    now = services.clock()
    published = status_publication.get_status_list(
        session,
        services,
        list_id=list_id,
        media_type=_wanted(session, list_id, request.headers.get("accept", "")),
        now=now,
    )
    etag = f'"{published.etag}"'
    seconds = max(0, int((published.good_until - now).total_seconds()))
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={min(seconds, 60)}, must-revalidate",
        "Last-Modified": format_datetime(published.published_at, usegmt=True),
        "Vary": "Accept",
        "Access-Control-Allow-Origin": "*",
    }
    if etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(published.secured, media_type=published.media_type, headers=headers)


def _wanted(session: ReadingSession, list_id: str, accept: str) -> str:
    """Raises StatusListUnknown, NotAcceptable."""
    offered = status_publication.forms_of(session, list_id)
    if status_publication.DOCUMENT_TYPE not in offered:
        return choose(accept, offered)
    chosen = choose(accept, (*offered, *ALSO_DOCUMENT))
    return status_publication.DOCUMENT_TYPE if chosen in ALSO_DOCUMENT else chosen
