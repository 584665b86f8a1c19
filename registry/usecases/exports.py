"""Releases in the formats of others, the catalogue that lists them, and the curators' template."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from mappings import exchange
from mappings.exchange import dcat, delimited
from registry.services import ReleaseInForce
from registry.usecases import publishing

NQUADS = "nq"
WORKBOOK, ROWS = "xlsx", "csv"
TEMPLATES: dict[str, str] = {form: dcat.MEDIA_TYPES[form] for form in (WORKBOOK, ROWS)}
# Where the parts of the catalogue stand under the address of the service.
CATALOGUE_PATH = "/api/v1/graph/catalogue"
EXPORT_PATH = "/api/v1/graph/releases/{number}/exports/{form}"


@dataclass(frozen=True, slots=True)
class Export:
    """name: of the file as a reader would keep it."""

    name: str
    media_type: str
    content: bytes


def export(
    session: Session, in_force: ReleaseInForce, *, number: int, form: str, on: date
) -> Export:
    """A release in one of `exchange.WRITERS`; as nq byte for byte what its SHA-256 names.

    on: the day whose alignments CTDL tells. Raises ReleaseUnknown, mappings.errors.FormatUnknown,
    ExportImpossible.
    """
    if form == NQUADS:
        content = publishing.release_nquads(session, number)
    elif number == in_force.release.number:
        content = exchange.write(in_force.release.graph, form, number=number, on=on)
    else:
        graph = publishing.get_release(session, number).graph
        content = exchange.write(graph, form, number=number, on=on)
    name = f"release-{number}.{dcat.SUFFIXES.get(form, form)}"
    return Export(name, dcat.MEDIA_TYPES[form], content)


def template(in_force: ReleaseInForce, form: str) -> Export:
    """What curators fill: a workbook with explanations and lists, or the heading of a CSV."""
    if form == ROWS:
        content = delimited.write([])
    else:
        content = exchange.template(in_force.release.graph.frameworks)
    return Export(f"template.{form}", TEMPLATES[form], content)


def catalogue(session: Session, *, public_url: str, syntax: str) -> bytes:
    """Every release as a dcat:Dataset whose distributions lead to `EXPORT_PATH`.

    syntax: of `exchange.rdf.SYNTAXES`.
    """
    facts = [
        dcat.ReleaseFacts(row.number, row.published_at, row.sha256, row.byte_size)
        for row in publishing.list_releases(session)
    ]
    return dcat.serialize(
        facts,
        syntax,
        catalog_url=public_url + CATALOGUE_PATH,
        download_url=lambda number, form: public_url + EXPORT_PATH.format(number=number, form=form),
    )
