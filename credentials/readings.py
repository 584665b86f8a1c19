"""What a credential says, by the profile it follows: ours strictly, others by the W3C model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from credentials.errors import ClaimsDisagree, ClaimsInvalid
from credentials.model import SkillRecord, StatusEntry
from credentials.profiles import vc20, vcdm
from credentials.profiles.status_entries import parse_entries

Json = Mapping[str, Any]
# Raises TermUnknown or ContextUnknown for a document with a term that no context defines.
TermCheck = Callable[[Json], None]

REGISTRY_PROFILE = "open-recognition"
GENERIC_PROFILE = "vc"
_JWT_CLAIMS = frozenset({"iss", "sub", "jti", "nbf", "exp", "iat"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Claims that follow their profile; proven by whoever holds the proof.

    status: entries that can be looked up; status_foreign: there are others. schema_named: a
    schema of the issuer's own, which is not at hand. claims: as shown to a reader.
    """

    profile: str
    issuer: str
    credential_id: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    claims: Json
    subjects: tuple[str, ...] = ()
    status: tuple[StatusEntry, ...] = ()
    status_foreign: bool = False
    schema_named: bool = False
    record: SkillRecord | None = None


def read_credential(claims: Json, *, check_terms: TermCheck) -> Reading:
    """claims: of a vc+jwt, or a document without its proof.

    Raises ClaimsInvalid and its kinds.
    """
    contexts = claims.get("@context")
    if isinstance(contexts, list) and vc20.CONTEXT_URL in contexts:
        return _read_own(claims)
    return _read_generic(claims, check_terms)


def _read_own(claims: Json) -> Reading:
    credential = vc20.parse(claims)
    record = credential.record
    hidden = _JWT_CLAIMS | {"@context"}
    return Reading(
        REGISTRY_PROFILE,
        credential.issuer,
        record.id,
        record.valid_from,
        record.valid_until,
        {name: value for name, value in claims.items() if name not in hidden},
        (record.holder.id,),
        credential.status,
        record=record,
    )


def _read_generic(claims: Json, check_terms: TermCheck) -> Reading:
    """Anybody's credential. VCDM 2.0; the claims of a JWT beside it must agree with its own."""
    document = {name: value for name, value in claims.items() if name not in _JWT_CLAIMS}
    vcdm.check_credential(document)
    check_terms(document)
    version = vcdm.version_of(document)
    start, end = vcdm.validity_of(document, version)
    issuer = vcdm.issuer_of(document)
    _check_agreement(claims, issuer)
    entries, foreign = parse_entries(document)
    return Reading(
        GENERIC_PROFILE,
        issuer,
        document.get("id"),
        _latest(start, _numeric_date(claims, "nbf")),
        _earliest(end, _numeric_date(claims, "exp")),
        {name: value for name, value in document.items() if name not in {"@context", "proof"}},
        tuple(str(subject["id"]) for subject in vcdm.subjects_of(document) if "id" in subject),
        entries,
        foreign,
        "credentialSchema" in document,
    )


def _check_agreement(claims: Json, issuer: str) -> None:
    """VC-JOSE-COSE, 3.1.1: a registered claim says the same as the credential."""
    expected = {"iss": issuer, "jti": claims.get("id")}
    for name, value in expected.items():
        if name in claims and claims[name] != value:
            raise ClaimsDisagree(f"{name} differs from the credential's own claim.", claim=name)


def _numeric_date(claims: Json, name: str) -> datetime | None:
    """RFC 7519, 2: seconds, also with a fraction."""
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ClaimsInvalid(f"{name} is not a date in seconds.", claim=name)
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ClaimsInvalid(f"{name} is not a date in seconds.", claim=name) from error


def _latest(*instants: datetime | None) -> datetime | None:
    return max((instant for instant in instants if instant), default=None)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((instant for instant in instants if instant), default=None)
