"""Keys and secrets on disk: made once, readable by the service alone, never overwritten."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from registry.errors import SecretsInvalid

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def read_or_make_folder(folder: Path, make: Callable[[], Mapping[str, bytes]]) -> dict[str, bytes]:
    """Every file of a folder; made as a whole if it is not there.

    Two processes may start at once: the folder appears complete, and the first one's stays.
    """
    if not folder.is_dir():
        folder.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
        try:
            for name, content in make().items():
                _write_private(draft / name, content)
            _settle(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside those that are there; each appears complete."""
    for name, content in files.items():
        draft = folder / f".{name}-{secrets.token_hex(8)}"
        _write_private(draft, content)
        draft.replace(folder / name)


def read_or_make_secret(path: Path) -> str:
    """A random secret of 256 bits in hex, made if it is not there."""
    if not path.exists():
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        _write_private(draft, secrets.token_hex(32).encode())
        try:
            # A link never replaces what another process has put there meanwhile.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = path.read_text("ascii").strip()
    if len(secret) < 32:
        raise SecretsInvalid(f"The secret in {path.name} is shorter than 32 characters.")
    return secret


def _settle(draft: Path, folder: Path) -> None:
    try:
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
