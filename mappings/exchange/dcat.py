"""Releases as datasets of a catalogue (DCAT 3): version, predecessor, checksum, distributions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Quad

from mappings import namespaces as ns
from mappings.exchange import rdf
from mappings.namespaces import DCAT, DCTERMS, QRR, SPDX
from mappings.nodes import NodeWriter

IANA = "https://www.iana.org/assignments/media-types/"
MEDIA_TYPES = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "sssom-tsv": "text/tab-separated-values",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "trig12": "application/trig",
    "ctdl": "application/ld+json",
}
# Endings of files where they are not the name of the format.
SUFFIXES = {"sssom-tsv": "sssom.tsv", "trig12": "rdf12.trig", "ctdl": "ctdl.jsonld"}
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
TITLE = "Open Recognition Registry: equivalence graph"
DESCRIPTION = (
    "Qualifications frameworks, how their levels compare, agreements on recognition and the "
    "authorities that decide, each with its source. Comparability is not recognition."
)


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What a catalogue tells of a release. sha256: of its sorted N-Quads, as published.

    byte_size: of the N-Quads. published_at: aware.
    """

    number: int
    published_at: datetime
    sha256: str
    byte_size: int


def describe(
    releases: Sequence[ReleaseFacts], *, catalog_url: str, download_url: Callable[[int, str], str]
) -> list[Quad]:
    """The catalogue as quads, in its own named graph.

    download_url: number and one of MEDIA_TYPES -> address of that distribution.
    """
    catalog = NodeWriter(catalog_url, catalog_url, f"{DCAT}Catalog")
    catalog.text(f"{DCTERMS}title", TITLE, language="en")
    catalog.text(f"{DCTERMS}description", DESCRIPTION, language="en")
    quads: list[Quad] = []
    known = {one.number for one in releases}
    for one in releases:
        catalog.link(f"{DCAT}dataset", ns.release_iri(one.number))
        quads += _dataset(one, catalog_url, download_url)
        if one.number - 1 in known:
            before = NodeWriter(ns.release_iri(one.number), catalog_url)
            before.link(f"{DCAT}previousVersion", ns.release_iri(one.number - 1))
            quads += before.quads
    return catalog.quads + quads


def serialize(
    releases: Sequence[ReleaseFacts],
    syntax: str,
    *,
    catalog_url: str,
    download_url: Callable[[int, str], str],
) -> bytes:
    """The catalogue in a syntax of `rdf.SYNTAXES`."""
    quads = describe(releases, catalog_url=catalog_url, download_url=download_url)
    return rdf.write(quads, syntax)


def _dataset(one: ReleaseFacts, graph: str, download_url: Callable[[int, str], str]) -> list[Quad]:
    iri = ns.release_iri(one.number)
    dataset = NodeWriter(iri, graph, f"{DCAT}Dataset", f"{QRR}Release")
    dataset.text(f"{DCTERMS}title", f"{TITLE}, release {one.number}", language="en")
    dataset.text(f"{DCTERMS}description", DESCRIPTION, language="en")
    dataset.text(f"{DCTERMS}identifier", iri)
    dataset.text(f"{DCAT}version", str(one.number))
    dataset.moment(f"{DCTERMS}issued", one.published_at)
    dataset.link(f"{DCTERMS}license", LICENCE)
    quads: list[Quad] = []
    for name, media_type in MEDIA_TYPES.items():
        url = download_url(one.number, name)
        distribution = NodeWriter(url, graph, f"{DCAT}Distribution")
        distribution.link(f"{DCAT}accessURL", url)
        distribution.link(f"{DCAT}downloadURL", url)
        distribution.link(f"{DCAT}mediaType", f"{IANA}{media_type}")
        distribution.text(f"{DCTERMS}title", f"release {one.number}, {name}", language="en")
        if name == "nq":
            # The others are made on demand; these bytes alone are what was published.
            distribution.integer(f"{DCAT}byteSize", one.byte_size)
            distribution.link(f"{SPDX}checksum", f"{url}#checksum")
            checksum = NodeWriter(f"{url}#checksum", graph, f"{SPDX}Checksum")
            checksum.link(f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
            checksum.text(f"{SPDX}checksumValue", one.sha256)
            quads += checksum.quads
        dataset.link(f"{DCAT}distribution", url)
        quads += distribution.quads
    return dataset.quads + quads
