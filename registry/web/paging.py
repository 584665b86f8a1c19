"""Lists in pages, `{"items", "next"}` with the next page's address in a Link header (RFC 8288)."""

from typing import Annotated

from fastapi import Query, Request, Response

Cursor = Annotated[str | None, Query(max_length=400)]
Limit = Annotated[int, Query(ge=1, le=100)]


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """The same question with the next cursor, relative to this service."""
    if cursor is None:
        return
    following = request.url.include_query_params(cursor=cursor)
    response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
