"""Proof that a wallet holds a key. OpenID4VCI 1.0, appendix F.1.

The key comes with the proof, as a JWK or inside a did:key or did:jwk: nothing is fetched, and
nothing is proven but that the sender holds it and meant the proof for us, now.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from credentials.did_jwk import decode_did_jwk, did_jwk_of
from credentials.did_key import decode_did_key
from credentials.encodings import parse_json
from credentials.errors import AudienceWrong, DidInvalid, KeyBindingStale
from credentials.proofs.jose import OPENID4VCI_PROOF_JWT, parse_jws, verify_jws
from credentials.public_keys import PublicKey

MAX_AGE = timedelta(minutes=5)
# How far a wallet's clock may be ahead of ours.
MAX_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class KeyProof:
    """holder: the DID of the key, a did:jwk where the proof brought a bare JWK.

    nonce: empty where there is none; whether it is ours and fresh is for the caller to check.
    """

    key: PublicKey
    holder: str
    nonce: str


def verify_key_proof(proof: bytes, *, audience: str, now: datetime) -> KeyProof:
    """audience: the credential issuer's identifier. now: aware UTC.

    Raises what `parse_jws` raises, DidInvalid and its kinds, KeyUnfit, AlgorithmNotAllowed,
    SignatureInvalid, AudienceWrong, KeyBindingStale.
    """
    token = parse_jws(proof, typ=OPENID4VCI_PROOF_JWT)
    if token.embedded_key is not None:
        key, holder = token.embedded_key, did_jwk_of(token.embedded_key)
    else:
        key, holder = _key_of(token.controller), token.controller
    verify_jws(token, key)
    claims = parse_json(token.payload)
    if claims.get("aud") not in (audience, [audience]):
        raise AudienceWrong("The proof was made for somebody else.")
    made = claims.get("iat")
    if not isinstance(made, int) or isinstance(made, bool):
        raise KeyBindingStale("The proof does not say when it was made.")
    age = now.timestamp() - made
    if not -MAX_SKEW.total_seconds() <= age <= MAX_AGE.total_seconds():
        raise KeyBindingStale("The proof is too old, or made in the future.")
    nonce = claims.get("nonce", "")
    return KeyProof(key, holder, nonce if isinstance(nonce, str) else "")


def _key_of(did: str) -> PublicKey:
    if did.startswith("did:key:"):
        return decode_did_key(did)
    if did.startswith("did:jwk:"):
        return decode_did_jwk(did)
    raise DidInvalid("A holder's key is a JWK, a did:key or a did:jwk.")
