"""Files into a draft: unreviewed, all of a file or nothing, never weakening what is confirmed."""

import json
from dataclasses import replace

import pytest

from mappings import exchange
from mappings.errors import ExchangeInvalid
from mappings.model import Force, Graph
from registry.errors import DraftInvalid, ImportFaulty, OfficeNotCompetent
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.usecases import draft_changes, draft_imports, reviews
from registry.usecases.draft_imports import Taken
from tests.registry.drafting import AWAITING, BASE, NL4, REVIEWER, Drafted, member, statement_of
from tests.registry.people import by_email, dump


def take(draft: Drafted, content: bytes, name: str = "statements.tsv") -> Taken:
    services = draft.services
    with reading(services.engine) as session:
        actor = by_email(session, draft.curator)
    return draft_imports.import_file(
        services,
        actor=actor,
        draft_id=draft.id,
        content=content,
        name=name,
        now=services.clock(),
    )


def file_of(services: Services, *statements) -> bytes:
    """These statements as another registry would export them."""
    graph = services.release.release.graph
    told = Graph(graph.frameworks, tuple(statements))
    return exchange.write(told, "sssom-tsv", number=1, on=services.clock().date())


def test_new_statements_enter_unreviewed_with_their_file(services: Services) -> None:
    new = replace(statement_of(services, NL4), id="x", iri=f"{BASE}/statement/x")
    draft = Drafted(services)
    taken = take(draft, file_of(services, new))
    assert (taken.added, taken.superseded, taken.kept) == (1, 0, ())
    with reading(services.engine) as session:
        (row,) = draft_changes.list_changes(session, draft.id)
    assert row.part is not None
    assert row.part["force"] == int(Force.UNREVIEWED)
    assert taken.sha256 in json.dumps(row.part)


def test_what_is_confirmed_is_not_weakened_by_a_file(services: Services) -> None:
    confirmed = replace(
        statement_of(services, NL4), confidence=statement_of(services, NL4).confidence / 2
    )
    waiting = replace(statement_of(services, AWAITING), mutual=False)
    taken = take(Drafted(services), file_of(services, confirmed, waiting))
    assert (taken.added, taken.superseded, taken.kept) == (0, 1, (NL4,))


def test_a_file_with_a_fault_changes_nothing(services: Services) -> None:
    good = replace(statement_of(services, NL4), id="x", iri=f"{BASE}/statement/x")
    bad = replace(good, id="y", iri=f"{BASE}/statement/y", source="44")
    draft = Drafted(services)
    before = dump(services)
    with pytest.raises(ImportFaulty) as caught:
        take(draft, file_of(services, good, bad))
    assert caught.value.members["errors"]
    with pytest.raises(ExchangeInvalid):
        take(draft, b"PK no archive", "statements.xlsx")
    assert dump(services) == before


def test_a_file_about_other_countries_is_refused(services: Services) -> None:
    german = member(services, "c@de.example", role="curator", organisation="de-zab")
    new = replace(statement_of(services, NL4), id="x", iri=f"{BASE}/statement/x")
    with pytest.raises(OfficeNotCompetent):
        take(Drafted(services, curator=german), file_of(services, new))


def test_a_file_is_read_before_anything_is_locked(sqlite_services: Services) -> None:
    """While another writes, a bad file is told at once: nobody waits for a large one."""
    draft = Drafted(sqlite_services)
    with transaction(sqlite_services.engine) as writer:
        writer.connection()
        with pytest.raises(ImportFaulty):
            take(draft, b"id,source_framework\nx,none\n", "statements.csv")


def test_rules_are_asked_before_anything_is_locked(sqlite_services: Services) -> None:
    draft = Drafted(sqlite_services)
    draft.put("supersede", NL4, {"provenance": {"locator": ""}})
    draft.submit()
    with reading(sqlite_services.engine) as session:
        reviewer = by_email(session, REVIEWER)
    with transaction(sqlite_services.engine) as writer:
        writer.connection()
        with pytest.raises(DraftInvalid):
            reviews.review_draft(
                sqlite_services,
                actor=reviewer,
                draft_id=draft.id,
                verdict="approve",
                now=sqlite_services.clock(),
            )
