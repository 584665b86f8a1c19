"""Credentials and presentations inside of a JWT's `vc` or `vp`, as VCDM 1.1 encoded them, 6.3.1.

Issuers in use still write them. A registered claim stands for a member that the document may then
lack; where it has both, they say the same or the whole is refused.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from credentials.errors import ClaimsDisagree, ClaimsInvalid
from credentials.profiles import vcdm

Json = Mapping[str, Any]

# What is compared with the document by whoever reads it.
_BESIDE = ("iss", "jti", "nbf", "exp", "iat")
_DATES = {1: ("issuanceDate", "expirationDate"), 2: ("validFrom", "validUntil")}


def credential_in(claims: Json) -> dict[str, Any]:
    """The credential with the registered claims beside it. Raises ClaimsInvalid and its kinds."""
    document = _inner(claims, "vc")
    start, end = _DATES[vcdm.version_of(document)]
    stands_for = {"iss": ("issuer", _text), "jti": ("id", _text)}
    stands_for |= {"nbf": (start, _moment), "exp": (end, _moment)}
    for name, (member, written) in stands_for.items():
        if name in claims and member not in document:
            document[member] = written(claims, name)
    if "sub" in claims:
        document["credentialSubject"] = _about(document, _text(claims, "sub"))
    return {name: claims[name] for name in _BESIDE if name in claims} | document


def presentation_in(claims: Json) -> dict[str, Any]:
    """The presentation, with `iss` for its holder if it names none. Raises ClaimsInvalid."""
    document = _inner(claims, "vp")
    if "iss" in claims:
        document.setdefault("holder", _text(claims, "iss"))
    return document


def _inner(claims: Json, name: str) -> dict[str, Any]:
    if not isinstance(claims.get(name), dict):
        raise ClaimsInvalid(f"{name} is not a document.", claim=name)
    return dict(claims[name])


def _text(claims: Json, name: str) -> str:
    if not isinstance(claims[name], str):
        raise ClaimsInvalid(f"{name} is not a text.", claim=name)
    return str(claims[name])


def _moment(claims: Json, name: str) -> str:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ClaimsInvalid(f"{name} is not a date in seconds.", claim=name)
    try:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError) as error:
        raise ClaimsInvalid(f"{name} is not a date in seconds.", claim=name) from error


def _about(document: Json, subject_id: str) -> dict[str, Any]:
    subjects = vcdm.subjects_of(document)
    if len(subjects) != 1 or subjects[0].get("id", subject_id) != subject_id:
        raise ClaimsDisagree("sub differs from the credential's own subject.", claim="sub")
    return {**subjects[0], "id": subject_id}
