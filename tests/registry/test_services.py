"""What is wired at the start, from the settings."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from credentials.errors import TokenUnavailable
from registry.errors import SecretsInvalid
from registry.services import wire
from registry.settings import Settings
from tests.conftest import Clock


def settings(folder: Path, **changes: object) -> Settings:
    wanted = {
        "database_url": f"sqlite:///{folder}/registry.db",
        "secrets_dir": folder / "secrets",
    } | changes
    return Settings(_env_file=None, **wanted)  # type: ignore[arg-type]


def test_keys_and_secrets_survive_a_restart(tmp_path: Path) -> None:
    first = wire(settings(tmp_path), clock=Clock())
    second = wire(settings(tmp_path), clock=Clock())
    assert first.token_secret == second.token_secret
    assert [key.signer.kid for key in first.key_ring.keys] == [
        key.signer.kid for key in second.key_ring.keys
    ]
    assert first.key_ring.controller == "did:web:registry.example"
    assert first.trust_list.find("did:web:registry.example") is not None


def test_keys_of_another_address_are_refused(tmp_path: Path) -> None:
    wire(settings(tmp_path), clock=Clock())
    with pytest.raises(SecretsInvalid, match="PUBLIC_URL"):
        wire(settings(tmp_path, public_url="https://moved.example"), clock=Clock())


def test_a_shared_token_secret_comes_from_the_settings(tmp_path: Path) -> None:
    shared = wire(settings(tmp_path, token_secret="s" * 32), clock=Clock())
    assert shared.token_secret == "s" * 32
    assert not (tmp_path / "secrets" / "token-secret").exists()


def test_services_do_not_print_their_secrets(tmp_path: Path) -> None:
    services = wire(settings(tmp_path), clock=Clock())
    assert services.token_secret not in repr(services)
    assert "PRIVATE" not in repr(services)


@pytest.mark.parametrize(
    "changes",
    [
        {"public_url": "http://registry.example"},
        {"public_url": "https://registry.example/"},
        {"public_url": "https://registry.example?x"},
        {"token_secret": "short"},
        {"token_minutes": 0},
        {"status_list_size": 1024},
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        settings(tmp_path, **changes)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/registry")
    monkeypatch.setenv("PUBLIC_URL", "https://recognition.example/site")
    read = Settings(_env_file=None)
    assert read.database_url == "postgresql://db/registry"
    assert read.public_url == "https://recognition.example/site"


def test_a_passphrase_may_come_from_a_mounted_file(tmp_path: Path) -> None:
    mounted = tmp_path / "passphrase"
    mounted.write_text("correct horse battery staple\n")
    wire(settings(tmp_path, key_passphrase_file=mounted), clock=Clock())
    assert not (tmp_path / "secrets" / "key-passphrase").exists()
    again = settings(tmp_path, key_passphrase="correct horse battery staple")
    assert wire(again, clock=Clock()).key_ring.keys
    assert "correct" not in repr(again)


@pytest.mark.parametrize(
    "changes",
    [
        {"key_passphrase_file": "missing"},
        {"outside_ca_file": "missing"},
        {"pkcs11_module": "module.so"},
        {"pkcs11_module": "module.so", "pkcs11_token": "t", "pkcs11_pin_file": "missing"},
    ],
)
def test_files_that_are_not_there_are_told_at_the_start(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    with pytest.raises(SecretsInvalid):
        wire(settings(tmp_path, **changes), clock=Clock())


def test_a_token_whose_module_cannot_be_loaded_is_told_at_the_start(tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("1234")
    absent = {"pkcs11_module": tmp_path / "no.so", "pkcs11_token": "t", "pkcs11_pin_file": pin}
    with pytest.raises(TokenUnavailable) as refused:
        wire(settings(tmp_path, **absent), clock=Clock())
    assert "1234" not in str(refused.value)
