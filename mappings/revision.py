"""Edits of a graph: what a draft would make of the release it starts from.

Nothing that was said is taken back: a statement that is superseded or withdrawn stays, with the
moment at which its record ended, so that earlier answers can be asked for again. Frameworks,
citations, procedure cards and opportunities have no record time; they are replaced or removed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mappings import diff
from mappings.errors import MappingError, StatementInvalid
from mappings.model import Correspondence, Framework, Graph, Provenance, Recorded, Rule
from mappings.parts import Part, Statement, graph_of, iri_of, noun_of, parts_of

# What a new version is given when it is published; never a reason for one.
_OWN_OF_A_VERSION = frozenset(
    {
        "iri",
        "version",
        "replaces",
        "recorded.at",
        "recorded.superseded_at",
        "provenance.author",
        "provenance.reviewer",
        "provenance.reviewed_on",
    }
)


class Act(StrEnum):
    ADD = "add"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. iri: of the part it adds, replaces or ends; part: None to withdraw."""

    act: Act
    iri: str
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """When a revision is recorded (aware), and the offices that wrote and reviewed it."""

    at: datetime
    author: str = ""
    reviewer: str = ""


def revise(graph: Graph, edits: Iterable[Edit], signature: Signature) -> Graph:
    """The graph after the edits; the one handed in stays as it is.

    Raises StatementInvalid, naming the `statement`, where an edit does not fit.
    """
    parts = parts_of(graph)
    for edit in edits:
        match edit.act:
            case Act.ADD:
                _add(parts, edit, signature)
            case Act.SUPERSEDE:
                _supersede(parts, edit, signature)
            case Act.WITHDRAW:
                _withdraw(parts, edit, signature)
    revised = graph_of(parts.values())
    check_references(revised)
    return revised


def _add(parts: dict[str, Part], edit: Edit, signature: Signature) -> None:
    part = _needed(edit)
    if edit.iri in parts:
        raise _unfit(edit.iri, "stands in the graph already; supersede it instead")
    if iri_of(part) != edit.iri:
        raise _unfit(edit.iri, "is added under another identifier than its own")
    parts[edit.iri] = _signed(part, signature) if isinstance(part, Statement) else part


def _supersede(parts: dict[str, Part], edit: Edit, signature: Signature) -> None:
    part, old = _needed(edit), _found(parts, edit)
    if noun_of(part) is not noun_of(old) or part.id != old.id:
        raise _unfit(edit.iri, "can only be superseded by a version of itself")
    if isinstance(part, Statement) and isinstance(old, Statement):
        parts[edit.iri] = _ended(old, signature.at)
        version = old.version + 1
        newer = replace(part, iri=version_iri(old, version), version=version, replaces=old.iri)
        parts[newer.iri] = _signed(newer, signature)
    elif isinstance(part, Framework) and isinstance(old, Framework):
        parts[edit.iri] = replace(part, version=old.version + 1)
    else:
        parts[edit.iri] = part


def _withdraw(parts: dict[str, Part], edit: Edit, signature: Signature) -> None:
    old = _found(parts, edit)
    if isinstance(old, Statement):
        parts[edit.iri] = _ended(old, signature.at)
    else:
        del parts[edit.iri]


def _needed(edit: Edit) -> Part:
    if edit.part is None:
        raise _unfit(edit.iri, "needs its new content")
    return edit.part


def _found(parts: dict[str, Part], edit: Edit) -> Part:
    if edit.iri not in parts:
        raise _unfit(edit.iri, "does not stand in the graph")
    return parts[edit.iri]


def _ended(old: Statement, at: datetime) -> Statement:
    if old.recorded.superseded_at is not None:
        raise _unfit(old.iri, "is superseded already; change the version in force")
    if at <= old.recorded.at:
        raise _unfit(old.iri, "would end before it was recorded")
    return replace(old, recorded=Recorded(old.recorded.at, at))


def _signed(part: Statement, signature: Signature) -> Statement:
    provenance: Provenance = replace(
        part.provenance,
        author=signature.author,
        reviewer=signature.reviewer,
        reviewed_on=signature.at.date() if signature.reviewer else None,
    )
    return replace(part, recorded=Recorded(signature.at), provenance=provenance)


def version_iri(old: Statement, version: int) -> str:
    """The IRI of a later version: that of the first with `.v2` and so on after it."""
    first = old.iri.removesuffix(f".v{old.version}") if old.version > 1 else old.iri
    return f"{first}.v{version}"


def check_references(graph: Graph) -> None:
    """Every level that a statement names exists. Raises StatementInvalid."""
    for one in graph.correspondences:
        for framework, codes in (
            (one.source_framework, (one.source,)),
            (one.target_framework, (one.target_low, one.target_high)),
        ):
            _check_levels(graph, one, framework, codes)
    for rule in graph.rules:
        if rule.source_framework is not None:
            _check_levels(graph, rule, rule.source_framework, (rule.source,))
        if rule.target_framework is not None:
            codes = (rule.target_low, rule.target_high)
            _check_levels(graph, rule, rule.target_framework, codes)


def _check_levels(
    graph: Graph, part: Correspondence | Rule, framework: str, codes: tuple[str | None, ...]
) -> None:
    known = graph.frameworks.get(framework)
    if known is None:
        raise _unfit(part.iri, f"names the framework {framework}, which is not in the graph")
    try:
        spans = [known.span(code) for code in codes if code is not None]
    except MappingError as error:
        raise _unfit(part.iri, error.detail.removesuffix(".")) from None
    if spans and spans[0].low > spans[-1].high:
        raise _unfit(part.iri, "names target levels in the wrong order")


def edits_towards(origin: Graph, wanted: Graph, current: Graph) -> tuple[Edit, ...]:
    """What curated files ask for now: the changes from `origin` to `wanted`, made to `current`.

    origin: what the files stated when they were first published. What drafts have changed since,
    and the files have not, stays as it is.
    """
    in_force: dict[tuple[str, str], str] = {}
    parts = parts_of(current)
    for iri, part in parts.items():
        if not isinstance(part, Statement) or part.recorded.superseded_at is None:
            in_force[noun_of(part), part.id] = iri
    edits = []
    for change in diff.between(origin, wanted).changes:
        standing = in_force.get((change.noun, change.id))
        if change.after is None:
            edits += [Edit(Act.WITHDRAW, standing)] if standing else []
        elif standing is None:
            edits.append(Edit(Act.ADD, change.iri, change.after))
        elif says_otherwise(parts[standing], change.after):
            edits.append(Edit(Act.SUPERSEDE, standing, change.after))
    return tuple(edits)


def says_otherwise(one: Part, other: Part) -> bool:
    """Whether two versions differ in more than what publication gives each of them."""
    return bool(set(diff.changed_fields(one, other)) - _OWN_OF_A_VERSION)


def _unfit(iri: str, what: str) -> StatementInvalid:
    return StatementInvalid(f"{iri} {what}.", statement=iri)
