"""The lock file names exact versions with hashes, no addresses, and covers pyproject.toml."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==\S+")


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def faults() -> list[str]:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    found = ["it names an address"] if re.search(r"https?://|--(extra-)?index-url", lock) else []
    entries = re.split(r"\n(?=\S)", lock.strip())
    locked = set()
    for entry in entries:
        match = PINNED.match(entry)
        if not match:
            found.append(f"not an exact version: {entry.splitlines()[0]}")
            continue
        locked.add(normalised(match["name"]))
        if "--hash=sha256:" not in entry:
            found.append(f"no hash: {match['name']}")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {normalised(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for line in wanted}
    return found + [f"not locked: {name}" for name in sorted(names - locked)]


if __name__ == "__main__":
    problems = faults()
    for problem in problems:
        sys.stderr.write(f"requirements.lock: {problem}\n")
    sys.exit(1 if problems else 0)
