"""A reviewed draft becomes the next release: whole, or not at all."""

import gzip
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from mappings import comparison
from mappings.errors import ExamplesInvalid
from mappings.model import Force, Status
from registry.errors import (
    Conflict,
    DraftInvalid,
    DraftStepNotAllowed,
    NotPermitted,
    RegressionExamplesDiffer,
    RegressionExamplesUnknown,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import drafts
from registry.storage.tables import StoredRelease
from registry.usecases import publication, publishing, regression_examples, stored_releases
from tests.registry.drafting import AWAITING, CURATOR, NL4, Drafted, citable, member, statement_of
from tests.registry.people import by_email, dump

EXAMPLES = Path(__file__).parents[2] / "examples"


def ask(services: Services, level: str = "4", *, release=None) -> comparison.Answer:
    in_force = release or services.release
    return comparison.compare(
        in_force.index,
        comparison.ComparisonQuery(
            "nl-nlqf",
            level,
            "eqf",
            services.clock().date(),
            in_force.release.published_at,
        ),
    )


def attach(draft: Drafted, content: bytes, name: str = "own.json"):
    with transaction(draft.services.engine) as session:
        return regression_examples.attach(
            session,
            draft.services.release,
            actor=by_email(session, CURATOR),
            draft_id=draft.id,
            name=name,
            content=content,
            now=draft.services.clock(),
        )


def example_file() -> bytes:
    return (EXAMPLES / "worked-examples.json").read_bytes()


def spoiled(content: bytes) -> bytes:
    """The same questions, one of them expecting another answer."""
    document = json.loads(content)
    found = next(
        found
        for world in document.get("worlds", [document])
        for found in world["level_examples"]
        if "conf" in found["expect"]
    )
    found["expect"]["conf"] = "0.0001"
    return json.dumps(document).encode()


@pytest.mark.parametrize("years", [0, 7])
def test_a_small_draft_validated_is_the_whole_release_validated(
    services: Services, years: int
) -> None:
    draft = Drafted(services).withdraw_statement().approved()
    now = services.clock().replace(year=services.clock().year + years)
    with reading(services.engine) as session:
        release = services.release
        quick = publication.prepare(session, release, draft_id=draft.id, now=now)
        whole = publication.prepare(session, release, draft_id=draft.id, in_full=True, now=now)
    assert quick.release == whole.release
    assert quick.release.findings


def test_a_release_published_before_findings_were_kept_is_validated_whole(
    services: Services,
) -> None:
    draft = Drafted(services).withdraw_statement().approved()
    with transaction(services.engine) as session:
        session.connection().execute(update(StoredRelease).values(findings=None))
    row = draft.publish()
    assert stored_releases.findings_of(row)
    assert len(stored_releases.findings_of(row) or ()) == row.warnings


def asking_the_release(level: str = "4") -> bytes:
    """A file without a world: what the release itself must answer."""
    query = {
        "from_framework": "nl-nlqf",
        "level": level,
        "to_framework": "eqf",
        "as_of": "2026-11-24",
    }
    expect = {"status": "DETERMINED", "interval": ["4"]}
    return json.dumps(
        {"level_examples": [{"id": "nurse", "query": query, "expect": expect}]}
    ).encode()


def test_a_file_may_ask_the_release_to_be(services: Services) -> None:
    draft = Drafted(services)
    attach(draft, asking_the_release())
    draft.put("withdraw", AWAITING)
    draft.approved().publish()
    later = Drafted(services).withdraw_statement().approved()
    with reading(services.engine) as session:
        found = regression_examples.differences(
            session, services.release, draft_id=later.id, now=services.clock()
        )
    assert {one.example for one in found} == {"nurse"}
    before = dump(services.engine)
    with pytest.raises(RegressionExamplesDiffer):
        later.publish()
    assert dump(services.engine) == before


def test_a_file_that_asks_for_what_is_not_there_is_not_attached(services: Services) -> None:
    with pytest.raises(ExamplesInvalid, match="no level 99"):
        attach(Drafted(services), asking_the_release("99"))


def test_publishing_puts_the_next_release_in_force(services: Services) -> None:
    older = services.release
    assert ask(services).status is Status.DETERMINED
    row = Drafted(services).withdraw_statement().approved().publish()
    assert (row.number, services.release.release.number) == (2, 2)
    assert services.release.release.sha256 == row.sha256
    assert ask(services).interval is None
    assert ask(services, release=older).interval is not None


def test_the_older_release_stays_byte_for_byte(services: Services) -> None:
    with reading(services.engine) as session:
        before = publishing.get_stored_release(session, 1).model_dump()
    Drafted(services).withdraw_statement().approved().publish()
    with reading(services.engine) as session:
        assert publishing.get_stored_release(session, 1).model_dump() == before
        quads = gzip.decompress(publishing.get_stored_release(session, 2).nquads)
    assert before["sha256"].encode() in quads


def test_a_superseded_statement_answers_as_known_before(services: Services) -> None:
    published_first = services.release.release.published_at
    draft = Drafted(services)
    draft.put("supersede", NL4, {**citable(services, NL4), "confidence": "0.5"})
    services.clock.pass_time(days=1)  # type: ignore[attr-defined]
    draft.approved().publish()
    assert str(ask(services).confidence) == "0.5000"
    then = comparison.compare(
        services.release.index, replace(ask(services).query, known_at=published_first)
    )
    assert str(then.confidence) == "0.9500"
    newer = statement_of(services, f"{NL4}.v2")
    assert (newer.replaces, newer.recorded.at) == (NL4, services.clock())
    assert (newer.provenance.author, newer.provenance.reviewer) == (
        "registry-curation",
        "registry-review",
    )


def test_a_confirmed_statement_answers(services: Services) -> None:
    draft = Drafted(services)
    draft.put("confirm", AWAITING, citable(services, AWAITING))
    draft.approved().publish()
    newer = statement_of(services, f"{AWAITING}.v2")
    assert (newer.force, newer.provenance.checked) == (Force.JOINT, True)
    assert newer.provenance.reviewed_on == services.clock().date()


def test_of_two_drafts_on_one_release_the_second_has_to_be_rebased(services: Services) -> None:
    first = Drafted(services).withdraw_statement().approved()
    second = Drafted(services).withdraw_statement(AWAITING).approved()
    first.publish()
    before = dump(services)
    with pytest.raises(Conflict) as caught:
        second.publish()
    assert caught.value.members == {"base_release": 1, "newest_release": 2}
    assert dump(services) == before
    second.take("reopen")
    second.rebase()
    services.clock.pass_time(minutes=1)  # type: ignore[attr-defined]
    second.approved()
    assert second.publish().number == 3
    assert ask(services).interval is None


def test_two_curators_publishing_at_once(services: Services) -> None:
    both = [Drafted(services).withdraw_statement(iri).approved() for iri in (NL4, AWAITING)]
    start = threading.Barrier(2)

    def publish(draft: Drafted) -> int | str:
        start.wait()
        try:
            return draft.publish().number
        except Conflict as conflict:
            return conflict.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(publish, both))) == ["2", "conflict"]
    with reading(services.engine) as session:
        assert [row.number for row in publishing.list_releases(session)] == [2, 1]
    assert sorted(draft.row.state for draft in both) == ["APPROVED", "PUBLISHED"]


def test_one_draft_is_published_once(services: Services) -> None:
    draft = Drafted(services).withdraw_statement().approved()
    draft.publish()
    assert (draft.row.state, draft.row.published_as) == ("PUBLISHED", 2)
    with pytest.raises(DraftStepNotAllowed):
        draft.publish()
    with pytest.raises(DraftStepNotAllowed):
        draft.take("withdraw")


def test_what_was_changed_after_it_was_prepared_is_not_published(services: Services) -> None:
    draft = Drafted(services).withdraw_statement().approved()
    with reading(services.engine) as session:
        prepared = publication.prepare(
            session, services.release, draft_id=draft.id, now=services.clock()
        )
    draft.take("reopen")
    draft.put("withdraw", AWAITING)
    draft.approved()
    with pytest.raises(Conflict), transaction(services.engine) as session:
        publication.write(session, prepared, actor=None, now=services.clock())
    with pytest.raises(Conflict):
        draft.publish(expected_version=1)
    assert services.release.release.number == 1


def test_who_may_publish(services: Services) -> None:
    draft = Drafted(services).withdraw_statement().approved()
    other = member(services, "c@de.example", role="curator", organisation="de-zab")
    for who in ("reviewer@demo.example", "worker@demo.example", other):
        with pytest.raises(NotPermitted):
            draft.publish(who=who)
    second = member(services, "second@demo.example", role="curator")
    assert draft.publish(who=second).number == 2


def test_rules_are_checked_again_when_it_is_published(services: Services) -> None:
    """Approved before a rule of the shapes was sharpened: the release is checked as a whole."""
    draft = Drafted(services)
    row = draft.put("supersede", NL4, citable(services, NL4))
    draft.approved()
    with transaction(services.engine) as session:
        row.part = {**(row.part or {}), "endorsers": []}
        session.add(session.merge(row))
    before = dump(services)
    with pytest.raises(DraftInvalid) as caught:
        draft.publish()
    assert {error["rule"] for error in caught.value.members["errors"]} == {16}
    assert dump(services) == before


def test_examples_that_differ_bar_the_release(services: Services) -> None:
    draft = Drafted(services).withdraw_statement()
    attach(draft, spoiled(example_file()))
    draft.approved()
    before = dump(services)
    with pytest.raises(RegressionExamplesDiffer) as caught:
        draft.publish()
    assert caught.value.members["errors"][0]["file"] == "own.json"
    assert dump(services) == before
    assert services.release.release.number == 1


def test_attached_examples_are_run_before_every_later_release(services: Services) -> None:
    draft = Drafted(services).withdraw_statement()
    kept = attach(draft, example_file())
    assert kept.questions > 0
    draft.approved().publish()
    later = Drafted(services).withdraw_statement(AWAITING)
    with reading(services.engine) as session:
        assert [row.id for row in regression_examples.due(session, later.id)] == [kept.id]
    with transaction(services.engine) as session:
        row = drafts.find_examples(session, kept.id)
        assert row is not None
        row.content = spoiled(row.content)
        session.add(row)
    later.approved()
    with pytest.raises(RegressionExamplesDiffer):
        later.publish()
    with transaction(services.engine) as session:
        curator = by_email(session, CURATOR)
        regression_examples.retire(
            session, actor=curator, examples_id=kept.id, now=services.clock()
        )
    services.clock.pass_time(minutes=1)  # type: ignore[attr-defined]
    assert later.publish().number == 3


def test_what_is_no_file_of_examples_is_not_attached(services: Services) -> None:
    draft = Drafted(services)
    with pytest.raises(Exception, match="not JSON"):
        attach(draft, b"{")
    with pytest.raises(ValidationFailed):
        attach(draft, b" " * (1024 * 1024 + 1))
    with pytest.raises(RegressionExamplesUnknown), transaction(services.engine) as session:
        regression_examples.retire(
            session,
            actor=by_email(session, CURATOR),
            examples_id=draft.id,
            now=services.clock(),
        )


def test_every_answer_under_load_belongs_to_one_whole_release(services: Services) -> None:
    """Readers ask on while two releases are published; none sees half of one."""
    expected: dict[int, str] = {}
    seen: set[tuple[int, int, str]] = set()
    stop = threading.Event()

    def read() -> None:
        last = False
        while not last:
            # Once more after the last release; a pause, or the readers alone would have the day.
            last = stop.wait(0.001)
            in_force = services.release
            answer = ask(services, release=in_force)
            seen.add((in_force.release.number, in_force.index.release, str(answer.confidence)))

    def published() -> Iterator[None]:
        expected[1] = str(ask(services).confidence)
        for number, confidence in ((2, "0.6"), (3, "0.7")):
            iri = NL4 if number == 2 else f"{NL4}.v{number - 1}"
            services.clock.pass_time(minutes=1)  # type: ignore[attr-defined]
            draft = Drafted(services)
            draft.put("supersede", iri, {**citable(services, iri), "confidence": confidence})
            draft.approved().publish()
            expected[number] = f"{confidence}000"
            yield

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            list(published())
        finally:
            stop.set()
        for reader in readers:
            reader.result()
    assert seen == {(number, number, told) for number, told in expected.items()}


def test_a_slow_loader_does_not_take_the_graph_back(services: Services) -> None:
    older = services.release
    Drafted(services).withdraw_statement().approved().publish()
    assert not services.put_in_force(older)
    assert services.release.release.number == 2
