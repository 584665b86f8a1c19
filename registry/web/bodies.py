"""Bodies that FastAPI cannot choose between by itself: form or JSON, bytes or upload."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from credentials.encodings import parse_json
from credentials.errors import JsonInvalid
from registry.errors import ValidationFailed
from registry.web.errors import MediaTypeUnsupported, RequestUnreadable

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# What is sent as itself; the verifier looks at the bytes and not only at this word.
CREDENTIAL_TYPES = (
    "application/vc+jwt",
    "application/vp+jwt",
    "application/dc+sd-jwt",
    "application/jwt",
    "application/jose",
    "application/vc",
    "application/vp",
    "application/ld+json",
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
    "text/plain",
)


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes to verify. media_type None: the sender did not say."""

    content: bytes
    media_type: str | None


def media_type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_body(request: Request) -> bytes:
    """For routes that look at the bytes themselves; the middleware has bounded them."""
    return await request.body()


async def read_json(request: Request) -> Any:
    """Raises RequestUnreadable."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise RequestUnreadable("The body is not JSON.") from None


async def read_object(request: Request) -> Mapping[str, Any]:
    """Fields of a form or of a JSON object."""
    media_type = media_type_of(request)
    if media_type in FORMS:
        return dict(await request.form())
    if media_type not in {"application/json", ""}:
        raise MediaTypeUnsupported("Send application/json or a form.")
    fields = await read_json(request)
    if not isinstance(fields, dict):
        raise RequestUnreadable("The body is not a JSON object.")
    return fields


async def read_credential(request: Request) -> Received:
    """JSON {"credential": text or object}, a form's `file`, or the bytes themselves."""
    media_type = media_type_of(request)
    if media_type == "application/json":
        return credential_of(strict_object(await request.body()))
    if media_type == "multipart/form-data":
        return await _uploaded(request)
    if media_type in CREDENTIAL_TYPES:
        return Received(await request.body(), media_type)
    if media_type in {"application/octet-stream", ""}:
        return Received(await request.body(), None)
    raise MediaTypeUnsupported(
        f"A credential is not read as {media_type}.",
        accepted=["application/json", *CREDENTIAL_TYPES],
    )


def strict_object(raw: bytes) -> Mapping[str, Any]:
    """JSON that every reader reads alike: what is verified is what was sent.

    Raises RequestUnreadable.
    """
    try:
        return parse_json(raw)
    except JsonInvalid as error:
        raise RequestUnreadable(error.detail) from error


def credential_of(fields: object) -> Received:
    """The `credential` of a JSON object. Raises RequestUnreadable, ValidationFailed."""
    if not isinstance(fields, dict):
        raise RequestUnreadable("The body is not a JSON object.")
    credential = fields.get("credential")
    if isinstance(credential, str) and credential:
        return Received(credential.strip().encode(), None)
    if isinstance(credential, dict):
        return Received(json.dumps(credential, ensure_ascii=False).encode(), None)
    raise ValidationFailed(
        "The credential is missing.",
        errors=[{"field": "credential", "message": "Give the credential as text or object."}],
    )


async def _uploaded(request: Request) -> Received:
    fields = await request.form()
    upload = fields.get("file")
    if not isinstance(upload, UploadFile):
        raise ValidationFailed(
            "The file is missing.", errors=[{"field": "file", "message": "Choose a file."}]
        )
    stated = (upload.content_type or "").partition(";")[0].strip().lower()
    content = await upload.read()
    return Received(content, stated if stated in CREDENTIAL_TYPES else None)
