"""Requests of the VC API, read strictly: what two readers would read differently is refused."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from credentials.encodings import parse_json
from credentials.errors import JsonInvalid, UnknownFormat
from credentials.formats import Received, received_document, recognise_token
from credentials.verifier import Expected
from registry.errors import ValidationFailed
from registry.web.bodies import media_type_of
from registry.web.errors import MediaTypeUnsupported, RequestUnreadable

Json = Mapping[str, Any]
JSON_TYPES = ("application/json", "application/ld+json")


def described(**members: Json) -> dict[str, Any]:
    """The request of an operation for OpenAPI: these members, all but `options` needed."""
    options = {"options": {"type": "object"}}
    schema = {
        "type": "object",
        "required": [*members],
        "properties": {**members, **options},
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


SECURED: Json = {"type": ["object", "string"]}
OBJECT: Json = {"type": "object"}


async def read_body(request: Request) -> Json:
    """Raises MediaTypeUnsupported, RequestUnreadable."""
    if media_type_of(request) not in JSON_TYPES:
        raise MediaTypeUnsupported("The VC API takes application/json.", accepted=[*JSON_TYPES])
    try:
        return parse_json(await request.body())
    except JsonInvalid as error:
        raise RequestUnreadable(error.detail) from error


ApiBody = Annotated[Json, Depends(read_body)]


def document_of(body: Json, name: str) -> Json:
    """A member that is an object. Raises ValidationFailed."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise _wrong(name, "Give it as an object.")
    return value


def options_of(body: Json) -> Json:
    options = body.get("options")
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise _wrong("options", "Options are an object.")
    return options


def text_option(options: Json, name: str) -> str | None:
    value = options.get(name)
    if value is not None and (not isinstance(value, str) or not 0 < len(value) <= 1000):
        raise _wrong(f"options.{name}", "Give it as a text.")
    return value


def expected_of(options: Json) -> Expected:
    return Expected(
        challenge=text_option(options, "challenge"),
        domain=text_option(options, "domain"),
        purpose=text_option(options, "expectedProofPurpose"),
    )


def received_of(body: Json, name: str, *, presented: bool) -> Received:
    """A credential or presentation: an object, or the text of a token.

    Raises ValidationFailed, UnknownFormat, EnvelopeInvalid.
    """
    value = body.get(name)
    if isinstance(value, str) and value:
        found = recognise_token(value.strip().encode())
    else:
        found = received_document(document_of(body, name))
    # An SD-JWT is a credential, and with its holder's signature a presentation.
    holds = found.is_presentation or (presented and found.token is not None and b"~" in found.token)
    if holds != presented:
        raise UnknownFormat(f"This is no {name}.")
    return found


def _wrong(name: str, message: str) -> ValidationFailed:
    return ValidationFailed(
        f"{name} is missing or has the wrong form.", errors=[{"field": name, "message": message}]
    )
