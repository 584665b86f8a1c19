"""The impact of a draft: answers, credentials and cases that it touches, and no others."""

import pytest

from registry.errors import CursorInvalid, StatementUnknown
from registry.services import Services
from registry.storage.database import reading
from registry.storage.queries import credentials
from registry.usecases import draft_views
from registry.usecases.draft_views import Touched
from tests.registry.drafting import AWAITING, BASE, NL4, Drafted
from tests.registry.people import Case, decided


def impact(draft: Drafted) -> Touched:
    services = draft.services
    with reading(services.engine) as session:
        return draft_views.touched(
            session, services.release, draft_id=draft.id, now=services.clock()
        )


def test_answers_that_change_are_told_with_both_answers(services: Services) -> None:
    found = impact(Drafted(services).withdraw_statement())
    told = {
        (one.query.from_framework, one.query.level, one.query.to_framework): one
        for one in found.answers.changed
    }
    lost = told["nl-nlqf", "4", "de-dqr"]
    assert lost.before.interval is not None
    assert lost.after.interval is None
    assert found.answers.complete
    assert found.statements == (NL4,)


def test_credentials_that_rest_on_the_statement_are_found(services: Services) -> None:
    _, one = decided(services)
    _, other = decided(services)
    assert one.credential is not None
    assert other.credential is not None
    draft = Drafted(services).withdraw_statement()
    found = impact(draft)
    assert found.resting == 2
    wanted = sorted([one.credential.id, other.credential.id], key=lambda each: each.hex)
    assert [row.id for row in found.credentials.rows] == wanted
    assert impact(Drafted(services).withdraw_statement(AWAITING)).resting == 0
    seen, cursor = [], None
    with reading(services.engine) as session:
        for _ in wanted:
            page = draft_views.page_credentials(
                session,
                services.release,
                draft_id=draft.id,
                cursor=cursor,
                limit=1,
                now=services.clock(),
            )
            seen += [row.id for row in page.rows]
            cursor = page.next_cursor
        assert (seen, cursor) == (wanted, None)
        with pytest.raises(CursorInvalid):
            draft_views.page_credentials(
                session, services.release, draft_id=draft.id, cursor="x", now=services.clock()
            )


def test_a_credential_that_rests_on_two_changed_statements_counts_once(
    services: Services,
) -> None:
    _, result = decided(services)
    assert result.credential is not None
    with reading(services.engine) as session:
        steps = credentials.list_steps(session, result.credential.id)
    draft = Drafted(services)
    for step in steps:
        draft.withdraw_statement(step)
    found = impact(draft)
    assert len(steps) > 1
    assert (found.resting, len(found.credentials.rows)) == (1, 1)


def test_open_cases_whose_answer_changes_are_found(services: Services) -> None:
    open_case = Case(services).submit()
    decided(services)
    found = impact(Drafted(services).withdraw_statement())
    assert {row.id for row in found.cases} == {open_case.id}
    assert found.all_cases
    assert impact(Drafted(services).withdraw_statement(AWAITING)).cases == ()


def test_the_withdrawal_of_one_statement_can_be_looked_at_without_a_draft(
    services: Services,
) -> None:
    decided(services)
    with reading(services.engine) as session:
        found = draft_views.touched_by_withdrawal(
            session, services.release, statement=NL4, now=services.clock()
        )
        assert found.resting == 1
        assert found.answers.changed
        with pytest.raises(StatementUnknown):
            draft_views.touched_by_withdrawal(
                session, services.release, statement=f"{BASE}/statement/x", now=services.clock()
            )
