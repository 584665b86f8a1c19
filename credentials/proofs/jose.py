"""JWS in compact form, signed and strictly read. RFC 7515; RFC 8725; VC-JOSE-COSE, 3.1.

The header may only name an algorithm, a key and a type. Anything that could bring in another
key, or that must be understood and is not, is refused before a signature is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentials.encodings import (
    decode_base64url,
    encode_base64url,
    parse_json,
    serialize_json,
)
from credentials.errors import (
    AlgorithmNotAllowed,
    CriticalHeader,
    HeaderNotAllowed,
    JwsMalformed,
    SignatureInvalid,
    TooLarge,
    TypeWrong,
)
from credentials.keys import Signer
from credentials.public_keys import EDDSA, ES256, PublicKey

MAX_TOKEN_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 2048
VC_JWT = "vc+jwt"
_HEADER_MEMBERS = frozenset({"alg", "kid", "typ", "cty"})
# A tuple, so that a header with a list or an object for a value is compared and not hashed.
_ALGORITHMS = (EDDSA, ES256)


@dataclass(frozen=True, slots=True)
class ParsedJws:
    """Well-formed, and nothing more: whether it was signed is not known yet."""

    algorithm: str
    kid: str
    payload: bytes
    signing_input: bytes
    signature: bytes

    @property
    def controller(self) -> str:
        """The DID that the key's DID URL belongs to."""
        return self.kid.partition("#")[0]


def sign_jws(payload: bytes, header: Mapping[str, str], signer: Signer) -> str:
    """header: what stands beside `alg` and `kid`, which come from the signer."""
    protected = {"alg": signer.algorithm, "kid": signer.kid, **header}
    signing_input = f"{encode_base64url(serialize_json(protected))}.{encode_base64url(payload)}"
    signature = signer.sign(signing_input.encode())
    return f"{signing_input}.{encode_base64url(signature)}"


def parse_jws(token: bytes, *, typ: str) -> ParsedJws:
    """Split and decode, refusing every second spelling. The payload is not parsed.

    Raises TooLarge, JwsMalformed, Base64Invalid, JsonInvalid, CriticalHeader,
    HeaderNotAllowed, AlgorithmNotAllowed, TypeWrong.
    """
    if len(token) > MAX_TOKEN_BYTES:
        raise TooLarge("A credential has at most 1 MiB.", limit=MAX_TOKEN_BYTES)
    parts = token.split(b".")
    if len(parts) != 3 or not all(parts[:2]):
        raise JwsMalformed("A signed token has three parts: header, payload, signature.")
    if len(parts[0]) > MAX_HEADER_BYTES:
        raise JwsMalformed("The token's header is too long.")
    header = parse_json(decode_base64url(parts[0]))
    _check_header(header, typ)
    return ParsedJws(
        header["alg"],
        header["kid"],
        decode_base64url(parts[1]),
        token[: len(parts[0]) + 1 + len(parts[1])],
        decode_base64url(parts[2]),
    )


def _check_header(header: Mapping[str, Any], typ: str) -> None:
    if "crit" in header:
        raise CriticalHeader("The token demands extensions that are not understood.")
    foreign = sorted(header.keys() - _HEADER_MEMBERS)
    if foreign:
        raise HeaderNotAllowed(
            f"The token's header may not hold {', '.join(foreign)[:80]}.", header=foreign[0][:40]
        )
    if header.get("alg") not in _ALGORITHMS:
        raise AlgorithmNotAllowed("Tokens are signed with EdDSA or ES256, nothing else.")
    if header.get("typ") != typ:
        raise TypeWrong(f"The token does not say that it is {typ}.")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid.startswith("did:") or kid.count("#") != 1:
        raise JwsMalformed("The token's kid is not a DID URL.")
    if not isinstance(header.get("cty", ""), str):
        raise JwsMalformed("The token's cty is not text.")


def verify_jws(parsed: ParsedJws, key: PublicKey) -> None:
    """Raises AlgorithmNotAllowed if the key is for another algorithm, SignatureInvalid."""
    if parsed.algorithm != key.algorithm:
        raise AlgorithmNotAllowed("The token names an algorithm that its key is not for.")
    if not key.verifies(parsed.signing_input, parsed.signature):
        raise SignatureInvalid("The signature does not match: this was altered or forged.")
