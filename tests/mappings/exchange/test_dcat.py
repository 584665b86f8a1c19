"""Releases as datasets of a catalogue."""

from datetime import UTC, datetime

import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib import DCTERMS, RDF, URIRef

from mappings import namespaces
from mappings.exchange import dcat

FACTS = [
    dcat.ReleaseFacts(number, datetime(2026, 11, number, tzinfo=UTC), f"{number}" * 64, 1000)
    for number in (1, 2)
]
CATALOG = "https://registry.example/catalog"
DCAT = rdflib.Namespace(namespaces.DCAT)
SPDX = rdflib.Namespace(namespaces.SPDX)


def address(number: int, form: str) -> str:
    return f"https://registry.example/releases/{number}.{form}"


def test_a_release_names_version_predecessor_checksum_and_distributions() -> None:
    raw = dcat.serialize(FACTS, "ttl", catalog_url=CATALOG, download_url=address)
    told = rdflib.Graph().parse(data=raw, format="turtle")
    first, second = (URIRef(namespaces.release_iri(number)) for number in (1, 2))
    assert set(told.objects(URIRef(CATALOG), DCAT.dataset)) == {first, second}
    assert str(told.value(second, DCAT.version)) == "2"
    assert told.value(second, DCAT.previousVersion) == first
    assert told.value(first, DCAT.previousVersion) is None
    assert told.value(first, DCTERMS.issued)
    distributions = set(told.objects(first, DCAT.distribution))
    assert len(distributions) == len(dcat.MEDIA_TYPES)
    nquads = URIRef(address(1, "nq"))
    assert nquads in distributions
    assert int(told.value(nquads, DCAT.byteSize)) == 1000
    checksum = told.value(nquads, SPDX.checksum)
    assert str(told.value(checksum, SPDX.checksumValue)) == "1" * 64
    assert all((one, RDF.type, DCAT.Distribution) in told for one in distributions)


def test_both_libraries_read_the_same_catalogue() -> None:
    raw = dcat.serialize(FACTS, "ttl", catalog_url=CATALOG, download_url=address)
    quads = set(parse(raw, format=RdfFormat.TURTLE))
    assert len(rdflib.Graph().parse(data=raw, format="turtle")) == len(quads)
