"""Under which name the registry asks wallets, and by which key they know it.

The DID is always there. With a certificate of an authority that wallets trust, an operator may
have the registry ask under that instead. OpenID4VP 1.0, 5.9.3; HAIP 1.0, section 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog

from credentials import request_chain
from credentials.encodings import serialize_json
from credentials.keys import Signer
from credentials.proofs.jose import sign_jws
from registry.services import Services
from registry.settings import RequestName

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Identity:
    """client_id: with its prefix. issuer: `iss` of what is signed; readers that look for a key by
    the DID in it want it bare. header: how a reader finds the key otherwise."""

    client_id: str
    issuer: str
    signer: Signer
    header: Mapping[str, Any]

    def sign(self, claims: Mapping[str, Any], typ: str) -> str:
        return sign_jws(serialize_json(claims), {"typ": typ, **self.header}, self.signer)


def identity_of(services: Services, *, now: datetime) -> Identity:
    """The one in force: by the certificate if there is one that fits, else by the DID."""
    signer, chain = services.key_ring.request_signer, services.request_chain
    named = services.settings.request_client_id
    did = services.key_ring.controller
    by_did = Identity(f"{RequestName.DID}:{did}", did, signer, {})
    if chain is None or named is RequestName.DID:
        return by_did
    if not chain.seals_for(signer.public_key) or not request_chain.is_valid_at(chain, now):
        # After a rotation, say: wallets that know DIDs are served on.
        log.error("request_chain.unfit")
        return by_did
    if named is RequestName.X509_HASH:
        client_id = f"{named}:{request_chain.fingerprint(chain)}"
    else:
        client_id = f"{named}:{urlsplit(services.settings.public_url).hostname}"
    return Identity(client_id, client_id, signer, {"x5c": request_chain.x5c(chain)})
