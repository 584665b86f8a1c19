"""Modules that are loaded at their first use."""

import subprocess
import sys

from credentials.deferred import deferred, load_all

SCRIPT = """
import sys
from credentials.deferred import deferred, load_all
colours = deferred("colorsys")
assert "colorsys" not in sys.modules
{use}
assert "colorsys" in sys.modules
"""


def run(use: str) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT.format(use=use)], check=True)


def test_a_module_is_loaded_by_its_first_name_or_with_all_others() -> None:
    run("assert colours.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)")
    run("load_all()")


def test_what_is_asked_of_it_is_the_modules_own() -> None:
    load_all()
    archive = deferred("credentials.certificate.archive")
    assert archive.extract is sys.modules["credentials.certificate.archive"].extract
    assert not hasattr(archive, "no_such_name")
