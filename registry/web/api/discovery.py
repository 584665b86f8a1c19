"""Documents that others find us by: keys, contexts, schemas. Served from our store, cacheable."""

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from credentials.certificate.x509_chain import Chain, serialize_chain
from credentials.contexts import published
from credentials.did import did_document, jwks
from registry.web.dependencies import Wired
from registry.web.errors import PathUnknown
from registry.web.security import anyone

router = APIRouter(tags=["discovery"])
OPEN = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Access-Control-Allow-Origin": "*",
}


# A PUBLIC_URL with a path has it below that path (did:web, 3.2).
@router.get("/.well-known/did.json", dependencies=[Depends(anyone)])
@router.get("/did.json", dependencies=[Depends(anyone)], include_in_schema=False)
def get_did_document(services: Wired) -> JSONResponse:
    """The registry's did:web document, retired keys too."""
    return JSONResponse(did_document(services.key_ring), headers=OPEN)


@router.get("/.well-known/jwks.json", dependencies=[Depends(anyone)])
def get_jwks(services: Wired) -> JSONResponse:
    return JSONResponse(
        jwks(services.key_ring), headers=OPEN, media_type="application/jwk-set+json"
    )


@router.get("/.well-known/seal-root.pem", dependencies=[Depends(anyone)], response_class=Response)
def get_seal_root(services: Wired) -> Response:
    """The X.509 root of the seals on our certificates."""
    if not services.seal_roots:
        raise PathUnknown("Certificates of this registry are not sealed.")
    root = serialize_chain(Chain(services.seal_roots))
    return Response(root, media_type="application/pem-certificate-chain", headers=OPEN)


@router.get("/ns/{path:path}", dependencies=[Depends(anyone)], response_class=Response)
def get_namespace_document(path: str) -> Response:
    """JSON-LD contexts and JSON Schemas of our credentials: a version never changes."""
    if path not in published():
        raise PathUnknown("There is nothing at this address.")
    media_type, content = published()[path]
    return Response(content, media_type=media_type, headers=FOR_EVER)
