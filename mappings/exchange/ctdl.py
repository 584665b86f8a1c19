"""Level comparisons as alignments of CTDL-ASN, and back as far as alignments go.

An alignment is a bare link between two levels: it has no scope, time, source or force. Written are
therefore only statements that stand on a given day, and each level names the statements its
alignments rest on. Read back, an alignment is a statement that still lacks its document.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from mappings import namespaces as ns
from mappings.errors import ExchangeInvalid
from mappings.exchange.faults import MAX_ROWS, Faults, check_size
from mappings.exchange.statement_rows import Stated
from mappings.json_text import parse_json
from mappings.model import (
    Correspondence,
    Force,
    Framework,
    Graph,
    Period,
    Predicate,
    Provenance,
    Recorded,
)
from mappings.namespaces import EQF_LEVEL, QRR, SKOS

CEASN = "https://purl.org/ctdlasn/terms/"
# major and minor are the nearest that CTDL has to SKOS close and related; domain model, section 2.
ALIGNMENT = {
    Predicate.EXACT: "ceasn:exactAlignment",
    Predicate.CLOSE: "ceasn:majorAlignment",
    Predicate.BROAD: "ceasn:broadAlignment",
    Predicate.NARROW: "ceasn:narrowAlignment",
    Predicate.INDETERMINATE: "ceasn:minorAlignment",
}
PREDICATE_OF = {
    name: predicate
    for predicate, alignment in ALIGNMENT.items()
    for name in (alignment, alignment.replace("ceasn:", CEASN))
}
CONTEXT = {"ceasn": CEASN, "qrr": QRR, "skos": SKOS}
# An alignment does not say how sure it is.
UNSAID = Decimal("0.5")


def write(graph: Graph, *, on: date) -> bytes:
    """JSON-LD: levels with their alignments, and the frameworks they belong to.

    Left out: absences, denials, unreviewed imports, and what does not stand on that day.
    """
    alignments: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in graph.correspondences:
        told = one.force > Force.UNREVIEWED and not one.negative and one.valid.covers(on)
        if not told or one.recorded.superseded_at is not None:
            continue
        source = alignments[ns.level_iri(one.source_framework, one.source)]
        for target in _targets(one, graph.frameworks):
            source[_alignment(one)].add(target)
            source["qrr:restsOn"].add(one.iri)
    nodes: list[Mapping[str, object]] = []
    for framework in graph.frameworks.values():
        nodes.append(_framework(framework))
        nodes += _levels(framework, alignments)
    document = {"@context": CONTEXT, "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _targets(one: Correspondence, frameworks: Mapping[str, Framework]) -> Iterator[str]:
    if one.target_low is None or one.target_high is None:
        return
    if one.target_low == one.target_high:
        yield ns.level_iri(one.target_framework, one.target_low)
        return
    target = frameworks[one.target_framework]
    low, high = target.span(one.target_low).low, target.span(one.target_high).high
    for code in target.leaves[low : high + 1]:
        yield ns.level_iri(one.target_framework, code)


def _alignment(one: Correspondence) -> str:
    """A level somewhere in a range is only related to each level of it."""
    ranged = one.target_low != one.target_high
    return ALIGNMENT[Predicate.INDETERMINATE if ranged else one.predicate or Predicate.EXACT]


def _framework(framework: Framework) -> Mapping[str, object]:
    return {
        "@id": ns.framework_iri(framework.id),
        "@type": "ceasn:CompetencyFramework",
        "ceasn:name": {"@language": "en", "@value": framework.name},
    }


def _levels(
    framework: Framework, alignments: Mapping[str, Mapping[str, set[str]]]
) -> Iterator[Mapping[str, object]]:
    for level in framework.levels:
        iri = ns.level_iri(framework.id, level.code)
        name = level.label or f"{framework.name}, level {level.code}"
        yield {
            "@id": iri,
            "@type": "ceasn:Competency",
            "ceasn:isPartOf": {"@id": ns.framework_iri(framework.id)},
            "ceasn:codedNotation": level.code,
            "ceasn:competencyText": {"@language": "en", "@value": name},
            **{
                property_: [{"@id": target} for target in sorted(targets)]
                for property_, targets in sorted(alignments.get(iri, {}).items())
            },
        }


def read(raw: bytes, faults: Faults, *, recorded_at: datetime) -> Stated:
    """A statement for each alignment between levels known by their IRIs.

    Raises ImportTooLarge, and ExchangeInvalid where it is no JSON.
    """
    check_size(raw)
    try:
        document = parse_json(raw)
    except (ValueError, RecursionError) as error:
        raise ExchangeInvalid(f"This is not JSON: {error}") from None
    found: dict[str, Correspondence] = {}
    for node in _nodes(document):
        source = str(node.get("@id", ""))
        for key, targets in node.items():
            if key not in PREDICATE_OF:
                continue
            for target in _iris(targets):
                one = _statement(source, key, target, faults, recorded_at)
                if one is not None:
                    found[one.iri] = one
            if len(found) > MAX_ROWS:
                raise ExchangeInvalid(f"The file has more than {MAX_ROWS} alignments; split it.")
    places = {iri: _place(one) for iri, one in found.items()}
    return Stated(Graph({}, tuple(found.values())), places)


def _place(one: Correspondence) -> str:
    return f"alignment of {one.source_framework}:{one.source}"


def _nodes(document: object) -> Iterable[Mapping[str, object]]:
    held = document.get("@graph", document) if isinstance(document, dict) else document
    return [node for node in (held if isinstance(held, list) else [held]) if isinstance(node, dict)]


def _iris(targets: object) -> Iterator[str]:
    for target in targets if isinstance(targets, list) else [targets]:
        yield str(target.get("@id", "")) if isinstance(target, dict) else str(target)


def _statement(
    source: str, key: str, target: str, faults: Faults, recorded_at: datetime
) -> Correspondence | None:
    try:
        source_framework, code = _level(source)
        target_framework, target_code = _level(target)
    except ValueError as error:
        faults.add(source[:200] or "a node without @id", key, f"{error}; use the IRIs of levels.")
        return None
    name = f"{source_framework}-{code}--{target_framework}-{target_code}"
    return Correspondence(
        id=name,
        iri=ns.statement_iri(name),
        source_framework=source_framework,
        source=code,
        target_framework=target_framework,
        target_low=target_code,
        target_high=target_code,
        predicate=PREDICATE_OF[key],
        confidence=UNSAID,
        force=Force.UNREVIEWED,
        mapping_set=f"{source_framework}--{target_framework}--ctdl",
        mutual=False,
        valid=Period(),
        recorded=Recorded(recorded_at),
        provenance=Provenance(authority="", document="", checked=False),
        kind="",
    )


def _level(iri: str) -> tuple[str, str]:
    if iri.startswith(EQF_LEVEL):
        return "eqf", iri.removeprefix(EQF_LEVEL)
    return ns.level_of(iri[:500])
