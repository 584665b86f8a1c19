"""The canonical text of a document: what is hashed and signed."""

from collections.abc import Mapping
from typing import Any

from credentials.jsonld.canonical import canonicalize
from credentials.jsonld.expansion import Contexts, expand
from credentials.jsonld.quads import quads_of


def canonical_nquads(document: Mapping[str, Any], *, contexts: Contexts) -> str:
    """JSON-LD in, canonical N-Quads out.

    Raises ContextUnknown, TermUnknown, ClaimsInvalid, GraphTooComplex.
    """
    return canonicalize(quads_of(expand(document, contexts)))


def require_terms(document: Mapping[str, Any], *, contexts: Contexts) -> None:
    """Every term is defined by the document's contexts, all of them known.

    Raises ContextUnknown, TermUnknown, ClaimsInvalid, GraphTooComplex.
    """
    expand(document, contexts)
