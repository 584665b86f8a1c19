"""Reads an SSSOM file with the `sssom` package; prints what it holds and says of it as JSON.

Run in the environment of the witnesses (requirements-witnesses.lock), by the test of the export.
Not with strict=True: sssom 0.4.21 then refuses every file whose metadata is regular.
"""

import json
import logging
import sys

from sssom.constants import SchemaValidationType
from sssom.parsers import parse_sssom_table
from sssom.validators import validate

CHECKS = [
    SchemaValidationType.JsonSchema,
    SchemaValidationType.PrefixMapCompleteness,
    SchemaValidationType.StrictCurieFormat,
]


class Heard(logging.Handler):
    """Keeps what the package warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


if __name__ == "__main__":
    heard = Heard()
    logging.getLogger().addHandler(heard)
    table = parse_sssom_table(sys.argv[1])
    reports = validate(table, CHECKS, fail_on_error=False)
    read = {
        "metadata": {key: str(value) for key, value in table.metadata.items()},
        "prefixes": dict(table.converter.bimap),
        "rows": table.df.to_dict("records"),
        "faults": [str(fault) for report in reports.values() for fault in report.results],
        "warnings": heard.messages,
    }
    sys.stdout.write(json.dumps(read))
