"""Our own vc+jwt payload, read at a glance: what is certain at once, or nothing.

`vc20.parse` says what a payload must be, and why one is refused. It builds the whole record, which
takes longer than checking the signature. A verifier needs a few claims of it, and the certainty
that the rest would be accepted too. Here compiled code decodes the outline, and the parts that
credentials share (a qualification, levels, equivalences, traces) are parsed by the same functions
as always and remembered. Whatever is not plainly right is left to `vc20.parse`: this may be
unsure, and never alone accepts. A test holds the two equal.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from credentials.claim_forms import (
    is_country,
    is_holder_id,
    is_https_url,
    is_iri,
    is_partial_date,
    is_uuid_urn,
)
from credentials.claim_kinds import (
    AssessmentKind,
    Basis,
    EvidenceKind,
    IdentityCheck,
    MeasureKind,
    Outcome,
)
from credentials.claims import MAX_MONTHS, Equivalence
from credentials.encodings import parse_json_value, serialize_json
from credentials.errors import CredentialError
from credentials.model import SkillRecord, StatusEntry
from credentials.profiles import facts, grounds, vc20
from credentials.profiles.fields import MAX_TEXT, Fields

_WITH_REASONS = (Outcome.PARTIAL, Outcome.REFUSED)
# Larger parts are not kept in memory, but left to the slow parser.
_MAX_PART_BYTES = 32 * 1024

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
_Maybe = _Text | UnsetType
_Part = msgspec.Raw | UnsetType
_Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256-[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\Z")]
_MANY = msgspec.Meta(min_length=1, max_length=200)
_Seconds = Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)]


class _Outline(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True):
    """Members stand in the order in which `vc20.serialize` writes them, so that a payload of ours
    is written again byte for byte; one that names a member twice is not.
    """


class _Authority(_Outline, frozen=True, kw_only=True):
    authority_id: _Text
    name: _Text
    jurisdiction: str


class _Measure(_Outline, frozen=True, kw_only=True):
    kind: MeasureKind
    text: _Text
    months: Annotated[int, msgspec.Meta(ge=1, le=MAX_MONTHS)] | UnsetType = UNSET


class _Recognition(_Outline, frozen=True, kw_only=True):
    id: _Text
    outcome: Outcome
    authority: _Authority
    destination: str
    purpose: _Text
    occupation: _Maybe = UNSET
    legal_basis: _Text
    reasons: _Maybe = UNSET
    remedies: _Maybe = UNSET
    measure: Annotated[list[_Measure], msgspec.Meta(min_length=1, max_length=20)] | UnsetType = (
        UNSET
    )
    decided_on: str
    appeal_until: str | UnsetType = UNSET
    appeal_body: _Maybe = UNSET
    recognised_level: _Part = UNSET


class _Assessment(_Outline, frozen=True, kw_only=True):
    kind: AssessmentKind
    assessor: _Text
    assessed_on: _Maybe = UNSET
    result: _Maybe = UNSET
    grade: _Maybe = UNSET
    scale: _Maybe = UNSET
    identity_check: IdentityCheck | UnsetType = UNSET


class _Evidence(_Outline, frozen=True, kw_only=True):
    type: msgspec.Raw
    kind: EvidenceKind
    name: _Text
    digest: _Digest = msgspec.field(name="digestSRI")
    issued_by: _Maybe = UNSET
    role: _Maybe = UNSET
    started_on: _Maybe = UNSET
    ended_on: _Maybe = UNSET


class _Subject(_Outline, frozen=True, kw_only=True):
    id: _Text
    given_name: _Maybe = UNSET
    family_name: _Maybe = UNSET
    name_native: _Maybe = UNSET
    birth_date: str
    basis: Basis
    achievement: msgspec.Raw
    origin_level: _Part = UNSET
    equivalence: _Part = UNSET
    learning_outcome: _Part = UNSET
    assessment: Annotated[list[_Assessment], _MANY] | UnsetType = UNSET
    quality: _Part = UNSET
    recognition: _Recognition | UnsetType = UNSET
    trace: _Part = UNSET
    framework_scale: _Part = UNSET


class _Status(_Outline, frozen=True, kw_only=True):
    id: str
    type: Literal["BitstringStatusListEntry"]
    status_purpose: Literal["revocation", "suspension"]
    status_list_index: str
    status_list_credential: _Text


class _Payload(_Outline, frozen=True, kw_only=True):
    context: msgspec.Raw = msgspec.field(name="@context")
    id: str
    type: msgspec.Raw
    issuer: _Text
    valid_from: str
    valid_until: str | UnsetType = UNSET
    credential_subject: _Subject
    evidence: Annotated[list[_Evidence], _MANY] | UnsetType = UNSET
    credential_status: _Status | Annotated[list[_Status], msgspec.Meta(min_length=2, max_length=2)]
    credential_schema: msgspec.Raw
    related_resource: _Part = UNSET
    iss: str
    sub: str
    jti: str
    nbf: _Seconds
    exp: _Seconds | UnsetType = UNSET


class Glance(NamedTuple):
    """The claims that a verifier needs, of a payload that `vc20.parse` accepts."""

    id: str
    issuer: str
    subject_id: str
    valid_from: datetime
    valid_until: datetime | None
    status: tuple[StatusEntry, ...]
    equivalences: tuple[Equivalence, ...]
    types: tuple[str, ...]


_READER = msgspec.json.Decoder(_Payload)
_WRITER = msgspec.json.Encoder()
_CONTEXT = serialize_json([vc20.W3C_CONTEXT, vc20.CONTEXT_URL])
_SCHEMA = serialize_json({"id": vc20.SCHEMA_URL, "type": "JsonSchema"})
_EVIDENCE = serialize_json([grounds.EVIDENCE_TYPE])
_DECISION = ("VerifiableCredential", vc20.DECISION_TYPE)
_SKILL_RECORD = ("VerifiableCredential", vc20.SKILL_RECORD_TYPE)
_TYPES = {types: serialize_json(types) for types in (_DECISION, _SKILL_RECORD)}


def glance(payload: bytes) -> Glance | None:
    """None where it takes `vc20.parse` to say."""
    try:
        read = _READER.decode(payload)
        if _WRITER.encode(read) != payload:
            return None
        return _checked(read)
    except (msgspec.MsgspecError, ValueError, RecursionError, CredentialError, _Unsure):
        return None


class _Unsure(Exception):
    pass


def _sure(holds: bool) -> None:
    if not holds:
        raise _Unsure


def _checked(read: _Payload) -> Glance:
    _sure(
        bytes(read.context) == _CONTEXT
        and bytes(read.credential_schema) == _SCHEMA
        and is_uuid_urn(read.id)
        and read.issuer.startswith("did:")
    )
    valid_from = _instant(read.valid_from)
    valid_until = None if read.valid_until is UNSET else _instant(read.valid_until)
    _sure(valid_until is None or valid_from < valid_until)
    subject = read.credential_subject
    _check_registered(read, valid_from, valid_until)
    _check_subject(subject)
    if subject.recognition is UNSET:
        types = _SKILL_RECORD
        _check_length(valid_from, valid_until)
    else:
        types = _DECISION
        _check_recognition(subject.recognition)
    _sure(bytes(read.type) == _TYPES[types])
    if read.evidence is not UNSET:
        for seen in read.evidence:
            _sure(bytes(seen.type) == _EVIDENCE)
            _check_dates(seen.started_on, seen.ended_on)
    return Glance(
        read.id,
        read.issuer,
        subject.id,
        valid_from,
        valid_until,
        _status(read.credential_status),
        _equivalences(subject.equivalence, read.related_resource),
        types,
    )


def _equivalences(told: _Part, releases: _Part) -> tuple[Equivalence, ...]:
    """relatedResource names the releases they were computed on, and no others."""
    if told is UNSET or releases is UNSET:
        _sure(told is releases)
        return ()
    claims, expected = _part("equivalence", told)
    _sure(bytes(releases) == expected)
    parsed: tuple[Equivalence, ...] = claims
    return parsed


def _check_registered(read: _Payload, valid_from: datetime, valid_until: datetime | None) -> None:
    """The JWT's claims repeat the credential's own. VC-JOSE-COSE, 3.1.3."""
    _sure(
        read.iss == read.issuer
        and read.sub == read.credential_subject.id
        and read.jti == read.id
        and read.nbf == int(valid_from.timestamp())
        and read.exp == (int(valid_until.timestamp()) if valid_until else UNSET)
    )


def _instant(text: str) -> datetime:
    """Only the one spelling that `fields.instant_text` writes."""
    _sure(len(text) == 20 and text[4::3] == "--T::Z")
    return datetime.fromisoformat(text)


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    _sure(len(text) == 10 and text[4::3] == "--")
    return date.fromisoformat(text)


def _check_length(valid_from: datetime, valid_until: datetime | None) -> None:
    longest = SkillRecord.max_validity
    _sure(valid_until is not None and longest is not None and valid_until - valid_from <= longest)


def _check_subject(subject: _Subject) -> None:
    _sure(is_holder_id(subject.id))
    _sure(subject.given_name is not UNSET or subject.family_name is not UNSET)
    _day(subject.birth_date)
    _part("achievement", subject.achievement)
    if subject.origin_level is not UNSET:
        _part("level", subject.origin_level)
    for name, raw in (
        ("learning_outcome", subject.learning_outcome),
        ("quality", subject.quality),
        ("trace", subject.trace),
        ("framework_scale", subject.framework_scale),
    ):
        if raw is not UNSET:
            _part(name, raw)
    if subject.assessment is not UNSET:
        for claim in subject.assessment:
            _check_dates(claim.assessed_on)
            _sure(claim.scale is UNSET or claim.grade is not UNSET)


def _check_dates(*dates: _Maybe) -> None:
    for told in dates:
        _sure(told is UNSET or _is_partial_date(told))


def _check_recognition(told: _Recognition) -> None:
    _sure(is_iri(told.id))
    _sure(_is_country(told.destination) and _is_country(told.authority.jurisdiction))
    decided_on = _day(told.decided_on)
    if told.appeal_until is not UNSET:
        _sure(_day(told.appeal_until) >= decided_on)
    if told.outcome in _WITH_REASONS:
        _sure(told.reasons is not UNSET)
    if told.recognised_level is not UNSET:
        _part("level", told.recognised_level)
    if told.measure is UNSET:
        _sure(told.outcome is not Outcome.CONDITIONAL)
        return
    for measure in told.measure:
        _sure(measure.months is UNSET or measure.kind is MeasureKind.ADAPTATION_PERIOD)


def _status(told: _Status | list[_Status]) -> tuple[StatusEntry, ...]:
    if not isinstance(told, list):
        return (_status_entry(told),)
    _sure(told[0].status_purpose != told[1].status_purpose)
    return tuple(map(_status_entry, told))


def _status_entry(told: _Status) -> StatusEntry:
    url, index = told.status_list_credential, int(told.status_list_index)
    _sure(told.id == f"{url}#{index}" and told.status_list_index == str(index))
    _sure(0 <= index < 10**9 and _is_list_url(url))
    return StatusEntry(url, index, told.status_purpose)


# Few lists serve many credentials, and there are few countries.
_is_country = lru_cache(maxsize=512)(is_country)
_is_partial_date = lru_cache(maxsize=8192)(is_partial_date)
_is_list_url = lru_cache(maxsize=512)(is_https_url)


def _parse_equivalences(value: Any) -> tuple[tuple[Equivalence, ...], bytes]:
    claims = _every(facts.parse_equivalence)(value)
    return claims, serialize_json(vc20.releases_of(claims))


def _every(parse_one: Callable[[Fields], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda value: tuple(map(parse_one, Fields({"part": value}, "").objects("part")))


_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "achievement": lambda value: facts.parse_achievement(Fields(value, "achievement")),
    "level": lambda value: facts.parse_level(Fields(value, "level")),
    "equivalence": _parse_equivalences,
    "learning_outcome": _every(grounds.parse_outcome),
    "quality": _every(grounds.parse_quality),
    "trace": _every(facts.parse_step),
    "framework_scale": _every(facts.parse_scale),
}


def _part(name: str, raw: msgspec.Raw) -> Any:
    return _remembered(name, bytes(raw))


# A few credentials of each qualification and corridor, and all their parts are known.
@lru_cache(maxsize=2048)
def _remembered(name: str, raw: bytes) -> Any:
    """Raises CredentialError, which is not remembered."""
    _sure(len(raw) <= _MAX_PART_BYTES)
    return _PARSERS[name](parse_json_value(raw))
