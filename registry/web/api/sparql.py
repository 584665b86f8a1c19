"""`/sparql`: queries to a release by the SPARQL 1.1 protocol, read only."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response

from mappings import sparql
from mappings.errors import QueryInvalid, QueryNotAllowed
from registry.errors import ValidationFailed
from registry.query_pool import Asked, QueryPool
from registry.services import Services
from registry.storage.database import reading
from registry.usecases import publishing
from registry.web.bodies import media_type_of
from registry.web.dependencies import Wired
from registry.web.errors import MediaTypeUnsupported
from registry.web.negotiation import choose
from registry.web.security import anyone

router = APIRouter(tags=["graph"])

Parameters = Sequence[tuple[str, str]]
FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
HEADERS = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}


def get_query_pool(request: Request) -> QueryPool:
    pool: QueryPool = request.app.state.query_pool
    return pool


Pool = Annotated[QueryPool, Depends(get_query_pool)]


def read_address(request: Request) -> Parameters:
    return _pairs(request.url.query)


async def read_posted(request: Request) -> Parameters:
    """The parameters of address and body together (Protocol, 2.1.2 and 2.1.3)."""
    media_type = media_type_of(request)
    if media_type == UPDATE:
        raise QueryNotAllowed("An update would change the graph, which is read only here.")
    if media_type not in {FORM, QUERY}:
        raise MediaTypeUnsupported(f"Send the query as {QUERY} or as a form.")
    try:
        body = (await request.body()).decode()
    except UnicodeDecodeError:
        raise QueryInvalid("The query is not UTF-8.") from None
    own = [("query", body)] if media_type == QUERY else _pairs(body)
    return [*_pairs(request.url.query), *own]


def _pairs(text: str) -> Parameters:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise QueryInvalid("The parameters are not UTF-8, or there are too many.") from None


@router.get("/sparql", dependencies=[Depends(anyone)])
def query_by_get(
    request: Request,
    parameters: Annotated[Parameters, Depends(read_address)],
    services: Wired,
    pool: Pool,
) -> Response:
    """`query`, `default-graph-uri`, `named-graph-uri`, `release`. Without a query: what it is."""
    if any(name in {"query", "update"} for name, _ in parameters):
        return _answer(request, parameters, services, pool)
    number, _ = _release(services, parameters)
    endpoint = f"{services.settings.public_url}/sparql"
    media_type = _chosen(request, tuple(sparql.GRAPH_FORMATS))
    described = sparql.describe_service(endpoint, release=number)
    content = sparql.write_service(described, media_type)
    return Response(content, media_type=media_type, headers=HEADERS)


@router.post("/sparql", dependencies=[Depends(anyone)])
def query_by_post(
    request: Request,
    parameters: Annotated[Parameters, Depends(read_posted)],
    services: Wired,
    pool: Pool,
) -> Response:
    """The same in a form, or a query as the body."""
    return _answer(request, parameters, services, pool)


def _answer(
    request: Request, parameters: Parameters, services: Services, pool: QueryPool
) -> Response:
    settings = services.settings
    query = sparql.read_query(
        _only_query(parameters), max_characters=settings.sparql_query_characters
    )
    number, sha256 = _release(services, parameters)
    wanted = sparql.Wanted(
        media_type=_chosen(request, query.form.media_types),
        max_bytes=settings.sparql_result_bytes,
        default_graphs=_all("default-graph-uri", parameters),
        named_graphs=_all("named-graph-uri", parameters),
    )

    def nquads() -> bytes:
        with reading(services.engine) as session:
            return publishing.release_nquads(session, number)

    content = pool.answer(Asked(query, wanted, sha256, nquads))
    return Response(content, media_type=wanted.media_type, headers=HEADERS)


def _chosen(request: Request, offered: Sequence[str]) -> str:
    """application/json is taken for the results that are written in JSON."""
    accept = request.headers.get("accept", "")
    if sparql.RESULTS_JSON in offered:
        chosen = choose(accept, (*offered, "application/json"))
        return sparql.RESULTS_JSON if chosen == "application/json" else chosen
    return choose(accept, offered)


def _only_query(parameters: Parameters) -> str:
    if any(name == "update" for name, _ in parameters):
        raise QueryNotAllowed("An update would change the graph, which is read only here.")
    texts = _all("query", parameters)
    if len(texts) != 1:
        raise QueryInvalid(f"Send one query, not {len(texts)}.")
    return texts[0]


def _release(services: Services, parameters: Parameters) -> tuple[int, str]:
    """Number and hash of the release named, else of the one in force. Raises ReleaseUnknown."""
    named = _all("release", parameters)
    if not named:
        in_force = services.release.release
        return in_force.number, in_force.sha256
    if not (named[-1].isascii() and named[-1].isdecimal() and len(named[-1]) < 10):
        raise ValidationFailed(
            "A release is named by its number.",
            errors=[{"parameter": "release", "in": "query", "detail": "Not a number."}],
        )
    with reading(services.engine) as session:
        number = int(named[-1])
        return number, publishing.checksum(session, number)


def _all(name: str, parameters: Parameters) -> tuple[str, ...]:
    return tuple(value for given, value in parameters if given == name)
