"""Releases to take away: every format, the DCAT catalogue that leads to them, the template."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from mappings.exchange import WRITERS
from registry.services import ReleaseInForce, Services
from registry.storage.database import reading
from registry.usecases import exports, publishing
from registry.web.dependencies import ReadingSession, Release, Wired, limited
from registry.web.errors import PathUnknown
from registry.web.kept_exports import KeptExports, Tagged, Wanted
from registry.web.negotiation import choose
from registry.web.schemas import ReleaseNumber
from registry.web.security import anyone

router = APIRouter(prefix="/api/v1/graph", tags=["graph"])

TURTLE, JSON_LD = "text/turtle", "application/ld+json"
CATALOGUE_FORMS = {TURTLE: "ttl", JSON_LD: "jsonld"}
SHARED = {"Access-Control-Allow-Origin": "*"}
IMMUTABLE = "public, max-age=31536000, immutable"
# What writes the other formats may be corrected; the release itself never is.
FOR_A_DAY, FOR_MINUTES = "public, max-age=86400", "public, max-age=300"
OF_A_DAY = "ctdl"


def get_kept(request: Request) -> KeptExports:
    kept: KeptExports = request.app.state.kept_exports
    return kept


Kept = Annotated[KeptExports, Depends(get_kept)]


@router.get(
    "/releases/{number}/exports/{form}",
    dependencies=[Depends(anyone), limited("export")],
    response_class=Response,
)
def export_release(
    request: Request,
    number: ReleaseNumber,
    form: Annotated[str, Path(max_length=20)],
    release: Release,
    services: Wired,
    kept: Kept,
) -> Response:
    """nq, trig, ttl, jsonld, trig12, sssom-tsv, csv, xlsx or ctdl. As nq it is byte for byte
    what the release's SHA-256 names."""
    if form not in WRITERS:
        raise PathUnknown(f"A release is given as {', '.join(WRITERS)}.")
    tagged = _made(kept, services, release, number, form)
    keeping = IMMUTABLE if form == exports.NQUADS else FOR_A_DAY
    return _given(request, tagged, keeping)


def _made(
    kept: KeptExports, services: Services, release: ReleaseInForce, number: int, form: str
) -> Tagged:
    today = services.clock().date()
    with reading(services.engine) as session:
        sha256 = publishing.checksum(session, number)

    def make() -> exports.Export:
        with reading(services.engine) as session:
            return exports.export(session, release, number=number, form=form, on=today)

    return kept.get(Wanted(sha256, form, today if form == OF_A_DAY else None), make)


@router.get("/catalogue", dependencies=[Depends(anyone)], response_class=Response)
def get_catalogue(request: Request, session: ReadingSession, services: Wired) -> Response:
    """Every release as a dcat:Dataset with its distributions: Turtle or JSON-LD."""
    media_type = choose(request.headers.get("accept", ""), tuple(CATALOGUE_FORMS))
    content = exports.catalogue(
        session,
        public_url=services.settings.public_url,
        syntax=CATALOGUE_FORMS[media_type],
    )
    headers = {"Cache-Control": FOR_MINUTES, "Vary": "Accept", **SHARED}
    return Response(content, media_type=media_type, headers=headers)


@router.get(
    "/template.{form}",
    dependencies=[Depends(anyone), limited("export")],
    response_class=Response,
)
def get_template(
    request: Request, form: Annotated[str, Path(max_length=5)], release: Release, kept: Kept
) -> Response:
    """What curators fill and import: xlsx with explanations and lists, or csv."""
    if form not in exports.TEMPLATES:
        raise PathUnknown(f"The template is given as {' or '.join(exports.TEMPLATES)}.")
    wanted = Wanted(release.release.sha256, f"template.{form}")
    return _given(request, kept.get(wanted, lambda: exports.template(release, form)), FOR_MINUTES)


def _given(request: Request, tagged: Tagged, keeping: str) -> Response:
    """The file, or 304 where the reader has these very bytes (RFC 9110, 13.1.2)."""
    headers = {"ETag": tagged.etag, "Cache-Control": keeping, **SHARED}
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tagged.etag in {
        one.strip().removeprefix("W/") for one in known.split(",")
    }:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{tagged.export.name}"'
    return Response(tagged.export.content, media_type=tagged.export.media_type, headers=headers)
