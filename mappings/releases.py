"""Releases: a graph as an immutable dataset, named by its number and its hash.

A release is sorted N-Quads. Its own graph, `release/{n}`, lists the member graphs and the SHA-256
of the other quads, sorted, one a line, each line ended by a line feed. Domain model, section 2.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse, serialize

from mappings import namespaces as ns
from mappings import statements, statements_read, validation
from mappings.errors import ReleaseInvalid
from mappings.model import Graph
from mappings.namespaces import DCAT, DCTERMS, QRR, SPDX
from mappings.nodes import Nodes, NodeWriter, moment_text
from mappings.validation import Finding


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A release as it is stored for ever. findings: its warnings."""

    number: int
    published_at: datetime
    sha256: str
    nquads: bytes
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Validated:
    """A graph and all that the rules found in it, on whatever day."""

    graph: Graph
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A release as questions are put to it."""

    number: int
    published_at: datetime
    sha256: str
    graph: Graph


def sorted_nquads(quads: Iterable[Quad]) -> bytes:
    """Each quad once, in the order of the code points of its line."""
    buffer = io.BytesIO()
    serialize(quads, buffer, format=RdfFormat.N_QUADS)
    # Not splitlines(): literals may hold characters that it takes for the end of a line.
    return _sorted_lines(buffer.getvalue())


def _sorted_lines(nquads: bytes) -> bytes:
    """UTF-8 sorts by bytes as it does by code points."""
    lines = sorted({line for line in nquads.split(b"\n") if line})
    return b"".join(line + b"\n" for line in lines)


def publish(
    graph: Graph,
    *,
    number: int,
    published_at: datetime,
    previous: str | None,
    before: Validated | None = None,
) -> PublishedRelease:
    """Make release `number` of a graph.

    published_at: aware; reviews due before that day are told. previous: SHA-256 of release
    `number` - 1, None for the first. before: the release that was revised; with it the rules
    are asked only of what changed and what that touches, and tell the same.
    Raises ReleaseInvalid, with all `findings`, if a rule is broken.
    """
    if (number == 1) != (previous is None):
        raise ReleaseInvalid("Every release but the first names the hash of the one before it.")
    quads = list(statements.quads(graph))
    members = sorted_nquads(quads)
    on = published_at.date()
    if before is None:
        findings = validation.validate_quads(quads, on=on)
    else:
        findings = validation.validate_revision(
            before.graph, graph, known=before.findings, on=on, quads=quads
        )
    violations = [finding for finding in findings if finding.severity == "violation"]
    if violations:
        raise ReleaseInvalid(
            f"{len(violations)} violations, the first: {violations[0].message}", findings=findings
        )
    sha256 = hashlib.sha256(members).hexdigest()
    described = _describe(number, published_at, previous, sha256, _graph_names(quads))
    nquads = _sorted_lines(members + sorted_nquads(described))
    return PublishedRelease(number, published_at, sha256, nquads, findings)


def load(nquads: bytes, *, number: int, published_at: datetime) -> Release:
    """Read a release back and check that it is the one it claims to be.

    Raises ReleaseInvalid where number, moment, members or hash differ, StatementInvalid where a
    statement cannot be read.
    """
    # The last term of a line is the name of its graph, so this end cannot stand in a literal.
    ending = f" <{ns.release_iri(number)}> .".encode()
    lines = [line for line in nquads.split(b"\n") if line]
    own = [line for line in lines if line.endswith(ending)]
    members = [line for line in lines if not line.endswith(ending)]
    sha256 = hashlib.sha256(b"".join(line + b"\n" for line in members)).hexdigest()
    try:
        quads = list(parse(b"\n".join(members), format=RdfFormat.N_QUADS))
        described = Nodes(parse(b"\n".join(own), format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise ReleaseInvalid(f"Release {number} is not N-Quads: {error}") from None
    _check(described, number, published_at, sha256, _graph_names(quads))
    return Release(number, published_at, sha256, statements_read.read(quads))


def _graph_names(quads: Iterable[Quad]) -> set[str]:
    names = {quad.graph_name for quad in quads}
    return {"" if isinstance(name, DefaultGraph) else name.value for name in names}


def _describe(
    number: int, published_at: datetime, previous: str | None, sha256: str, members: set[str]
) -> list[Quad]:
    iri = ns.release_iri(number)
    release = NodeWriter(iri, iri, f"{DCAT}Dataset", f"{QRR}Release")
    release.text(f"{DCAT}version", str(number))
    release.moment(f"{DCTERMS}issued", published_at)
    release.link(f"{DCTERMS}hasPart", *members)
    release.link(f"{SPDX}checksum", f"{iri}#checksum")
    if previous is not None:
        release.link(f"{DCAT}previousVersion", ns.release_iri(number - 1))
        release.text(f"{QRR}previousSha256", previous)
    checksum = NodeWriter(f"{iri}#checksum", iri, f"{SPDX}Checksum")
    checksum.link(f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
    checksum.text(f"{SPDX}checksumValue", sha256)
    return release.quads + checksum.quads


def _check(
    described: Nodes, number: int, published_at: datetime, sha256: str, members: set[str]
) -> None:
    """What the release's own graph says agrees with what was found. Raises ReleaseInvalid."""
    iri = ns.release_iri(number)
    release, checksum = described.find(iri), described.find(f"{iri}#checksum")
    if release is None or checksum is None:
        raise ReleaseInvalid(f"These quads do not describe a release {number}.")
    expected = {
        "hash": (checksum.text(f"{SPDX}checksumValue"), sha256),
        "moment of publication": (release.text(f"{DCTERMS}issued"), moment_text(published_at)),
        "list of graphs": (set(release.texts(f"{DCTERMS}hasPart")), members),
    }
    for what, (stated, found) in expected.items():
        if stated != found:
            raise ReleaseInvalid(f"The {what} of release {number} is not the one it states.")
