"""What the registry needs of its machine and does not have, in the form of `registry.errors`."""

from registry.errors import RegistryError


class DatabaseUnusable(RegistryError):
    """It cannot be reached, opened or written, or another version of the registry made it."""

    code = "database_unusable"


class SettingsInvalid(RegistryError):
    """An environment variable, or a line of .env, says what cannot be."""

    code = "settings_invalid"
