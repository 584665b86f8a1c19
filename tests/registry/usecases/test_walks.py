"""Whatever people press, in whatever order: a case stays on the table of the procedure."""

from contextlib import suppress
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.errors import RegistryError
from registry.services import Services
from registry.storage.database import reading
from registry.storage.queries import applications, audit, decisions
from registry.usecases.procedure import TRANSITIONS, events_from
from tests.conftest import Clock
from tests.registry.people import CONDITIONAL, FULL, REFUSED, Case

ROWS = {(row.state, row.event, row.next_state) for row in TRANSITIONS}
EVENTS = sorted({row.event for row in TRANSITIONS})
PEOPLE = ("worker", "intake", "assessor", "decider")
DRAFTS = (FULL, REFUSED, CONDITIONAL)


def choose(case: Case, luck: Random) -> str:
    """Mostly an event that the state knows, sometimes any; withdrawal ends a walk early."""
    with reading(case.services.engine) as session:
        found = applications.find(session, case.id)
    known = sorted(events_from(found.state if found else "DRAFT"))
    likely = [event for event in known if event != "withdraw"]
    return luck.choice(likely if likely and luck.random() < 0.9 else EVENTS)


def press(case: Case, event: str, luck: Random) -> None:
    draft = luck.choice(DRAFTS)
    if event in {"propose", "apply_rule"}:
        case.propose(draft)
    elif event == "decide":
        case.decide(luck.choice((None, draft)))
    elif event == "appeal":
        case.appeal()
    else:
        case.record(luck.choice(PEOPLE), event, luck.choice(("", "A note.")))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_any_walk_keeps_to_the_table(sqlite_services: Services, clock: Clock, seed: int) -> None:
    luck = Random(seed)  # noqa: S311 - a test repeats itself
    case = Case(sqlite_services).reach_evaluation()
    for _ in range(30):
        clock.pass_time(days=luck.choice((0, 0, 0, 1, 40)))
        with suppress(RegistryError):
            press(case, choose(case, luck), luck)
    with reading(sqlite_services.engine) as session:
        events = applications.list_events(session, case.id)
        found = applications.find(session, case.id)
        assert found is not None
        assert found.state == events[-1].to_state
        assert found.version == len(events) + 1
        assert {(row.from_state, row.event, row.to_state) for row in events} <= ROWS
        assert [row.sequence for row in events] == list(range(1, len(events) + 1))
        decided = [row for row in events if row.event == "decide"]
        newest = decisions.find_newest(session, case.id)
        assert (newest is None) == (not decided)
        assert audit.find_break(session) is None
