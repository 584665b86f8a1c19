"""Files from outside to statements that wait for review.

Whatever a file says of its own force or review, its statements enter as F0 (domain model, section
8), recorded at the moment of the import, with the file's hash and their row as their source.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import TypeVar

from mappings.errors import FormatUnknown, LevelUnknown, StatementInvalid
from mappings.exchange import ctdl, delimited, rdf, sssom, workbook
from mappings.exchange.faults import Fault, Faults, check_size
from mappings.exchange.statement_rows import Stated
from mappings.model import Correspondence, Force, Framework, Graph, Provenance, Recorded, Rule
from mappings.plain import to_plain
from mappings.rows import EMAIL
from mappings.validation import Finding

Entered = TypeVar("Entered", Correspondence, Rule)

SUFFIXES = {
    "csv": "csv",
    "tsv": "sssom-tsv",
    "xlsx": "xlsx",
    "json": "jsonld",
    **{syntax: syntax for syntax in rdf.SYNTAXES},
}
MEDIA_TYPES = {
    "text/csv": "csv",
    "text/tab-separated-values": "sssom-tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/n-quads": "nq",
    "application/n-triples": "nt",
    "application/trig": "trig",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
}
VERSION = re.compile(r"\.v[0-9]+$")
CTDL_MARKS = (b'"ceasn:', ctdl.CEASN.encode())


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was read.

    correspondences, rules: as they enter. stated: all that the file states, as it states it.
    rows: IRI of a statement -> where it stands. faults: what keeps rows out; if there are any, the
    rest must not enter either. left_out: slots and statements that are not taken over.
    """

    format: str
    sha256: str
    correspondences: tuple[Correspondence, ...]
    rules: tuple[Rule, ...]
    stated: Graph
    rows: Mapping[str, str]
    faults: tuple[Fault, ...]
    left_out: tuple[str, ...] = ()


def find_format(raw: bytes, *, name: str = "", media_type: str = "") -> str:
    """The format of a file, by media type or by the end of its name. Raises FormatUnknown."""
    plain_type = media_type.partition(";")[0].strip().lower()
    suffix = PurePosixPath(name).suffix.removeprefix(".").lower()
    found = MEDIA_TYPES.get(plain_type) or SUFFIXES.get(suffix)
    if found is None:
        known = ", ".join(sorted(SUFFIXES))
        raise FormatUnknown(
            f"{plain_type or suffix or 'A file without suffix'} is not a format that is read; "
            f"use one of: {known}."
        )
    if found == "jsonld" and any(mark in raw for mark in CTDL_MARKS):
        return "ctdl"
    return found


def read(
    raw: bytes,
    *,
    at: datetime,
    name: str = "",
    media_type: str = "",
    frameworks: Mapping[str, Framework] | None = None,
) -> Imported:
    """Read a file of statements in any format of the exchange.

    at: moment of the import, aware. name or media_type tell the format. frameworks: those that
    the statements may name, to check their levels; None to check no levels.
    Raises ExchangeInvalid, ImportTooLarge, FormatUnknown for the file as a whole.
    """
    check_size(raw)
    form = find_format(raw, name=name, media_type=media_type)
    faults = Faults()
    stated = _read(raw, form, faults, at)
    sha256 = hashlib.sha256(raw).hexdigest()
    source = f"import of {form}, SHA-256 {sha256}"
    current = [one for one in stated.graph.correspondences if not one.recorded.superseded_at]
    rules = [one for one in stated.graph.rules if not one.recorded.superseded_at]
    entering: list[Correspondence | Rule] = [*current, *rules]
    for one in entering:
        _check(one, stated.places.get(one.iri, one.iri), frameworks, faults)
    ended = len(stated.graph.correspondences) + len(stated.graph.rules) - len(current) - len(rules)
    left_out = (*stated.left_out, *([f"{ended} superseded statements"] if ended else []))
    return Imported(
        format=form,
        sha256=sha256,
        correspondences=tuple(_enter(one, source, stated, at) for one in current),
        rules=tuple(_enter(one, source, stated, at) for one in rules),
        stated=stated.graph,
        rows=stated.places,
        faults=faults.all(),
        left_out=left_out,
    )


def _read(raw: bytes, form: str, faults: Faults, at: datetime) -> Stated:
    if form in rdf.SYNTAXES:
        return rdf.read(raw, form, faults)
    readers = {
        "csv": delimited.read,
        "ctdl": ctdl.read,
        "sssom-tsv": sssom.read,
        "xlsx": workbook.read,
    }
    return readers[form](raw, faults, recorded_at=at)


def _enter(one: Entered, source: str, stated: Stated, at: datetime) -> Entered:
    place = stated.places.get(one.iri, "")
    read_there = f"{source}, {place}" if place and place != one.iri else source
    said: Provenance = one.provenance
    provenance = replace(
        said,
        source=f"{said.source}; {read_there}" if said.source else read_there,
        # Nobody here has read the document or reviewed the statement.
        checked=False,
        author="",
        reviewer="",
        reviewed_on=None,
    )
    return replace(one, force=Force.UNREVIEWED, recorded=Recorded(at), provenance=provenance)


def _check(
    one: Correspondence | Rule,
    place: str,
    frameworks: Mapping[str, Framework] | None,
    faults: Faults,
) -> None:
    if EMAIL.search(json.dumps(to_plain(one))):
        faults.add(place, "", "holds an email address; name the office instead.")
    if frameworks is None:
        return
    for column, framework, level in _levels(one):
        try:
            _find_framework(framework, frameworks).span(level)
        except (LevelUnknown, StatementInvalid) as error:
            faults.add(place, column, f"{error.detail} Take both from the list of frameworks.")
            return
    if isinstance(one, Correspondence):
        _check_ends(one, place, frameworks, faults)


def _levels(one: Correspondence | Rule) -> Iterator[tuple[str, str, str]]:
    """Column, framework and level of each level that is named."""
    for column, framework, level in (
        ("source_level", one.source_framework, one.source),
        ("target_low", one.target_framework, one.target_low),
        ("target_high", one.target_framework, one.target_high),
    ):
        if framework is not None and level is not None:
            yield column, framework, level


def _find_framework(name: str, frameworks: Mapping[str, Framework]) -> Framework:
    if name not in frameworks:
        raise StatementInvalid(f"There is no framework {name}.")
    return frameworks[name]


def _check_ends(
    one: Correspondence, place: str, frameworks: Mapping[str, Framework], faults: Faults
) -> None:
    if one.target_framework not in frameworks:
        faults.add(place, "target_framework", f"There is no framework {one.target_framework}.")
    elif one.source_framework == one.target_framework:
        faults.add(place, "target_framework", "is the framework that is compared; correct one.")
    elif one.target_low is not None and one.target_high is not None:
        target = frameworks[one.target_framework]
        if target.span(one.target_low).low > target.span(one.target_high).high:
            faults.add(place, "target_low", "stands above target_high; swap them.")


def by_row(imported: Imported, findings: Iterable[Finding]) -> tuple[Fault, ...]:
    """What the shapes say of a graph with the import in it, told by rows of the file.

    A statement that superseded another stands under the IRI of its new version.
    """
    return tuple(
        Fault(
            imported.rows.get(
                found.statement,
                imported.rows.get(VERSION.sub("", found.statement), found.statement),
            ),
            f"rule {found.rule}",
            found.message.removeprefix(f"Rule {found.rule}: "),
        )
        for found in findings
    )
