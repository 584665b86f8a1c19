"""What a credential says, by the profile it follows: ours strictly, others by the W3C model."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from credentials.encodings import parse_json
from credentials.errors import (
    ClaimMissing,
    ClaimsDisagree,
    ClaimsInvalid,
    RecordInvalid,
    StatusListInvalid,
)
from credentials.jsonld.bounds import Contexts
from credentials.model import Equivalence, SkillRecord, StatusEntry
from credentials.profiles import (
    badge_standard,
    elm_reading,
    facts,
    open_badges,
    sd_jwt_vc,
    vc20,
    vc20_glance,
)
from credentials.profiles.vc20_document_glance import glance_document
from credentials.profiles.vc20_glance import Glance
from credentials.profiles.vcdm_outline import outline_of
from credentials.proofs import sd_jwt
from credentials.proofs.data_integrity import SecuredDocument
from credentials.public_keys import PublicKey
from credentials.token_status import TokenStatusReference, parse_status_claim

Json = Mapping[str, Any]

REGISTRY_PROFILE = "open-recognition"
GENERIC_PROFILE = "vc"
SD_JWT_PROFILE = "sd-jwt-vc"
OWN_TYPES = frozenset(sd_jwt_vc.VCT.values())
_JWT_CLAIMS = frozenset({"iss", "sub", "jti", "nbf", "exp", "iat"})
_NOT_SHOWN = _JWT_CLAIMS | {"@context", "proof"}
_SD_JWT_CLAIMS = frozenset({"iss", "nbf", "exp", "iat", "cnf", "status", "_sd_alg"})


_NOTHING: Json = MappingProxyType({})


class Reading(NamedTuple):
    """Claims that follow their profile; proven by whoever holds the proof.

    status: entries that can be looked up; status_foreign: there are others. schema_named: a
    schema of the issuer's own, which is not at hand. claims: as shown to a reader. subject: what
    ours says of its holder, in the terms of our context. signed_at: as it says itself.
    holder_key: the key it is bound to. names_signed: what its terms mean nobody could exchange.
    """

    profile: str
    issuer: str
    credential_id: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    claims: Json
    types: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    status: tuple[StatusEntry | TokenStatusReference, ...] = ()
    status_foreign: bool = False
    schema_named: bool = False
    record: SkillRecord | None = None
    equivalences: tuple[Equivalence, ...] = ()
    subject: Json = _NOTHING
    signed_at: datetime | None = None
    holder_key: PublicKey | None = None
    names_signed: bool = True


class ShownClaims(Mapping[str, Any]):
    """Claims of a payload that was read already, taken apart when somebody looks.

    As shown to a reader.
    """

    __slots__ = ("_claims", "_payload")

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._claims: Json | None = None

    def _taken(self) -> Json:
        if self._claims is None:
            self._claims = _shown(parse_json(self._payload))
        return self._claims

    def __getitem__(self, name: str) -> Any:
        return self._taken()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._taken())

    def __len__(self) -> int:
        return len(self._taken())


class SubjectClaims(ShownClaims):
    """What they say of their subject."""

    __slots__ = ()

    def _taken(self) -> Json:
        if self._claims is None:
            self._claims = parse_json(self._payload)["credentialSubject"]
        return self._claims


def read_at_a_glance(payload: bytes) -> Reading | None:
    """The payload of a vc+jwt of our own profile; None where `read_credential` has to say."""
    seen = vc20_glance.glance(payload)
    return _glanced(seen, ShownClaims(payload), SubjectClaims(payload)) if seen else None


def read_document_at_a_glance(secured: SecuredDocument) -> Reading | None:
    """A document of our own profile; None where `read_document` has to say."""
    claims = secured.unsigned
    seen = glance_document(claims) if _is_own(claims) else None
    return _glanced(seen, _shown(claims), claims["credentialSubject"]) if seen else None


def _glanced(seen: Glance, shown: Json, subject: Json) -> Reading:
    return Reading(
        REGISTRY_PROFILE,
        seen.issuer,
        seen.id,
        seen.valid_from,
        seen.valid_until,
        shown,
        seen.types,
        (seen.subject_id,),
        seen.status,
        equivalences=seen.equivalences,
        subject=subject,
    )


def read_credential(claims: Json, *, contexts: Contexts) -> Reading:
    """The payload of a signed token. Raises ClaimsInvalid and its kinds."""
    if _is_own(claims):
        return _own(vc20.parse(claims), claims)
    document = {name: value for name, value in claims.items() if name not in _JWT_CLAIMS}
    reading = _read_generic(SecuredDocument(document, contexts))
    _check_agreement(claims, reading)
    return reading._replace(
        valid_from=_latest(reading.valid_from, _numeric_date(claims, "nbf")),
        valid_until=_earliest(reading.valid_until, _numeric_date(claims, "exp")),
        signed_at=_numeric_date(claims, "iat"),
    )


def read_document(secured: SecuredDocument) -> Reading:
    """A document with its proofs, or without. Raises ClaimsInvalid and its kinds."""
    claims = secured.unsigned
    if _is_own(claims):
        return _own(vc20.parse_document(claims), claims)
    reading = _read_generic(secured)
    if "proof" in secured.document and not secured.names_are_signed:
        return reading._replace(names_signed=False)
    return reading


def _is_own(claims: Json) -> bool:
    contexts = claims.get("@context")
    return isinstance(contexts, list) and vc20.CONTEXT_URL in contexts


def _own(credential: vc20.Credential, claims: Json) -> Reading:
    record = credential.record
    return Reading(
        REGISTRY_PROFILE,
        credential.issuer,
        record.id,
        record.valid_from,
        record.valid_until,
        _shown(claims),
        _types(claims),
        (record.holder.id,),
        credential.status,
        record=record,
        equivalences=record.equivalences,
        subject=claims["credentialSubject"],
    )


def _shown(claims: Json) -> Json:
    return {name: value for name, value in claims.items() if name not in _NOT_SHOWN}


def _read_generic(secured: SecuredDocument) -> Reading:
    """Anybody's credential, in which every term is defined. VCDM 2.0."""
    document = secured.unsigned
    seen = outline_of(document, at_hand=secured.contexts)
    secured.require_terms()
    ours, equivalences = _compared(document)
    return Reading(
        GENERIC_PROFILE,
        seen.issuer,
        document.get("id"),
        seen.valid_from,
        seen.valid_until,
        _shown(document),
        seen.types,
        seen.subjects,
        seen.status,
        seen.status_foreign,
        "credentialSchema" in document and not ours,
        equivalences=equivalences,
    )


def _compared(document: Json) -> tuple[bool, tuple[Equivalence, ...]]:
    """Whether its schema was followed, and the comparisons that it carries.

    An ELM document under our context follows our profile, or is refused; a badge of somebody
    else only has the standard in common with ours, and follows that.
    """
    if elm_reading.is_elm(document):
        try:
            return True, elm_reading.parse(document)
        except RecordInvalid as error:
            raise ClaimsInvalid(error.detail) from error
    if badge_standard.names_only_the_standard_s_schema(document):
        badge_standard.check_badge(document)
        return True, ()
    if document.get("@context") == list(open_badges.CONTEXTS):
        try:
            return True, open_badges.parse(document).equivalences()
        except ClaimsInvalid:
            return False, ()
    return False, ()


def read_sd_jwt(claims: Json) -> Reading:
    """What was disclosed of an SD-JWT VC, of any type. SD-JWT VC, 2.2.2.

    Raises ClaimsInvalid and its kinds.
    """
    for name in ("vct", "iss"):
        if name not in claims:
            raise ClaimMissing(f"{name} is missing.", claim=name)
        if not isinstance(claims[name], str) or not claims[name]:
            raise ClaimsInvalid(f"{name} is not a text.", claim=name)
    status, foreign = _token_status(claims)
    subject = claims.get("sub")
    generic = Reading(
        SD_JWT_PROFILE,
        claims["iss"],
        claims["jti"] if isinstance(claims.get("jti"), str) else None,
        _numeric_date(claims, "nbf"),
        _numeric_date(claims, "exp"),
        {name: value for name, value in claims.items() if name not in _SD_JWT_CLAIMS},
        (claims["vct"],),
        (subject,) if isinstance(subject, str) else (),
        status,
        foreign,
        signed_at=_numeric_date(claims, "iat"),
        holder_key=sd_jwt.holder_key_of(claims),
    )
    return _own_sd_jwt(generic, claims) if claims["vct"] in OWN_TYPES else generic


def _own_sd_jwt(generic: Reading, claims: Json) -> Reading:
    """Ours, read strictly, as far as it was disclosed."""
    disclosed = sd_jwt_vc.parse(claims)
    try:
        record = disclosed.record()
    except ClaimsInvalid:
        record = None
    subject: dict[str, Any] = {}
    if disclosed.origin_level:
        subject["originLevel"] = facts.serialize_level(disclosed.origin_level)
    if disclosed.achievement:
        subject["achievement"] = facts.serialize_achievement(disclosed.achievement)
    return generic._replace(
        profile=REGISTRY_PROFILE,
        credential_id=disclosed.id or None,
        valid_from=disclosed.valid_from,
        valid_until=disclosed.valid_until,
        record=record,
        equivalences=disclosed.equivalences,
        subject=subject,
    )


def _token_status(claims: Json) -> tuple[tuple[TokenStatusReference, ...], bool]:
    """The entry that can be looked up, and whether there is another kind."""
    if "status" not in claims:
        return (), False
    try:
        return (parse_status_claim(claims["status"]),), False
    except StatusListInvalid:
        return (), True


def _types(claims: Json) -> tuple[str, ...]:
    types = claims.get("type", ())
    return tuple(types) if isinstance(types, list) else (str(types),)


def _check_agreement(claims: Json, reading: Reading) -> None:
    """VC-JOSE-COSE, 3.1.1: a registered claim says the same as the credential."""
    expected = {"iss": reading.issuer, "jti": reading.credential_id}
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
