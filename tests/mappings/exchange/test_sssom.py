"""SSSOM TSV: nothing lost, every fault with its row, other people's files read."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import curated
from mappings.errors import ExchangeInvalid, MappingError
from mappings.exchange import sssom, sssom_header
from mappings.exchange.faults import Fault, Faults
from mappings.exchange.statement_rows import Stated
from mappings.model import Correspondence, Period, Predicate
from tests.mappings.exchange.random_statements import statements

NOW = datetime(2026, 12, 1, tzinfo=UTC)
SET = "https://w3id.org/open-recognition/id/release/1"
LEVEL = "https://w3id.org/open-recognition/id/level/"


def write(written: tuple[Correspondence, ...]) -> bytes:
    return sssom.write(written, mapping_set_iri=SET, title="Release 1")


def read(raw: bytes | str) -> tuple[Stated, list[Fault]]:
    found = Faults()
    raw = raw.encode() if isinstance(raw, str) else raw
    return sssom.read(raw, found, recorded_at=NOW), list(found.all())


@given(statements())
@settings(deadline=None, max_examples=60)
def test_statements_come_back_as_they_were(written: tuple[Correspondence, ...]) -> None:
    stated, told = read(write(written))
    assert told == []
    assert stated.graph.correspondences == written
    assert stated.left_out == ()


def test_the_seed_comes_back_as_it_was() -> None:
    seed = curated.read().correspondences
    assert read(write(seed))[0].graph.correspondences == seed


FOREIGN = f"""\
# curie_map:
#   L: {LEVEL}
#   eqf: http://data.europa.eu/snb/eqf/
#   orcid: https://orcid.org/
# mapping_set_id: https://example.org/sets/nl
# object_source: L:ignored
# license: 'https://creativecommons.org/publicdomain/zero/1.0/'
# creator_id:
#   - orcid:0000-0000-0000-0000
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tauthor_id\tsubject_label
L:nl-nlqf/4%2B\tskos:closeMatch\teqf:5\tsemapv:ManualMappingCuration\t0.9\torcid:0000-1\tlevel 4+
"""


def test_a_file_from_elsewhere_is_read_without_the_persons_in_it() -> None:
    stated, told = read(FOREIGN)
    assert told == []
    (one,) = stated.graph.correspondences
    assert (one.source_framework, one.source) == ("nl-nlqf", "4+")
    assert (one.target_framework, one.target_low, one.target_high) == ("eqf", "5", "5")
    assert (one.predicate, one.valid, one.recorded.at) == (Predicate.CLOSE, Period(), NOW)
    assert one.provenance.author == ""
    assert one.mapping_set.startswith("import-")
    assert stated.left_out == ("subject_label",)


@pytest.mark.parametrize(
    ("wrong", "right", "slot"),
    [
        ("skos:closeMatch", "owl:sameAs", "predicate_id"),
        ("eqf:5\t", "unknown:5\t", "object_id"),
        ("eqf:5\t", "skos:Concept\t", "object_id"),
        ("L:nl-nlqf", "L%20x", "subject_id"),
        ("\t0.9", "\t1.5", "confidence"),
        ("\t0.9", "\t", "confidence"),
        ("\t0.9", "\t=1", "confidence"),
    ],
)
def test_a_wrong_slot_is_told_with_its_row(wrong: str, right: str, slot: str) -> None:
    stated, told = read(FOREIGN.replace(wrong, right))
    assert stated.graph.correspondences == ()
    assert (told[0].place, told[0].column) == ("row 11", slot)


def test_missing_slots_are_told() -> None:
    _, told = read("subject_id\tobject_id\nx\ty\n")
    assert [fault.column for fault in told] == ["predicate_id", "mapping_justification"]


@pytest.mark.parametrize(
    "header",
    [
        "#a: &anchor x",
        "#a: *anchor",
        "#a: [1]",
        "#a: {b: 1}",
        "#a: !!python x",
        "#- x",
        "#a: b\n#a: c",
        "#a" + " " * 1_000_000 + "b",
    ],
)
def test_yaml_beyond_what_sssom_needs_is_refused(header: str) -> None:
    with pytest.raises(ExchangeInvalid, match=r"Line [12] of the header"):
        read(f"{header}\nsubject_id\n")


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.text(min_size=1)))
def test_a_header_comes_back_as_it_was(metadata: dict[str, str]) -> None:
    told = {**metadata, "curie_map": metadata or {"a": "b"}, "listed": [metadata or "x", "y"]}
    lines, rest, _ = sssom_header.split(sssom_header.write(told) + "subject_id\n")
    assert rest == "subject_id\n"
    assert sssom_header.read(lines) == told


@given(st.text(st.sampled_from("#: -\"'\n\tabc_") | st.characters(exclude_categories=("Cs",))))
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(MappingError):
        read(text)
