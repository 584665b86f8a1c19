"""The difference between two graphs, part by part and field by field."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from mappings.errors import StatementInvalid
from mappings.model import Framework, Graph
from mappings.parts import Noun, Part, Statement, graph_of, iri_of, noun_of, parts_of


class Kind(StrEnum):
    """How a part differs. A superseded statement is one whose record has ended."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Change:
    """One part that is not the same. fields: those that differ, such as `valid.end`.

    by: the IRI of the version that takes the place of a superseded statement, if one does.
    """

    kind: Kind
    noun: Noun
    iri: str
    before: Part | None
    after: Part | None
    fields: tuple[str, ...] = ()
    by: str | None = None

    @property
    def id(self) -> str:
        """The same for all versions of a statement."""
        part = self.after or self.before
        return part.id if part is not None else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What leads from one graph to another. framework_order: ids, as the second has them."""

    changes: tuple[Change, ...]
    framework_order: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of_kind(self, kind: Kind) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind is kind)


def between(before: Graph, after: Graph) -> Difference:
    """What makes `after` out of `before`, by IRI. The order of statements is no difference."""
    old, new = parts_of(before), parts_of(after)
    newest = {
        (noun_of(part), part.id): part.iri
        for part in sorted(
            (part for part in new.values() if isinstance(part, Statement)),
            key=lambda part: part.version,
        )
    }
    changes = [
        _change(iri, old.get(iri), new.get(iri), newest)
        for iri in sorted(old.keys() | new.keys())
        if old.get(iri) != new.get(iri)
    ]
    return Difference(tuple(changes), tuple(after.frameworks))


def _change(
    iri: str, before: Part | None, after: Part | None, newest: dict[tuple[Noun, str], str]
) -> Change:
    if before is None or after is None:
        part, kind = (after, Kind.ADDED) if before is None else (before, Kind.REMOVED)
        if part is None:
            raise StatementInvalid(f"{iri} stands in neither graph.", statement=iri)
        return Change(kind, noun_of(part), iri, before, after)
    changed = changed_fields(before, after)
    if changed != ("recorded.superseded_at",) or not isinstance(after, Statement):
        return Change(Kind.CHANGED, noun_of(after), iri, before, after, changed)
    follower = newest[noun_of(after), after.id]
    by = follower if follower != iri else None
    return Change(Kind.SUPERSEDED, noun_of(after), iri, before, after, changed, by)


def changed_fields(before: object, after: object) -> tuple[str, ...]:
    """Names of the fields that differ, those of an inner value after a dot."""
    found: list[str] = []
    for field in fields(before):  # type: ignore[arg-type]
        one, other = getattr(before, field.name), getattr(after, field.name)
        if one == other:
            continue
        if is_dataclass(one) and type(one) is type(other):
            found += [f"{field.name}.{name}" for name in changed_fields(one, other)]
        else:
            found.append(field.name)
    return tuple(found)


def apply(difference: Difference, graph: Graph) -> Graph:
    """The graph that the difference leads to from this one: apply(between(a, b), a) == b.

    Raises StatementInvalid where this is not the graph that it starts from.
    """
    parts = parts_of(graph)
    for change in difference.changes:
        if parts.pop(change.iri, None) != change.before:
            raise StatementInvalid(
                f"{change.iri} is not what the difference starts from.", statement=change.iri
            )
        if change.after is not None:
            parts[change.iri] = change.after
    return graph_of(_in_order(parts.values(), difference.framework_order))


def _in_order(parts: Iterable[Part], order: tuple[str, ...]) -> list[Part]:
    """Frameworks in this order, all else by IRI."""
    places = {name: place for place, name in enumerate(order)}
    return sorted(
        parts,
        key=lambda part: (
            places.get(part.id, len(places)) if isinstance(part, Framework) else len(places),
            iri_of(part),
        ),
    )
