"""JWS in compact form, signed and strictly read. RFC 7515; RFC 8725; VC-JOSE-COSE, 3.1.

Each kind of token has a profile: what its `typ` may say, and how its header names the key. No
header may hold more than its profile allows: anything that could bring in another key, or that
must be understood and is not, is refused before a signature is looked at.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from credentials.encodings import (
    decode_base64url,
    decode_own_alphabet,
    encode_base64url,
    parse_json,
    refuse_other_alphabets,
    serialize_json,
)
from credentials.errors import (
    AlgorithmNotAllowed,
    CriticalHeader,
    HeaderNotAllowed,
    JwsMalformed,
    KidInvalid,
    SignatureInvalid,
    TooLarge,
    TypeWrong,
)
from credentials.keys import Signer
from credentials.public_keys import EDDSA, ES256, ES384, PublicKey, parse_jwk

MAX_TOKEN_BYTES = 1024 * 1024
MAX_HEADER_BYTES = 2048
# With a few certificates, which stand in it in base64 twice over.
MAX_CERTIFIED_HEADER_BYTES = 8192

VC_JWT = "vc+jwt"
VP_JWT = "vp+jwt"
OPEN_BADGES_JWT = "JWT"
DC_SD_JWT = "dc+sd-jwt"
KB_JWT = "kb+jwt"
OPENID4VCI_PROOF_JWT = "openid4vci-proof+jwt"
OAUTH_AUTHZ_REQ_JWT = "oauth-authz-req+jwt"
STATUS_LIST_JWT = "statuslist+jwt"

# A tuple, so that a header with a list or an object for a value is compared and not hashed.
_ALGORITHMS = (EDDSA, ES256, ES384)
# Just what DID URLs of did:web, did:key and did:jwk need: no path, no query, no white space.
_DID_URL = re.compile(r"did:[a-z0-9]{1,16}:[A-Za-z0-9._:%-]{1,1000}#[A-Za-z0-9._~:=-]{1,1000}\Z")


@dataclass(frozen=True, slots=True, eq=False)
class JwsProfile:
    """types: what `typ` may say; None is its absence. members: of the header, beside these two.

    key_by: the header names its key by exactly one of these. Where there are none, the reader
    knows the key from elsewhere, and a `kid` is passed over. longest: a header, in bytes.
    """

    types: tuple[str | None, ...]
    members: frozenset[str] = frozenset({"kid", "cty"})
    key_by: tuple[str, ...] = ("kid",)
    longest: int = MAX_HEADER_BYTES


PROFILES: Mapping[str, JwsProfile] = MappingProxyType(
    {
        # VC-JOSE-COSE, 3.1.1, 3.1.2 and 4.1.2.
        VC_JWT: JwsProfile((VC_JWT,), frozenset({"kid", "cty", "iss"})),
        VP_JWT: JwsProfile((VP_JWT,), frozenset({"kid", "cty", "iss"})),
        # Open Badges 3.0, 8.2.4.1, names the key by `jwk` too. A key vouches for nobody: it only
        # says which of the issuer's known keys to take. VCDM 1.1, 6.3.1, has the same header.
        OPEN_BADGES_JWT: JwsProfile(
            (OPEN_BADGES_JWT, None), frozenset({"kid", "cty", "jwk"}), ("kid", "jwk")
        ),
        # SD-JWT VC, 2.2.1; RFC 9901, 4.3, where the key is the one in `cnf`. Certificates are for
        # readers that know no DIDs (HAIP 1.0, 6.1.1); here the key is the one that `kid` names.
        DC_SD_JWT: JwsProfile(
            (DC_SD_JWT,), frozenset({"kid", "x5c"}), longest=MAX_CERTIFIED_HEADER_BYTES
        ),
        KB_JWT: JwsProfile((KB_JWT,), frozenset({"kid"}), ()),
        # OpenID4VCI 1.0, appendix F.1. Only here may a token bring its key: it proves no more
        # than that its sender holds it.
        OPENID4VCI_PROOF_JWT: JwsProfile(
            (OPENID4VCI_PROOF_JWT,), frozenset({"kid", "jwk"}), ("kid", "jwk")
        ),
        # RFC 9101, 10.8; OpenID4VP 1.0, 5.10.
        OAUTH_AUTHZ_REQ_JWT: JwsProfile((OAUTH_AUTHZ_REQ_JWT,), frozenset({"kid"})),
        # Token Status List, 5.1.
        STATUS_LIST_JWT: JwsProfile(
            (STATUS_LIST_JWT,), frozenset({"kid", "x5c"}), longest=MAX_CERTIFIED_HEADER_BYTES
        ),
    }
)


class ParsedJws(msgspec.Struct, frozen=True):
    """Well-formed, and nothing more: whether it was signed is not known yet.

    kid: a DID URL, or empty where the profile does without. controller: the DID it belongs to.
    embedded_key: brought by the token itself, where the profile allows it.
    """

    algorithm: str
    kid: str
    payload: bytes
    signing_input: bytes
    signature: bytes
    embedded_key: PublicKey | None
    controller: str


def sign_jws(payload: bytes, header: Mapping[str, Any], signer: Signer) -> str:
    """header: what stands beside `alg` and `kid`, which come from the signer.

    A `jwk` or `x5c` in it takes the place of `kid`. A signer without a `kid` leaves it out.
    """
    kid = "" if "jwk" in header or "x5c" in header else signer.kid
    if all(isinstance(value, str) for value in header.values()):
        protected = _protected(signer.algorithm, kid, tuple(header.items()))
    else:
        protected = _written_header(signer.algorithm, kid, header)
    signing_input = f"{protected}.{encode_base64url(payload)}"
    signature = signer.sign(signing_input.encode("ascii"))
    return f"{signing_input}.{encode_base64url(signature)}"


def certified_header(typ: str, signer: Signer, certificates: Sequence[str]) -> dict[str, Any]:
    """A header that names its key by `kid`, and by certificates as well where there are some."""
    if not certificates:
        return {"typ": typ}
    return {"typ": typ, "kid": signer.kid, "x5c": list(certificates)}


def _written_header(algorithm: str, kid: str, more: Mapping[str, Any]) -> str:
    named = {"kid": kid} if kid else {}
    return encode_base64url(serialize_json({"alg": algorithm, **named, **more}))


# An issuer writes the same few headers again and again.
@lru_cache(maxsize=64)
def _protected(algorithm: str, kid: str, more: tuple[tuple[str, str], ...]) -> str:
    return _written_header(algorithm, kid, dict(more))


def parse_jws(
    token: bytes, *, typ: str, profiles: Mapping[str, JwsProfile] = PROFILES
) -> ParsedJws:
    """Split and decode, refusing every second spelling. The payload is not parsed.

    typ: a name in `profiles`. Raises TooLarge, JwsMalformed, Base64Invalid, JsonInvalid,
    CriticalHeader, HeaderNotAllowed, AlgorithmNotAllowed, TypeWrong, KidInvalid, KeyUnfit.
    """
    if len(token) > MAX_TOKEN_BYTES:
        raise TooLarge("A credential has at most 1 MiB.", limit=MAX_TOKEN_BYTES)
    signing_input, _, signature = token.rpartition(b".")
    header, _, payload = signing_input.partition(b".")
    if not header or not payload or b"." in payload:
        raise JwsMalformed("A signed token has three parts: header, payload, signature.")
    profile = profiles[typ]
    if len(header) > profile.longest:
        raise JwsMalformed("The token's header is too long.")
    algorithm, kid, embedded_key, controller = _parse_header(header, profile)
    refuse_other_alphabets(token)
    return ParsedJws(
        algorithm,
        kid,
        decode_own_alphabet(payload),
        signing_input,
        decode_own_alphabet(signature),
        embedded_key,
        controller,
    )


# An issuer writes the same header into every token. Bounded: a stranger can only make it forget.
@lru_cache(maxsize=512)
def _parse_header(encoded: bytes, profile: JwsProfile) -> tuple[str, str, PublicKey | None, str]:
    header = parse_json(decode_base64url(encoded))
    if "crit" in header:
        raise CriticalHeader("The token demands extensions that are not understood.")
    if header.get("alg") not in _ALGORITHMS:
        raise AlgorithmNotAllowed("Tokens are signed with EdDSA, ES256 or ES384, nothing else.")
    if header.get("typ") not in profile.types or ("typ" in header and header["typ"] is None):
        raise TypeWrong(f"The token does not say that it is {profile.types[0]}.")
    foreign = sorted(header.keys() - profile.members - {"alg", "typ"})
    if foreign:
        raise HeaderNotAllowed(
            f"The token's header may not hold {', '.join(foreign)[:80]}.", header=foreign[0][:40]
        )
    if not isinstance(header.get("cty", ""), str):
        raise JwsMalformed("The token's cty is not text.")
    kid, embedded_key = _named_key(header, profile)
    controller = kid.partition("#")[0]
    if header.get("iss", controller) != controller:
        raise HeaderNotAllowed(
            "The token's header names another than whose key it is.", header="iss"
        )
    return header["alg"], kid, embedded_key, controller


def _named_key(header: Mapping[str, Any], profile: JwsProfile) -> tuple[str, PublicKey | None]:
    if not profile.key_by:
        return "", None
    named_by = [name for name in profile.key_by if name in header]
    if len(named_by) != 1:
        raise KidInvalid(f"The token's header names its key by {' or '.join(profile.key_by)}.")
    if named_by == ["kid"]:
        return _checked_kid(header["kid"]), None
    if not isinstance(header["jwk"], dict):
        raise HeaderNotAllowed("The token's jwk is not a key.", header="jwk")
    return "", parse_jwk(header["jwk"])


def _checked_kid(kid: object) -> str:
    if not isinstance(kid, str) or not _DID_URL.match(kid):
        raise KidInvalid("The token's kid is not a DID URL.")
    return kid


def verify_jws(parsed: ParsedJws, key: PublicKey) -> None:
    """Raises AlgorithmNotAllowed if the key is for another algorithm, SignatureInvalid."""
    if parsed.algorithm != key.algorithm:
        raise AlgorithmNotAllowed("The token names an algorithm that its key is not for.")
    if not key.verifies(parsed.signing_input, parsed.signature):
        raise SignatureInvalid("The signature does not match: this was altered or forged.")
