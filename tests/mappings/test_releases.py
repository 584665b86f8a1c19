"""A release is one thing for ever: sorted, hashed, read back whole, refused when touched."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from rdflib import Dataset, URIRef

from mappings import curated, namespaces, releases
from mappings.errors import ReleaseInvalid, StatementInvalid
from mappings.model import Graph, Recorded, Scope
from mappings.namespaces import DCAT
from tests.mappings.random_graphs import publishable_graphs

SEED = curated.read()
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
FIRST = releases.publish(SEED, number=1, published_at=AT, previous=None)


def ordered(graph: Graph) -> Graph:
    """The same graph, its statements by IRI, as a release gives them back."""
    return replace(
        graph,
        **{
            name: tuple(sorted(getattr(graph, name), key=lambda one: one.iri))
            for name in ("correspondences", "rules", "citations", "procedures", "opportunities")
        },
    )


@given(publishable_graphs())
@settings(max_examples=25, deadline=None)
def test_a_published_graph_is_loaded_as_it_was(graph: Graph) -> None:
    published = releases.publish(graph, number=1, published_at=AT, previous=None)
    loaded = releases.load(published.nquads, number=1, published_at=AT)
    assert loaded.graph == ordered(graph)
    assert loaded.sha256 == published.sha256


def test_the_seed_is_loaded_as_it_was() -> None:
    loaded = releases.load(FIRST.nquads, number=1, published_at=AT)
    assert loaded.graph == ordered(SEED)
    assert list(loaded.graph.frameworks) == list(SEED.frameworks)
    assert (loaded.number, loaded.published_at, loaded.sha256) == (1, AT, FIRST.sha256)


def test_the_founding_release_only_warns() -> None:
    """Of what founding statements may lack (1, 2, 16, 17) and of unmapped levels (20)."""
    assert {finding.severity for finding in FIRST.findings} == {"warning"}
    assert {finding.rule for finding in FIRST.findings} == {1, 2, 16, 17, 20}


def test_reviews_that_are_overdue_on_the_day_of_publication_are_told() -> None:
    later = releases.publish(
        SEED, number=1, published_at=datetime(2031, 11, 24, tzinfo=UTC), previous=None
    )
    overdue = {finding.statement for finding in later.findings if finding.rule == 21}
    ended = {one.iri for one in SEED.correspondences if one.valid.end}
    assert overdue == {one.iri for one in (*SEED.correspondences, *SEED.rules)} - ended


def test_the_hash_is_that_of_the_sorted_lines_of_the_members() -> None:
    own = f"<{namespaces.release_iri(1)}> ."
    lines = [line for line in FIRST.nquads.decode().split("\n") if line and not line.endswith(own)]
    assert lines == sorted(lines)
    members = "".join(f"{line}\n" for line in lines).encode()
    assert hashlib.sha256(members).hexdigest() == FIRST.sha256


def test_order_of_input_does_not_change_the_hash() -> None:
    reversed_ = tuple(reversed(SEED.correspondences))
    again = releases.publish(
        replace(SEED, correspondences=reversed_), number=1, published_at=AT, previous=None
    )
    assert again.nquads == FIRST.nquads


def test_another_process_publishes_the_same_hash() -> None:
    program = (
        "from datetime import UTC, datetime; from mappings import curated, releases; "
        "print(releases.publish(curated.read(), number=1, "
        "published_at=datetime(2030, 1, 1, tzinfo=UTC), previous=None).sha256)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == FIRST.sha256


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_a_release_describes_itself_as_a_dataset_for_other_readers() -> None:
    second = releases.publish(SEED, number=2, published_at=AT, previous=FIRST.sha256)
    dataset = Dataset()
    dataset.parse(data=second.nquads.decode(), format="nquads")
    iri = URIRef(namespaces.release_iri(2))
    own = dataset.graph(iri)
    assert str(own.value(iri, URIRef(f"{DCAT}version"))) == "2"
    assert own.value(iri, URIRef(f"{DCAT}previousVersion")) == URIRef(namespaces.release_iri(1))
    assert second.sha256 in second.nquads.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"0.95"', b'"0.99"'),
        (b"closeMatch", b"exactMatch"),
        (FIRST.sha256.encode(), b"0" * 64),
        (b'"2026-11-24T09:30:00Z"', b'"2026-11-24T09:30:01Z"'),
    ],
)
def test_a_changed_byte_is_noticed(before: bytes, after: bytes) -> None:
    assert before in FIRST.nquads
    with pytest.raises(ReleaseInvalid):
        releases.load(FIRST.nquads.replace(before, after, 1), number=1, published_at=AT)


def test_a_lost_line_is_noticed() -> None:
    lines = FIRST.nquads.split(b"\n")
    with pytest.raises(ReleaseInvalid, match="hash"):
        releases.load(b"\n".join(lines[:100] + lines[101:]), number=1, published_at=AT)


def test_an_added_graph_is_noticed() -> None:
    added = FIRST.nquads + b"<https://a> <https://b> <https://c> <https://d> .\n"
    with pytest.raises(ReleaseInvalid):
        releases.load(added, number=1, published_at=AT)


def test_one_release_is_not_another() -> None:
    with pytest.raises(ReleaseInvalid, match="release 2"):
        releases.load(FIRST.nquads, number=2, published_at=AT)


@pytest.mark.parametrize("damaged", [b"", b"nonsense", FIRST.nquads[:-40]])
def test_bytes_that_are_no_release_are_refused(damaged: bytes) -> None:
    with pytest.raises(ReleaseInvalid):
        releases.load(damaged, number=1, published_at=AT)


def test_a_statement_that_breaks_a_rule_stops_the_release_and_every_finding_is_told() -> None:
    first, second, *others = SEED.correspondences
    broken = (replace(first, scope=Scope()), replace(second, scope=Scope()), *others)
    with pytest.raises(ReleaseInvalid) as refused:
        releases.publish(
            replace(SEED, correspondences=broken), number=1, published_at=AT, previous=None
        )
    findings = refused.value.members["findings"]
    assert isinstance(findings, tuple)
    told = {one.statement for one in findings if one.severity == "violation"}
    assert told == {first.iri, second.iri}


def test_a_later_statement_without_a_locator_stops_the_release() -> None:
    bare = next(one for one in SEED.correspondences if not one.provenance.locator)
    later = replace(bare, recorded=Recorded(datetime(2026, 11, 24, tzinfo=UTC)))
    others = tuple(one for one in SEED.correspondences if one is not bare)
    with pytest.raises(ReleaseInvalid, match="Rule 1"):
        releases.publish(
            replace(SEED, correspondences=(later, *others)),
            number=2,
            published_at=AT,
            previous=FIRST.sha256,
        )


@pytest.mark.parametrize(("number", "previous"), [(1, "0" * 64), (2, None)])
def test_a_release_names_the_one_before_it(number: int, previous: str | None) -> None:
    with pytest.raises(ReleaseInvalid, match="names the hash"):
        releases.publish(SEED, number=number, published_at=AT, previous=previous)


def test_a_moment_without_time_zone_is_refused() -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(StatementInvalid, match="time zone"):
        releases.publish(SEED, number=1, published_at=naive, previous=None)
