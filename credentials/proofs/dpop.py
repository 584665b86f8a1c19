"""Proof that who calls holds the key a token is bound to. RFC 9449, sections 4.2 and 4.3.

The key comes with the proof. What is proven is that its holder meant this call, by this method,
at this address, and with this access token where one is shown.
"""

import hashlib
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from credentials.encodings import encode_base64url, parse_json
from credentials.errors import AudienceWrong, KeyBindingInvalid
from credentials.proofs.jose import JwsProfile, parse_jws, verify_jws
from credentials.public_keys import PublicKey

DPOP_JWT = "dpop+jwt"
# Beside `alg` and `typ` a header holds the key, and by nothing else may the key be named.
_PROFILES = MappingProxyType({DPOP_JWT: JwsProfile((DPOP_JWT,), frozenset({"jwk"}), ("jwk",))})
_MAX_ID = 200


@dataclass(frozen=True, slots=True)
class SenderProof:
    """id: `jti`, for the caller to see that it is used once. made: seconds since 1970.

    nonce: empty where there is none. Whether nonce and time are fresh is for the caller to check.
    """

    key: PublicKey
    id: str
    made: int
    nonce: str

    @property
    def thumbprint(self) -> str:
        """What a token is bound by: `jkt`, RFC 7638 with SHA-256."""
        return encode_base64url(self.key.thumbprint)


def verify_sender_proof(
    proof: bytes, *, method: str, address: str, access_token: str | None = None
) -> SenderProof:
    """address: of the call, without query. access_token: the one it shows, None for none.

    Raises what `parse_jws` raises, KeyUnfit, AlgorithmNotAllowed, SignatureInvalid,
    AudienceWrong where it was made for another call, KeyBindingInvalid.
    """
    token = parse_jws(proof, typ=DPOP_JWT, profiles=_PROFILES)
    key = token.embedded_key
    if key is None:
        raise KeyBindingInvalid("The proof brings no key.")
    verify_jws(token, key)
    claims = parse_json(token.payload)
    stated = claims.get("htu")
    if claims.get("htm") != method or not isinstance(stated, str) or not _same(stated, address):
        raise AudienceWrong("The proof was made for another call.")
    if claims.get("ath") != (_digest(access_token) if access_token is not None else None):
        raise AudienceWrong("The proof was made for another access token.")
    made, identifier, nonce = claims.get("iat"), claims.get("jti"), claims.get("nonce", "")
    if not isinstance(made, int) or isinstance(made, bool):
        raise KeyBindingInvalid("The proof does not say when it was made.")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= _MAX_ID:
        raise KeyBindingInvalid(f"The proof has no jti of at most {_MAX_ID} characters.")
    if not isinstance(nonce, str):
        raise KeyBindingInvalid("The proof's nonce is not text.")
    return SenderProof(key, identifier, made, nonce)


def _digest(access_token: str) -> str:
    return encode_base64url(hashlib.sha256(access_token.encode()).digest())


def _same(stated: str, address: str) -> bool:
    """Query and fragment do not count (RFC 9449, 4.3), nor how the host is written."""
    return _plain(stated) == _plain(address)


def _plain(address: str) -> tuple[str, str | None, int | None, str] | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    standard = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname, port or standard, parts.path or "/"
