"""The data model of the W3C, for credentials and presentations of anybody. VCDM 2.0; VCDM 1.1.

Only the shape is read here: contexts in order, identifiers that are URLs, types, dates, and the
members that every verifier must understand. Whether each term is defined is JSON-LD's to say.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from credentials.errors import (
    ClaimMissing,
    ClaimsDisagree,
    ClaimsInvalid,
    ContextUnknown,
)
from credentials.profiles.related_resources import check_related_resources
from credentials.profiles.shapes import (
    check_language_texts,
    is_url,
    require_url,
    sequence_of,
    types_of,
)
from credentials.profiles.status_entries import check_status_shape

Json = Mapping[str, Any]

CONTEXT_V1 = "https://www.w3.org/2018/credentials/v1"
CONTEXT_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIAL = "VerifiableCredential"
PRESENTATION = "VerifiablePresentation"
ENVELOPED_CREDENTIAL = "EnvelopedVerifiableCredential"
ENVELOPED_PRESENTATION = "EnvelopedVerifiablePresentation"

# VCDM 2.0, 4.9.1: the date of XSD 1.1 with a mandatory offset. Fractions of a second may follow.
_TIMESTAMP = re.compile(
    r"(-?(?:[1-9]\d{3,}|0\d{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|24:00:00)(\.\d{1,12})?"
    r"(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?\Z",
    re.ASCII,
)
# Each value is one object or several, and every object names its type.
TYPED = ("termsOfUse", "evidence", "refreshService", "renderMethod", "confidenceMethod")
MAX_CONTEXTS = 20


def version_of(document: Json) -> int:
    """1 or 2, by the first context. Raises ClaimMissing, ContextUnknown."""
    contexts = document.get("@context")
    if contexts is None:
        raise ClaimMissing("@context is missing.", claim="@context")
    if not isinstance(contexts, list) or not 1 <= len(contexts) <= MAX_CONTEXTS:
        raise ContextUnknown("@context is an ordered list of contexts.")
    if contexts[0] == CONTEXT_V2:
        return 2
    if contexts[0] == CONTEXT_V1:
        return 1
    raise ContextUnknown("The first context is the W3C's of credentials.")


def check_credential(document: Json, *, at_hand: Mapping[str, bytes] | None = None) -> None:
    """The shape of a credential, with or without its proof. VCDM 2.0, 4.2 to 5.6.

    at_hand: URL -> bytes of resources whose digests can be compared.
    Raises ClaimsInvalid or one of its kinds, naming the member at fault.
    """
    version = version_of(document)
    _check_contexts(document)
    require_url(document, "id", optional=True)
    if CREDENTIAL not in types_of(document, "type"):
        raise ClaimsInvalid(f"type holds {CREDENTIAL}.", claim="type")
    issuer_of(document)
    _check_subjects(document)
    check_language_texts(document)
    if isinstance(document.get("issuer"), dict):
        check_language_texts(document["issuer"], "issuer.")
    validity_of(document, version)
    _each(document, "credentialStatus", lambda part, _: check_status_shape(part))
    _each(document, "credentialSchema", _check_schema)
    for name in TYPED:
        _each(document, name, _check_typed)
    check_related_resources(document, at_hand)
    _each(document, "proof", _check_typed)


def check_presentation(document: Json) -> None:
    """VCDM 2.0, 4.13. What it holds is checked credential by credential."""
    version_of(document)
    _check_contexts(document)
    require_url(document, "id", optional=True)
    if PRESENTATION not in types_of(document, "type"):
        raise ClaimsInvalid(f"type holds {PRESENTATION}.", claim="type")
    holder_of(document)
    for held in credentials_in(document):
        if not isinstance(held, dict):
            raise ClaimsInvalid(
                "verifiableCredential holds objects only.", claim="verifiableCredential"
            )
    _each(document, "termsOfUse", _check_typed)
    _each(document, "proof", _check_typed)


def credentials_in(presentation: Json) -> tuple[Any, ...]:
    held = presentation.get("verifiableCredential", [])
    return tuple(held) if isinstance(held, list) else (held,)


def issuer_of(document: Json) -> str:
    """The issuer's URL, from a text or an object. Raises ClaimMissing, ClaimsInvalid."""
    return _party(document, "issuer", optional=False) or ""


def holder_of(document: Json) -> str | None:
    """The holder that a presentation names."""
    return _party(document, "holder", optional=True)


def _party(document: Json, name: str, *, optional: bool) -> str | None:
    if name not in document:
        if optional:
            return None
        raise ClaimMissing(f"{name} is missing.", claim=name)
    value = document[name]
    if isinstance(value, dict):
        value = value.get("id")
    if not is_url(value):
        raise ClaimsInvalid(f"{name} is a URL, or an object whose id is one.", claim=name)
    return str(value)


def subjects_of(document: Json) -> tuple[Json, ...]:
    """Who it is about. Raises ClaimMissing, ClaimsInvalid."""
    return sequence_of(document, "credentialSubject")


def validity_of(document: Json, version: int = 2) -> tuple[datetime | None, datetime | None]:
    """(from, until), each None where open. Raises ClaimsInvalid, ClaimsDisagree."""
    names = ("issuanceDate", "expirationDate") if version == 1 else ("validFrom", "validUntil")
    start, end = (
        parse_timestamp(document[name], name) if name in document else None for name in names
    )
    if version == 1 and start is None:
        raise ClaimMissing("issuanceDate is missing.", claim="issuanceDate")
    if start and end and end < start:
        raise ClaimsDisagree(f"{names[1]} lies before {names[0]}.", claim=names[1])
    return start, end


def parse_timestamp(value: object, name: str) -> datetime:
    """An XSD dateTimeStamp in UTC; one without an offset is read as UTC. VCDM 2.0, 4.9.1."""
    found = _TIMESTAMP.match(value) if isinstance(value, str) and len(value) < 60 else None
    if found is None:
        raise ClaimsInvalid(f"{name} is not a date with time and offset.", claim=name)
    day, time, fraction, offset = found.groups()
    midnight = time == "24:00:00"
    text = f"{day}T{'00:00:00' if midnight else time}{(fraction or '')[:7]}{offset or 'Z'}"
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
        return instant + timedelta(days=1) if midnight else instant
    except (ValueError, OverflowError) as error:
        raise ClaimsInvalid(f"{name} is not a date with time and offset.", claim=name) from error


def _check_contexts(document: Json) -> None:
    for context in document["@context"]:
        if not (isinstance(context, dict) and context) and not is_url(context):
            raise ContextUnknown("A context is a URL or a context object.")


def _check_subjects(document: Json) -> None:
    for subject in subjects_of(document):
        if not subject:
            raise ClaimsInvalid("A credentialSubject makes a claim.", claim="credentialSubject")
        require_url(subject, "id", "credentialSubject.", optional=True)


def _each(document: Json, name: str, check: Callable[[Json, str], None]) -> None:
    if name in document:
        for part in sequence_of(document, name):
            check(part, name)


def _check_typed(part: Json, name: str) -> None:
    types_of(part, "type", f"{name}.")
    require_url(part, "id", f"{name}.", optional=True)


def _check_schema(part: Json, name: str) -> None:
    types_of(part, "type", f"{name}.")
    require_url(part, "id", f"{name}.")
