"""The trust list: anybody reads whose credentials are believed, administrators say so."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from registry.usecases import trust, trust_export, trust_import
from registry.web.bodies import read_body
from registry.web.dependencies import ReadingSession, Wired, WritingSession, limited
from registry.web.paging import Cursor, Limit, link_next
from registry.web.schemas import ListOf
from registry.web.security import Caller, Role, allow, anyone
from registry.web.trust_schemas import (
    ImportedOut,
    TrustChangeOut,
    TrustedIssuerShape,
    TrustPageOut,
)

router = APIRouter(prefix="/api/v1/trust", tags=["trust"])
Administrator = Annotated[Caller, Depends(allow(Role.ADMINISTRATOR))]
Did = Annotated[str, Path(max_length=500)]
SIGNED, PLAIN = "application/jwt", "application/json"


@router.get("/issuers", dependencies=[Depends(anyone)])
def list_issuers(
    request: Request,
    response: Response,
    session: ReadingSession,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> TrustPageOut:
    """By DID; the registry itself, which always counts, is not among them."""
    page = trust.page(session, cursor=cursor, limit=limit)
    link_next(request, response, page.next_cursor)
    return TrustPageOut(
        items=[TrustedIssuerShape.of(issuer) for issuer in page.issuers],
        next=page.next_cursor,
        version=page.version,
    )


@router.get("/issuers/{did}", dependencies=[Depends(anyone)])
def get_issuer(did: Did, session: ReadingSession) -> TrustedIssuerShape:
    return TrustedIssuerShape.of(trust.get(session, did))


@router.put("/issuers")
def put_issuer(
    caller: Administrator, issuer: TrustedIssuerShape, session: WritingSession, services: Wired
) -> TrustedIssuerShape:
    """Add an issuer, or replace what the list says of it; in force with the next check."""
    stored = trust.put(
        session, services, actor=caller.account, issuer=issuer.to_model(), now=services.clock()
    )
    return TrustedIssuerShape.of(stored)


@router.delete("/issuers/{did}", status_code=204)
def remove_issuer(
    caller: Administrator, did: Did, session: WritingSession, services: Wired
) -> None:
    """From now on its credentials are those of an unknown issuer."""
    trust.remove(session, actor=caller.account, did=did, now=services.clock())


@router.get("/changes")
def list_changes(
    request: Request,
    response: Response,
    _: Administrator,
    session: ReadingSession,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> ListOf[TrustChangeOut]:
    """Every version of the list, newest first."""
    page = trust.page_changes(session, cursor=cursor, limit=limit)
    link_next(request, response, page.next_cursor)
    return ListOf(items=[TrustChangeOut.of(row) for row in page.changes], next=page.next_cursor)


@router.get(
    "/list",
    dependencies=[Depends(anyone), limited("export")],
    response_class=Response,
    responses={200: {"content": {PLAIN: {}, SIGNED: {}}}},
)
def export_list(request: Request, session: ReadingSession, services: Wired) -> Response:
    """The whole list with the registry's own entry, as JSON, or signed by the registry as a JWS.

    `Accept: application/jwt` asks for the signed form. A verifier that works offline keeps it.
    """
    exported = trust_export.export(session, services, now=services.clock())
    headers = {"ETag": f'"{exported.version}"', "Vary": "Accept", "Cache-Control": "no-cache"}
    if SIGNED in request.headers.get("accept", ""):
        return Response(exported.signed, media_type=SIGNED, headers=headers)
    return Response(exported.plain, media_type=PLAIN, headers=headers)


@router.post("/list")
def import_list(
    caller: Administrator,
    raw: Annotated[bytes, Depends(read_body)],
    session: WritingSession,
    services: Wired,
    *,
    signer: Annotated[
        str | None, Query(max_length=500, description="Whose signature a signed list has to bear.")
    ] = None,
    replace: Annotated[bool, Query(description="Remove what the list lacks.")] = False,
    dry_run: Annotated[bool, Query(description="Only tell what would change.")] = False,
) -> ImportedOut:
    """Take in an exported list, JSON or signed, all of it or nothing.

    The signer's keys are those on this registry's own list, or in the DID itself. A version that
    is older than the one taken in last is refused.
    """
    imported = trust_import.import_list(
        session,
        services,
        actor=caller.account,
        source=trust_import.Source(raw, signer),
        replace_all=replace,
        dry_run=dry_run,
        now=services.clock(),
    )
    return ImportedOut.model_validate(imported.as_json())
