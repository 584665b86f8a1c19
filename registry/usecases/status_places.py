"""A place for each new credential in the lists of revocation and of suspension."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlmodel import Session

from credentials.model import StatusEntry
from registry.services import Services
from registry.settings import Settings
from registry.storage.database import take_turns
from registry.storage.queries import status_lists
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.status import StatusEntry as StoredEntry
from registry.storage.tables.status import StatusList

PURPOSES = ("revocation", "suspension")
# Eight misses in a row are rare before half of a list is taken; then a new list is due anyway,
# because a position should not tell when it was given.
TRIES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A free position, and how the credential will name it."""

    list_id: str
    position: int
    entry: StatusEntry


def choose(session: Session, services: Services, *, randomness: Random) -> Sequence[Place]:
    """One random free position in an open list of each purpose."""
    return [_choose_one(session, services.settings, purpose, randomness) for purpose in PURPOSES]


def take(session: Session, places: Sequence[Place], credential: IssuedCredential) -> None:
    """The positions belong to this credential for ever."""
    session.add_all(
        StoredEntry(list_id=place.list_id, position=place.position, credential_id=credential.id)
        for place in places
    )
    session.flush()


def _choose_one(session: Session, settings: Settings, purpose: str, randomness: Random) -> Place:
    open_list = status_lists.find_open(session, purpose) or _open(session, settings, purpose)
    for _ in range(TRIES):
        position = randomness.randrange(open_list.size)
        if not status_lists.is_taken(session, open_list.id, position):
            return _place(settings, open_list, position)
    open_list.open = False
    session.add(open_list)
    session.flush()
    fresh = _open(session, settings, purpose)
    return _place(settings, fresh, randomness.randrange(fresh.size))


def _open(session: Session, settings: Settings, purpose: str) -> StatusList:
    """A new list, unless another transaction has just made one."""
    take_turns(session, f"status list for {purpose}")
    found = status_lists.find_open(session, purpose)
    if found is not None:
        return found
    number = len(status_lists.list_ids(session, purpose)) + 1
    # Short, because it stands in every QR code.
    row = StatusList(
        id=f"{purpose[0]}{number}",
        purpose=purpose,
        size=settings.status_list_size,
        bits=bytes(settings.status_list_size // 8),
    )
    session.add(row)
    session.flush()
    return row


def _place(settings: Settings, chosen: StatusList, position: int) -> Place:
    url = list_url(settings, chosen.id)
    return Place(chosen.id, position, StatusEntry(url, position, chosen.purpose))


def list_url(settings: Settings, list_id: str) -> str:
    return f"{settings.public_url}/status/{list_id}"
