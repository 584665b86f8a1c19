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


def test_a_later_door_has_its_own_level(capsys: pytest.CaptureFixture[str]) -> None:
    """`registry compare` tells mistakes alone, also where a service ran in the same process."""
    log = structlog.get_logger()
    try:
        configure_logging("INFO")
        log.info("service.started")
        configure_logging("WARNING")
        log.info("release.in_force")
    finally:
        structlog.reset_defaults()
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "service.started"
