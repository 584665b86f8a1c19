"""The W3C's VC API: verification for anybody, by the trust list. VC API 0.3 and 1.0.

What does not verify is answered with 400 and never with 200: callers look at the status alone.
"""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from credentials.formats import Received
from credentials.model import Check, CheckStatus, VerificationReport
from registry.errors import (
    CredentialUnknown,
    IssuingNotOffered,
    ValidationFailed,
    VerificationFailed,
)
from registry.usecases import revocation, verification
from registry.web.dependencies import ReadingSession, Wired, WritingSession, limited
from registry.web.security import Caller, Role, allow, anyone
from registry.web.vc_api_bodies import (
    OBJECT,
    SECURED,
    ApiBody,
    Json,
    described,
    expected_of,
    options_of,
    received_of,
)

verifying = APIRouter(tags=["vc-api"])
router = APIRouter(tags=["vc-api"])
Decider = Annotated[Caller, Depends(allow(Role.DECISION))]

_VCDM = "https://www.w3.org/TR/vc-data-model#"
_STATUS_LIST = "https://www.w3.org/ns/credentials/status-list#"
# VCDM 2.0, 7.2 and BSL 1.0, 3.5: what the W3C calls a failure of each check.
_KINDS = {
    "proof": f"{_VCDM}CRYPTOGRAPHIC_SECURITY_ERROR",
    "holder_binding": f"{_VCDM}CRYPTOGRAPHIC_SECURITY_ERROR",
    "schema": f"{_VCDM}MALFORMED_VALUE_ERROR",
    "validity": f"{_VCDM}RANGE_ERROR",
    "status": f"{_STATUS_LIST}STATUS_VERIFICATION_ERROR",
}
_UNAVAILABLE = f"{_STATUS_LIST}STATUS_RETRIEVAL_ERROR"
_REFERENCE = re.compile(r"(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")


@verifying.post(
    "/credentials/verify",
    dependencies=[Depends(anyone), limited("verify")],
    openapi_extra=described(verifiableCredential=SECURED),
)
def verify_credential(body: ApiBody, session: ReadingSession, services: Wired) -> Json:
    """{"verifiableCredential", "options"}: 200 if it counts, else 400 with what failed."""
    found = received_of(body, "verifiableCredential", presented=False)
    return _verified(body, found, session, services)


@verifying.post(
    "/presentations/verify",
    dependencies=[Depends(anyone), limited("verify")],
    openapi_extra=described(verifiablePresentation=SECURED),
)
def verify_presentation(body: ApiBody, session: ReadingSession, services: Wired) -> Json:
    """{"verifiablePresentation", "options": {"challenge", "domain"}}: 200 if it counts."""
    found = received_of(body, "verifiablePresentation", presented=True)
    return _verified(body, found, session, services)


def _verified(body: Json, found: Received, session: ReadingSession, services: Wired) -> Json:
    report = verification.report_on(
        session,
        services,
        found,
        expected=expected_of(options_of(body)),
        for_suites=True,
        now=services.clock(),
    )
    if not report.valid:
        raise VerificationFailed(
            "It could be read, and does not count: see the checks.",
            verified=False,
            outcome=report.outcome.value,
            errors=[_told(check) for check in _counting(report)],
        )
    unchecked = [check for check in report.checks if check.status is CheckStatus.NOT_CHECKED]
    return {
        "verified": True,
        "checks": [check.name for check in report.checks if check.status is CheckStatus.PASSED],
        "warnings": [_told(check) for check in unchecked],
        "errors": [],
        "results": report.to_json(),
    }


def _counting(report: VerificationReport) -> list[Check]:
    return [
        check
        for check in report.checks
        if check.status is not CheckStatus.PASSED and report.counts(check.name)
    ]


def _told(check: Check) -> dict[str, Any]:
    kind = _KINDS.get(check.name, "about:blank")
    if check.code == "status_unavailable":
        kind = _UNAVAILABLE
    return {"type": kind, "title": check.name, "code": check.code, "detail": check.detail}


@router.post(
    "/credentials/issue",
    status_code=201,
    dependencies=[Depends(anyone)],
    openapi_extra=described(credential=OBJECT),
)
def issue_credential(body: ApiBody) -> Json:  # noqa: ARG001  -- read, so that it is bounded
    """Always refused here: this registry signs what an authority decided, and nothing else."""
    raise IssuingNotOffered(
        "Credentials are issued by deciding an application: "
        "POST /api/v1/applications/{id}/decision."
    )


@router.post(
    "/credentials/status",
    openapi_extra=described(
        credentialId={"type": "string"}, credentialStatus={"type": ["object", "array"]}
    ),
)
def change_status(caller: Decider, body: ApiBody, session: WritingSession, services: Wired) -> Json:
    """{"credentialId", "credentialStatus": [{"type", "statusPurpose", "status"}]}."""
    identifier = _identifier(body)
    for purpose, raised in changes_of(body).items():
        act = _ACTS.get((purpose, raised))
        if act is None:
            raise ValidationFailed(
                "A revocation cannot be taken back.",
                errors=[{"field": "credentialStatus", "message": "Not possible."}],
            )
        act(
            session,
            actor=caller.account,
            credential_id=identifier,
            reason="Changed through the VC API.",
            now=services.clock(),
        )
    return {}


_ACTS = {
    ("revocation", True): revocation.revoke,
    ("suspension", True): revocation.suspend,
    ("suspension", False): revocation.reinstate,
}


def _identifier(body: Json) -> UUID:
    value = body.get("credentialId")
    found = _REFERENCE.match(value) if isinstance(value, str) else None
    if found is None:
        raise CredentialUnknown("credentialId names no credential of this registry.")
    return UUID(found[1])


def changes_of(body: Json) -> dict[str, bool]:
    """Purpose -> raised, from the forms that versions of the VC API have used."""
    value = body.get("credentialStatus")
    parts: list[Any] = value if isinstance(value, list) else [value]
    if not 0 < len(parts) <= 4 or not all(isinstance(part, dict) for part in parts):
        raise _wrong_status()
    changes = {}
    for part in parts:
        purpose = part.get("statusPurpose", "revocation")
        status = part.get("status", body.get("status", True))
        if not isinstance(purpose, str) or status not in (True, False, "0", "1"):
            raise _wrong_status()
        changes[purpose] = status in (True, "1")
    return changes


def _wrong_status() -> ValidationFailed:
    return ValidationFailed(
        "credentialStatus is missing or has the wrong form.",
        errors=[{"field": "credentialStatus", "message": "Give one object for each purpose."}],
    )
