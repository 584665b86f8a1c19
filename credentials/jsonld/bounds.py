"""How much a document may ask of expansion, looked at before any of it is done.

Expansion reads a context anew wherever it holds: a few hundred kilobytes of terms that apply to
many nodes would keep it busy for minutes, and whoever sends them need not have signed anything.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from credentials.errors import ContextUnknown, GraphTooComplex, TermUnknown

Contexts = Mapping[str, bytes]

MAX_DEPTH = 32
MAX_VALUES = 6_000
MAX_CONTEXTS = 16
# Below the top: a few credentials in a presentation, each with its own.
MAX_CONTEXTS_BELOW = 80
# Terms that a document defines, times the objects they may have to be read for: half a second.
MAX_READINGS = 200_000
# A context that is named where terms are defined counts as so many of them.
_TERMS_OF_ONE = 400

# Keywords that carry what RDF does not, or statements that belong to no node of the document.
_REFUSED_KEYWORDS = frozenset({"@graph", "@included", "@index", "@nest"})
_VALUE_KEYWORDS = frozenset({"@list", "@set", "@value"})


def require_bounded(document: Mapping[str, Any], contexts: Contexts) -> None:
    """Bounds, known contexts, and values that expansion would drop without a word.

    Raises GraphTooComplex, ContextUnknown, TermUnknown.
    """
    if loose := _VALUE_KEYWORDS & document.keys():
        raise TermUnknown("A value that belongs to nothing would be dropped.", term=min(loose))
    objects = below = terms = 0
    for count, (depth, value, defines) in enumerate(_walk(document)):
        if count >= MAX_VALUES or depth > MAX_DEPTH:
            raise GraphTooComplex("The document is too large or nests too deeply.")
        if isinstance(value, Mapping):
            objects += 1
            _check_object(value)
            named = _contexts_of(value, contexts)
            below += len(named) if depth else 0
            terms += sum(_terms_in(context, defines=defines) for context in named)
    if below > MAX_CONTEXTS_BELOW or terms * objects > MAX_READINGS:
        raise GraphTooComplex("The document defines too many terms for so many objects.")


def _walk(document: Mapping[str, Any]) -> Iterator[tuple[int, Any, bool]]:
    """Every value below: its depth, and whether it stands in a context.

    No recursion, so no depth can hurt.
    """
    pending: list[tuple[int, Any, bool]] = [(0, document, False)]
    while pending:
        depth, value, defines = pending.pop()
        yield depth, value, defines
        if isinstance(value, Mapping):
            pending.extend(
                (depth + 1, below, defines or name == "@context") for name, below in value.items()
            )
        elif isinstance(value, list):
            pending.extend((depth + 1, below, defines) for below in value)


def _contexts_of(value: Mapping[str, Any], contexts: Contexts) -> list[Any]:
    """What it names or holds, each known."""
    named = value.get("@context", [])
    listed = named if isinstance(named, list) else [named]
    if len(listed) > MAX_CONTEXTS:
        raise GraphTooComplex(f"A document names at most {MAX_CONTEXTS} contexts.")
    for context in listed:
        if isinstance(context, str) and context not in contexts:
            name = context[:120]
            raise ContextUnknown(f"The context {name} is not known.", context=name)
    return listed


def _terms_in(context: Any, *, defines: bool) -> int:
    """defines: it holds for a term. Contexts inside of it are counted for themselves."""
    if isinstance(context, Mapping):
        return len(context) + (_TERMS_OF_ONE if "@import" in context else 0)
    return _TERMS_OF_ONE if defines else 0


def _check_object(value: Mapping[str, Any]) -> None:
    if refused := _REFUSED_KEYWORDS & value.keys():
        name = min(refused)
        raise TermUnknown(f"{name} is not read here, so it would not be protected.", term=name)
    if ("@value" in value and value["@value"] is None) or value.keys() == {"@language"}:
        raise TermUnknown("A value without content would be dropped.", term="@value")
