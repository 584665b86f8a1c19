"""RDF Dataset Canonicalization, RDFC-1.0 with SHA-256 or SHA-384, with a budget.

Blank nodes get names that depend on the dataset alone. Most are told apart by what surrounds
them directly; the rest by exploring paths, which for a poison dataset would never end: every
hash there costs from a budget. Names follow the recommendation's sections 4.4 to 4.8.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from credentials.errors import GraphTooComplex

# Subject, predicate, object, graph, each as N-Quads writes it; the default graph is "".
Quad = tuple[str, str, str, str]
Digest = Callable[[bytes], Any]

MAX_QUADS = 20_000
# Hashes beyond the first degree: about a second at worst, and far more than a credential needs.
MAX_EFFORT = 60_000


def canonicalize(quads: Iterable[Quad], digest: Digest = hashlib.sha256) -> str:
    """Canonical N-Quads: sorted by code point, each line with its newline.

    Raises GraphTooComplex.
    """
    # In the order given: where the recommendation leaves a choice, it falls the same each time.
    distinct = dict.fromkeys(quads)
    if len(distinct) > MAX_QUADS:
        raise GraphTooComplex(f"A document has at most {MAX_QUADS} statements.")
    return relabel(distinct, canonical_names(distinct, digest))


def is_blank(term: str) -> bool:
    return term.startswith("_:")


def line(quad: Quad) -> str:
    subject, predicate, object_, graph = quad
    if graph:
        return f"{subject} {predicate} {object_} {graph} .\n"
    return f"{subject} {predicate} {object_} .\n"


def relabel(quads: Iterable[Quad], names: dict[str, str]) -> str:
    """The sorted lines with every blank node under its new name."""
    lines = [
        f"{names.get(s, s)} {predicate} {names.get(o, o)} {names.get(g, g)} .\n"
        if g
        else f"{names.get(s, s)} {predicate} {names.get(o, o)} .\n"
        for s, predicate, o, g in quads
    ]
    lines.sort()
    return "".join(lines)


def canonical_names(quads: Iterable[Quad], digest: Digest = hashlib.sha256) -> dict[str, str]:
    """Blank node -> "_:c14n0", … RDFC-1.0, 4.4.3. Raises GraphTooComplex."""
    try:
        return _Naming(quads, digest).names()
    except RecursionError as error:
        raise GraphTooComplex("The document's unnamed nodes hang together too deeply.") from error


class _Issuer:
    """Names in the order they are asked for. 4.5."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = dict(issued) if issued else {}

    def issue(self, node: str) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, self.issued)


class _Naming:
    def __init__(self, quads: Iterable[Quad], digest: Digest) -> None:
        self._hash = digest
        # What ties a node to others, and every statement as the node sees it.
        self._ties: dict[str, list[Quad]] = defaultdict(list)
        seen: dict[str, list[str]] = defaultdict(list)
        for quad in quads:
            subject, predicate, object_, graph = quad
            if not graph and object_[0] != "_":
                # By far most statements: about something with a name.
                if subject[0] == "_":
                    seen[subject].append(f"_:a {predicate} {object_} .\n")
                continue
            for node, masked in _seen_from_its_nodes(quad):
                self._ties[node].append(quad)
                seen[node].append(masked)
        self._first = {node: self._digest("".join(sorted(lines))) for node, lines in seen.items()}
        self._canonical = _Issuer("_:c14n")
        self._effort = 0

    def names(self) -> dict[str, str]:
        alike: dict[str, list[str]] = defaultdict(list)
        for node, digest in self._first.items():
            alike[digest].append(node)
        shared = []
        for digest in sorted(alike):
            if len(alike[digest]) == 1:
                self._canonical.issue(alike[digest][0])
            else:
                shared.append(alike[digest])
        for nodes in shared:
            self._name_alike(nodes)
        return self._canonical.issued

    def _name_alike(self, nodes: list[str]) -> None:
        """4.4.3, step 5: nodes that look the same from close by."""
        explored = []
        for node in nodes:
            if node not in self._canonical.issued:
                issuer = _Issuer("_:b")
                issuer.issue(node)
                explored.append(self._hash_n_degree(node, issuer))
        for _, issuer in sorted(explored, key=lambda result: result[0]):
            for node in issuer.issued:
                self._canonical.issue(node)

    def _hash_related(self, related: str, predicate: str, issuer: _Issuer, position: str) -> str:
        """4.7."""
        self._spend()
        name = self._canonical.issued.get(related) or issuer.issued.get(related)
        named = name or self._first[related]
        return self._digest(position + ("" if position == "g" else predicate) + named)

    def _hash_n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """4.8: the node by way of all that it is tied to. Returns the issuer that won."""
        self._spend()
        tied: dict[str, list[str]] = defaultdict(list)
        for s, predicate, o, g in self._ties[node]:
            for term, position in ((s, "s"), (o, "o"), (g, "g")):
                if term != node and is_blank(term):
                    digest = self._hash_related(term, predicate, issuer, position)
                    tied[digest].append(term)
        told = []
        for digest in sorted(tied):
            path, issuer = self._shortest_path(tied[digest], issuer)
            told.append(digest + path)
        return self._digest("".join(told)), issuer

    def _shortest_path(self, related: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        """Of all orders to visit the nodes in, the one whose path is least."""
        if len(related) == 1 and (only := self._walk((related[0],), issuer, "")):
            return only
        chosen: tuple[str, _Issuer] | None = None
        for order in _orders(Counter(related), ()):
            self._spend()
            walked = self._walk(order, issuer.copy(), chosen[0] if chosen else "")
            if walked and (chosen is None or walked[0] < chosen[0]):
                chosen = walked
        if chosen is None:
            raise GraphTooComplex("A blank node is tied to nothing that can be ordered.")
        return chosen

    def _walk(
        self, order: tuple[str, ...], issuer: _Issuer, best: str
    ) -> tuple[str, _Issuer] | None:
        """The path of one order; None as soon as it can no longer be the least."""
        path = ""
        unexplored = []
        for related in order:
            if name := self._canonical.issued.get(related):
                path += name
            else:
                if related not in issuer.issued:
                    unexplored.append(related)
                path += issuer.issue(related)
            if _is_beaten(path, best):
                return None
        for related in unexplored:
            digest, deeper = self._hash_n_degree(related, issuer)
            path += f"{issuer.issue(related)}<{digest}>"
            issuer = deeper
            if _is_beaten(path, best):
                return None
        return path, issuer

    def _digest(self, text: str) -> str:
        hashed: str = self._hash(text.encode()).hexdigest()
        return hashed

    def _spend(self) -> None:
        self._effort += 1
        if self._effort > MAX_EFFORT:
            raise GraphTooComplex("The document's unnamed nodes are too alike to be told apart.")


def _seen_from_its_nodes(quad: Quad) -> Iterable[tuple[str, str]]:
    """4.6: the statement as each of its blank nodes sees it, itself as _:a, others as _:z."""
    subject, predicate, object_, graph = quad
    seen = []
    for node in {term for term in (subject, object_, graph) if is_blank(term)}:
        s, o, g = (
            ("_:a" if term == node else "_:z") if is_blank(term) else term
            for term in (subject, object_, graph)
        )
        seen.append((node, line((s, predicate, o, g))))
    return seen


def _orders(left: Counter[str], before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every order once: a node may be tied in the same way by several statements."""
    if not left:
        yield before
    for node in list(left):
        fewer = left.copy()
        fewer[node] -= 1
        yield from _orders(+fewer, (*before, node))


def _is_beaten(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best
