"""Independent readers in Node, asked in JSON from a test; started once a session, no network."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

NODE = Path(sys.prefix) / "witnesses" / "bin" / "node"
FOLDER = Path(__file__).parent / "node"


class WitnessFault(AssertionError):
    """The witness could not do what it was asked; the text says why."""


class NodeWitness:
    """One script of tests/witnesses/node, answering act by act."""

    def __init__(self, script: str) -> None:
        assert NODE.exists(), "run tools/setup.sh --for-tests .venv"
        self._process = subprocess.Popen(
            [NODE, "--no-warnings", FOLDER / script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, act: str, **request: Any) -> Any:
        """The answer of an act. Raises WitnessFault where it threw."""
        if self._process.stdin is None or self._process.stdout is None:
            raise WitnessFault("The witness has no pipes.")
        self._process.stdin.write(json.dumps({"act": act, "request": request}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise WitnessFault("The witness ended without an answer.")
        told = json.loads(line)
        if "fault" in told:
            raise WitnessFault(told["fault"])
        return told["answer"]

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(timeout=30)
