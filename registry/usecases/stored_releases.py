"""A published release as a row, and the findings that are kept with it."""

import gzip
import json
from dataclasses import astuple

from mappings.releases import PublishedRelease
from mappings.validation import Finding
from registry.storage.tables.releases import StoredRelease


def row_of(published: PublishedRelease, *, seed_sha256: str | None) -> StoredRelease:
    """seed_sha256: of the curated files it came from, None where it came from drafts."""
    return StoredRelease(
        number=published.number,
        published_at=published.published_at,
        sha256=published.sha256,
        nquads=gzip.compress(published.nquads, mtime=0),
        byte_size=len(published.nquads),
        warnings=len(published.findings),
        findings=gzip.compress(_packed(published.findings), mtime=0),
        seed_sha256=seed_sha256,
    )


def _packed(findings: tuple[Finding, ...]) -> bytes:
    return json.dumps([astuple(one) for one in findings], separators=(",", ":")).encode()


def findings_of(row: StoredRelease) -> tuple[Finding, ...] | None:
    """What validation warned of when it was published; None where that was not kept."""
    if row.findings is None:
        return None
    return tuple(Finding(*fields) for fields in json.loads(gzip.decompress(row.findings)))
