"""Check credentials: one in any form, or many as a stream."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.requests import ClientDisconnect

from credentials.errors import CredentialError
from credentials.verifier import Expected
from mappings.errors import MappingError
from registry.errors import RegistryError
from registry.services import Services
from registry.storage.database import reading
from registry.usecases import verification
from registry.web.bodies import (
    CREDENTIAL_TYPES,
    Received,
    credential_of,
    read_credential,
    strict_object,
)
from registry.web.dependencies import ReaderLanguage, ReadingSession, Wired, limited
from registry.web.duplex import DuplexResponse
from registry.web.errors import ContentTooLarge
from registry.web.lines import LineTooLong, read_lines
from registry.web.problems import described
from registry.web.security import anyone
from registry.web.translations import Language
from registry.web.vary import VaryingJson

router = APIRouter(prefix="/api/v1/verify", tags=["verification"])
NDJSON = "application/x-ndjson"
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["credential"],
                    "properties": {"credential": {"type": ["string", "object"]}},
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            **{name: {"schema": {"type": "string"}} for name in CREDENTIAL_TYPES},
        },
    }
}


@router.post("", dependencies=[Depends(anyone), limited("verify")], openapi_extra=BODY)
def verify(
    received: Annotated[Received, Depends(read_credential)],
    session: ReadingSession,
    services: Wired,
    language: ReaderLanguage,
    country: Annotated[str | None, Query(max_length=10)] = None,
    framework: Annotated[str | None, Query(max_length=60)] = None,
    nonce: Annotated[str | None, Query(max_length=1000)] = None,
    audience: Annotated[str | None, Query(max_length=1000)] = None,
) -> JSONResponse:
    """200 with every check, whatever their outcome; a problem where nothing could be read.

    nonce, audience: what a presentation has to answer; without a nonce nobody can tell whether
    it was made just now.
    """
    report = verification.verify(
        session,
        services,
        data=received.content,
        media_type=received.media_type,
        country=country or None,
        framework=framework or None,
        expected=Expected(challenge=nonce or None, domain=audience or None),
        gettext=language.gettext,
        now=services.clock(),
    )
    return VaryingJson(report, language)


@router.post(
    "/batch",
    dependencies=[Depends(anyone), limited("verify")],
    response_class=StreamingResponse,
)
async def verify_batch(
    request: Request, services: Wired, language: ReaderLanguage
) -> StreamingResponse:
    """NDJSON in and out, order kept: {"id", "credential", "country"?} to a line of its own."""
    lines = read_lines(request.stream(), longest=services.settings.max_verify_bytes)
    return DuplexResponse(_answers(lines, services, language), media_type=NDJSON)


async def _answers(
    lines: AsyncIterator[bytes | LineTooLong], services: Services, language: Language
) -> AsyncIterator[bytes]:
    # A reader that goes away in the middle ends the work, and is no fault.
    with suppress(ClientDisconnect):
        async for line in lines:
            answer = await run_in_threadpool(_answer_line, line, services, language)
            yield json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _answer_line(
    line: bytes | LineTooLong, services: Services, language: Language
) -> dict[str, Any]:
    """One bad line never spoils the rest: its fault is its answer."""
    fields: Mapping[str, Any] = {}
    try:
        fields = _parse_line(line)
        received = credential_of(fields)
        with reading(services.engine) as session:
            report = verification.verify(
                session,
                services,
                data=received.content,
                media_type=received.media_type,
                country=_text(fields, "country"),
                framework=_text(fields, "framework"),
                expected=Expected(
                    challenge=_text(fields, "nonce"), domain=_text(fields, "audience")
                ),
                gettext=language.gettext,
                now=services.clock(),
            )
    except (RegistryError, MappingError, CredentialError) as error:
        return {"id": fields.get("id"), "problem": described(error)}
    return {"id": fields.get("id"), **report}


def _parse_line(line: bytes | LineTooLong) -> Mapping[str, Any]:
    if isinstance(line, LineTooLong):
        raise ContentTooLarge(f"A line is longer than {line.longest} bytes.")
    return strict_object(line)


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and value else None
