"""The bits of status lists: what a state of a credential is in each kind of list."""

from collections.abc import Iterable

from sqlmodel import Session

from credentials.token_status import TokenStatus
from registry.storage.queries import status_lists

REVOCATION, SUSPENSION, TOKEN = "revocation", "suspension", "token"
# How many bits one place has.
BITS = {REVOCATION: 1, SUSPENSION: 1, TOKEN: 2}
TOKEN_STATES = {
    "active": int(TokenStatus.VALID),
    "revoked": int(TokenStatus.INVALID),
    "suspended": int(TokenStatus.SUSPENDED),
}


def write(
    session: Session, list_id: str, positions: Iterable[int], purpose: str, value: int
) -> None:
    """Set places of one list; nobody else changes the list until the transaction ends."""
    row = status_lists.get_locked(session, list_id)
    packed = bytearray(row.bits)
    for position in positions:
        if purpose == TOKEN:
            _write_token(packed, position, value)
        else:
            _write_bit(packed, position, bool(value))
    row.bits = bytes(packed)
    row.version += 1
    session.add(row)
    session.flush()


def _write_bit(packed: bytearray, position: int, raised: bool) -> None:
    """Index 0 is the leftmost bit of the first byte (Bitstring Status List 1.0, 3.3)."""
    mask = 0x80 >> position % 8
    packed[position // 8] &= 0xFF ^ mask
    if raised:
        packed[position // 8] |= mask


def _write_token(packed: bytearray, position: int, value: int) -> None:
    """Index 0 is in the lowest bits of the first byte (Token Status List, 4.1)."""
    width = BITS[TOKEN]
    at, shift = divmod(position * width, 8)
    packed[at] &= 0xFF ^ ((1 << width) - 1 << shift)
    packed[at] |= value << shift
