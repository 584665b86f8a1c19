"""CTDL alignments: what they can say, and no more."""

import json
from datetime import UTC, date, datetime

import pyoxigraph
import pytest

from mappings import namespaces
from mappings.errors import ExchangeInvalid
from mappings.exchange import ctdl
from mappings.exchange.faults import Faults
from mappings.model import Force, Graph, Period, Predicate, Recorded
from tests.mappings.graphs import LONG_AGO, framework, graph, statement

NOW = datetime(2026, 12, 1, tzinfo=UTC)
A, H = framework("A", 4), framework("H", 4, hub=True)


def level(code: str) -> str:
    return namespaces.level_iri(code[0], code)


def aligned(*statements: object) -> dict[str, dict[str, list[str]]]:
    document = json.loads(ctdl.write(graph(A, H, statements=statements), on=NOW.date()))
    return {
        node["ceasn:codedNotation"]: {
            key: [target["@id"] for target in value]
            for key, value in node.items()
            if key.endswith("Alignment")
        }
        for node in document["@graph"]
        if "ceasn:codedNotation" in node
    }


@pytest.mark.parametrize(
    ("predicate", "alignment"),
    [
        (Predicate.EXACT, "exact"),
        (Predicate.CLOSE, "major"),
        (Predicate.BROAD, "broad"),
        (Predicate.NARROW, "narrow"),
        (Predicate.INDETERMINATE, "minor"),
    ],
)
def test_a_predicate_has_its_alignment_and_comes_back(predicate: Predicate, alignment: str) -> None:
    one = statement("A1", "H1", predicate=predicate)
    assert aligned(one)["A1"] == {f"ceasn:{alignment}Alignment": [level("H1")]}
    raw = ctdl.write(graph(A, H, statements=[one]), on=NOW.date())
    stated = ctdl.read(raw, Faults(), recorded_at=NOW)
    (again,) = stated.graph.correspondences
    assert (again.source, again.target_low, again.predicate) == ("A1", "H1", predicate)
    assert (again.force, again.valid) == (Force.UNREVIEWED, Period())


def test_a_range_is_related_to_each_of_its_levels() -> None:
    told = aligned(statement("A1", "H2..H4", predicate=Predicate.NARROW))
    assert told["A1"] == {"ceasn:minorAlignment": [level("H2"), level("H3"), level("H4")]}


def test_what_an_alignment_cannot_say_is_left_out() -> None:
    told = aligned(
        statement("A1", "H"),
        statement("A1", "H1", negative=True),
        statement("A2", "H2", force=Force.UNREVIEWED),
        statement("A3", "H3", valid=Period(date(2000, 1, 1), date(2010, 1, 1))),
        statement("A4", "H4", recorded=Recorded(LONG_AGO, NOW)),
    )
    assert set(map(str, told.values())) == {"{}"}


def test_the_document_is_json_ld_with_its_own_context() -> None:
    raw = ctdl.write(graph(A, H, statements=[statement("A1", "H1")]), on=NOW.date())
    quads = list(pyoxigraph.parse(raw, format=pyoxigraph.RdfFormat.JSON_LD))
    links = [quad for quad in quads if quad.predicate.value == f"{ctdl.CEASN}majorAlignment"]
    assert [(quad.subject.value, quad.object.value) for quad in links] == [
        (level("A1"), level("H1"))
    ]
    assert "urn:test:A1-H1" in {quad.object.value for quad in quads}


def test_levels_of_other_registers_are_told() -> None:
    raw = json.dumps(
        {
            "@id": level("A1"),
            f"{ctdl.CEASN}exactAlignment": [{"@id": "https://example.org/5"}, level("H1")],
            "ceasn:broadAlignment": "http://data.europa.eu/snb/eqf/5",
        }
    ).encode()
    found = Faults()
    stated = ctdl.read(raw, found, recorded_at=NOW)
    targets = {(one.target_framework, one.target_low) for one in stated.graph.correspondences}
    assert targets == {("H", "H1"), ("eqf", "5")}
    assert len(found.all()) == 1
    assert "example.org/5" in found.all()[0].message


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(ExchangeInvalid):
        ctdl.read(raw, Faults(), recorded_at=NOW)


def test_json_without_alignments_states_nothing() -> None:
    assert ctdl.read(b'[1, {"@graph": 3}]', Faults(), recorded_at=NOW).graph == Graph({})
