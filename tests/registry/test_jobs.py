"""Timed work."""

from datetime import timedelta

import pytest
from sqlmodel import select

from registry.jobs import Done, run_due
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.tables import WebSession
from registry.usecases import accounts, recognition
from tests.conftest import Clock
from tests.registry.people import Case, decided, worker


def test_a_round_does_what_is_due_and_the_next_one_nothing(
    services: Services, clock: Clock
) -> None:
    decided(services)
    with transaction(services.engine) as session:
        accounts.open_web_session(
            session, account=worker(session), lifetime=timedelta(hours=1), now=clock()
        )
    clock.pass_time(hours=2)
    assert run_due(services, now=clock()) == Done(2, 1, 0, 0, 0, release_swapped=False)
    assert run_due(services, now=clock()) == Done(0, 0, 0, 0, 0, release_swapped=False)
    with reading(services.engine) as session:
        assert session.exec(select(WebSession)).all() == []


def test_a_request_nobody_answers_ends_the_case(services: Services, clock: Clock) -> None:
    case = Case(services).submit()
    case.record("intake", "request_information", "The diploma, please.")
    clock.pass_time(days=92)
    assert run_due(services, now=clock()).cases_closed == 0
    clock.pass_time(days=1)
    assert run_due(services, now=clock()).cases_closed == 1
    with reading(services.engine) as session:
        closed = recognition.get_application(session, actor=worker(session), application_id=case.id)
        assert (closed.state, closed.closed_at) == ("CLOSED", clock())


def test_an_authority_that_is_late_is_counted(
    services: Services, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    Case(services).submit()
    Case(services).reach_evaluation()
    clock.pass_time(days=40)
    assert run_due(services, now=clock()).deadlines_missed == 1
    clock.pass_time(days=60)
    assert run_due(services, now=clock()).deadlines_missed == 2
    assert "Maria" not in capsys.readouterr().err
