"""credentialStatus as our credentials have it: one entry, or one per purpose. BSL 1.0, 2.1."""

from typing import Any

from credentials.errors import ClaimsInvalid
from credentials.model import StatusEntry
from credentials.profiles.fields import Fields


def serialize(entries: tuple[StatusEntry, ...]) -> Any:
    """An object for one, a list for several."""
    written = [
        {
            "id": f"{entry.list_url}#{entry.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": entry.purpose,
            "statusListIndex": str(entry.index),
            "statusListCredential": entry.list_url,
        }
        for entry in entries
    ]
    return written[0] if len(written) == 1 else written


def parse(fields: Fields) -> tuple[StatusEntry, ...]:
    """Raises ClaimsInvalid and its kinds, RecordInvalid."""
    if isinstance(entry := fields.take("credentialStatus"), list):
        entries = tuple(_parse_entry(Fields(one, "credentialStatus")) for one in entry[:5])
        if len(entries) < 2 or len({one.purpose for one in entries}) != len(entry):
            raise ClaimsInvalid("A list of statuses holds several, each for another purpose.")
        return entries
    return (_parse_entry(Fields(entry, "credentialStatus")),)


def _parse_entry(fields: Fields) -> StatusEntry:
    fields.constant("type", "BitstringStatusListEntry")
    index = fields.text("statusListIndex", _is_index)
    entry = StatusEntry(
        fields.iri("statusListCredential"), int(index), fields.text("statusPurpose")
    )
    fields.constant("id", f"{entry.list_url}#{entry.index}")
    fields.finish()
    return entry


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9 and str(int(text)) == text
