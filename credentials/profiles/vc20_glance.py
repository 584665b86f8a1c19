"""Our own vc+jwt payload, read at a glance: what is certain at once, or nothing.

`vc20.parse` says what a payload must be, and why one is refused. It builds the whole record, which
takes longer than checking the signature. A verifier needs a few claims of it, and the certainty
that the rest would be accepted too. Here compiled code decodes the outline, and the parts that
credentials share (a qualification, levels, equivalences, traces) are parsed by the same functions
as always and remembered. Whatever is not plainly right is left to `vc20.parse`: this may be
unsure, and never alone accepts. A test holds the two equal.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from credentials.claim_forms import (
    HOLDER_KEY,
    IRI,
    UUID_URN,
    is_country,
    is_https_url,
    is_partial_date,
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
_CONDITIONAL = Outcome.CONDITIONAL
# Of the credential, its holder and its decision, if it has one; none of them holds white space.
_IDENTIFIERS = re.compile(rf"{UUID_URN}\n(?:{UUID_URN}|{HOLDER_KEY})\n(?:{IRI})?\Z")
# Larger parts are not kept in memory, but left to the slow parser.
_MAX_PART_BYTES = 32 * 1024

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
_Maybe = _Text | UnsetType
_Part = msgspec.Raw | UnsetType
_Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256-[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\Z")]
_MANY = msgspec.Meta(min_length=1, max_length=200)
_Seconds = Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)]


class _Outline(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True, gc=False):
    """Members stand in the order in which `vc20.serialize` writes them, so that a payload of ours
    is written again byte for byte; one that names a member twice is not.
    """


class _Authority(_Outline, frozen=True, kw_only=True, gc=False):
    authority_id: _Text
    name: _Text
    jurisdiction: str


class _Measure(_Outline, frozen=True, kw_only=True, gc=False):
    kind: MeasureKind
    text: _Text
    months: Annotated[int, msgspec.Meta(ge=1, le=MAX_MONTHS)] | UnsetType = UNSET


class _Recognition(_Outline, frozen=True, kw_only=True, gc=False):
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
    decided_on: date
    appeal_until: date | UnsetType = UNSET
    appeal_body: _Maybe = UNSET
    recognised_level: _Part = UNSET


class _Assessment(_Outline, frozen=True, kw_only=True, gc=False):
    kind: AssessmentKind
    assessor: _Text
    assessed_on: _Maybe = UNSET
    result: _Maybe = UNSET
    grade: _Maybe = UNSET
    scale: _Maybe = UNSET
    identity_check: IdentityCheck | UnsetType = UNSET


class _Evidence(_Outline, frozen=True, kw_only=True, gc=False):
    type: msgspec.Raw
    kind: EvidenceKind
    name: _Text
    digest: _Digest = msgspec.field(name="digestSRI")
    issued_by: _Maybe = UNSET
    role: _Maybe = UNSET
    started_on: _Maybe = UNSET
    ended_on: _Maybe = UNSET


class _Subject(_Outline, frozen=True, kw_only=True, gc=False):
    id: _Text
    given_name: _Maybe = UNSET
    family_name: _Maybe = UNSET
    name_native: _Maybe = UNSET
    birth_date: date
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


class _Status(_Outline, frozen=True, kw_only=True, gc=False):
    id: str
    type: Literal["BitstringStatusListEntry"]
    status_purpose: Literal["revocation", "suspension"]
    status_list_index: str
    status_list_credential: _Text


class _Payload(_Outline, frozen=True, kw_only=True, gc=False):
    context: msgspec.Raw = msgspec.field(name="@context")
    id: str
    type: msgspec.Raw
    issuer: _Text
    valid_from: datetime
    valid_until: datetime | UnsetType = UNSET
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


class Glance(msgspec.Struct, frozen=True, gc=False):
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
# A JSON value ends where its last bracket closes: what begins like this has just this context.
_BEGINNING = b'{"@context":%b,"id":"' % serialize_json([vc20.W3C_CONTEXT, vc20.CONTEXT_URL])
_SCHEMA = serialize_json({"id": vc20.SCHEMA_URL, "type": "JsonSchema"})
_EVIDENCE = serialize_json([grounds.EVIDENCE_TYPE])
_DECISION = ("VerifiableCredential", vc20.DECISION_TYPE)
_SKILL_RECORD = ("VerifiableCredential", vc20.SKILL_RECORD_TYPE)
_TYPES = {serialize_json(types): types for types in (_DECISION, _SKILL_RECORD)}


def is_ours(payload: bytes) -> bool:
    """Whether a glance at it makes sense: it begins as every payload of ours does."""
    return payload.startswith(_BEGINNING)


def glance(payload: bytes) -> Glance | None:
    """None where it takes `vc20.parse` to say."""
    if not payload.startswith(_BEGINNING):
        return None
    try:
        read = _READER.decode(payload)
        return _checked(read) if _WRITER.encode(read) == payload else None
    except (msgspec.MsgspecError, ValueError, RecursionError, CredentialError, _Unsure):
        return None


class _Unsure(Exception):
    pass


def _sure(holds: bool) -> None:
    if not holds:
        raise _Unsure


def _checked(read: _Payload) -> Glance:
    """What the types of the outline do not say. Raises _Unsure, CredentialError."""
    subject, types = read.credential_subject, _TYPES.get(bytes(read.type))
    identifier, holder, issuer, valid_from = read.id, subject.id, read.issuer, read.valid_from
    valid_until = _end(read.valid_until, read.exp)
    if not (
        bytes(read.credential_schema) == _SCHEMA
        and issuer.startswith("did:")
        # The JWT's claims repeat the credential's own. VC-JOSE-COSE, 3.1.3.
        and read.iss == issuer
        and read.sub == holder
        and read.jti == identifier
        # In UTC and whole seconds, as `fields.instant_text` writes it.
        and valid_from.tzinfo is UTC
        and not valid_from.microsecond
        and valid_from.timestamp() == read.nbf
        and (valid_until is None or valid_from < valid_until)
    ):
        raise _Unsure
    if types is _DECISION:
        decision_id = _check_recognition(subject.recognition)
    elif types is _SKILL_RECORD and subject.recognition is UNSET:
        _check_length(valid_from, valid_until)
        decision_id = ""
    else:
        raise _Unsure
    if _IDENTIFIERS.match(f"{identifier}\n{holder}\n{decision_id}") is None:
        raise _Unsure
    _check_subject(subject)
    if read.evidence is not UNSET:
        _check_evidence(read.evidence)
    status, told, releases = read.credential_status, subject.equivalence, read.related_resource
    return Glance(
        identifier,
        issuer,
        holder,
        valid_from,
        valid_until,
        _statuses(status) if isinstance(status, list) else (_status_entry(status),),
        () if told is releases is UNSET else _equivalences(told, releases),
        types,
    )


def _end(moment: datetime | UnsetType, seconds: int | UnsetType) -> datetime | None:
    if moment is UNSET:
        _sure(seconds is UNSET)
        return None
    if moment.tzinfo is UTC and not moment.microsecond and moment.timestamp() == seconds:
        return moment
    raise _Unsure


def _equivalences(told: _Part, releases: _Part) -> tuple[Equivalence, ...]:
    """relatedResource names the releases they were computed on, and no others."""
    if told is UNSET or releases is UNSET:
        raise _Unsure
    claims, expected = _remembered("equivalence", bytes(told))
    _sure(bytes(releases) == expected)
    parsed: tuple[Equivalence, ...] = claims
    return parsed


def _check_length(valid_from: datetime, valid_until: datetime | None) -> None:
    longest = SkillRecord.max_validity
    _sure(valid_until is not None and longest is not None and valid_until - valid_from <= longest)


def _check_subject(subject: _Subject) -> None:
    if subject.given_name is UNSET and subject.family_name is UNSET:
        raise _Unsure
    _remembered("achievement", bytes(subject.achievement))
    if subject.origin_level is not UNSET:
        _remembered("level", bytes(subject.origin_level))
    if subject.learning_outcome is not UNSET:
        _remembered("learning_outcome", bytes(subject.learning_outcome))
    if subject.quality is not UNSET:
        _remembered("quality", bytes(subject.quality))
    if subject.trace is not UNSET:
        _remembered("trace", bytes(subject.trace))
    if subject.framework_scale is not UNSET:
        _remembered("framework_scale", bytes(subject.framework_scale))
    if subject.assessment is not UNSET:
        for claim in subject.assessment:
            _check_dates(claim.assessed_on)
            _sure(claim.scale is UNSET or claim.grade is not UNSET)


def _check_evidence(evidence: list[_Evidence]) -> None:
    for seen in evidence:
        _sure(bytes(seen.type) == _EVIDENCE)
        _check_dates(seen.started_on, seen.ended_on)


def _check_dates(*dates: _Maybe) -> None:
    for told in dates:
        _sure(told is UNSET or _is_partial_date(told))


def _check_recognition(told: _Recognition | UnsetType) -> str:
    """Returns its id, to be looked at together with the others."""
    if told is UNSET or not (
        _is_country(told.destination)
        and _is_country(told.authority.jurisdiction)
        and (told.appeal_until is UNSET or told.appeal_until >= told.decided_on)
        and (told.reasons is not UNSET or told.outcome not in _WITH_REASONS)
        and (told.measure is not UNSET or told.outcome is not _CONDITIONAL)
    ):
        raise _Unsure
    if told.recognised_level is not UNSET:
        _remembered("level", bytes(told.recognised_level))
    if told.measure is not UNSET:
        for measure in told.measure:
            _sure(measure.months is UNSET or measure.kind is MeasureKind.ADAPTATION_PERIOD)
    return told.id


def _statuses(told: list[_Status]) -> tuple[StatusEntry, ...]:
    _sure(told[0].status_purpose != told[1].status_purpose)
    return tuple(map(_status_entry, told))


def _status_entry(told: _Status) -> StatusEntry:
    url, index = told.status_list_credential, told.status_list_index
    number = int(index)
    if (
        told.id == f"{url}#{number}"
        and index == str(number)
        and 0 <= number < 10**9
        and _is_list_url(url)
    ):
        return StatusEntry(url, number, told.status_purpose)
    raise _Unsure


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


# A few credentials of each qualification and corridor, and all their parts are known.
@lru_cache(maxsize=2048)
def _remembered(name: str, raw: bytes) -> Any:
    """Raises CredentialError, which is not remembered."""
    _sure(len(raw) <= _MAX_PART_BYTES)
    return _PARSERS[name](parse_json_value(raw))
