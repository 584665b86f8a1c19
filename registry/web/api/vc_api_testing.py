"""The VC API's issuer for conformance suites: there only where VC_API_TEST_ISSUERS is set."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from credentials.proofs.data_integrity_members import CRYPTOSUITES
from credentials.proofs.jose import VC_JWT
from registry.errors import CredentialUnknown, ValidationFailed
from registry.usecases import issuing_for_tests
from registry.usecases.issuing_for_tests import Asked
from registry.usecases.suite_manifest import manifest
from registry.web.api.vc_api import changes_of
from registry.web.dependencies import Wired
from registry.web.security import anyone
from registry.web.vc_api_bodies import ApiBody, Json, document_of, options_of, text_option

router = APIRouter(tags=["vc-api"], dependencies=[Depends(anyone)])
SECURINGS = (*CRYPTOSUITES, VC_JWT)


@router.post("/credentials/issue", status_code=201)
def issue_credential(body: ApiBody, services: Wired) -> Json:
    """{"credential", "options"?}: signed by the test issuer that its `issuer` names."""
    document = document_of(body, "credential")
    asked = asked_of(options_of(body))
    return {
        "verifiableCredential": issuing_for_tests.issue(
            services, document, asked, now=services.clock()
        )
    }


def asked_of(options: Json) -> Asked:
    """options: `cryptosuite` or `securing`, `challenge`, `domain`, `credentialStatus`."""
    securing = text_option(options, "cryptosuite") or text_option(options, "securing")
    if securing is not None and securing not in SECURINGS:
        raise ValidationFailed(
            "There is no such way to secure a credential.",
            errors=[{"field": "options.cryptosuite", "message": f"One of {SECURINGS}."}],
        )
    status = options.get("credentialStatus")
    if status is not None and not isinstance(status, bool | dict | list):
        raise ValidationFailed(
            "options.credentialStatus has the wrong form.",
            errors=[{"field": "options.credentialStatus", "message": "Give true or an object."}],
        )
    return Asked(
        securing,
        text_option(options, "challenge"),
        text_option(options, "domain"),
        with_status=bool(status),
    )


@router.post("/credentials/status")
def change_status(body: ApiBody, services: Wired) -> Json:
    identifier = body.get("credentialId")
    if not isinstance(identifier, str):
        raise CredentialUnknown("credentialId names no credential of a test issuer.")
    issuing_for_tests.change_status(services, identifier, changes_of(body))
    return {}


@router.get("/credentials/test-status/{name}", response_class=JSONResponse)
def get_status_list(name: str, request: Request, services: Wired) -> JSONResponse:
    """A list of a test issuer, as it stands now.

    Clients of suites read a body only if its media type says JSON, so that is what they get
    unless they ask for more.
    """
    document: dict[str, Any] = issuing_for_tests.status_list(services, name, now=services.clock())
    asked = "application/vc" in request.headers.get("accept", "")
    return JSONResponse(
        document,
        media_type="application/vc" if asked else "application/ld+json",
        headers={"Cache-Control": "no-store", "Vary": "Accept"},
    )


@router.get("/credentials/test-implementation")
def describe_to_suites(services: Wired) -> Json:
    """The entry for a suite's list of implementations."""
    return manifest(issuing_for_tests.issuers_of(services))


@router.get("/credentials/test-issuers")
def list_issuers(services: Wired) -> Json:
    """Who signs here: their identifiers, for a suite's configuration."""
    issuers = issuing_for_tests.issuers_of(services)
    return {
        "items": [
            {
                "name": issuer.name,
                "id": issuer.did,
                "verificationMethod": issuer.signer.kid,
                "securing": issuer.securing,
                "status": issuer.with_status,
            }
            for issuer in issuers.issuers
        ]
    }
