"""The registry's keys on disk: encrypted, changed under a lock, seen by every process at once.

The ring is a folder. Whoever changes it holds the lock and replaces its list last, so that a
reader sees the old ring or the new one.
"""

import fcntl
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from credentials.keys import KeyRing, MakeKey, generate_key, generate_key_ring
from credentials.keys_stored import (
    RING_FILE,
    OpenToken,
    StoredRing,
    parse_key_ring,
    serialize_key_ring,
)
from registry.storage.secret_files import (
    read_files,
    read_or_make_secret,
    replace_folder,
)

PASSPHRASE_FILE = "key-passphrase"  # noqa: S105  -- where it stands, not what it is
LOCK_FILE = "keys.lock"
# When a file was written, where it lies, how long it is: another for another list.
Stamp = tuple[int, int, int]


@dataclass
class KeyStore:
    """SECRETS_DIR/keys and what opens it.

    passphrase: from the settings; None: from the file beside the keys, made if it is not there.
    open_token, make: for keys in a hardware token; without them keys are files.
    """

    secrets_dir: Path
    passphrase: bytes | None = field(default=None, repr=False)
    open_token: OpenToken | None = field(default=None, repr=False)
    make: MakeKey = field(default=generate_key, repr=False)
    _seen: Stamp | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        return self.secrets_dir / "keys"

    def open(self, controller: str, *, now: datetime, locked: bool = False) -> KeyRing:
        """The ring; made at the first start, brought up to date at a later one.

        locked: keys in files are opened when they first sign, and a wrong passphrase told then.
        Raises KeyRingInvalid, PassphraseWrong.
        """
        with self.locked():
            if not (self.folder / RING_FILE).is_file():
                return self._write(generate_key_ring(controller, now, make=self.make))
            stored = self._read(locked=locked)
            ring = stored.ring
            for purpose, algorithm in ring.missing:
                # A purpose that had no key yet; one whose key was compromised gets one by hand.
                if not any(key.purpose is purpose for key in ring.keys):
                    ring = ring.add(self.make(ring.controller, purpose, algorithm, now))
            if stored.outdated or ring is not stored.ring:
                return self._write(ring)
            return ring

    def change(self, step: Callable[[KeyRing], KeyRing]) -> KeyRing:
        """What `step` makes of the ring as it is now, kept for every process."""
        with self.locked():
            return self._write(step(self._read().ring))

    def changed(self) -> bool:
        """Whether another process has written the ring since it was read here."""
        return self._stamp() != self._seen

    def read(self) -> KeyRing:
        """Raises KeyRingInvalid, PassphraseWrong."""
        with self.locked():
            return self._read().ring

    def _read(self, *, locked: bool = False) -> StoredRing:
        stamp = self._stamp()
        stored = parse_key_ring(
            read_files(self.folder),
            passphrase=self.secret(),
            open_token=self.open_token,
            locked=locked,
        )
        # Only what could be read counts as seen: the next who asks tries again.
        self._seen = stamp
        return stored

    def _write(self, ring: KeyRing) -> KeyRing:
        """New files first, the list last, and only then are private halves of old keys removed."""
        files = serialize_key_ring(ring, passphrase=self.secret(), random_bytes=secrets.token_bytes)
        listed = files.pop(RING_FILE)
        replace_folder(self.folder, files)
        replace_folder(self.folder, {RING_FILE: listed})
        for path in self.folder.glob("*.pem"):
            if path.name not in files:
                path.unlink()
        self._seen = self._stamp()
        return ring

    def secret(self) -> bytes:
        """What private keys are encrypted under."""
        if self.passphrase is not None:
            return self.passphrase
        return read_or_make_secret(self.secrets_dir / PASSPHRASE_FILE).encode()

    def _stamp(self) -> Stamp | None:
        try:
            found = (self.folder / RING_FILE).stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time changes what stands here."""
        self.secrets_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.secrets_dir / LOCK_FILE).touch(mode=0o600)
        with (self.secrets_dir / LOCK_FILE).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
