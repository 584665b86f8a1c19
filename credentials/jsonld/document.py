"""The canonical text of a document: what is hashed and signed."""

import hashlib
from collections.abc import Mapping
from typing import Any

from credentials.jsonld.bounds import Contexts
from credentials.jsonld.canonical import Digest, Statements, canonical_text
from credentials.jsonld.emitter import emit
from credentials.jsonld.expansion import expand
from credentials.jsonld.quads import quads_of

# The contexts of what we issue: documents with these and no other are emitted from tables.
CLOSED = frozenset(
    {
        "https://www.w3.org/ns/credentials/v2",
        "https://w3id.org/open-recognition/ns/credentials/v1",
        "https://w3id.org/open-recognition/ns/elm/v1",
        "https://w3id.org/open-recognition/ns/elm/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    }
)


def state(document: Mapping[str, Any], *, contexts: Contexts) -> Statements:
    """What it states; every term is defined by the document's contexts, all of them known.

    Raises ContextUnknown, TermUnknown, ClaimsInvalid, GraphTooComplex.
    """
    stated = emit(document, contexts=contexts, closed=CLOSED)
    return Statements(quads_of(expand(document, contexts))) if stated is None else stated


def canonical_nquads(
    document: Mapping[str, Any], *, contexts: Contexts, digest: Digest = hashlib.sha256
) -> str:
    """JSON-LD in, canonical N-Quads out. digest: SHA-256 or SHA-384. Raises as `state`."""
    return canonical_text(state(document, contexts=contexts), digest)


def require_terms(document: Mapping[str, Any], *, contexts: Contexts) -> None:
    """Every term is defined. Raises as `state`."""
    state(document, contexts=contexts)
