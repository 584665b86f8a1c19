"""What commands print: text for people, JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def line(text: str = "") -> None:
    """One line as it is: square brackets in data are not markup."""
    out.print(text, markup=False)


def complaint(text: str) -> None:
    err.print(text, markup=False)


def as_json(value: object) -> None:
    out.print(
        json.dumps(value, ensure_ascii=False, indent=2, default=str), markup=False, soft_wrap=True
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    drawn = Table(box=None, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    out.print(drawn)


def answer(described: Mapping[str, Any]) -> None:
    """A comparison as `mappings.trace.describe` gives it, in plain words."""
    line(described["summary"])
    facts = [
        ("status", described["status"]),
        ("interval", " to ".join(described["interval"] or ()) or None),
        ("predicate", described["predicate"]),
        ("confidence", described["confidence"]),
        ("force", None if described["force"] is None else f"F{described['force']}"),
        ("release", described["release"]),
    ]
    line("  ".join(f"{name}: {value}" for name, value in facts if value is not None))
    for number, step in enumerate(described["trace"], 1):
        line(f"{number}. {step['sentence']}")
    for rule in described["rules"]:
        line(f"Rule: {rule['sentence']}")
    known = described["known"] or {}
    for note in [known.get("earlier"), *known.get("awaiting", ()), *known.get("missing", ())]:
        if note:
            line(f"- {note['sentence']}")
    for card in described.get("procedures", ()):
        procedure(card)
    line(described["closing"])


def procedure(card: Mapping[str, Any]) -> None:
    """A procedure card: whom to ask, with what papers."""
    line(f"Ask: {card['authority']} ({card['website_domain']})")
    if card["documents"]:
        line(f"  papers: {', '.join(card['documents'])}")
    for name in ("time_limit", "fee", "appeal"):
        if card[name]:
            line(f"  {name.replace('_', ' ')}: {card[name]}")


def report(verified: Mapping[str, Any]) -> None:
    """What was checked, and what came of it."""
    issuer = verified["issuer"]
    line(f"{verified['outcome']}: {verified['format']}, issuer {issuer['name'] or 'not known'}")
    for check in verified["checks"]:
        reason = " ".join(part for part in (check["code"], check["detail"]) if part)
        line(f"  {check['name']}: {check['status']}{f' ({reason})' if reason else ''}")
    if verified.get("status_as_of"):
        line(f"  status lists as of {verified['status_as_of']}")
    meaning = verified.get("meaning")
    if meaning:
        line(meaning["summary"])
        line(meaning["closing"])
