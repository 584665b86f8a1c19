"""SD-JWT with key binding: claims that the holder discloses one by one. RFC 9901; SD-JWT VC.

`issue` signs, `present` chooses and binds, `parse` reads strictly, and the two `verify_` prove.
The compact form is `<issuer's JWT>~<disclosure>~…~<key binding JWT or nothing>`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from credentials.encodings import encode_base64url, parse_json, serialize_json
from credentials.errors import (
    AudienceWrong,
    ClaimMissing,
    DisclosureInvalid,
    KeyBindingInvalid,
    KeyBindingMissing,
    KeyBindingStale,
    NonceWrong,
    RecordInvalid,
    SdJwtMalformed,
    TooLarge,
)
from credentials.keys import Signer
from credentials.proofs.jose import (
    DC_SD_JWT,
    KB_JWT,
    MAX_TOKEN_BYTES,
    PROFILES,
    JwsProfile,
    ParsedJws,
    certified_header,
    parse_jws,
    sign_jws,
    verify_jws,
)
from credentials.proofs.sd_jwt_disclosures import (
    MAX_DISCLOSURES,
    Disclosure,
    Json,
    Path,
    Randomness,
    conceal,
    meets,
    reveal,
)
from credentials.public_keys import PublicKey, parse_jwk

# Who vouches, until when, for whom: never for the holder to leave out. SD-JWT VC, 2.2.2.3.
ALWAYS_DISCLOSED = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})
# How far the clock of the holder may be ahead of ours.
MAX_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class ParsedSdJwt:
    """Well-formed, and nothing more: nothing of it is proven before `verify_issuer`.

    signed: the issuer's JWT alone. unproven_claims: with what was disclosed put back.
    key_binding: the holder's JWT, None if there is none.
    """

    signed: str
    issuer_jws: ParsedJws
    disclosures: tuple[Disclosure, ...]
    unproven_claims: Json
    key_binding: ParsedJws | None

    @property
    def presented(self) -> str:
        """All that the holder's signature covers: up to and with the last tilde."""
        return _join(self.signed, (disclosure.text for disclosure in self.disclosures))


def issue(
    claims: Mapping[str, Any],
    disclosable: Iterable[Path],
    *,
    signer: Signer,
    randomness: Randomness,
    holder_key: PublicKey | None = None,
    decoys: int = 0,
    evened: bool = False,
    typ: str = DC_SD_JWT,
    certificates: Sequence[str] = (),
) -> str:
    """Sign claims, of which the holder may leave out the disclosable ones.

    randomness: `secrets.token_bytes` or its like, for salts. holder_key: becomes `cnf`.
    decoys, evened: see `conceal`.
    certificates: for the signer's key, becomes `x5c`.
    Raises RecordInvalid where a claim may not be hidden, or has a reserved name.
    """
    paths = tuple(disclosable)
    if any(len(path) and path[0] in ALWAYS_DISCLOSED for path in paths):
        raise RecordInvalid("A claim that every verifier needs cannot be hidden.")
    bound = {**claims, "cnf": {"jwk": holder_key.jwk}} if holder_key else claims
    payload, disclosures = conceal(
        bound, paths, randomness=randomness, decoys=decoys, evened=evened
    )
    header = certified_header(typ, signer, certificates)
    return _join(sign_jws(serialize_json(payload), header, signer), disclosures)


def parse(
    received: bytes, *, typ: str = DC_SD_JWT, profiles: Mapping[str, JwsProfile] = PROFILES
) -> ParsedSdJwt:
    """Split, decode and put together. typ: of the issuer's JWT, a name in `profiles`.

    Raises TooLarge, what `parse_jws` raises, SdJwtMalformed or one of its kinds.
    """
    if len(received) > MAX_TOKEN_BYTES:
        raise TooLarge("A credential has at most 1 MiB.", limit=MAX_TOKEN_BYTES)
    # Counted before they are split: a megabyte of tildes would be a million texts.
    if received.count(b"~") > MAX_DISCLOSURES + 1:
        raise SdJwtMalformed("There are too many disclosures.")
    try:
        signed, *texts = received.decode("ascii").split("~")
    except UnicodeDecodeError as error:
        raise SdJwtMalformed("An SD-JWT is plain ASCII.") from error
    if not texts:
        raise SdJwtMalformed("An SD-JWT has a tilde after the issuer's JWT.")
    *texts, binding = texts
    issuer_jws = parse_jws(signed.encode(), typ=typ, profiles=profiles)
    claims, disclosures = reveal(parse_json(issuer_jws.payload), texts)
    if any(len(one.path) == 1 and one.name in ALWAYS_DISCLOSED for one in disclosures):
        raise DisclosureInvalid("A claim that every verifier needs was hidden.")
    key_binding = parse_jws(binding.encode(), typ=KB_JWT) if binding else None
    return ParsedSdJwt(signed, issuer_jws, disclosures, claims, key_binding)


def verify_issuer(parsed: ParsedSdJwt, key: PublicKey) -> Json:
    """The disclosed claims, now proven. Dates and status are for the caller to check.

    Raises AlgorithmNotAllowed, SignatureInvalid. RFC 9901, 7.1.
    """
    verify_jws(parsed.issuer_jws, key)
    return parsed.unproven_claims


def present(
    parsed: ParsedSdJwt,
    paths: Iterable[Path],
    *,
    signer: Signer | None = None,
    audience: str = "",
    nonce: str = "",
    now: datetime | None = None,
) -> str:
    """What the holder shows: the claims named, whole, and nothing else that can be hidden.

    signer: the holder's, to bind it to audience, nonce and moment; without one it is not bound.
    Raises ClaimMissing for a path that leads nowhere.
    """
    wanted = tuple(paths)
    for path in wanted:
        if not _leads_somewhere(parsed.unproven_claims, path):
            raise ClaimMissing("A claim that was asked for is not there.")
    chosen = (
        disclosure.text
        for disclosure in parsed.disclosures
        if any(meets(path, disclosure.path) for path in wanted)
    )
    presented = _join(parsed.signed, chosen)
    if signer is None:
        return presented
    if now is None:
        raise KeyBindingInvalid("A key binding names the moment it was made.")
    claims = {
        "iat": int(now.timestamp()),
        "aud": audience,
        "nonce": nonce,
        "sd_hash": _hash_of(presented),
    }
    return presented + sign_jws(serialize_json(claims), {"typ": KB_JWT}, signer)


def holder_key_of(claims: Mapping[str, Any]) -> PublicKey | None:
    """The key that `cnf` names, None where the claims are bound to nobody. RFC 7800, 3.2.

    Raises KeyBindingInvalid for a `cnf` without a JWK, KeyUnfit.
    """
    if "cnf" not in claims:
        return None
    match claims["cnf"]:
        case {"jwk": dict(jwk)}:
            return parse_jwk(jwk)
    raise KeyBindingInvalid("The holder's key is not named by a JWK.")


def verify_key_binding(
    parsed: ParsedSdJwt,
    holder_key: PublicKey,
    *,
    audience: str,
    nonce: str,
    now: datetime,
    max_age: timedelta,
) -> None:
    """Whoever sent this holds the key, and meant it for us, now. RFC 9901, 7.3.

    Raises KeyBindingInvalid or one of its kinds, AlgorithmNotAllowed, SignatureInvalid.
    """
    if parsed.key_binding is None:
        raise KeyBindingMissing("The holder has not signed this presentation.")
    verify_jws(parsed.key_binding, holder_key)
    claims = parse_json(parsed.key_binding.payload)
    if claims.get("sd_hash") != _hash_of(parsed.presented):
        raise KeyBindingInvalid("The holder signed another presentation.")
    if claims.get("aud") != audience:
        raise AudienceWrong("The presentation was made for somebody else.")
    if claims.get("nonce") != nonce:
        raise NonceWrong("The presentation answers another request.")
    age = now.timestamp() - _seconds(claims, "iat")
    if age > max_age.total_seconds() or age < -MAX_SKEW.total_seconds():
        raise KeyBindingStale("The presentation was not made just now.")
    # RFC 7519, 4.1.4 and 4.1.5, where the holder set limits of its own.
    if "exp" in claims and now.timestamp() >= _seconds(claims, "exp"):
        raise KeyBindingStale("The presentation has expired.")
    if "nbf" in claims and now.timestamp() < _seconds(claims, "nbf") - MAX_SKEW.total_seconds():
        raise KeyBindingStale("The presentation is not valid yet.")


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise KeyBindingInvalid(f"The presentation's {name} is not a moment.")
    return value


def _join(signed: str, disclosures: Iterable[str]) -> str:
    return "~".join((signed, *disclosures, ""))


def _hash_of(presented: str) -> str:
    return encode_base64url(hashlib.sha256(presented.encode()).digest())


def _leads_somewhere(value: Any, path: Path) -> bool:
    if not path:
        return True
    step, *rest = path
    if isinstance(value, dict) and isinstance(step, str):
        return step in value and _leads_somewhere(value[step], tuple(rest))
    if not isinstance(value, list) or isinstance(step, str):
        return False
    if step is None:
        return any(_leads_somewhere(element, tuple(rest)) for element in value)
    return 0 <= step < len(value) and _leads_somewhere(value[step], tuple(rest))
