"""The columns of a statement, in spreadsheets and as extension slots of SSSOM."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from mappings.exchange.texts import to_cell, to_list_cell
from mappings.model import Correspondence, Force, Predicate, Purpose
from mappings.namespaces import DCTERMS, FOAF, PROV, QRR, SKOS, XSD
from mappings.nodes import moment_text

NO_COUNTERPART = "none"
FLAGS = ("true", "false")
PREDICATES = (*(predicate.value for predicate in Predicate), NO_COUNTERPART)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. needed: its cell may not be empty. allowed: the only values, if not empty.

    property: IRI of the extension slot; empty where SSSOM has a slot of its own.
    """

    name: str
    meaning: str
    example: str = ""
    needed: bool = False
    allowed: tuple[str, ...] = ()
    property: str = ""
    datatype: str = f"{XSD}string"


COLUMNS = (
    Column(
        "id",
        "Name of the statement, unique in the file. Empty: made from the levels.",
        "nl-nlqf-4--eqf-4",
        property=f"{DCTERMS}identifier",
    ),
    Column("source_framework", "Framework whose level is compared.", "nl-nlqf", needed=True),
    Column("source_level", "Level that is compared, as the framework writes it.", "4", needed=True),
    Column("target_framework", "Framework it is compared with.", "eqf", needed=True),
    Column(
        "target_low",
        "Lowest level it corresponds to. Empty only where predicate is none.",
        "4",
        property=f"{QRR}targetLow",
    ),
    Column(
        "target_high",
        "Highest level it corresponds to. Empty: the same as target_low.",
        "4",
        property=f"{QRR}targetHigh",
    ),
    Column(
        "predicate",
        "How the levels relate: exact, close (best fit), broad or narrow (the target is), "
        "indeterminate; none states that there is no counterpart.",
        "close",
        needed=True,
        allowed=PREDICATES,
    ),
    Column("negative", "true denies the comparison. Empty: false.", "false", allowed=FLAGS),
    Column("confidence", "How sure we are, a decimal from 0 to 1.", "0.95", needed=True),
    Column(
        "mapping_set",
        "Name of the set, one for each report on one pair of frameworks.",
        "nl-nlqf--eqf--2012",
        needed=True,
    ),
    Column(
        "kind",
        "Kind of document: referencing, joint comparison, expert opinion, law.",
        "referencing",
        property=f"{QRR}kind",
    ),
    Column(
        "mutual",
        "true where both sides, or the hub, endorsed it. Empty: false.",
        "true",
        allowed=FLAGS,
        property=f"{QRR}mutual",
        datatype=f"{XSD}boolean",
    ),
    Column(
        "force",
        "Legal force, 0 to 5. An import always enters as 0, whatever stands here. Empty: 0.",
        "0",
        allowed=tuple(str(force.value) for force in Force),
        property=f"{QRR}force",
        datatype=f"{XSD}integer",
    ),
    Column(
        "authority",
        "Office that made the statement, by name; never a person.",
        "National coordination point",
        property=f"{QRR}authority",
    ),
    Column(
        "document",
        "Title of the document it stands in.",
        "Referencing report",
        property=f"{PROV}hadPrimarySource",
    ),
    Column(
        "document_date",
        "Date of the document, as exact as known.",
        "2012",
        property=f"{DCTERMS}issued",
    ),
    Column(
        "document_url",
        "Where the document can be read.",
        "https://example.org/report.pdf",
        property=f"{FOAF}page",
    ),
    Column(
        "locator", "Article, table or page in the document.", "table 3", property=f"{QRR}locator"
    ),
    Column("source_read", "The text that was read.", "The report", property=f"{QRR}sourceRead"),
    Column(
        "checked",
        "true where the document itself was read. Empty: false.",
        "true",
        allowed=FLAGS,
        property=f"{QRR}checked",
        datatype=f"{XSD}boolean",
    ),
    Column("note", "Anything a reader should know.", property=f"{SKOS}note"),
    Column("author", "Office of the registry that wrote it.", "seed-curation"),
    Column("reviewer", "Office of the registry that reviewed it.", "review"),
    Column(
        "reviewed_on",
        "Day of the review. Leave empty.",
        property=f"{QRR}reviewedOn",
        datatype=f"{XSD}date",
    ),
    Column(
        "review_due",
        "Day of the next review. Empty: five years after the last.",
        "2031-01-01",
        property=f"{QRR}reviewDue",
        datatype=f"{XSD}date",
    ),
    Column(
        "endorsers",
        "Other offices that endorsed it, by name, between bars.",
        "EQF Advisory Group",
        property=f"{QRR}endorsedBy",
    ),
    Column(
        "valid_from",
        "First day on which it holds, as exact as known.",
        "2012-05-01",
        property=f"{QRR}validFrom",
        datatype=f"{XSD}date",
    ),
    Column(
        "valid_to",
        "First day on which it no longer holds. Empty: it still does.",
        "2021-01-01",
        property=f"{QRR}validTo",
        datatype=f"{XSD}date",
    ),
    Column(
        "valid_from_text",
        "Start as exact as the document gives it.",
        "2012",
        property=f"{QRR}validFromText",
    ),
    Column("valid_to_text", "End as exact as the document gives it.", property=f"{QRR}validToText"),
    Column(
        "awarded_from",
        "Only qualifications awarded from this day on. Empty: all.",
        property=f"{QRR}awardedFrom",
        datatype=f"{XSD}date",
    ),
    Column(
        "awarded_to",
        "Only qualifications awarded before this day. Empty: all.",
        property=f"{QRR}awardedTo",
        datatype=f"{XSD}date",
    ),
    Column(
        "recorded_at",
        "When the graph recorded it, UTC. Leave empty.",
        "2026-11-23T00:00:00Z",
        property=f"{QRR}recordedAt",
        datatype=f"{XSD}dateTime",
    ),
    Column(
        "superseded_at",
        "When a later version took its place, UTC. Leave empty.",
        property=f"{QRR}supersededAt",
        datatype=f"{XSD}dateTime",
    ),
    Column(
        "purposes",
        f"Purposes it serves, between bars: {', '.join(Purpose)}.",
        "information|employment",
        property=f"{QRR}purpose",
    ),
    Column(
        "territories",
        "Countries it holds in, ISO 3166-1 alpha-2, between bars. Empty: all.",
        "NL|BE",
        property=f"{QRR}scopeTerritory",
    ),
    Column(
        "occupations",
        "Occupations it holds for, ISCO-08, each with its subtree, between bars. Empty: all.",
        "7212",
        property=f"{QRR}scopeOccupation",
    ),
    Column(
        "qualification_types",
        "Types of qualification it holds for, between bars. Empty: all.",
        property=f"{QRR}scopeQualificationType",
    ),
    Column(
        "version",
        "Version of the statement. Empty: 1.",
        "1",
        property=f"{QRR}version",
        datatype=f"{XSD}integer",
    ),
    Column(
        "replaces",
        "Address of the version before it. Leave empty.",
        property=f"{DCTERMS}replaces",
        datatype=f"{XSD}anyURI",
    ),
    Column("iri", "Address of the statement. Empty: made from the name."),
)
BY_NAME = {column.name: column for column in COLUMNS}
NEEDED = tuple(column.name for column in COLUMNS if column.needed)


def cells(one: Correspondence) -> dict[str, str]:
    """A statement as cells by column name, each safe to show in a spreadsheet."""
    told = one.provenance
    return {
        "id": to_cell(one.id),
        "source_framework": to_cell(one.source_framework),
        "source_level": to_cell(one.source),
        "target_framework": to_cell(one.target_framework),
        "target_low": to_cell(one.target_low or ""),
        "target_high": to_cell(one.target_high or ""),
        "predicate": NO_COUNTERPART if one.predicate is None else one.predicate.value,
        "negative": _flag(one.negative),
        "confidence": confidence_text(one.confidence),
        "mapping_set": to_cell(one.mapping_set),
        "kind": to_cell(one.kind),
        "mutual": _flag(one.mutual),
        "force": str(int(one.force)),
        "authority": to_cell(told.authority),
        "document": to_cell(told.document),
        "document_date": to_cell(told.document_date),
        "document_url": to_cell(told.document_url),
        "locator": to_cell(told.locator),
        "source_read": to_cell(told.source),
        "checked": _flag(told.checked),
        "note": to_cell(told.note),
        "author": to_cell(told.author),
        "reviewer": to_cell(told.reviewer),
        "reviewed_on": _day(told.reviewed_on),
        "review_due": _day(told.review_due),
        "endorsers": to_list_cell(one.endorsers),
        "valid_from": _day(one.valid.start),
        "valid_to": _day(one.valid.end),
        "valid_from_text": to_cell(one.valid_from_text),
        "valid_to_text": to_cell(one.valid_to_text),
        "awarded_from": _day(one.applies_to_awards.start),
        "awarded_to": _day(one.applies_to_awards.end),
        "recorded_at": _moment(one.recorded.at),
        "superseded_at": _moment(one.recorded.superseded_at),
        "purposes": to_list_cell(one.scope.purposes),
        "territories": to_list_cell(one.scope.territories),
        "occupations": to_list_cell(one.scope.occupations),
        "qualification_types": to_list_cell(one.scope.qualification_types),
        "version": str(one.version),
        "replaces": to_cell(one.replaces),
        "iri": to_cell(one.iri),
    }


def confidence_text(confidence: Decimal) -> str:
    return format(confidence, "f")


def _flag(flag: bool) -> str:
    return "true" if flag else "false"


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment_text(moment)
