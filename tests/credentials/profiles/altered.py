"""A document with one or two things changed somewhere, to anything."""

import copy

from hypothesis import strategies as st


def everywhere(value, path=()):
    if path:
        yield path
    steps = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, child in steps:
        yield from everywhere(child, (*path, name))


def at(value, path):
    for name in path:
        value = value[name]
    return value


CHANGES = {
    "number": 7,
    "fraction": 7.5,
    "large": 2**53,
    "null": None,
    "true": True,
    "empty": "",
    "text": "???",
    "long": "x" * 4001,
    "country": "XX",
    "day": "2026-02-29",
    "week": "2026-W01-1",
    "early day": "1900-01-01",
    "instant": "2026-11-24T09:30:00Z",
    "other zone": "2026-11-24T09:30:00+00:00",
    "no moment": "2026-13-24T09:30:00Z",
    "late": "2999-11-24T09:30:00Z",
    "iri": "urn:x:1",
    "url": "http://registry.example/status/r1",
    "uuid": "urn:uuid:7b6cf5b0-58f5-4a86-9a3c-0d8f6f0b3a12",
    "index": "007",
    "list": [],
    "object": {},
    "none": "REFUSED",
    "partial": "PARTIAL",
    "full": "FULL",
    "conditional": "CONDITIONAL",
    "suspension": "suspension",
    "months": {"kind": "other", "text": "x", "months": 3},
}


def altered(data, document, changes=CHANGES):
    """A changed copy. data: of Hypothesis."""
    changed = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(everywhere(changed))))
        holder, name = at(changed, path[:-1]), path[-1]
        change = data.draw(st.sampled_from(["drop", "unknown", "swap", *changes]))
        if change == "drop":
            del holder[name]
        elif change == "unknown" and isinstance(holder, dict):
            holder["unknownTerm"] = 1
        elif change == "swap":
            other = data.draw(st.sampled_from(list(everywhere(changed))))
            holder[name] = copy.deepcopy(at(changed, other))
        else:
            holder[name] = copy.deepcopy(changes.get(change))
    return changed
