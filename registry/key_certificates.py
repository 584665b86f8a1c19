"""Certificates for the ring's keys, by which wallets know them that know no DIDs."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from credentials import certified_key
from credentials.certificate import x509_chain
from credentials.certificate.x509_chain import Chain
from credentials.certificate_errors import SealUnfit
from credentials.keys import KeyPurpose
from registry.errors import SecretsInvalid
from registry.settings import RequestName, Settings


def read_chains(settings: Settings) -> Mapping[KeyPurpose, Chain]:
    """What the operator has of them. Raises SecretsInvalid.

    Whether one is for the key in use and valid now is asked with each use: both change.
    """
    named: dict[KeyPurpose, tuple[str, Path | None]] = {}
    if settings.request_client_id is not RequestName.DID:
        named[KeyPurpose.AUTHENTICATION] = ("REQUEST_CHAIN", settings.request_chain)
    if settings.credential_chain is not None:
        named[KeyPurpose.ASSERTION] = ("CREDENTIAL_CHAIN", settings.credential_chain)
    if settings.token_status_chain is not None:
        named[KeyPurpose.TOKEN_STATUS] = ("TOKEN_STATUS_CHAIN", settings.token_status_chain)
    chains = {purpose: _read(name, path) for purpose, (name, path) in named.items()}
    if settings.request_client_id is RequestName.X509_SAN_DNS:
        host = urlsplit(settings.public_url).hostname
        if host not in certified_key.host_names(chains[KeyPurpose.AUTHENTICATION]):
            raise SecretsInvalid(f"REQUEST_CHAIN is not for {host}, the host of PUBLIC_URL.")
    return chains


def _read(name: str, path: Path | None) -> Chain:
    try:
        chain = x509_chain.parse_chain((path or Path()).read_bytes())
    except (OSError, SealUnfit) as error:
        raise SecretsInvalid(f"{name} cannot be read as certificates in PEM.") from error
    if certified_key.vouches_for_itself(chain.certificates[0]):
        raise SecretsInvalid(f"{name} begins with a certificate that vouches for itself.")
    return chain
