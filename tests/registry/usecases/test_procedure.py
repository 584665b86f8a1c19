"""The table of the procedure holds together."""

import pytest

from mappings.model import Purpose
from registry.errors import ApplicationAlreadyDecided, TransitionNotAllowed
from registry.usecases.cases import GUARDS
from registry.usecases.deadlines import due_on
from registry.usecases.procedure import (
    OFFICER_ROLES,
    OPEN_STATES,
    SYSTEM,
    TRANSITIONS,
    WORKER,
    events_from,
    get_transition,
    next_actor,
)
from tests.conftest import NOW

FINAL = {"CLOSED", "WITHDRAWN"}


def test_an_event_of_a_state_has_one_row() -> None:
    keys = [(row.state, row.event) for row in TRANSITIONS]
    assert len(set(keys)) == len(keys)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {"DRAFT"}
    while fresh := {row.next_state for row in TRANSITIONS if row.state in reached} - reached:
        reached |= fresh
    left = {row.state for row in TRANSITIONS}
    assert reached == left | FINAL
    assert left == {*OPEN_STATES, "DECIDED"}


def test_guards_permissions_and_clocks_exist() -> None:
    for row in TRANSITIONS:
        assert set(row.guards) <= GUARDS.keys(), row
        assert row.permission in {WORKER, SYSTEM, *OFFICER_ROLES}, row
        if row.deadline:
            ends = due_on(
                row.deadline, start=NOW.date(), destination="DE", purpose=Purpose.EMPLOYMENT
            )
            assert ends > NOW.date()


def test_a_case_is_withdrawn_from_any_open_state() -> None:
    for state in OPEN_STATES:
        assert get_transition(state, "withdraw").next_state == "WITHDRAWN"


@pytest.mark.parametrize("state", ["DECIDED", "APPEALED", "CLOSED"])
def test_a_decided_case_says_so(state: str) -> None:
    with pytest.raises(ApplicationAlreadyDecided):
        get_transition(state, "decide")


def test_an_event_of_another_state_names_the_events_there_are() -> None:
    with pytest.raises(TransitionNotAllowed) as refused:
        get_transition("SUBMITTED", "verify")
    assert refused.value.members["allowed"] == ["check", "request_information", "withdraw"]


@pytest.mark.parametrize(
    ("state", "actor"),
    [
        ("DRAFT", "worker"),
        ("SUBMITTED", "officer:intake"),
        ("INFO_REQUESTED", "worker"),
        ("COMPLETE", "officer:verification"),
        ("VERIFIED", "officer:assessment"),
        ("PROPOSED", "officer:decision"),
        ("DECIDED", None),
        ("CLOSED", None),
    ],
)
def test_somebody_is_next_while_the_case_is_open(state: str, actor: str | None) -> None:
    assert next_actor(state) == actor


def test_final_states_have_no_events() -> None:
    assert not any(events_from(state) for state in FINAL)
