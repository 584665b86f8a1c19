"""The parts of the world that use cases need, wired once by a door and handed down."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from credentials.keys import KeyRing
from credentials.trust import TrustList
from mappings.index import Index
from mappings.releases import Release
from registry.errors import ReleaseUnknown
from registry.settings import Settings


@dataclass(frozen=True, slots=True)
class ReleaseInForce:
    """A published release and its index, always of the same number."""

    release: Release
    index: Index


class Passwords:
    """Argon2id. An unknown account costs the same time as a wrong password."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher
        self._nobody = hasher.hash("no account has this hash")

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; with None as hash never, after the same work."""
        try:
            return self._hasher.verify(password_hash or self._nobody, password) and bool(
                password_hash
            )
        except (VerificationError, InvalidHashError):
            return False


@dataclass
class Services:
    """`release` is swapped by one assignment: a reader holds the old one or the new one."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime]
    passwords: Passwords
    token_secret: str = field(repr=False)
    key_ring: KeyRing = field(repr=False)
    trust_list: TrustList
    release_in_force: ReleaseInForce | None = None
    seed_changed: bool = False

    @property
    def release(self) -> ReleaseInForce:
        """Raises ReleaseUnknown before the first start has published one."""
        if self.release_in_force is None:
            raise ReleaseUnknown("No release of the equivalence graph is in force yet.")
        return self.release_in_force
