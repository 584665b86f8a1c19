"""JSON-LD expansion in safe mode: what would be dropped silently is refused instead.

A term that no context defines would vanish before anything is signed, and could be added to a
signed document unseen. JSON-LD 1.1 API, 5.1, with contexts from a closed set.
"""

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from credentials.deferred import deferred
from credentials.encodings import parse_json
from credentials.errors import ClaimsInvalid, ContextUnknown, GraphTooComplex, TermUnknown
from credentials.jsonld.bounds import MAX_CONTEXTS, Contexts, require_bounded
from credentials.jsonld.plain_sight import require_plain_sight
from credentials.jsonld.scopes import ABSOLUTE_IRI

if TYPE_CHECKING:
    from pyld import context_resolver, jsonld, resolved_context
else:
    jsonld = deferred("pyld.jsonld")
    context_resolver = deferred("pyld.context_resolver")
    resolved_context = deferred("pyld.resolved_context")


_TOLD_OF_VALUES = frozenset({"@value", "@type", "@language", "@direction"})
_BLANK_NODE = re.compile(r"_:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")
# pyld's caches are not made for several threads at once.
_PYLD = threading.Lock()


def expand(document: Mapping[str, Any], contexts: Contexts) -> list[dict[str, Any]]:
    """Expanded JSON-LD in which every name is absolute, nothing was lost and nothing is hidden.

    contexts: URL -> document, all that may be named. Raises ContextUnknown, TermUnknown,
    ClaimsDisagree, GraphTooComplex, ClaimsInvalid.
    """
    require_bounded(document, contexts)
    known = _known(tuple(contexts.items()))

    def refuse(term: str | None) -> None:
        name = str(term or "")[:80]
        raise TermUnknown(f"A term is defined by no context: {name}.", term=name)

    try:
        with _PYLD:
            expanded = jsonld.JsonLdProcessor(on_property_dropped=refuse).expand(
                _imports_marked(dict(document)), known.options()
            )
    except jsonld.JsonLdError as error:
        raise _translated(error) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        # The library stumbles over contexts such as {"@vocab": null} where no vocabulary was set.
        raise ContextUnknown("The contexts of the document cannot be processed.") from error
    except RecursionError as error:
        raise GraphTooComplex("The document nests too deeply.") from error
    for node in expanded:
        _check_node(node)
    require_plain_sight(document, expanded)
    return list(expanded)


class _Known:
    """The parsed contexts of one set, and what pyld has made of them."""

    def __init__(self, contexts: tuple[tuple[str, bytes], ...]) -> None:
        self._documents = {url: parse_json(raw) for url, raw in contexts}
        self._resolved = _ResolvedContexts(self._documents)

    def options(self) -> dict[str, Any]:
        return {
            # Not "": pyld would make up a base of its own, and no name would be relative.
            "base": None,
            "documentLoader": self._load,
            "contextResolver": _Resolver(
                context_resolver.ContextResolver(self._resolved, self._load, MAX_CONTEXTS),
                self._documents,
            ),
        }

    def _load(self, url: str, _options: Mapping[str, Any] | None = None) -> dict[str, Any]:
        if url not in self._documents:
            raise ContextUnknown(f"The context {url[:120]} is not known.", context=url[:120])
        return {
            "contextType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": self._documents[url],
            "tag": "static",
        }


class _Imported(str):
    """The URL that an `@import` names."""

    __slots__ = ()


def _imports_marked(value: Any) -> Any:
    """A copy in which what is imported can be told from what is named."""
    if isinstance(value, list):
        return [_imports_marked(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _Imported(below)
        if name == "@import" and isinstance(below, str)
        else _imports_marked(below)
        for name, below in value.items()
    }


class _Resolver:
    """pyld's, but for imports.

    pyld writes the importing context's terms into the imported one and remembers what comes of it
    as if it were that one: a stranger's document would change what a known context means to all
    that are read later. So each import gets a copy that nobody else sees. JSON-LD 1.1 API, 5.1.
    """

    def __init__(
        self, others: "context_resolver.ContextResolver", documents: Mapping[str, Any]
    ) -> None:
        self._others = others
        self._documents = documents

    def resolve(self, active_ctx: Any, context: Any, base: str | None) -> list[Any]:
        if not isinstance(context, _Imported):
            resolved: list[Any] = self._others.resolve(active_ctx, context, base)
            return resolved
        if context not in self._documents:
            name = context[:120]
            raise ContextUnknown(f"The context {name} is not known.", context=name)
        imported = self._documents[context]["@context"]
        if not isinstance(imported, dict):
            raise ContextUnknown("What is imported is several contexts.", context=context[:120])
        return [resolved_context.ResolvedContext(dict(imported))]


class _ResolvedContexts(dict[str, Any]):
    """Remembers the known contexts and no other: what a document brings along is forgotten."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        super().__init__()
        self._urls = frozenset(known)

    def __setitem__(self, url: str, resolved: Any) -> None:
        if url in self._urls:
            super().__setitem__(url, resolved)


@lru_cache(maxsize=8)
def _known(contexts: tuple[tuple[str, bytes], ...]) -> _Known:
    return _Known(contexts)


def _translated(error: BaseException) -> Exception:
    """pyld wraps what its loader raises; ours is the one that says why."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ClaimsInvalid):
            return cause
        cause = cause.__cause__
    code = str(getattr(error, "code", None) or "invalid JSON-LD")
    return ClaimsInvalid(f"The document is not JSON-LD that can be read: {code}.", fault=code)


def _check_node(node: Any) -> None:
    """Expanded: an IRI that is not absolute would be left out of what is signed."""
    if isinstance(node, list):
        for each in node:
            _check_node(each)
    elif isinstance(node, dict):
        if "@value" in node:
            _check_value(node)
            return
        if node.keys() == {"@list"}:
            _check_node(node["@list"])
            return
        for name, values in node.items():
            _check_entry(name, values)


def _check_entry(name: str, values: Any) -> None:
    if name == "@id":
        _require_name(values)
    elif name == "@type":
        for kind in values:
            _require_name(kind)
    elif name == "@reverse":
        for reverse, sources in values.items():
            _check_entry(reverse, sources)
    elif name == "@graph":
        if any("@value" in node or not node.keys() - {"@id"} for node in values):
            raise TermUnknown("A graph that states nothing would be dropped.", term="@graph")
        _check_node(values)
    else:
        # No other keyword, by whatever alias a context gives it, is told in RDF.
        _require_iri(name)
        _check_node(values)


def _check_value(value: Mapping[str, Any]) -> None:
    for name in value.keys() - _TOLD_OF_VALUES:
        raise TermUnknown(f"{name} of a value would be dropped.", term=name)
    datatype = value.get("@type")
    if datatype not in (None, "@json"):
        _require_iri(datatype)
    if "@language" in value and not LANGUAGE.match(value["@language"]):
        raise TermUnknown("A language tag is malformed.", term="@language")


def _require_iri(name: object) -> None:
    if not isinstance(name, str) or not ABSOLUTE_IRI.match(name):
        shown = str(name)[:80]
        raise TermUnknown(f"This is neither a known term nor an absolute IRI: {shown}.", term=shown)


def _require_name(name: object) -> None:
    if isinstance(name, str) and _BLANK_NODE.match(name):
        return
    _require_iri(name)
