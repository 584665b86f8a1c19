"""Edits of a graph: nothing that was said is taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mappings import diff
from mappings.comparison import compare
from mappings.errors import StatementInvalid
from mappings.index import compile_graph
from mappings.model import Force, Graph, Period
from mappings.revision import Act, Edit, Signature, edits_towards, revise
from tests.mappings.graphs import LONG_AGO, framework, graph, query, rule, statement

A, D = framework("A", 8), framework("D", 8)
H = framework("H", 8, hub=True)
A4, D4, D5 = statement("A4", "H4"), statement("D4", "H4"), statement("D5", "H5")
BASE = graph(A, H, D, statements=[A4, D4, D5], rules=[rule("R")])
AT = datetime(2025, 6, 1, tzinfo=UTC)
SIGNED = Signature(AT, "registry-curation", "registry-review")


def interval(one: Graph, known_at: datetime) -> list[str]:
    index = compile_graph(one, release=2)
    answer = compare(index, query("A4", "D", known_at=known_at))
    return [] if answer.interval is None else list(D.codes(answer.interval))


def find(one: Graph, iri: str):
    return next(s for s in (*one.correspondences, *one.rules) if s.iri == iri)


def test_an_added_statement_is_recorded_and_signed_by_the_offices() -> None:
    new = statement("A5", "H5")
    revised = revise(BASE, [Edit(Act.ADD, new.iri, new)], SIGNED)
    added = find(revised, new.iri)
    assert (added.recorded.at, added.recorded.superseded_at) == (AT, None)
    assert (added.provenance.author, added.provenance.reviewer) == (SIGNED.author, SIGNED.reviewer)
    assert added.provenance.document == new.provenance.document


def test_the_superseded_version_still_answers_as_known_before() -> None:
    revised = revise(
        BASE, [Edit(Act.SUPERSEDE, A4.iri, replace(A4, target_low="H5", target_high="H5"))], SIGNED
    )
    assert interval(revised, known_at=AT) == ["D5"]
    assert interval(revised, known_at=datetime(2025, 5, 31, tzinfo=UTC)) == ["D4"]
    newer = find(revised, f"{A4.iri}.v2")
    assert (newer.id, newer.version, newer.replaces) == (A4.id, 2, A4.iri)
    again = revise(
        revised,
        [Edit(Act.SUPERSEDE, newer.iri, replace(newer, mutual=False))],
        Signature(datetime(2025, 7, 1, tzinfo=UTC)),
    )
    assert find(again, f"{A4.iri}.v3").version == 3


def test_a_withdrawn_statement_answers_no_longer_but_did() -> None:
    revised = revise(BASE, [Edit(Act.WITHDRAW, A4.iri)], SIGNED)
    assert interval(revised, known_at=AT) == []
    assert interval(revised, known_at=LONG_AGO) == ["D4"]
    assert (
        find(
            revise(BASE, [Edit(Act.WITHDRAW, "urn:test:R")], SIGNED), "urn:test:R"
        ).recorded.superseded_at
        == AT
    )


def test_the_graph_handed_in_stays_as_it_is() -> None:
    before = diff.between(BASE, BASE)
    revise(BASE, [Edit(Act.WITHDRAW, A4.iri)], SIGNED)
    assert A4.recorded.superseded_at is None
    assert diff.between(BASE, BASE) == before


def test_a_framework_is_replaced_and_counted() -> None:
    iri = "https://w3id.org/open-recognition/id/framework/A"
    revised = revise(BASE, [Edit(Act.SUPERSEDE, iri, replace(A, name="New"))], SIGNED)
    assert (revised.frameworks["A"].name, revised.frameworks["A"].version) == ("New", 2)
    assert list(revised.frameworks) == ["A", "H", "D"]


@pytest.mark.parametrize(
    "edit",
    [
        Edit(Act.ADD, A4.iri, A4),
        Edit(Act.ADD, "urn:test:other", statement("A5", "H5")),
        Edit(Act.ADD, "urn:test:A5-H9", statement("A5", "H9")),
        Edit(Act.ADD, "urn:test:A5-Z1", statement("A5", "Z1")),
        Edit(Act.ADD, "urn:test:A5-H5..H4", statement("A5", "H5..H4")),
        Edit(Act.ADD, "urn:test:none"),
        Edit(Act.SUPERSEDE, "urn:test:none", A4),
        Edit(Act.SUPERSEDE, A4.iri, D4),
        Edit(Act.SUPERSEDE, A4.iri, rule("A4-H4")),
        Edit(Act.SUPERSEDE, A4.iri),
        Edit(Act.WITHDRAW, "urn:test:none"),
        Edit(Act.WITHDRAW, "https://w3id.org/open-recognition/id/framework/A"),
    ],
)
def test_an_edit_that_does_not_fit_names_its_statement(edit: Edit) -> None:
    with pytest.raises(StatementInvalid) as caught:
        revise(BASE, [edit], SIGNED)
    assert "statement" in caught.value.members


def test_what_is_superseded_is_history() -> None:
    revised = revise(BASE, [Edit(Act.WITHDRAW, A4.iri)], SIGNED)
    for act, part in ((Act.WITHDRAW, None), (Act.SUPERSEDE, A4)):
        with pytest.raises(StatementInvalid):
            revise(revised, [Edit(act, A4.iri, part)], Signature(datetime(2025, 7, 1, tzinfo=UTC)))
    with pytest.raises(StatementInvalid, match="before it was recorded"):
        revise(BASE, [Edit(Act.WITHDRAW, A4.iri)], Signature(LONG_AGO))


def test_curated_files_ask_only_for_what_they_changed() -> None:
    ends = replace(D4, valid=Period(date(2000, 1, 1), date(2024, 1, 1)))
    raised = replace(A4, force=Force.LAW)
    # Meanwhile a draft has raised A4, which the files do not mention.
    current = revise(BASE, [Edit(Act.SUPERSEDE, A4.iri, raised)], SIGNED)
    new = statement("A6", "H6")
    wanted = graph(A, H, D, statements=[A4, ends, new], rules=[rule("R")])
    edits = edits_towards(BASE, wanted, current)
    assert {(edit.act, edit.iri) for edit in edits} == {
        (Act.SUPERSEDE, D4.iri),
        (Act.WITHDRAW, D5.iri),
        (Act.ADD, new.iri),
    }
    later = Signature(datetime(2025, 7, 1, tzinfo=UTC))
    done = revise(current, edits, later)
    assert edits_towards(BASE, wanted, done) == ()
    assert find(done, f"{A4.iri}.v2").force is Force.LAW
    assert find(done, f"{D4.iri}.v2").valid.end == date(2024, 1, 1)
