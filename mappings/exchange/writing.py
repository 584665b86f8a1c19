"""A release in any format of the exchange."""

from collections.abc import Callable, Mapping
from datetime import date

from mappings import namespaces as ns
from mappings import statements
from mappings.errors import FormatUnknown
from mappings.exchange import ctdl, delimited, rdf, sssom, workbook
from mappings.model import Graph

Writer = Callable[[Graph, int, date], bytes]


def _rdf(syntax: str) -> Writer:
    return lambda graph, _, __: rdf.write(statements.quads(graph), syntax)


def _reified(graph: Graph, _number: int, _on: date) -> bytes:
    return rdf.write(rdf.with_reifiers(statements.quads(graph)), "trig")


def _sssom(graph: Graph, number: int, _on: date) -> bytes:
    return sssom.write(
        graph.correspondences, mapping_set_iri=ns.release_iri(number), title=f"Release {number}"
    )


# Lossless for all that a graph holds: nq, trig, ttl, jsonld, trig12. For its correspondences:
# sssom-tsv, csv, xlsx. ctdl gives the alignments that stand on a day.
WRITERS: Mapping[str, Writer] = {
    **{syntax: _rdf(syntax) for syntax in ("nq", "trig", "ttl", "jsonld")},
    "trig12": _reified,
    "sssom-tsv": _sssom,
    "csv": lambda graph, _, __: delimited.write(graph.correspondences),
    "xlsx": lambda graph, _, __: workbook.write(graph.correspondences, graph.frameworks),
    "ctdl": lambda graph, _, on: ctdl.write(graph, on=on),
}


def write(graph: Graph, form: str, *, number: int, on: date) -> bytes:
    """Release `number` in one of WRITERS. on: the day whose alignments CTDL tells.

    Raises FormatUnknown; ExportImpossible for a text that the format cannot hold.
    """
    if form not in WRITERS:
        raise FormatUnknown(f"{form} is not a format that is written; use: {', '.join(WRITERS)}.")
    return WRITERS[form](graph, number, on)
