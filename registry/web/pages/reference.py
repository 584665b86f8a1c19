"""Pages for those who build on the registry: problem codes, identifiers, interface, vocabulary."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Depends, Request, Response
from pyoxigraph import RdfFormat, Triple, parse

from mappings import namespaces
from registry.usecases import publishing, qualifications
from registry.web import linked_data
from registry.web.dependencies import Address, Limits, ReadingSession, Release, Rendered
from registry.web.errors import EntityUnknown, PathUnknown
from registry.web.linked_data import HTML, OFFERED
from registry.web.negotiation import choose
from registry.web.problem_kinds import GROUPS, KINDS
from registry.web.schemas import ReleaseNumber
from registry.web.security import any_reader

router = APIRouter(include_in_schema=False, dependencies=[Depends(any_reader)])

# How far back an identifier is looked for that the release in force no longer names.
EARLIER_RELEASES = 50


@router.get("/problems")
def show_problems(request: Request, pages: Rendered) -> Response:
    return pages.render(request, "problem_kinds.html", groups=GROUPS)


@router.get("/problems/{code}")
def show_problem(request: Request, code: str, pages: Rendered) -> Response:
    """What `type` of a problem leads to."""
    if code not in KINDS:
        raise PathUnknown("There is no such problem code.")
    return pages.render(request, "problem_kind.html", code=code, kind=KINDS[code])


@router.get("/id/qualification/{qualification_id}")
def show_qualification(
    request: Request, qualification_id: str, pages: Rendered, session: ReadingSession
) -> Response:
    """A row of the register, as linked data."""
    row = qualifications.get_qualification(session, qualification_id)
    iri = namespaces.qualification_iri(row.id)
    return _negotiated(request, pages, iri, linked_data.describe_qualification(row))


@router.get("/id/release/{number}")
def show_release(
    request: Request, number: ReleaseNumber, pages: Rendered, session: ReadingSession
) -> Response:
    """A release; as N-Quads it is the whole dataset, whose hash is the release's."""
    nquads = publishing.release_nquads(session, number)
    offered = (*OFFERED, "application/n-quads")
    if choose(request.headers.get("accept", ""), offered) == "application/n-quads":
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept"}
        return Response(nquads, media_type="application/n-quads", headers=headers)
    triples = linked_data.describe_release(nquads, number)
    return _negotiated(request, pages, namespaces.release_iri(number), triples)


@router.get("/id/{kind}/{name:path}")
def show_entity(
    request: Request,
    pages: Rendered,
    release: Release,
    session: ReadingSession,
    limits: Limits,
    address: Address,
) -> Response:
    """Anything a release speaks of; the address is the IRI under our own host."""
    # As it was sent: a level's plus sign is escaped in its IRI.
    sent = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
    tail = sent.partition("?")[0].removeprefix("/id/").replace("+", "%2B")
    # What a deployment adds may stand under its own base.
    own_base = f"{request.app.state.services.settings.public_url}/id/"
    for iri in (namespaces.BASE + tail, own_base + tail):
        if triples := request.app.state.describer.describe(release, iri):
            return _negotiated(request, pages, iri, triples)
    # Each earlier release is unpacked for it, which takes a second for fifty of them.
    limits.count("export", address)
    for row in publishing.list_releases(session)[1 : EARLIER_RELEASES + 1]:
        nquads = publishing.release_nquads(session, row.number)
        for iri in (namespaces.BASE + tail, own_base + tail):
            if triples := linked_data.describe_from(nquads, row.number, iri):
                return _negotiated(request, pages, iri, triples)
    raise EntityUnknown("No release says anything of this identifier.")


@cache
def _vocabulary() -> Sequence[Triple]:
    """Terms of the graph, then those of the credentials."""
    return [
        quad.triple
        for house in ("mappings", "credentials.profiles")
        for quad in parse((files(house) / "vocabulary.ttl").read_bytes(), format=RdfFormat.TURTLE)
    ]


@router.get("/ns")
def show_vocabulary(request: Request, pages: Rendered) -> Response:
    """Our own terms: what no other vocabulary had."""
    media_type = choose(request.headers.get("accept", ""), OFFERED)
    if media_type == HTML:
        return pages.render(request, "vocabulary.html", terms=linked_data.terms(_vocabulary()))
    return Response(linked_data.write(_vocabulary(), media_type), media_type=media_type)


def _negotiated(request: Request, pages: Rendered, iri: str, triples: Sequence[Triple]) -> Response:
    media_type = choose(request.headers.get("accept", ""), OFFERED)
    if media_type == HTML:
        lines = linked_data.properties(triples, iri)
        return pages.render(request, "entity.html", iri=iri, properties=lines)
    headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    return Response(linked_data.write(triples, media_type), media_type=media_type, headers=headers)


@router.get("/api/docs")
def show_interface(request: Request, pages: Rendered) -> Response:
    """The OpenAPI document, written out: nothing is loaded from elsewhere."""
    document = request.app.openapi()
    operations = [
        (path, method.upper(), operation)
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
    ]
    return pages.render(request, "interface.html", document=document, operations=operations)
