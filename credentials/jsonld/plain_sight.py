"""What decides about a credential stands where a reader of JSON looks for it.

A signature over RDF says nothing about names: whoever holds a credential may write its
`credentialStatus` or `validUntil` as an absolute IRI, under a term of a context that they add, or
from the other end of the statement, and it verifies as before. A reader who looks for the member
would then find neither status nor end. VC Data Integrity 1.0, 2.4.1 and 5.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from credentials.errors import ClaimsDisagree, TermUnknown

_VOCABULARY = "https://www.w3.org/2018/credentials#"
# Each term has the same name in both versions of the W3C's context, where nothing redefines it.
DECIDING = {
    term: f"{_VOCABULARY}{term}"
    for term in (
        "confidenceMethod",
        "credentialSchema",
        "credentialStatus",
        "credentialSubject",
        "evidence",
        "expirationDate",
        "holder",
        "issuanceDate",
        "issuer",
        "refreshService",
        "relatedResource",
        "renderMethod",
        "termsOfUse",
        "validFrom",
        "validUntil",
        "verifiableCredential",
    )
}

_DECIDES = frozenset({*DECIDING.values(), "@type"})


def require_plain_sight(document: Mapping[str, Any], expanded: Sequence[Mapping[str, Any]]) -> None:
    """Nothing in the expanded document is decided elsewhere than in the document's own members.

    Raises ClaimsDisagree, TermUnknown.
    """
    for top in expanded:
        _check_top(document, top)
        for node in _below(top):
            if "@reverse" in node:
                raise TermUnknown(
                    "A statement told from its other end is not read.", term="@reverse"
                )
            if "@id" in top and node.get("@id") == top["@id"] and _DECIDES & node.keys():
                raise ClaimsDisagree(
                    "More is said of the document itself inside of it.", claim="id"
                )


def defines_terms(document: Any) -> bool:
    """Whether a context stands inside of it, anywhere: no RDF signature covers that."""
    if isinstance(document, Mapping):
        named = document.get("@context")
        if isinstance(named, Mapping) or (
            isinstance(named, list) and any(isinstance(one, Mapping) for one in named)
        ):
            return True
        document = document.values()
    return any(defines_terms(below) for below in document if type(below) in (dict, list))


def _check_top(document: Mapping[str, Any], top: Mapping[str, Any]) -> None:
    if "@reverse" in top:
        raise TermUnknown("A statement told from its other end is not read.", term="@reverse")
    if top.get("@id") != document.get("id"):
        raise ClaimsDisagree("id is told under another name.", claim="id")
    if len(top.get("@type", ())) > len(_listed(document.get("type", []))):
        raise ClaimsDisagree("type is told under another name.", claim="type")
    for term, iri in DECIDING.items():
        told, shown = top.get(iri, ()), _listed(document.get(term, []))
        named = {value["@id"] for value in told if "@id" in value}
        if len(told) > len(shown) or not named <= _names(shown):
            raise ClaimsDisagree(f"{term} is told under another name.", claim=term)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(shown: list[Any]) -> set[str]:
    names = [value.get("id") if isinstance(value, dict) else value for value in shown]
    return {name for name in names if isinstance(name, str)}


def _below(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every object inside; documents are bounded in depth before they are expanded."""
    for value in node.values() if isinstance(node, Mapping) else node:
        if isinstance(value, list):
            yield from _below(value)
        elif isinstance(value, Mapping):
            yield value
            yield from _below(value)
