"""Statements in the formats of others: SSSOM, spreadsheets, RDF, CTDL, DCAT. Bytes in and out."""

from mappings.exchange.faults import Fault
from mappings.exchange.reading import Imported, by_row, read
from mappings.exchange.workbook import template
from mappings.exchange.writing import WRITERS, write

__all__ = ["WRITERS", "Fault", "Imported", "by_row", "read", "template", "write"]
