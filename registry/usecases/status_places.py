"""Places in the status lists: for each credential, and for each SD-JWT of it.

A credential has one place for revocation and one for suspension, which all its forms name. An
SD-JWT has a place of its own in a token status list, so that two of one person share no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlmodel import Session

from credentials.model import StatusEntry
from registry.services import Services
from registry.settings import Settings
from registry.storage.database import take_turns
from registry.storage.queries import status_lists
from registry.storage.queries.status_lists import OpenList
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.status import StatusEntry as StoredEntry
from registry.storage.tables.status import StatusList
from registry.usecases import status_bits
from registry.usecases.status_bits import REVOCATION, SUSPENSION, TOKEN

PURPOSES = (REVOCATION, SUSPENSION)
# Eight misses in a row are rare before half of a list is taken; then a new list is due anyway,
# because a position should not tell when it was given.
TRIES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A free position in a list."""

    list_id: str
    position: int
    purpose: str
    url: str

    @property
    def entry(self) -> StatusEntry:
        """How a credential names its place in a bitstring list."""
        return StatusEntry(self.url, self.position, self.purpose)


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


def take_token_place(
    session: Session, services: Services, *, credential: IssuedCredential, randomness: Random
) -> Place:
    """For one more SD-JWT of a credential, which is to say at once what the credential's state is.

    credential: locked, so that nobody changes its state meanwhile.
    """
    place = _choose_one(session, services.settings, TOKEN, randomness)
    take(session, [place], credential)
    if credential.status != "active":
        status_bits.write(
            session,
            place.list_id,
            [place.position],
            TOKEN,
            status_bits.TOKEN_STATES[credential.status],
        )
    return place


def _choose_one(session: Session, settings: Settings, purpose: str, randomness: Random) -> Place:
    open_list = status_lists.find_open(session, purpose) or _open(session, settings, purpose)
    for _ in range(TRIES):
        position = randomness.randrange(open_list.size)
        if not status_lists.is_taken(session, open_list.id, position):
            return _place(settings, open_list.id, position, purpose)
    status_lists.close(session, open_list.id)
    fresh = _open(session, settings, purpose)
    return _place(settings, fresh.id, randomness.randrange(fresh.size), purpose)


def _open(session: Session, settings: Settings, purpose: str) -> OpenList:
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
        bits=bytes(settings.status_list_size * status_bits.BITS[purpose] // 8),
    )
    session.add(row)
    session.flush()
    return OpenList(row.id, row.size)


def _place(settings: Settings, list_id: str, position: int, purpose: str) -> Place:
    return Place(list_id, position, purpose, list_url(settings, list_id))


def list_url(settings: Settings, list_id: str) -> str:
    return f"{settings.public_url}/status/{list_id}"
