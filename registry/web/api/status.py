"""Status lists, as anybody may read and keep them."""

from email.utils import format_datetime

from fastapi import APIRouter, Depends, Request, Response

from registry.usecases import status_publication
from registry.web.dependencies import ReadingSession, Wired
from registry.web.security import anyone

router = APIRouter(tags=["status"])
MEDIA_TYPE = "application/vc+jwt"


@router.get(
    "/status/{list_id}",
    dependencies=[Depends(anyone)],
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}, 304: {"description": "Not modified"}},
)
def get_status_list(
    list_id: str, request: Request, session: ReadingSession, services: Wired
) -> Response:
    """The signed list as vc+jwt; a change of one bit is in it at once."""
    now = services.clock()
    published = status_publication.get_status_list(session, services, list_id=list_id, now=now)
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
    return Response(published.secured, media_type=MEDIA_TYPE, headers=headers)
