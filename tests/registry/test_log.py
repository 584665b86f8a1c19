"""Log lines hold ids and codes, never people."""

import json

import pytest
import structlog

from registry.log import PERSONAL, configure_logging


def test_personal_fields_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    try:
        log = structlog.get_logger()
        log.info("case.submit", application="42", **dict.fromkeys(PERSONAL, "Maria"))
        log.debug("not shown")
    finally:
        structlog.reset_defaults()
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["event"], told["application"], told["level"]) == ("case.submit", "42", "info")
    assert "Maria" not in line
