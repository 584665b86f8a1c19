"""Closed contexts compiled to tables: which term means what, in which scope.

A scope is what JSON-LD 1.1 calls an active context, for the part of the language that our
contexts use: terms with an IRI, a type, a container, a scoped context. Whatever else a context
holds is not compiled, and its documents take the generic path. JSON-LD 1.1 API, 4.1 and 4.2.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from credentials.encodings import parse_json
from credentials.errors import JsonInvalid
from credentials.jsonld.quads import XSD

ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")
# Types and properties nest in more ways than documents of ours ever do; a document made to try
# them all must neither fill the memory nor keep the place of honest ones.
MAX_SCOPES = 1_000

_ABSENT = object()
# Of "id" and "type": whoever reads a node has read them already.
KEYWORD = "@keyword"
# A container that no emitter knows: the term may be defined, and is not used here.
_UNKNOWN = "@unknown"
_OF_NAMES = ("@id", "@vocab", "@json")
_DEFINITION = frozenset({"@id", "@type", "@container", "@context", "@protected"})
_CONTEXT_KEYWORDS = frozenset({"@version", "@protected"})
# A term whose IRI ends so would be a prefix, and change what "term:rest" means.
_PREFIX_ENDS = (":", "/", "?", "#", "[", "]", "@")
_ALIASES = {"id": "@id", "type": "@type"}


class NotCompiled(Exception):
    """Of the generic path: a context or document with something the tables do not know."""


@dataclass(frozen=True, slots=True)
class Term:
    """predicate: "<iri>". coercion: None, "@id", "@vocab", or a datatype.

    opening, ending: what stands around a text in a statement. context: the scoped one, if any.
    is_single: values stand for themselves, in a list or alone. is_text: a text here is a literal,
    wherever it stands; is_name: it is an IRI; is_word: it is a term or an IRI.
    """

    predicate: str
    coercion: str | None
    container: str | None
    context: object
    protected: bool
    opening: str
    ending: str
    is_single: bool
    is_text: bool
    is_name: bool
    is_word: bool
    is_scoped: bool

    def means_the_same(self, other: "Term") -> bool:
        """But for its protection. 4.2.2, step 27."""
        return (self.predicate, self.coercion, self.container, self.context) == (
            other.predicate,
            other.coercion,
            other.container,
            other.context,
        )


class Typed(NamedTuple):
    """scope: what holds for the properties of a node of these types. types: each as "<iri>"."""

    scope: "Scope"
    types: tuple[str, ...]


class Scope:
    """previous: what holds again inside the next node, where a type brought this scope.

    names_nodes: "id" and "type" mean what reading a node relies on.
    """

    __slots__ = (
        "_by_contexts",
        "_by_property",
        "_by_scoped_types",
        "_by_types",
        "_made",
        "names_nodes",
        "previous",
        "terms",
    )

    def __init__(self, terms: Mapping[str, Term], previous: "Scope | None", made: list[int]):
        made[0] += 1
        if made[0] > MAX_SCOPES:
            raise NotCompiled
        self.terms = terms
        self.previous = previous
        self.names_nodes = terms.keys() >= _ALIASES.keys()
        self._made = made
        self._by_property: dict[str, Scope] = {}
        self._by_types: dict[tuple[str, ...], Typed] = {}
        self._by_scoped_types: dict[tuple[str, ...], Scope] = {}
        self._by_contexts: dict[tuple[bytes, ...], Scope] = {}

    def forget_if_full(self) -> None:
        """Lets go of all that was derived from this scope, and starts again."""
        if self._made[0] >= MAX_SCOPES:
            self._by_property.clear()
            self._by_types.clear()
            self._by_scoped_types.clear()
            self._by_contexts.clear()
            self._made[0] = 0

    def inside(self, name: str, term: Term) -> "Scope":
        """What holds in a node that is a value of this property, before its types."""
        if not term.is_scoped:
            return self.previous or self
        found = self._by_property.get(name)
        if found is None:
            found = (self.previous or self).extended(term.context, override=True)
            self._by_property[name] = found
        return found

    def typed(self, named: object) -> "Typed":
        """A node's type, one or a list of them. Raises NotCompiled."""
        key = tuple(named) if isinstance(named, list) else (named,)
        try:
            return self._by_types[key]
        except KeyError:
            return self._typed(key)
        except TypeError:
            raise NotCompiled from None

    def _typed(self, types: tuple[Any, ...]) -> "Typed":
        told = []
        for kind in types:
            if not isinstance(kind, str):
                raise NotCompiled
            told.append(self.named(kind))
        found = Typed(self.for_types(types), tuple(told))
        # What a document names for itself is not remembered.
        if self._made[0] < MAX_SCOPES and all(kind in self.terms for kind in types):
            self._made[0] += 1
            self._by_types[types] = found
        return found

    def named(self, text: str) -> str:
        """A term, or an IRI, where a term is meant. Raises NotCompiled."""
        term = self.terms.get(text)
        if term is None:
            return named_iri(text)
        if term.container == KEYWORD:
            raise NotCompiled
        return term.predicate

    def for_types(self, types: Sequence[str]) -> "Scope":
        """What holds for the properties of a node of these types."""
        terms = self.terms
        scoped = [name for name in types if name in terms and terms[name].is_scoped]
        if not scoped:
            return self
        key = tuple(sorted(set(scoped)))
        found = self._by_scoped_types.get(key)
        if found is None:
            found = self
            for name in key:
                found = found.extended(terms[name].context, override=False, propagate=False)
            self._by_scoped_types[key] = found
        return found

    def including(self, contexts: tuple[bytes, ...]) -> "Scope":
        """What holds where a node names contexts of its own. Raises NotCompiled."""
        found = self._by_contexts.get(contexts)
        if found is None:
            found = self
            for raw in contexts:
                local: Any = parse_json(raw).get("@context")
                for each in local if isinstance(local, list) else [local]:
                    found = found.extended(each, override=False)
            self._by_contexts[contexts] = found
        return found

    def extended(self, local: object, *, override: bool, propagate: bool = True) -> "Scope":
        """4.1. Raises NotCompiled."""
        previous = self.previous if propagate else self.previous or self
        if local is None:
            if not override and any(term.protected for term in self.terms.values()):
                raise NotCompiled
            return Scope({}, previous, self._made)
        if not isinstance(local, dict):
            raise NotCompiled
        protected = local.get("@protected", False) is True
        names = local.keys() - _CONTEXT_KEYWORDS
        known = self.terms.keys() | names
        terms = dict(self.terms)
        for name in names:
            term = _term(name, _followed(local[name], local), known=known, protected=protected)
            before = terms.get(name)
            if before is None or override or not before.protected:
                terms[name] = term
            elif not term.means_the_same(before):
                raise NotCompiled
        return Scope(terms, previous, self._made)


def _followed(definition: object, local: Mapping[str, Any]) -> object:
    """The same with an absolute IRI, where it names another term of the same context."""
    if not isinstance(definition, dict) or definition.get("@id") not in local:
        return definition
    other = local[definition["@id"]]
    return {**definition, "@id": other.get("@id") if isinstance(other, dict) else other}


def _term(name: str, definition: object, *, known: set[str], protected: bool) -> Term:
    """4.2, for what is needed. Raises NotCompiled."""
    if isinstance(definition, str):
        definition = {"@id": definition}
    if not isinstance(definition, dict) or not definition.keys() <= _DEFINITION:
        raise NotCompiled
    identifier = definition.get("@id")
    coercion, container = definition.get("@type"), definition.get("@container")
    if name.startswith("@") or ":" in name or "/" in name or not isinstance(identifier, str):
        raise NotCompiled
    if name in _ALIASES or identifier.startswith("@"):
        if definition.keys() - {"@protected"} != {"@id"} or _ALIASES.get(name) != identifier:
            raise NotCompiled
        container = KEYWORD
    else:
        _require_plain_iri(identifier, known)
    if coercion not in (None, "@id", "@vocab", "@json"):
        _require_plain_iri(coercion, known)
    if coercion == "@json" or isinstance(container, list):
        container = _UNKNOWN
    is_single = container in (None, "@set")
    return Term(
        predicate=f"<{identifier}>",
        coercion=coercion,
        container=container,
        context=definition.get("@context", _ABSENT),
        protected=definition.get("@protected", protected) is True,
        opening=f'<{identifier}> "',
        ending='"' if coercion in (None, f"{XSD}string") else f'"^^<{coercion}>',
        is_single=is_single,
        is_text=is_single and coercion not in _OF_NAMES,
        is_name=is_single and coercion == "@id",
        is_word=is_single and coercion == "@vocab",
        is_scoped="@context" in definition,
    )


def named_iri(text: object) -> str:
    """As N-Quads writes it. Raises NotCompiled unless it is absolute."""
    if not isinstance(text, str) or not ABSOLUTE_IRI.match(text):
        raise NotCompiled
    return f"<{text}>"


def _require_plain_iri(iri: object, known: set[str]) -> None:
    if not isinstance(iri, str) or not ABSOLUTE_IRI.match(iri) or iri.endswith(_PREFIX_ENDS):
        raise NotCompiled
    if iri.partition(":")[0] in known:
        raise NotCompiled


def compiled(contexts: tuple[bytes, ...]) -> Scope | None:
    """The scope at the top of a document with these contexts; None where it is not compiled."""
    scope = _compiled(contexts)
    if scope is not None:
        scope.forget_if_full()
    return scope


@lru_cache(maxsize=32)
def _compiled(contexts: tuple[bytes, ...]) -> Scope | None:
    try:
        scope = Scope({}, None, [0]).including(contexts)
    except (NotCompiled, JsonInvalid):
        return None
    return scope if scope.names_nodes else None
