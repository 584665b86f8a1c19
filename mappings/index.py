"""A release compiled for questions: links between frameworks, their epochs, and a memo.

The RDF stays the truth; this is derived from the same graph. Compiling only sorts statements into
links; the tables of a link are built when a date is first asked for, because record times
multiply validity epochs.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from mappings import algebra
from mappings.answer import Answer, Denial
from mappings.errors import FrameworkUnknown
from mappings.hops import HopTable, compile_tables, decider_of, is_restricted, target_span
from mappings.model import Correspondence, Framework, Graph, Rule
from mappings.question import Asked, ComparisonQuery

# Answers kept at once; some 2 KB each. A full memo is emptied, which costs one cold answer each.
MEMO_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Hops:
    """All that leads from one framework to another for one epoch and scope."""

    tables: tuple[HopTable, ...]
    denials: tuple[Denial, ...]
    absences: tuple[Denial, ...]


class Link:
    """Every statement, in both directions, between one framework and another."""

    def __init__(
        self, source: Framework, target: Framework, statements: Iterable[Correspondence]
    ) -> None:
        self.source, self.target = source, target
        self.statements = tuple(sorted(statements, key=lambda s: (s.iri, s.id)))
        self._days = _boundaries(
            day for s in self.statements for day in (s.valid.start, s.valid.end)
        )
        self._instants = _boundaries(
            instant
            for s in self.statements
            for instant in (s.recorded.at, s.recorded.superseded_at)
        )
        self._restricted = tuple(s for s in self.statements if is_restricted(s))
        self._compiled: dict[tuple[int, int, bool, tuple[bool, ...]], Hops] = {}

    def hops(self, asked: Asked) -> Hops:
        """What holds for the question; one compilation per epoch and scope."""
        key = (
            bisect_right(self._days, asked.as_of),
            bisect_right(self._instants, asked.known_at),
            asked.unreviewed,
            tuple(asked.in_scope(s) for s in self._restricted) if self._restricted else (),
        )
        try:
            return self._compiled[key]
        except KeyError:
            hops = self._compile(asked)
            self._compiled[key] = hops
            return hops

    def _compile(self, asked: Asked) -> Hops:
        live = [s for s in self.statements if asked.in_force(s) and asked.in_scope(s)]
        sets: dict[str, list[Correspondence]] = defaultdict(list)
        for statement in live:
            if not statement.negative:
                sets[statement.mapping_set].append(statement)
        negative = [s for s in live if s.negative and not s.absence]
        return Hops(
            tables=compile_tables(self.source, self.target, sets),
            denials=tuple(d for s in negative if (d := self._denial(s)) is not None),
            absences=tuple(
                self._absence(s) for s in live if s.absence and s.source_framework == self.source.id
            ),
        )

    def _absence(self, statement: Correspondence) -> Denial:
        covers = self.source.span(statement.source)
        return Denial(covers, None, decider_of(self.source, self.target), statement)

    def _denial(self, statement: Correspondence) -> Denial | None:
        """A denial read from this link's source; a mutual one is read from either side."""
        if statement.source_framework == self.source.id:
            speaker, spoken_of = self.source, self.target
        elif statement.mutual:
            speaker, spoken_of = self.target, self.source
        else:
            return None
        said, of = speaker.span(statement.source), target_span(spoken_of, statement)
        covers, denied = (said, of) if speaker is self.source else (of, said)
        return Denial(covers, denied, decider_of(speaker, spoken_of), statement)


def _boundaries(moments: Iterable[date | None]) -> list[date]:
    return sorted({moment for moment in moments if moment is not None})


@dataclass(frozen=True)
class Index:
    """A release ready for questions; safe to share between threads, never changed but for memos.

    links: source framework -> target framework -> link; hub_links: those that lead to hubs.
    rules: by destination (ISO 3166 code), strongest first. answers: the memo of `compare`.
    """

    graph: Graph
    release: int
    links: dict[str, dict[str, Link]]
    hub_links: dict[str, tuple[Link, ...]]
    rules: dict[str, tuple[Rule, ...]]
    answers: dict[ComparisonQuery, Answer] = field(default_factory=dict, repr=False)

    def framework(self, framework_id: str) -> Framework:
        """Raises FrameworkUnknown."""
        try:
            return self.graph.frameworks[framework_id]
        except KeyError:
            raise FrameworkUnknown(
                f"There is no framework {framework_id}.", framework=framework_id
            ) from None

    def links_from(self, framework_id: str) -> dict[str, Link]:
        return self.links.get(framework_id, {})

    def link(self, source: str, target: str) -> Link | None:
        return self.links_from(source).get(target)

    def links_to_hubs(self, source: str) -> tuple[Link, ...]:
        return self.hub_links.get(source, ())

    def remember(self, query: ComparisonQuery, answer: Answer) -> None:
        if len(self.answers) >= MEMO_LIMIT:
            self.answers.clear()
        self.answers[query] = answer


def compile_graph(graph: Graph, *, release: int) -> Index:
    """Sort a graph's statements into links. Raises FrameworkUnknown.

    13,000 statements take well under a second; nothing is computed about levels yet.
    """
    pairs: dict[tuple[str, str], list[Correspondence]] = defaultdict(list)
    for statement in graph.correspondences:
        source, target = statement.source_framework, statement.target_framework
        pairs[source, target].append(statement)
        # Read from the other side too, even where not mutual: it may shadow a parent's statement.
        pairs[target, source].append(statement)
    links: dict[str, dict[str, Link]] = defaultdict(dict)
    for (source, target), statements in sorted(pairs.items()):
        links[source][target] = Link(_known(graph, source), _known(graph, target), statements)
    rules: dict[str, list[Rule]] = defaultdict(list)
    for rule in graph.rules:
        for destination in rule.destinations:
            rules[destination].append(rule)
    return Index(
        graph=graph,
        release=release,
        links=dict(links),
        hub_links={
            source: tuple(link for link in found.values() if link.target.hub)
            for source, found in links.items()
        },
        rules={destination: _ordered(found) for destination, found in rules.items()},
    )


def _known(graph: Graph, framework_id: str) -> Framework:
    if framework_id not in graph.frameworks:
        raise FrameworkUnknown(
            f"A statement names {framework_id}, which is not in the graph.",
            framework=framework_id,
        )
    return graph.frameworks[framework_id]


def _ordered(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Strongest first, then the most specific."""
    return tuple(
        sorted(rules, key=lambda rule: (-rule.force, -algebra.specificity(rule.scope), rule.iri))
    )
