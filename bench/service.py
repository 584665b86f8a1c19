"""The times a newcomer feels, beside their limits: set-up done, how long until it runs.

Each row is a whole process on an own folder, measured from outside; three runs, the median.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import httpx
from rich.console import Console
from rich.table import Table

RUNS = 3
COMMAND = Path(sys.executable).with_name("registry")
PATIENCE_SECONDS = 60
# seconds, from the foundation's figures
LIMITS = {
    "`registry demo`, empty store": 60.0,
    "service answers, empty store": None,
    "service answers, seed release published": 3.0,
    "`registry compare`, whole process": None,
}


def run() -> None:
    """Print the table."""
    folder = Path(tempfile.mkdtemp(prefix="registry-bench-"))
    try:
        measured = {
            "`registry demo`, empty store": _median(lambda: _demo(folder / "demo")),
            "service answers, empty store": _median(lambda: _start(folder / "new", fresh=True)),
            "service answers, seed release published": _median(
                lambda: _start(folder / "new", fresh=False)
            ),
            "`registry compare`, whole process": _median(lambda: _compare(folder / "new")),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table("whole process", "median s", "limit s", "share of limit", title="service")
    for name, seconds in measured.items():
        limit = LIMITS[name]
        share = f"{seconds / limit:.2f}" if limit else ""
        table.add_row(name, f"{seconds:.2f}", f"{limit:.0f}" if limit else "", share)
    Console().print(table)


def _median(measure: Callable[[], float]) -> float:
    return statistics.median(measure() for _ in range(RUNS))


def _run(folder: Path, *arguments: str) -> float:
    started = perf_counter()
    subprocess.run(
        [str(COMMAND), *arguments], cwd=folder, check=True, capture_output=True, timeout=300
    )
    return perf_counter() - started


def _demo(folder: Path) -> float:
    _emptied(folder)
    return _run(folder, "demo")


def _compare(folder: Path) -> float:
    return _run(folder, "compare", "nl-nlqf:4+", "de-dqr", "--json")


def _start(folder: Path, *, fresh: bool) -> float:
    """From the command to the first answer about the release in force."""
    if fresh:
        _emptied(folder)
    with httpx.Client() as client:
        started = perf_counter()
        process = subprocess.Popen(
            [str(COMMAND), "serve", "--port", str(_port())],
            cwd=folder,
            env={**os.environ, "LOG_LEVEL": "WARNING"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until_ready(client, f"http://127.0.0.1:{_port()}/readyz", process)
            return perf_counter() - started
        finally:
            process.terminate()
            process.wait(timeout=30)


def _port() -> int:
    """One of our own, the same within this process."""
    return 20_000 + os.getpid() % 20_000


def _until_ready(client: httpx.Client, url: str, process: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    deadline = perf_counter() + PATIENCE_SECONDS
    while perf_counter() < deadline and process.poll() is None:
        try:
            if client.get(url).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pause.wait(0.02)
    raise RuntimeError("The service did not answer.")


def _emptied(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
