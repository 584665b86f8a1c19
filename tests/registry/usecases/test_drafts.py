"""Drafts: written by curators, reviewed by somebody else, locked while they are looked at."""

from dataclasses import replace
from uuid import uuid4

import pytest

from mappings.errors import StatementInvalid
from mappings.model import Force
from registry.errors import (
    Conflict,
    CursorInvalid,
    DraftChangeUnknown,
    DraftInvalid,
    DraftStepNotAllowed,
    DraftUnknown,
    FourEyesRequired,
    NotPermitted,
    OfficeNotCompetent,
    StatementUnknown,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.storage.tables import DraftChange
from registry.usecases import draft_changes, draft_views, drafts
from registry.usecases.draft_states import STATES, STEPS
from tests.registry.drafting import (
    AWAITING,
    BASE,
    CURATOR,
    NL4,
    REVIEWER,
    Drafted,
    citable,
    member,
    statement_of,
)
from tests.registry.people import by_email, dump


def changes(draft: Drafted) -> list[DraftChange]:
    with reading(draft.services.engine) as session:
        return list(draft_changes.list_changes(session, draft.id))


def findings(draft: Drafted) -> list[tuple[str, int]]:
    with reading(draft.services.engine) as session:
        found = draft_views.findings(
            session, draft.services.release, draft_id=draft.id, now=draft.services.clock()
        )
    return [(one.severity, one.rule) for one in found]


def test_a_draft_starts_from_the_release_in_force(services: Services) -> None:
    row = Drafted(services).row
    assert (row.state, row.version, row.base_release) == ("OPEN", 1, 1)
    assert row.organisation_id == "registry"


def test_a_change_may_name_only_what_changes(services: Services) -> None:
    draft = Drafted(services)
    draft.put("supersede", NL4, {"confidence": "0.99", "provenance": {"locator": "table 9"}})
    (row,) = changes(draft)
    assert row.part is not None
    assert row.part["confidence"] == "0.99"
    assert row.part["provenance"]["locator"] == "table 9"
    assert row.part["provenance"]["document"] == statement_of(services, NL4).provenance.document


def test_a_second_change_of_the_same_statement_replaces_the_first(services: Services) -> None:
    draft = Drafted(services)
    draft.put("supersede", NL4, {"confidence": "0.99"})
    draft.put("withdraw", NL4)
    (row,) = changes(draft)
    assert (row.act, row.part) == ("withdraw", None)


def test_a_new_statement_is_named_by_its_id(services: Services) -> None:
    draft = Drafted(services)
    one = statement_of(services, NL4)
    part = draft_changes.to_plain(replace(one, id="nl-new"))
    for made_by_us in ("iri", "recorded", "version"):
        del part[made_by_us]
    row = draft.put("add", part=part)
    assert row.iri == f"{BASE}/statement/nl-new"
    own = draft.put("add", part={**part, "iri": "https://nuffic.example/id/s1"})
    assert own.iri == "https://nuffic.example/id/s1"


def test_the_difference_shows_the_versions(services: Services) -> None:
    draft = Drafted(services)
    draft.put("supersede", NL4, {"confidence": "0.99"})
    with reading(services.engine) as session:
        found = draft_views.difference(
            session, services.release, draft_id=draft.id, now=services.clock()
        )
    assert [(c.kind, c.iri, c.by) for c in found.changes] == [
        ("superseded", NL4, f"{NL4}.v2"),
        ("added", f"{NL4}.v2", None),
    ]


def test_the_rules_are_told_as_one_goes(services: Services) -> None:
    draft = Drafted(services)
    draft.put("supersede", NL4, {"provenance": {"locator": ""}})
    assert ("violation", 1) in findings(draft)
    draft.put("supersede", NL4, citable(services, NL4))
    assert "violation" not in {severity for severity, _ in findings(draft)}


def test_confirming_gives_an_unreviewed_statement_the_force_of_its_kind(
    services: Services,
) -> None:
    assert statement_of(services, AWAITING).force is Force.UNREVIEWED
    row = Drafted(services).put("confirm", AWAITING, citable(services, AWAITING))
    assert row.part is not None
    assert (row.act, row.part["force"]) == ("supersede", int(Force.JOINT))
    with pytest.raises(StatementInvalid):
        Drafted(services).put("confirm", NL4)


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (("burn", NL4), ValidationFailed),
        (("withdraw", f"{BASE}/statement/none"), StatementUnknown),
        (("supersede", NL4, {"source": "44"}), StatementInvalid),
        (("supersede", NL4, {"colour": "red"}), StatementInvalid),
        (("supersede", NL4, {"id": "other"}), StatementInvalid),
        (("add", "", {"id": "x"}), StatementInvalid),
        (("add", "", {}), StatementInvalid),
        (("withdraw", f"{BASE}/framework/nl-nlqf"), StatementInvalid),
    ],
)
def test_what_cannot_be_changes_nothing(services: Services, asked, fault) -> None:
    draft = Drafted(services)
    before = dump(services)
    with pytest.raises(fault):
        draft.put(*asked)
    assert dump(services) == before


def test_a_change_is_taken_out_again(services: Services) -> None:
    draft = Drafted(services).withdraw_statement()
    (row,) = changes(draft)
    with transaction(services.engine) as session:
        curator = by_email(session, CURATOR)
        drafted = draft_changes.remove(
            session, actor=curator, draft_id=draft.id, change_id=row.id, now=services.clock()
        )
        assert drafted.version == 3
    assert changes(draft) == []
    with pytest.raises(DraftChangeUnknown), transaction(services.engine) as session:
        draft_changes.remove(
            session,
            actor=by_email(session, CURATOR),
            draft_id=draft.id,
            change_id=row.id,
            now=services.clock(),
        )


def test_two_curators_at_once_do_not_overwrite_each_other(services: Services) -> None:
    member(services, "second@demo.example", role="curator")
    draft = Drafted(services)
    draft.put("withdraw", NL4, expected_version=1)
    with pytest.raises(Conflict):
        draft.put("withdraw", AWAITING, who="second@demo.example", expected_version=1)
    draft.put("withdraw", AWAITING, who="second@demo.example", expected_version=2)
    assert len(changes(draft)) == 2


def test_an_empty_draft_is_not_submitted(services: Services) -> None:
    with pytest.raises(ValidationFailed):
        Drafted(services).submit()


def test_nobody_reviews_what_they_wrote(services: Services) -> None:
    both = member(services, "both@demo.example", role="curator reviewer")
    own = Drafted(services, curator=both).withdraw_statement().submit()
    with pytest.raises(FourEyesRequired):
        own.review(who=both)
    touched = Drafted(services)
    touched.put("withdraw", NL4, who=both)
    touched.submit()
    with pytest.raises(FourEyesRequired):
        touched.review(who=both)
    assert touched.row.state == "SUBMITTED"
    touched.review()
    assert touched.row.state == "APPROVED"


def test_only_a_competent_office_writes_and_reviews(services: Services) -> None:
    german = member(services, "c@de.example", role="curator", organisation="de-zab")
    with pytest.raises(OfficeNotCompetent) as caught:
        Drafted(services, curator=german).put("withdraw", NL4)
    assert caught.value.members["territories"] == ["NL"]
    draft = Drafted(services).withdraw_statement().submit()
    for organisation in ("de-zab", "employer-demo"):
        who = member(
            services, f"r@{organisation}.example", role="reviewer", organisation=organisation
        )
        with pytest.raises(OfficeNotCompetent):
            draft.review(who=who)
    assert draft.row.state == "SUBMITTED"


def test_an_authority_speaks_for_its_own_country(services: Services) -> None:
    irish = member(services, "c@ie.example", role="curator", organisation="ie-naric-ireland")
    statement = next(
        one.iri
        for one in services.release.release.graph.correspondences
        if one.source_framework == "ie-nfq" and one.target_framework == "eqf"
    )
    draft = Drafted(services, curator=irish)
    draft.put("withdraw", statement)
    assert draft.row.organisation_id == "ie-naric-ireland"
    with pytest.raises(NotPermitted):
        draft.put("withdraw", NL4, who=CURATOR)


def test_a_draft_that_breaks_the_rules_is_not_approved(services: Services) -> None:
    draft = Drafted(services)
    draft.put("supersede", NL4, {"provenance": {"locator": ""}})
    draft.submit()
    with pytest.raises(DraftInvalid) as caught:
        draft.review()
    assert {error["rule"] for error in caught.value.members["errors"]} >= {1}
    assert draft.row.state == "SUBMITTED"


def test_a_returned_draft_is_open_again_and_says_why(services: Services) -> None:
    draft = Drafted(services).withdraw_statement().submit()
    with pytest.raises(ValidationFailed):
        draft.review("return")
    draft.review("return", note="Name the article.")
    assert draft.row.state == "OPEN"
    draft.put("withdraw", AWAITING)


def test_what_is_being_reviewed_is_locked(services: Services) -> None:
    draft = Drafted(services).withdraw_statement().submit()
    for _ in range(2):
        with pytest.raises(DraftStepNotAllowed):
            draft.put("withdraw", AWAITING)
        if draft.row.state == "SUBMITTED":
            draft.review()
    draft.take("reopen")
    draft.put("withdraw", AWAITING)
    with pytest.raises(DraftStepNotAllowed):
        draft.publish()


def test_a_withdrawn_draft_stays_withdrawn(services: Services) -> None:
    draft = Drafted(services).withdraw_statement()
    draft.take("withdraw")
    for step in ("reopen", "withdraw"):
        with pytest.raises(DraftStepNotAllowed) as caught:
            draft.take(step)
        assert caught.value.members["allowed"] == []
    for act in (draft.submit, draft.review, draft.publish, draft.rebase):
        with pytest.raises(DraftStepNotAllowed):
            act()


def test_roles_and_organisations_are_checked(services: Services) -> None:
    draft = Drafted(services).withdraw_statement()
    with pytest.raises(NotPermitted):
        Drafted(services, curator="worker@demo.example")
    with pytest.raises(NotPermitted):
        draft.put("withdraw", AWAITING, who=REVIEWER)
    draft.submit()
    with pytest.raises(NotPermitted):
        draft.review(who=CURATOR)
    with pytest.raises(DraftUnknown), reading(services.engine) as session:
        drafts.get(session, uuid4())


def test_comments_of_both_sides_are_kept(services: Services) -> None:
    draft = Drafted(services).withdraw_statement()
    with transaction(services.engine) as session:
        for who, iri in ((CURATOR, NL4), (REVIEWER, "")):
            drafts.comment(
                session,
                actor=by_email(session, who),
                draft_id=draft.id,
                text="Why?",
                iri=iri,
                now=services.clock(),
            )
        assert [row.iri for row in drafts.list_comments(session, draft.id)].count(NL4) == 1
    for who, text, iri, fault in (
        (CURATOR, " ", "", ValidationFailed),
        (CURATOR, "What?", AWAITING, ValidationFailed),
        ("worker@demo.example", "Me too", "", NotPermitted),
    ):
        with pytest.raises(fault), transaction(services.engine) as session:
            drafts.comment(
                session,
                actor=by_email(session, who),
                draft_id=draft.id,
                text=text,
                iri=iri,
                now=services.clock(),
            )


def test_drafts_are_listed_newest_first_a_page_at_a_time(services: Services) -> None:
    wanted = []
    for number in range(5):
        services.clock.pass_time(minutes=1)  # type: ignore[attr-defined]
        wanted.append(Drafted(services, title=f"Draft {number}").row.title)
    seen, cursor = [], None
    with reading(services.engine) as session:
        while True:
            page = drafts.page(session, cursor=cursor, limit=2)
            seen += [row.title for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert drafts.page(session, state="WITHDRAWN").rows == []
        with pytest.raises(CursorInvalid):
            drafts.page(session, cursor="x")
        with pytest.raises(ValidationFailed):
            drafts.page(session, state="LOST")
    assert seen == wanted[::-1]


def test_every_step_leads_to_a_state_and_every_act_is_audited(services: Services) -> None:
    assert {step.next_state for step in STEPS} | {step.state for step in STEPS} == set(STATES)
    draft = Drafted(services).withdraw_statement().approved()
    with reading(services.engine) as session:
        told = [entry.action for entry in audit.list_of_subject(session, f"draft:{draft.id}")]
    assert told == ["draft.created", "draft.changed", "draft.submitted", "draft.approved"]


def test_a_draft_on_an_older_release_is_shown_against_that_one(services: Services) -> None:
    draft = Drafted(services).withdraw_statement()
    Drafted(services).withdraw_statement(AWAITING).approved().publish()
    assert services.release.release.number == 2
    with reading(services.engine) as session:
        found = draft_views.difference(
            session, services.release, draft_id=draft.id, now=services.clock()
        )
    assert [change.iri for change in found.changes] == [NL4]
