"""What the trust list refuses, in the form of `registry.errors`."""

from registry.errors import RegistryError


class TrustEntryUnknown(RegistryError):
    """The trust list has no issuer of this DID."""

    code = "trust_entry_unknown"


class TrustListUnproven(RegistryError):
    """Nothing shows that a list comes from the signer who was named."""

    code = "trust_list_unproven"


class TrustListOutdated(RegistryError):
    """A later version of this signer's list has been taken in already."""

    code = "trust_list_outdated"
