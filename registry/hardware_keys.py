"""The hardware token that the settings name: module, label, and a file with the PIN."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.deferred import deferred
from credentials.errors import TokenUnavailable
from registry.errors import SecretsInvalid
from registry.settings import Settings

if TYPE_CHECKING:
    import pkcs11

    from credentials import keys_pkcs11
else:
    pkcs11 = deferred("pkcs11")
    keys_pkcs11 = deferred("credentials.keys_pkcs11")


def hardware_token(settings: Settings) -> "keys_pkcs11.HardwareToken | None":
    """None where no PKCS11_MODULE is set; nothing is opened before the first use.

    Raises SecretsInvalid for settings that are not complete, or a PIN that cannot be read.
    """
    module, label = settings.pkcs11_module, settings.pkcs11_token
    if module is None:
        return None
    if not label or settings.pkcs11_pin_file is None:
        raise SecretsInvalid("PKCS11_MODULE needs PKCS11_TOKEN and PKCS11_PIN_FILE.")
    try:
        pin = settings.pkcs11_pin_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretsInvalid("PKCS11_PIN_FILE cannot be read.") from error
    return keys_pkcs11.HardwareToken(lambda: open_session(module, label, pin))


def open_session(module: Path, label: str, pin: str) -> Any:
    """Logged in, for reading and writing. Raises TokenUnavailable."""
    try:
        token = pkcs11.lib(str(module)).get_token(token_label=label)
        try:
            return token.open(rw=True, user_pin=pin)
        except pkcs11.UserAlreadyLoggedIn:
            # Logging in counts for all sessions of a process.
            return token.open(rw=True)
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise TokenUnavailable(
            f"The token {label} cannot be opened: {type(error).__name__}."
        ) from error
