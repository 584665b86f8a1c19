"""The style sheet and the mark, from memory."""

from fastapi import APIRouter, Depends, Response

from registry.web.dependencies import Rendered
from registry.web.security import anyone

router = APIRouter(include_in_schema=False, prefix="/static")
KEEP = {"Cache-Control": "public, max-age=86400"}


@router.get("/registry.css", dependencies=[Depends(anyone)])
def get_style(pages: Rendered) -> Response:
    return Response(pages.style, media_type="text/css", headers=KEEP)


@router.get("/mark.svg", dependencies=[Depends(anyone)])
def get_mark(pages: Rendered) -> Response:
    return Response(pages.mark, media_type="image/svg+xml", headers=KEEP)
