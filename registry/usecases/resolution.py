"""Resolve a DID, or find the part that a DID URL names: our own, those that need no asking, and
did:web of issuers on the trust list.

W3C DID Resolution, 4 and 5; did:key 0.7, 3.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from credentials.did import did_document
from credentials.did_jwk import did_jwk_document
from credentials.did_key import DidKeyOptions, did_key_document
from credentials.did_url import DidUrl, find_method, parse_did_url
from credentials.errors import DidInvalid, DidUrlInvalid
from credentials.keys import KeyRing, RingKey
from credentials.profiles.fields import instant_text
from registry.services import Services
from registry.usecases import trust
from registry.usecases.collecting import fetch_document

NOT_FOUND, METHOD_NOT_SUPPORTED = "notFound", "methodNotSupported"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Resolution:
    """content: the document, or the part of it that a DID URL names; empty where there is none.

    error: in the words of DID Resolution and of the method; None for success. dereferenced: a
    DID URL was asked for, not a DID.
    """

    content: Json = field(default_factory=dict)
    error: str | None = None
    detail: str | None = None
    dereferenced: bool = False
    document_metadata: Json = field(default_factory=dict)


def resolve(session: Session, services: Services, text: str, options: DidKeyOptions) -> Resolution:
    """Never raises for what was asked: the answer says what is wrong with it."""
    dereferenced = any(mark in text for mark in "/?#")
    try:
        asked = parse_did_url(text)
        found = _document(session, services, asked, options)
        if found is None:
            return Resolution(error=NOT_FOUND, detail=_NOT_HAD, dereferenced=dereferenced)
        document, metadata = found
        content = document if asked.is_did else _part(document, asked)
    except _MethodUnsupported:
        return Resolution(
            error=METHOD_NOT_SUPPORTED,
            detail="did:key, did:jwk and did:web are resolved.",
            dereferenced=dereferenced,
        )
    except DidInvalid as error:
        return Resolution(error=error.method_error, detail=error.detail, dereferenced=dereferenced)
    if content is None:
        return Resolution(
            error=NOT_FOUND, detail="The document has no such part.", dereferenced=dereferenced
        )
    return Resolution(content, dereferenced=dereferenced, document_metadata=metadata)


_NOT_HAD = "Not ours; others are looked up if they are on the trust list and can be reached."


class _MethodUnsupported(Exception):
    """Neither did:key nor did:jwk nor did:web."""


def _document(
    session: Session, services: Services, asked: DidUrl, options: DidKeyOptions
) -> tuple[Json, Json] | None:
    """(document, its metadata). Raises DidInvalid and its kinds."""
    if asked.did == services.key_ring.controller:
        return did_document(services.key_ring), _history(services.key_ring)
    match asked.method:
        case "key":
            return did_key_document(asked.did, options), {}
        case "jwk":
            return did_jwk_document(asked.did), {}
        case "web":
            listed = trust.current(session, services)
            if services.outside is None:
                return None
            document = fetch_document(services.outside, listed, asked.did)
            return None if document is None else (document, {})
        case _:
            raise _MethodUnsupported


def _part(document: Json, asked: DidUrl) -> Json | None:
    """Verification methods alone have names here; there is nothing at a path or query."""
    if asked.path or asked.query:
        raise DidUrlInvalid("A path or query of this DID names nothing.")
    return find_method(document, f"{asked.did}#{asked.fragment}")


def _history(ring: KeyRing) -> Json:
    """DID Resolution, 4.3: when the document came into being, and when it last changed."""
    moments = [moment for key in ring.keys for moment in _moments(key)]
    return {"created": instant_text(min(moments)), "updated": instant_text(max(moments))}


def _moments(key: RingKey) -> list[datetime]:
    told = (key.created, key.succeeded_at, key.retired_at, key.compromised_since)
    return [moment for moment in told if moment is not None]
