"""Statements in the formats of others: SSSOM, spreadsheets, RDF, CTDL, DCAT. Bytes in and out."""

from mappings.exchange.faults import Fault
from mappings.exchange.reading import Checked, Imported, read, validate
from mappings.exchange.workbook import template
from mappings.exchange.writing import WRITERS, write

__all__ = ["WRITERS", "Checked", "Fault", "Imported", "read", "template", "validate", "write"]
