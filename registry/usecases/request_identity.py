"""Under which name the registry asks wallets, and by which key they know it.

The DID is always there. With a certificate of an authority that wallets trust, an operator may
have the registry ask under that instead. OpenID4VP 1.0, 5.9.3; HAIP 1.0, section 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from credentials import certified_key
from credentials.encodings import serialize_json
from credentials.keys import KeyPurpose, Signer
from credentials.proofs.jose import sign_jws
from registry.services import Services
from registry.settings import RequestName
from registry.usecases.certified_keys import find_chain


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
    signer, named = services.key_ring.request_signer, services.settings.request_client_id
    did = services.key_ring.controller
    by_did = Identity(f"{RequestName.DID}:{did}", did, signer, {})
    chain = find_chain(services, KeyPurpose.AUTHENTICATION, signer, now=now)
    if chain is None or named is RequestName.DID:
        return by_did
    if named is RequestName.X509_HASH:
        client_id = f"{named}:{certified_key.fingerprint(chain)}"
    else:
        client_id = f"{named}:{urlsplit(services.settings.public_url).hostname}"
    return Identity(client_id, client_id, signer, {"x5c": certified_key.x5c(chain)})
