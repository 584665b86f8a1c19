"""Which certificates go along with what a key signs. HAIP 1.0, sections 5, 6.1 and 6.1.1."""

from datetime import datetime

import structlog

from credentials import certified_key
from credentials.certificate.x509_chain import Chain
from credentials.keys import KeyPurpose, Signer
from registry.services import Services

log = structlog.get_logger()


def find_chain(
    services: Services, purpose: KeyPurpose, signer: Signer, *, now: datetime
) -> Chain | None:
    """The operator's chain for this very key, valid now; None where there is none that fits.

    After a rotation, say: then readers that know DIDs are served on.
    """
    chain = services.chains.get(purpose)
    if chain is None:
        return None
    if not chain.seals_for(signer.public_key) or not certified_key.is_valid_at(chain, now):
        log.error("certificate.unfit", purpose=purpose.value)
        return None
    return chain


def certificates_for(
    services: Services, purpose: KeyPurpose, signer: Signer, *, now: datetime
) -> tuple[str, ...]:
    """As `x5c` has them; empty where there is no chain that fits."""
    chain = find_chain(services, purpose, signer, now=now)
    return tuple(certified_key.x5c(chain)) if chain else ()
