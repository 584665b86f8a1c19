"""The search: simple paths of at most three hops whose intermediate stops are hubs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mappings import algebra
from mappings.answer import Denial, Path, make_path
from mappings.hops import Hop
from mappings.index import Index, Link
from mappings.model import Interval
from mappings.question import ComparisonQuery


@dataclass(slots=True)
class Found:
    """Every path that holds; the stated absences met on the way; the Not-statements that count."""

    paths: list[Path] = field(default_factory=list)
    absences: dict[str, Denial] = field(default_factory=dict)
    denials: tuple[Denial, ...] = ()


def find_paths(
    index: Index, query: ComparisonQuery, start: Interval, *, unreviewed: bool = False
) -> Found:
    """All paths from the leaves `start`, denied levels already taken off their ends.

    unreviewed: let F0 statements take part, to see what waits for confirmation.
    """
    search = _Search(index, query, unreviewed=unreviewed)
    search.walk(query.from_framework, start, [])
    found = search.found
    link = index.link(query.from_framework, query.to_framework)
    if link is not None and found.paths:
        _deny(found, link, search, start)
    if len(found.paths) > 1:
        found.paths.sort(key=_order)
    return found


class _Search:
    def __init__(self, index: Index, query: ComparisonQuery, *, unreviewed: bool) -> None:
        self._index, self._query = index, query
        self.destination = index.framework(query.to_framework).territory
        self.asked = query.asked(self.destination, unreviewed=unreviewed)
        self.found = Found()

    def walk(self, stop: str, span: Interval, done: list[Hop]) -> None:
        """Go on from `stop`, where the path stands at the leaves `span`."""
        query, left = self._query, self._query.max_hops - len(done)
        link = self._index.link(stop, query.to_framework)
        if link is not None:
            self._arrive(link, span, done)
        if left < 2:
            return
        passed = {query.from_framework, query.to_framework, *(hop.target for hop in done)}
        for onward in self._index.links_to_hubs(stop):
            hub = onward.target.id
            if hub not in passed and self._leads_on(hub, passed, left - 1):
                self._pass(onward, span, done)

    def _arrive(self, link: Link, span: Interval, done: list[Hop]) -> None:
        for hop in self._follow(link, span):
            self.found.paths.append(make_path([*done, hop], self.destination))

    def _pass(self, link: Link, span: Interval, done: list[Hop]) -> None:
        for hop in self._follow(link, span):
            # Off the end of a hub there is nothing to go on from.
            if hop.low is not None and hop.high is not None:
                self.walk(link.target.id, Interval(hop.low, hop.high), [*done, hop])

    def _follow(self, link: Link, span: Interval) -> list[Hop]:
        """The hops over a link that no stated absence of at least their force rules out."""
        hops = link.hops(self.asked)
        if not hops.absences:
            return [hop for table in hops.tables if (hop := table.follow(span)) is not None]
        stated = [a for a in hops.absences if not algebra.disjoint(a.covers, span)]
        for absence in stated:
            self.found.absences[absence.statement.iri] = absence
        whole = [a for a in stated if algebra.holds(a.covers, span)]
        barred = max((a.force_at(self.destination) for a in whole), default=None)
        return [
            hop
            for table in hops.tables
            if (hop := table.follow(span)) is not None
            and (barred is None or hop.force_at(self.destination) > barred)
        ]

    def _leads_on(self, hub: str, passed: set[str], left: int) -> bool:
        """Whether the target can be reached from a hub in `left` hops, by what holds."""
        target = self._query.to_framework
        onward = self._index.link(hub, target)
        if onward is not None and onward.hops(self.asked).tables:
            return True
        return left > 1 and any(
            link.target.id not in passed
            and (last := self._index.link(link.target.id, target)) is not None
            and last.hops(self.asked).tables
            and link.hops(self.asked).tables
            for link in self._index.links_to_hubs(hub)
        )


def _deny(found: Found, link: Link, search: _Search, start: Interval) -> None:
    """Apply the Not-statements and stated absences between the two frameworks themselves."""
    hops = link.hops(search.asked)
    denials = [d for d in (*hops.denials, *hops.absences) if algebra.holds(d.covers, start)]
    if denials:
        found.denials = tuple(denial for denial in denials if denial.denied is not None)
        kept = (_trimmed(path, denials, search.destination) for path in found.paths)
        found.paths = [path for path in kept if path is not None]


def _trimmed(path: Path, denials: Sequence[Denial], destination: str) -> Path | None:
    """The path without the ends that a statement of at least its force denies."""
    strong = [d for d in denials if d.force_at(destination) >= path.force]
    if any(denial.denied is None for denial in strong):
        return None
    interval = path.interval
    if interval is None or not strong:
        return path
    left = algebra.remove_ends(interval, [d.denied for d in strong if d.denied is not None])
    if left is None:
        return None
    if left == interval:
        return path
    told = tuple(
        d
        for d in strong
        if d.denied is not None
        and not algebra.disjoint(d.denied, interval)
        and algebra.disjoint(d.denied, left)
    )
    return replace(path, low=left.low, high=left.high, denials=told)


def preference(path: Path) -> tuple[int, int, int, bool]:
    """The order of choice, best first: force, specificity, fewer hops, not rounded."""
    return -path.force, -path.specificity, len(path.hops), path.rounded


def _order(path: Path) -> tuple[tuple[int, int, int, bool], tuple[tuple[str, ...], ...]]:
    """A total order, so that the order in which statements came does not show."""
    return preference(path), tuple(
        (hop.direction.value, hop.target, *(statement.iri for statement in hop.statements))
        for hop in path.hops
    )
