"""Clocks that ran out: close what nobody answered, count what an authority is late with."""

from datetime import datetime

from sqlmodel import Session

from registry.storage.queries import applications
from registry.usecases import cases
from registry.usecases.procedure import OPEN_STATES, get_transition

BATCH = 200


def close_unanswered(session: Session, *, now: datetime) -> int:
    """Cases whose worker did not supply what was asked for in time; how many were closed."""
    due = applications.list_due(
        session, kind="supply", before=now.date(), states=["INFO_REQUESTED"], limit=BATCH
    )
    for application in due:
        transition = get_transition(application.state, "time_out")
        cases.take(
            cases.Step(session, application, transition, actor=None, now=now, note="time_out")
        )
    return len(due)


def count_missed(session: Session, *, now: datetime) -> int:
    """Open cases in which the authority's own time is over."""
    return sum(
        applications.count_due(session, kind=kind, before=now.date(), states=OPEN_STATES)
        for kind in ("acknowledge", "decide", "review")
    )
