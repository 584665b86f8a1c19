"""did:jwk: an identifier that is a public JWK in base64url. Wallets bring them.

did:jwk method, Create and Read; RFC 7517.
"""

from typing import Any

from credentials.did_url import require_did
from credentials.encodings import decode_base64url, encode_base64url, parse_json, serialize_json
from credentials.errors import CredentialError, DidInvalid, DidKeyInvalid, KeyUnfit
from credentials.public_keys import PublicKey, parse_jwk

_PREFIX = "did:jwk:"
_SIGNING = (
    "assertionMethod",
    "authentication",
    "capabilityInvocation",
    "capabilityDelegation",
)


def did_jwk_of(key: PublicKey) -> str:
    return _PREFIX + encode_base64url(serialize_json(key.jwk))


def decode_did_jwk(did: str) -> PublicKey:
    """The key inside, Ed25519, P-256 or P-384. Raises DidInvalid, DidKeyInvalid."""
    return _parsed(did)[0]


def did_jwk_document(did: str) -> dict[str, Any]:
    """Raises DidInvalid, DidKeyInvalid."""
    _, jwk = _parsed(did)
    name = f"{did}#0"
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did,
        "verificationMethod": [
            {"id": name, "type": "JsonWebKey", "controller": did, "publicKeyJwk": jwk}
        ],
        **{relationship: [name] for relationship in _SIGNING},
    }


def _parsed(did: str) -> tuple[PublicKey, dict[str, Any]]:
    require_did(did)
    if not did.startswith(_PREFIX):
        raise DidInvalid("This is not a did:jwk.")
    try:
        jwk = parse_json(decode_base64url(did.removeprefix(_PREFIX).encode()))
    except CredentialError as error:
        raise DidInvalid("This did:jwk does not hold a JWK.") from error
    try:
        return parse_jwk(jwk), jwk
    except KeyUnfit as error:
        raise DidKeyInvalid(error.detail) from error
