"""DID resolution over HTTP, in the binding that resolvers share.

W3C DID Resolution, 7.1 (HTTP(S) binding). `didDocument` of a failure is empty and not null: the
did:key suite looks for it in every answer.
"""

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from credentials.did_key import MULTIKEY, DidKeyOptions
from registry.usecases import resolution
from registry.usecases.resolution import Resolution
from registry.web.dependencies import ReadingSession, Wired, limited
from registry.web.errors import NotAcceptable
from registry.web.negotiation import choose
from registry.web.security import anyone

router = APIRouter(tags=["discovery"])
PREFIX = "/1.0/identifiers/"
PROFILE = 'application/ld+json;profile="https://w3id.org/did-resolution"'
# The whole result, and the document alone.
RESULTS = ("application/ld+json", "application/did-resolution", "application/json")
DOCUMENTS = ("application/did+ld+json", "application/did+json", "application/did")
STATUS = {None: 200, resolution.NOT_FOUND: 404, resolution.METHOD_NOT_SUPPORTED: 501}


@router.get(
    PREFIX + "{did:path}",
    dependencies=[Depends(anyone), limited("resolve")],
    response_class=JSONResponse,
)
def resolve_identifier(
    did: str,
    request: Request,
    session: ReadingSession,
    services: Wired,
    *,
    publicKeyFormat: Annotated[str, Query(max_length=60)] = MULTIKEY,  # noqa: N803
    enableEncryptionKeyDerivation: bool = False,  # noqa: N803 - the method's own words
    enableExperimentalPublicKeyTypes: bool = False,  # noqa: N803
) -> JSONResponse:
    """The document of a DID, or the verification method that a DID URL names, with its metadata.

    did:key, did:jwk, this registry's did:web, and did:web of issuers on the trust list. Write the
    identifier percent-encoded. `Accept: application/did+json` gives the document alone.
    """
    options = DidKeyOptions(
        publicKeyFormat, enableEncryptionKeyDerivation, enableExperimentalPublicKeyTypes
    )
    try:
        form = choose(request.headers.get("accept", ""), (*RESULTS, *DOCUMENTS))
    except NotAcceptable:
        refused = Resolution(error="representationNotSupported", dereferenced="#" in did)
        return JSONResponse(_result(refused, None), 406, media_type=PROFILE)
    found = resolution.resolve(session, services, _written(request, did), options)
    status = STATUS.get(found.error, 400)
    if form in DOCUMENTS and found.error is None:
        return JSONResponse(dict(found.content), status, media_type=form)
    shown = form if form in RESULTS[1:] else PROFILE
    return JSONResponse(_result(found, DOCUMENTS[0]), status, media_type=shown)


def _written(request: Request, decoded: str) -> str:
    """What stood in the address, decoded once: a did:web has percent signs of its own.

    One that was not encoded keeps the %3A of its port.
    """
    raw = bytes(request.scope.get("raw_path") or b"").partition(b"?")[0].decode("latin-1")
    written = raw.partition(PREFIX)[2]
    if written.startswith("did:web:"):
        written = written.replace("%3A", "%253A").replace("%3a", "%253A")
    return unquote(written) or decoded


def _result(found: Resolution, content_type: str | None) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if found.error is not None:
        metadata = {"error": found.error}
        if found.detail is not None:
            metadata["message"] = found.detail
    elif content_type is not None:
        metadata = {"contentType": content_type}
    result: dict[str, Any] = {
        "@context": "https://w3id.org/did-resolution/v1",
        "didDocument": dict(found.content),
        "didResolutionMetadata": metadata,
        "didDocumentMetadata": dict(found.document_metadata),
    }
    if found.dereferenced:
        result |= {
            "didDereferencingMetadata": metadata,
            "contentStream": dict(found.content),
            "contentMetadata": dict(found.document_metadata),
        }
    return result
