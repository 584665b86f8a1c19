"""Keys and secrets on disk: made once, readable by the service alone, never overwritten."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from registry.errors import SecretsInvalid

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def read_files(folder: Path) -> dict[str, bytes]:
    """Name -> bytes of every file of a folder that is no draft."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith(".")
    }


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside those that are there; each appears complete, the folder is private."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
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


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
