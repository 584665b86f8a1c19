"""A trust list as JSON, for import and export. What is not understood is refused.

A member that narrows trust and is passed over would widen it.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError, TrustListInvalid
from credentials.keys import KeyPurpose
from credentials.profiles.fields import instant_text
from credentials.public_keys import parse_jwk
from credentials.trust import TrustedIssuer, TrustedKey, TrustList

MAX_ISSUERS = 100_000
MAX_KEYS, MAX_PREFIXES, MAX_TYPES, MAX_ROOTS = 64, 16, 64, 8
MAX_ROOT_TEXT = 8192
_ISSUER_MEMBERS = frozenset(
    {
        "did",
        "name",
        "keys",
        "statusUrlPrefixes",
        "acceptedTypes",
        "validFrom",
        "validUntil",
        "resolvesKeys",
        "sealRoots",
    }
)
_KEY_MEMBERS = frozenset({"kid", "jwk", "purposes", "retiredAt", "compromisedSince"})


def describe_issuer(issuer: TrustedIssuer) -> dict[str, Any]:
    """Every member always there."""
    return {
        "did": issuer.did,
        "name": issuer.name,
        "keys": [
            {
                "kid": key.kid,
                "jwk": key.key.jwk,
                "purposes": sorted(purpose.value for purpose in key.purposes),
                "retiredAt": _text(key.retired_at),
                "compromisedSince": _text(key.compromised_since),
            }
            for key in issuer.keys
        ],
        "resolvesKeys": issuer.resolves_keys,
        "statusUrlPrefixes": list(issuer.status_url_prefixes),
        "acceptedTypes": sorted(issuer.accepted_types),
        "validFrom": _text(issuer.valid_from),
        "validUntil": _text(issuer.valid_until),
        "sealRoots": [base64.b64encode(root).decode() for root in issuer.seal_roots],
    }


def serialize_trust_list(trust: TrustList) -> bytes:
    return serialize_json({"issuers": [describe_issuer(issuer) for issuer in trust.entries]})


def parse_trust_list(raw: bytes) -> TrustList:
    """Raises TrustListInvalid, also for a key that must not verify anything."""
    try:
        parsed = parse_json(raw)
    except CredentialError as error:
        raise TrustListInvalid(f"This is not a trust list: {error}") from error
    _only(parsed, frozenset({"issuers"}))
    return TrustList(tuple(parse_issuer(entry) for entry in _list(parsed, "issuers", MAX_ISSUERS)))


def parse_issuer(entry: object) -> TrustedIssuer:
    """One entry; members other than did and name may be left out. Raises TrustListInvalid."""
    members = _only(entry, _ISSUER_MEMBERS)
    resolves = members.get("resolvesKeys", False)
    if not isinstance(resolves, bool):
        raise TrustListInvalid("resolvesKeys is true or false.")
    return TrustedIssuer(
        _string(members, "did"),
        _string(members, "name"),
        tuple(_parse_key(key) for key in _list(members, "keys", MAX_KEYS)),
        tuple(_strings(members, "statusUrlPrefixes", MAX_PREFIXES)),
        frozenset(_strings(members, "acceptedTypes", MAX_TYPES)),
        _instant(members, "validFrom"),
        _instant(members, "validUntil"),
        resolves,
        tuple(_root(each) for each in _list(members, "sealRoots", MAX_ROOTS)),
    )


def _root(entry: object) -> bytes:
    """A certificate as in JWS's x5c: DER in base64."""
    try:
        if not isinstance(entry, str) or len(entry) > MAX_ROOT_TEXT:
            raise ValueError
        root = base64.b64decode(entry, validate=True)
        x509.load_der_x509_certificate(root)
    except ValueError as error:
        raise TrustListInvalid("sealRoots of a trust list are certificates in base64.") from error
    return root


def parse_roots(raw: bytes) -> tuple[bytes, ...]:
    """Certificates of a file, PEM or DER, as DER. Raises TrustListInvalid."""
    try:
        if raw.lstrip().startswith(b"-----BEGIN"):
            found = x509.load_pem_x509_certificates(raw)
        else:
            found = [x509.load_der_x509_certificate(raw)]
    except ValueError as error:
        raise TrustListInvalid("The file holds no X.509 certificate in PEM or DER.") from error
    return tuple(each.public_bytes(Encoding.DER) for each in found)


def _parse_key(entry: object) -> TrustedKey:
    members = _only(entry, _KEY_MEMBERS)
    try:
        purposes = frozenset(
            KeyPurpose(text) for text in _strings(members, "purposes", len(KeyPurpose))
        )
        key = parse_jwk(_only(members.get("jwk"), None))
    except (CredentialError, ValueError) as error:
        raise TrustListInvalid(f"A key of the trust list cannot be used: {error}") from error
    if not purposes:
        raise TrustListInvalid("A key of the trust list is for nothing.")
    return TrustedKey(
        _string(members, "kid"),
        key,
        purposes,
        _instant(members, "retiredAt"),
        _instant(members, "compromisedSince"),
    )


def _only(entry: object, known: frozenset[str] | None) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping):
        raise TrustListInvalid("A part of the trust list is not an object.")
    foreign = sorted(entry.keys() - known) if known is not None else []
    if foreign:
        raise TrustListInvalid(f"A trust list has no member {foreign[0][:40]!r}.")
    return entry


def _string(members: Mapping[str, Any], name: str) -> str:
    text = members.get(name)
    if not isinstance(text, str):
        raise TrustListInvalid(f"{name} of a trust list is text.")
    return text


def _list(members: Mapping[str, Any], name: str, limit: int) -> list[Any]:
    listed = members.get(name, [] if name != "issuers" else None)
    if not isinstance(listed, list) or len(listed) > limit:
        raise TrustListInvalid(f"{name} of a trust list is a list of at most {limit}.")
    return listed


def _strings(members: Mapping[str, Any], name: str, limit: int) -> list[str]:
    listed = _list(members, name, limit)
    if not all(isinstance(text, str) and 0 < len(text) <= 300 for text in listed):
        raise TrustListInvalid(f"{name} of a trust list holds short texts.")
    return listed


def _instant(members: Mapping[str, Any], name: str) -> datetime | None:
    text = members.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise TrustListInvalid(f"{name} of a trust list is an instant.") from error
    if moment.tzinfo is None:
        raise TrustListInvalid(f"{name} of a trust list has an offset.")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise TrustListInvalid(f"{name} of a trust list lies beyond the calendar.") from error


def _text(moment: datetime | None) -> str | None:
    return instant_text(moment) if moment else None
