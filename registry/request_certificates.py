"""The certificate by which wallets know the registry as one who asks, from the settings."""

from pathlib import Path
from urllib.parse import urlsplit

from credentials import request_chain
from credentials.certificate import x509_chain
from credentials.certificate.x509_chain import Chain
from credentials.errors import SealUnfit
from registry.errors import SecretsInvalid
from registry.settings import RequestName, Settings


def read_request_chain(settings: Settings) -> Chain | None:
    """REQUEST_CHAIN, where REQUEST_CLIENT_ID asks for one. Raises SecretsInvalid.

    Whether it is for the key in use and valid now is asked with each request: both change.
    """
    if settings.request_client_id is RequestName.DID:
        return None
    try:
        chain = x509_chain.parse_chain((settings.request_chain or Path()).read_bytes())
    except (OSError, SealUnfit) as error:
        raise SecretsInvalid("REQUEST_CHAIN cannot be read as certificates in PEM.") from error
    if request_chain.vouches_for_itself(chain.certificates[0]):
        raise SecretsInvalid("REQUEST_CHAIN begins with a certificate that vouches for itself.")
    host = urlsplit(settings.public_url).hostname
    if (
        settings.request_client_id is RequestName.X509_SAN_DNS
        and host not in request_chain.host_names(chain)
    ):
        raise SecretsInvalid(f"REQUEST_CHAIN is not for {host}, the host of PUBLIC_URL.")
    return chain
