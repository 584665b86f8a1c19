"""What a draft would change: difference, findings, and whom it touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mappings import diff, impact, validation
from mappings.diff import Difference, Kind
from mappings.impact import Impact, Moments
from mappings.index import compile_graph
from mappings.model import Graph
from mappings.parts import Statement
from mappings.releases import Release
from mappings.revision import Act, Edit, Signature, revise
from mappings.validation import Finding
from registry.errors import DraftInvalid, StatementUnknown
from registry.services import ReleaseInForce
from registry.storage.queries import applications, credentials
from registry.storage.tables.applications import Application
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.drafts import Draft
from registry.usecases import cursors
from registry.usecases.comparison import compare_case
from registry.usecases.drafts import get, revised
from registry.usecases.procedure import OPEN_STATES

VIOLATION = "violation"
# Cases that are looked at one by one; beyond that the view says that there are more.
CASE_LIMIT = 2_000
CASES_SHOWN = 100
_ANSWERED = ("status", "interval", "core", "predicate", "confidence", "force")


@dataclass(frozen=True, slots=True)
class CredentialPage:
    rows: Sequence[IssuedCredential]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Touched:
    """What publishing would touch. resting: how many credentials use a changed statement;
    credentials: the first page of them. cases: open ones whose answer changes, the first
    hundred; all_cases False: there were more than were looked at."""

    answers: Impact
    statements: tuple[str, ...]
    resting: int
    credentials: CredentialPage
    cases: tuple[Application, ...]
    all_cases: bool


def difference(
    session: Session, in_force: ReleaseInForce, *, draft_id: UUID, now: datetime
) -> Difference:
    """From the release that the draft starts from. DraftUnknown, StatementInvalid."""
    before, after = revised(session, in_force, get(session, draft_id), now=now)
    return diff.between(before, after)


def findings(
    session: Session, in_force: ReleaseInForce, *, draft_id: UUID, now: datetime
) -> tuple[Finding, ...]:
    """What the rules say of the changes and of all that they touch; violations first.

    Raises DraftUnknown, mappings.errors.StatementInvalid.
    """
    return _findings(session, in_force, get(session, draft_id), now)


def _findings(
    session: Session, in_force: ReleaseInForce, draft: Draft, now: datetime
) -> tuple[Finding, ...]:
    before, after = revised(session, in_force, draft, now=now)
    found = validation.validate_change(before, after, on=now.date())
    return tuple(sorted(found, key=lambda one: one.severity != VIOLATION))


def require_valid(
    session: Session, in_force: ReleaseInForce, draft: Draft, *, now: datetime
) -> None:
    """Raises DraftInvalid with every violation."""
    refuse_violations(_findings(session, in_force, draft, now))


def refuse_violations(found: Sequence[Finding]) -> None:
    """Raises DraftInvalid."""
    violations = [one for one in found if one.severity == VIOLATION]
    if violations:
        raise DraftInvalid(
            f"{len(violations)} rules are broken, the first: {violations[0].message}",
            errors=[
                {"statement": one.statement, "rule": one.rule, "detail": one.message}
                for one in violations
            ],
        )


def touched(
    session: Session, in_force: ReleaseInForce, *, draft_id: UUID, limit: int = 20, now: datetime
) -> Touched:
    """The impact of a draft. Raises DraftUnknown, mappings.errors.StatementInvalid."""
    draft = get(session, draft_id)
    before, after = revised(session, in_force, draft, now=now)
    return _touched(session, in_force, before, after, limit=limit, now=now)


def touched_by_withdrawal(
    session: Session, in_force: ReleaseInForce, *, statement: str, limit: int = 20, now: datetime
) -> Touched:
    """What would change if a statement of the release in force were withdrawn now.

    Raises StatementUnknown, and StatementInvalid for one that is superseded already.
    """
    graph = in_force.release.graph
    statements: tuple[Statement, ...] = (*graph.correspondences, *graph.rules)
    if not any(one.iri == statement for one in statements):
        raise StatementUnknown("The release in force has no such statement.", statement=statement)
    after = revise(graph, [Edit(Act.WITHDRAW, statement)], Signature(now))
    return _touched(session, in_force, graph, after, limit=limit, now=now)


def _touched(
    session: Session,
    in_force: ReleaseInForce,
    before: Graph,
    after: Graph,
    *,
    limit: int,
    now: datetime,
) -> Touched:
    found = diff.between(before, after)
    then = in_force
    if before is not in_force.release.graph:
        then = _as_release(before, in_force.release.number, in_force.release.published_at)
    preview = _as_release(after, in_force.release.number + 1, now)
    answers = impact.changed_answers(
        then.index,
        preview.index,
        impact.changed_statements(found),
        Moments(now.date(), then.release.published_at, now),
    )
    statements = ended_statements(found)
    cases, all_cases = _cases(session, then, preview, answers, now)
    return Touched(
        answers=answers,
        statements=statements,
        resting=credentials.count_resting_on(session, statements) if statements else 0,
        credentials=_page(session, statements, None, limit),
        cases=cases,
        all_cases=all_cases,
    )


def _as_release(graph: Graph, number: int, at: datetime) -> ReleaseInForce:
    """A graph ready for questions; nothing of it is published."""
    return ReleaseInForce(Release(number, at, "", graph), compile_graph(graph, release=number))


def ended_statements(found: Difference) -> tuple[str, ...]:
    """IRIs of what is no longer said as it was."""
    kinds = (Kind.SUPERSEDED, Kind.CHANGED, Kind.REMOVED)
    return tuple(change.iri for change in found.changes if change.kind in kinds)


def page_credentials(
    session: Session,
    in_force: ReleaseInForce,
    *,
    draft_id: UUID,
    cursor: str | None = None,
    limit: int = 20,
    now: datetime,
) -> CredentialPage:
    """Credentials that rest on what the draft changes, by id. Raises DraftUnknown,
    CursorInvalid, ValidationFailed."""
    limit = cursors.check_limit(limit)
    found = difference(session, in_force, draft_id=draft_id, now=now)
    return _page(session, ended_statements(found), cursors.decode_id(cursor), limit)


def _page(
    session: Session, statements: Sequence[str], after: UUID | None, limit: int
) -> CredentialPage:
    rows = credentials.page_resting_on(session, statements, after=after, limit=limit + 1)
    shown = rows[:limit]
    more = len(rows) > limit
    return CredentialPage(shown, cursors.encode(str(shown[-1].id)) if more else None)


def _cases(
    session: Session,
    then: ReleaseInForce,
    preview: ReleaseInForce,
    answers: Impact,
    now: datetime,
) -> tuple[tuple[Application, ...], bool]:
    """Open cases of the affected pairs whose own answer changes."""
    frameworks = preview.release.graph.frameworks
    known = [(one, frameworks[other]) for one, other in answers.pairs if other in frameworks]
    found = []
    rows = applications.page_open_from(
        session,
        frameworks={one for one, _ in known},
        destinations={other.territory for _, other in known} - {""},
        states=OPEN_STATES,
        after=None,
        limit=CASE_LIMIT + 1,
    )
    for row in rows[:CASE_LIMIT]:
        one, other = _answered(then, row, now), _answered(preview, row, now)
        if one != other:
            found.append(row)
    complete = len(rows) <= CASE_LIMIT and len(found) <= CASES_SHOWN
    return tuple(found[:CASES_SHOWN]), complete


def _answered(release: ReleaseInForce, row: Application, now: datetime) -> list[Any] | None:
    answer = compare_case(release, row, now=now)
    if answer is None:
        return None
    return [*(answer[name] for name in _ANSWERED), [rule["id"] for rule in answer["rules"]]]
