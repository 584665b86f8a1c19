"""A file from outside: unreviewed, with its source, every fault by its row."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from mappings import curated, exchange, statements, validation
from mappings.errors import FormatUnknown, ImportTooLarge
from mappings.exchange import reading
from mappings.exchange.faults import MAX_BYTES
from mappings.model import (
    Correspondence,
    Force,
    Graph,
    Period,
    Predicate,
    Provenance,
    Purpose,
    Recorded,
    Scope,
)
from tests.mappings.graphs import framework, graph, statement

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SEED = curated.read()
A, H = framework("A", 3), framework("H", 3, hub=True)
SOURCED = Provenance("office", "report", "2012", locator="table 1", author="pen", reviewer="eye")
SMALL = graph(
    A,
    H,
    statements=[
        statement("A1", "H1", provenance=SOURCED, scope=Scope(frozenset({Purpose.INFORMATION}))),
        statement("A2", "H2", provenance=SOURCED, scope=Scope(frozenset({Purpose.INFORMATION}))),
    ],
)
LOSSLESS = {"csv": "x.csv", "xlsx": "x.xlsx", "sssom-tsv": "x.sssom.tsv", "nq": "x.nq"}
LOSSLESS |= {"trig": "x.trig", "ttl": "x.ttl", "jsonld": "x.jsonld"}
FULL = Correspondence(
    id="full",
    iri="urn:test:full",
    source_framework="A",
    source="A1",
    target_framework="H",
    target_low="H1",
    target_high="H2",
    predicate=Predicate.NARROW,
    confidence=Decimal("0.123"),
    force=Force.LAW,
    mapping_set="AH",
    mutual=True,
    valid=Period(date(2001, 1, 1), date(2002, 2, 2)),
    recorded=Recorded(NOW, NOW + timedelta(microseconds=1)),
    provenance=Provenance(
        "authority",
        "document",
        "2012",
        "https://example.org/a",
        "locator",
        "source",
        False,
        "note",
        "author",
        "reviewer",
        date(2003, 3, 3),
        date(2004, 4, 4),
    ),
    scope=Scope(
        frozenset({Purpose.EMPLOYMENT}), frozenset({"NL"}), frozenset({"7212"}), frozenset({"t|y"})
    ),
    negative=True,
    applies_to_awards=Period(date(2005, 5, 5), date(2006, 6, 6)),
    version=7,
    kind="kind",
    valid_from_text="2001",
    valid_to_text="2002",
    endorsers=frozenset({"one", "=two"}),
    replaces="urn:test:older",
)


def read(raw: bytes, name: str, **options: object) -> exchange.Imported:
    return exchange.read(raw, at=NOW, name=name, **options)


def write(written: Graph, form: str) -> bytes:
    return exchange.write(written, form, number=1, on=NOW.date())


def check(imported: exchange.Imported, before: Graph) -> tuple[exchange.Fault, ...]:
    """The violations that the import would bring."""
    after = replace(before, correspondences=imported.correspondences)
    found = validation.validate_change(before, after, on=NOW.date())
    violations = [finding for finding in found if finding.severity == "violation"]
    return exchange.by_row(imported, violations)


@pytest.mark.parametrize("form", LOSSLESS)
def test_every_field_of_a_statement_survives(form: str) -> None:
    """A field added to the model and not to the exchange makes this test fail."""
    plain = statement("A1", "H1", provenance=Provenance("", ""))
    for part, default in (
        (FULL, plain),
        (FULL.provenance, plain.provenance),
        (FULL.scope, Scope()),
    ):
        same = [name for name in part.__slots__ if getattr(part, name) == getattr(default, name)]
        assert set(same) <= {"source_framework", "source", "target_framework", "target_low"} | {
            "mapping_set",
            "mutual",
        }
    stated = read(write(graph(A, H, statements=[FULL]), form), LOSSLESS[form]).stated
    assert stated.correspondences == (FULL,)


@pytest.mark.parametrize("form", [*LOSSLESS, "ctdl"])
def test_whatever_it_says_of_itself_it_enters_unreviewed(form: str) -> None:
    name = LOSSLESS.get(form, "x.json")
    imported = read(write(SMALL, form), name, frameworks=SMALL.frameworks)
    assert (imported.format, imported.faults) == (form, ())
    assert len(imported.correspondences) == len(imported.rows) == 2
    for one in imported.correspondences:
        assert one.force is Force.UNREVIEWED
        assert one.recorded == Recorded(NOW)
        assert (one.provenance.author, one.provenance.reviewer) == ("", "")
        assert not one.provenance.checked
        assert imported.sha256 in one.provenance.source
        assert one.iri in imported.rows


def test_a_row_is_named_in_the_source_and_the_persons_file_name_is_not() -> None:
    imported = read(write(SMALL, "csv"), "Jane Doe.csv")
    sources = [one.provenance.source for one in imported.correspondences]
    assert [source.rpartition(", ")[2] for source in sources] == ["row 2", "row 3"]
    assert "Jane" not in sources[0]


def test_superseded_statements_do_not_enter_and_are_counted() -> None:
    ended = replace(SMALL.correspondences[0], recorded=Recorded(NOW - timedelta(days=2), NOW))
    imported = read(write(graph(A, H, statements=[ended]), "csv"), "x.csv")
    assert imported.correspondences == ()
    assert imported.left_out == ("1 superseded statements",)


def test_levels_and_frameworks_are_checked_with_their_row() -> None:
    wrong = [
        statement("A9", "H1"),
        statement("A1", "H9"),
        statement("B1", "H1"),
        statement("A1", "C"),
        statement("A1", "H3..H1"),
        statement("A2", "A1"),
        statement("A3", "H1", provenance=replace(SOURCED, note="ask jane@example.org")),
    ]
    raw = write(graph(A, H, statements=wrong), "csv")
    faults = read(raw, "x.csv", frameworks=SMALL.frameworks).faults
    assert [(fault.place, fault.column) for fault in faults] == [
        ("row 2", "source_level"),
        ("row 3", "target_low"),
        ("row 4", "source_level"),
        ("row 5", "target_framework"),
        ("row 6", "target_low"),
        ("row 7", "target_framework"),
        ("row 8", ""),
    ]
    assert "jane" not in str(faults)


@pytest.mark.parametrize("form", LOSSLESS)
def test_the_shapes_name_every_row_they_refuse(form: str) -> None:
    sources = replace(SOURCED, document="", document_date="")
    wrong = [statement(f"A{n}", f"H{n}", provenance=sources, valid=Period()) for n in range(1, 4)]
    imported = read(write(graph(A, H, statements=wrong), form), LOSSLESS[form])
    told = {(fault.place, fault.column) for fault in check(imported, graph(A, H))}
    for one in wrong:
        place = imported.rows[one.iri]
        assert {(place, "rule 1"), (place, "rule 3"), (place, "rule 5")} <= told


def test_a_sound_import_has_no_faults() -> None:
    competent = replace(A, authority="office")
    sound = [replace(one, mutual=False) for one in SMALL.correspondences]
    imported = read(write(graph(competent, H, statements=sound), "csv"), "x.csv")
    assert check(imported, graph(competent, H)) == ()


def test_a_later_version_is_told_by_the_row_of_its_statement() -> None:
    imported = read(write(SMALL, "csv"), "x.csv")
    finding = validation.Finding("violation", 3, "urn:test:A1-H1.v2", "message", "cure")
    assert exchange.by_row(imported, [finding]) == (exchange.Fault("row 2", "rule 3", "message"),)


def test_the_seed_is_read_from_every_lossless_format() -> None:
    for form, name in LOSSLESS.items():
        imported = read(write(SEED, form), name, frameworks=SEED.frameworks)
        assert imported.faults == ()
        assert set(imported.stated.correspondences) == set(SEED.correspondences)


def test_reifiers_are_written_for_readers_of_rdf_1_2() -> None:
    raw = write(SMALL, "trig12")
    assert raw.count(b"<<(") == 2
    assert raw.count(b"\n") > write(SMALL, "trig").count(b"\n")


@pytest.mark.parametrize(
    ("name", "media_type", "form"),
    [
        ("a.CSV", "", "csv"),
        ("", "text/csv; charset=utf-8", "csv"),
        ("a.sssom.tsv", "", "sssom-tsv"),
        ("a.json", "application/octet-stream", "jsonld"),
        ("a", "text/turtle", "ttl"),
    ],
)
def test_the_format_is_told_by_media_type_or_name(name: str, media_type: str, form: str) -> None:
    assert reading.find_format(b"", name=name, media_type=media_type) == form


def test_unknown_formats_and_large_files_are_refused() -> None:
    with pytest.raises(FormatUnknown):
        read(b"", "a.docx")
    with pytest.raises(FormatUnknown):
        write(SMALL, "docx")
    with pytest.raises(ImportTooLarge):
        read(bytes(MAX_BYTES + 1), "a.csv")


def test_the_quads_of_an_import_have_their_own_force() -> None:
    imported = read(write(SMALL, "csv"), "x.csv")
    told = {
        quad.object.value
        for quad in statements.quads(Graph({}, imported.correspondences))
        if quad.predicate.value.endswith("#force")
    }
    assert told == {"0"}
