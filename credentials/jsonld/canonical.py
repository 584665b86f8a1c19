"""RDF Dataset Canonicalization, RDFC-1.0 with SHA-256 or SHA-384, with a budget.

Blank nodes get names that depend on the dataset alone. Most are told apart by what surrounds
them directly; the rest by exploring paths, which for a poison dataset would never end: every
hash there costs from a budget. Names follow the recommendation's sections 4.4 to 4.8.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from credentials.errors import ClaimsInvalid, GraphTooComplex

# Subject, predicate, object, graph, each as N-Quads writes it; the default graph is "".
Quad = tuple[str, str, str, str]
Digest = Callable[[bytes], Any]

MAX_QUADS = 20_000
# Hashes beyond the first degree: about a second at worst, and far more than a credential needs.
MAX_EFFORT = 60_000


class Statements:
    """What a document states, sorted by what naming its blank nodes asks for.

    plain: subject -> "predicate object .\n" of what is said of it outside of any named graph,
    where nothing beside the subject can be blank: by far most. tied: all other statements.
    from_tables: all terms are those of closed contexts.
    """

    __slots__ = ("from_tables", "plain", "tied")

    def __init__(self, quads: Iterable[Quad] = (), *, from_tables: bool = False) -> None:
        self.from_tables = from_tables
        self.plain: dict[str, list[str]] = {}
        self.tied: list[Quad] = []
        for quad in quads:
            self.add(*quad)

    def add(self, subject: str, predicate: str, object_: str, graph: str) -> None:
        if graph or object_[0] == "_":
            self.tied.append((subject, predicate, object_, graph))
        else:
            self.about(subject).append(f"{predicate} {object_} .\n")

    def about(self, subject: str) -> list[str]:
        """Its endings, to be added to."""
        endings = self.plain.get(subject)
        if endings is None:
            endings = self.plain[subject] = []
        return endings

    def __len__(self) -> int:
        return len(self.tied) + sum(map(len, self.plain.values()))


def canonicalize(quads: Iterable[Quad], digest: Digest = hashlib.sha256) -> str:
    """Canonical N-Quads: sorted by code point, each line with its newline.

    Raises GraphTooComplex.
    """
    stated = Statements(quads)
    return canonical_text(stated, digest) if len(stated) else ""


def canonical_text(stated: Statements, digest: Digest = hashlib.sha256) -> str:
    """The same, of statements that are sorted by kind.

    Raises GraphTooComplex, ClaimsInvalid: there are none.
    """
    count = len(stated)
    if not count:
        raise ClaimsInvalid("The document states nothing.")
    if count > MAX_QUADS:
        raise GraphTooComplex(f"A document has at most {MAX_QUADS} statements.")
    names = _canonical_names(stated, digest)
    lines = []
    for subject, endings in stated.plain.items():
        name = names.get(subject, subject)
        lines += [f"{name} {ending}" for ending in endings]
    for s, predicate, o, g in stated.tied:
        lines.append(_line((names.get(s, s), predicate, names.get(o, o), names.get(g, g))))
    # What is stated twice is stated.
    return "".join(sorted(set(lines)))


def _line(quad: Quad) -> str:
    subject, predicate, object_, graph = quad
    if graph:
        return f"{subject} {predicate} {object_} {graph} .\n"
    return f"{subject} {predicate} {object_} .\n"


def _canonical_names(stated: Statements, digest: Digest) -> dict[str, str]:
    """Blank node -> "_:c14n0", … RDFC-1.0, 4.4.3. Raises GraphTooComplex."""
    if not stated.tied:
        blank = [subject for subject in stated.plain if subject[0] == "_"]
        if len(blank) < 2:
            return dict.fromkeys(blank, "_:c14n0")
    try:
        return _Naming(stated, digest).names()
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
    def __init__(self, stated: Statements, digest: Digest) -> None:
        self._hash = digest
        # Every statement as each of its blank nodes sees it, itself as _:a and others as _:z. 4.6.
        seen: dict[str, list[str]] = defaultdict(list)
        # What ties a node to others.
        self._ties: dict[str, list[Quad]] = defaultdict(list)
        for subject, endings in stated.plain.items():
            if subject[0] == "_" and endings:
                seen[subject] = [f"_:a {ending}" for ending in set(endings)]
        # In the order given: where the recommendation leaves a choice, it falls the same each time.
        for quad in dict.fromkeys(stated.tied):
            subject, predicate, object_, graph = quad
            if not graph and subject[0] != "_":
                # Most of them: something with a name has to do with something without.
                self._ties[object_].append(quad)
                seen[object_].append(f"{subject} {predicate} _:a .\n")
                continue
            for node in dict.fromkeys(quad):
                if node[:1] == "_":
                    self._ties[node].append(quad)
                    seen[node].append(_seen_from(node, quad))
        self._seen = seen
        self._first: dict[str, str] = {}
        self._canonical = _Issuer("_:c14n")
        self._effort = 0

    def names(self) -> dict[str, str]:
        if len(self._seen) < 2:
            return dict.fromkeys(self._seen, "_:c14n0")
        alike: dict[str, list[str]] = defaultdict(list)
        for node, lines in self._seen.items():
            lines.sort()
            digest = self._first[node] = self._digest("".join(lines))
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
                if term != node and term[:1] == "_":
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


def _seen_from(node: str, quad: Quad) -> str:
    s, predicate, o, g = quad
    s, o, g = [
        ("_:a" if term == node else "_:z") if term[:1] == "_" else term for term in (s, o, g)
    ]
    return f"{s} {predicate} {o} {g} .\n" if g else f"{s} {predicate} {o} .\n"


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
