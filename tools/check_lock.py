"""The lock files name exact versions with hashes, no addresses; the first covers pyproject.toml."""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==\S+")


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


NODE_LOCK = "tests/witnesses/node/package-lock.json"
LOCKS = ("requirements.lock", "requirements-witnesses.lock")


def read_lock(name: str) -> tuple[set[str], list[str]]:
    """The packages of a lock file, and what is wrong with it."""
    lock = (ROOT / name).read_text("utf-8")
    found = []
    if re.search(r"https?://|--(extra-)?index-url", lock):
        found.append(f"{name}: it names an address")
    locked = set()
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        match = PINNED.match(entry)
        if not match:
            found.append(f"{name}: not an exact version: {entry.splitlines()[0]}")
            continue
        locked.add(normalised(match["name"]))
        if "--hash=sha256:" not in entry:
            found.append(f"{name}: no hash: {match['name']}")
    return locked, found


def read_node_lock() -> list[str]:
    """What is wrong with the lock file of the Node witnesses."""
    packages = json.loads((ROOT / NODE_LOCK).read_text("utf-8"))["packages"]
    found = []
    for name, package in packages.items():
        if "resolved" in package:
            found.append(f"{NODE_LOCK}: it names an address: {name}")
        if name and "integrity" not in package:
            found.append(f"{NODE_LOCK}: no hash: {name}")
    return found


def faults() -> list[str]:
    locked = {}
    found = read_node_lock()
    for name in LOCKS:
        locked[name], wrong = read_lock(name)
        found += wrong
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {normalised(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for line in wanted}
    missing = names - locked["requirements.lock"]
    return found + [f"requirements.lock: not locked: {name}" for name in sorted(missing)]


if __name__ == "__main__":
    problems = faults()
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.exit(1 if problems else 0)
