"""Pages for those who build on the registry: problem codes, identifiers, interface, vocabulary."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Depends, Request, Response
from pyoxigraph import RdfFormat, Triple, parse

from mappings import namespaces
from registry.usecases import publishing, qualifications
from registry.web import linked_data
from registry.web.dependencies import ReadingSession, Release, Rendered
from registry.web.errors import PathUnknown
from registry.web.linked_data import HTML, OFFERED
from registry.web.negotiation import choose
from registry.web.problem_kinds import GROUPS, KINDS
from registry.web.security import any_reader

router = APIRouter(include_in_schema=False, dependencies=[Depends(any_reader)])


@router.get("/problems")
def show_problems(request: Request, pages: Rendered) -> Response:
    return pages.render(request, "problem_kinds.html", groups=GROUPS)


@router.get("/problems/{code}")
def show_problem(request: Request, code: str, pages: Rendered) -> Response:
    """What `type` of a problem leads to."""
    if code not in KINDS:
        raise PathUnknown("There is no such problem code.")
    return pages.render(request, "problem_kind.html", code=code, kind=KINDS[code])


@router.get("/id/framework/{framework_id}")
@router.get("/id/statement/{statement_id}")
@router.get("/id/rule/{rule_id}")
@router.get("/id/agreement/{agreement_id}")
@router.get("/id/procedure/{procedure_id}")
@router.get("/id/opportunity/{opportunity_id}")
@router.get("/id/authority/{authority_id}")
@router.get("/id/document/{document_id}")
@router.get("/id/set/{set_id}")
@router.get("/id/office/{office_id}")
@router.get("/id/level/{framework_id}/{level}")
def show_entity(request: Request, pages: Rendered, release: Release) -> Response:
    """Anything the release in force speaks of; the address is the IRI under our own host."""
    # As it was sent: a level's plus sign is escaped in its IRI.
    sent = request.scope.get("raw_path", request.url.path.encode()).decode("ascii", "replace")
    iri = namespaces.BASE + sent.partition("?")[0].removeprefix("/id/").replace("+", "%2B")
    triples = request.app.state.describer.describe(release, iri)
    return _negotiated(request, pages, iri, triples)


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
    request: Request, number: int, pages: Rendered, session: ReadingSession
) -> Response:
    """A release; as N-Quads it is the whole dataset, whose hash is the release's."""
    row = publishing.get_stored_release(session, number)
    offered = (*OFFERED, "application/n-quads")
    if choose(request.headers.get("accept", ""), offered) == "application/n-quads":
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept"}
        content = publishing.release_nquads(session, number)
        return Response(content, media_type="application/n-quads", headers=headers)
    triples = linked_data.describe_release(row)
    return _negotiated(request, pages, namespaces.release_iri(number), triples)


@cache
def _vocabulary() -> Sequence[Triple]:
    content = (files("mappings") / "vocabulary.ttl").read_bytes()
    return [quad.triple for quad in parse(content, format=RdfFormat.TURTLE)]


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
        lines = linked_data.properties(triples)
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
