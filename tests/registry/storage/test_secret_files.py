"""Keys and secrets on disk."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.errors import SecretsInvalid
from registry.storage.secret_files import read_files, read_or_make_secret, replace_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_made_once_and_readable_by_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "token-secret"
    first = read_or_make_secret(path)
    assert (len(first), mode(path), mode(path.parent)) == (64, 0o600, 0o700)
    assert read_or_make_secret(path) == first


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "token-secret"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: read_or_make_secret(path), range(16)))
    assert len(secrets) == 1
    assert [left.name for left in tmp_path.iterdir()] == ["token-secret"]


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token-secret"
    path.write_text("short")
    with pytest.raises(SecretsInvalid):
        read_or_make_secret(path)


def test_files_are_replaced_without_a_gap_and_are_the_owner_s_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets" / "keys"
    replace_folder(folder, {"ring.json": b"1", "a.pem": b"a"})
    replace_folder(folder, {"ring.json": b"2", "b.pem": b"b"})
    assert read_files(folder) == {"ring.json": b"2", "a.pem": b"a", "b.pem": b"b"}
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    assert mode(folder) == 0o700
