"""Our own vc+jwt payload, read at a glance: what is certain at once, or nothing.

`vc20.parse` says what a payload must be, and why one is refused. It builds the whole record, which
takes longer than checking the signature. A verifier needs a few claims of it, and the certainty
that the rest would be accepted too. Here compiled code decodes the outline, and the parts that
credentials share (a qualification, levels, equivalences, traces) are parsed by the same functions
as always and remembered, one by one and as they come together. Whatever is not plainly right is
left to `vc20.parse`: this may be unsure, and never alone accepts. A test holds the two equal.
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
    Outcome,
)
from credentials.claims import Equivalence
from credentials.encodings import parse_json_value, serialize_json
from credentials.errors import CredentialError
from credentials.model import SkillRecord, StatusEntry
from credentials.profiles import facts, grounds, vc20
from credentials.profiles.fields import MAX_TEXT, Fields

# Of the place in a list.
_MAX_DIGITS = 9
_WITH_REASONS = (Outcome.PARTIAL, Outcome.REFUSED)
_CONDITIONAL = Outcome.CONDITIONAL
# Most identifiers are the first of these, which is the quickest to look for.
_is_uuid_urn = re.compile(rf"{UUID_URN}\Z").match
_is_holder_key = re.compile(rf"{HOLDER_KEY}\Z").match
_is_iri = re.compile(rf"{IRI}\Z").match
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 24 * 60 * 60
# Larger parts are not kept in memory, but left to the slow parser.
_MAX_PART_BYTES = 32 * 1024

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
_Maybe = _Text | UnsetType
_Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256-[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\Z")]
_Raws = tuple[msgspec.Raw, ...]
_MANY = msgspec.Meta(min_length=1, max_length=200)
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Seconds = Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)]
# A part that is not there. What is read is never this very object, so it is not written either.
_ABSENT = msgspec.Raw()


class _Outline(
    msgspec.Struct,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
    frozen=True,
    gc=False,
):
    """Members stand in the order in which `vc20.serialize` writes them, so that a payload of ours
    is written again byte for byte; one that names a member twice is not.
    """


class _Recognition(_Outline, frozen=True, kw_only=True, gc=False):
    id: _Text
    outcome: Outcome
    authority: msgspec.Raw
    destination: msgspec.Raw
    purpose: _Text
    occupation: _Maybe = UNSET
    legal_basis: _Text
    reasons: _Maybe = UNSET
    remedies: _Maybe = UNSET
    measure: msgspec.Raw = _ABSENT
    decided_on: date
    appeal_until: date | UnsetType = UNSET
    appeal_body: _Maybe = UNSET
    recognised_level: msgspec.Raw = _ABSENT


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
    origin_level: msgspec.Raw = _ABSENT
    equivalence: msgspec.Raw = _ABSENT
    learning_outcome: msgspec.Raw = _ABSENT
    assessment: Annotated[list[_Assessment], _MANY] | UnsetType = UNSET
    quality: msgspec.Raw = _ABSENT
    recognition: _Recognition | UnsetType = UNSET
    trace: msgspec.Raw = _ABSENT
    framework_scale: msgspec.Raw = _ABSENT


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
    valid_from: _Moment
    valid_until: _Moment | UnsetType = UNSET
    credential_subject: _Subject
    evidence: Annotated[list[_Evidence], _MANY] | UnsetType = UNSET
    credential_status: _Status | Annotated[list[_Status], msgspec.Meta(min_length=2, max_length=2)]
    credential_schema: msgspec.Raw
    related_resource: msgspec.Raw = _ABSENT
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
    subject = read.credential_subject
    identifier, holder, issuer = read.id, subject.id, read.issuer
    told, status = subject.recognition, read.credential_status
    decided = _UNDECIDED if told is UNSET else _check_recognition(told)
    parts = (
        read.type,
        read.credential_schema,
        read.related_resource,
        subject.achievement,
        subject.origin_level,
        subject.equivalence,
        subject.learning_outcome,
        subject.quality,
        subject.trace,
        subject.framework_scale,
        *decided,
    )
    types, equivalences = _shared(_SEPARATOR.join(parts))
    if not (
        (types is _DECISION) is (told is not UNSET)
        and issuer.startswith("did:")
        # The JWT's claims repeat the credential's own. VC-JOSE-COSE, 3.1.3.
        and read.iss == issuer
        and read.sub == holder
        and read.jti == identifier
        and _is_uuid_urn(identifier)
        and (_is_uuid_urn(holder) or _is_holder_key(holder))
        and (subject.given_name is not UNSET or subject.family_name is not UNSET)
    ):
        raise _Unsure
    _check_period(read, types)
    if subject.assessment is not UNSET or read.evidence is not UNSET:
        _check_grounds(subject.assessment, read.evidence)
    until = read.valid_until
    return Glance(
        identifier,
        issuer,
        holder,
        read.valid_from,
        None if until is UNSET else until,
        _statuses(status) if isinstance(status, list) else (_status_entry(status),),
        equivalences,
        types,
    )


def _check_recognition(told: _Recognition) -> _Raws:
    """Returns what other decisions may have in common with it."""
    if not (
        (_is_uuid_urn(told.id) or _is_iri(told.id))
        and (told.appeal_until is UNSET or told.appeal_until >= told.decided_on)
        and (told.reasons is not UNSET or told.outcome not in _WITH_REASONS)
        and (told.measure is not _ABSENT or told.outcome is not _CONDITIONAL)
    ):
        raise _Unsure
    return told.authority, told.destination, told.recognised_level, told.measure


def _check_period(read: _Payload, types: tuple[str, ...]) -> None:
    """Both ends in UTC and whole seconds, as `fields.instant_text` writes them; none is open."""
    begin, end = read.valid_from, read.valid_until
    since = begin - _EPOCH
    if (
        begin.tzinfo is not UTC
        or since.microseconds
        or since.days * _DAY + since.seconds != read.nbf
    ):
        raise _Unsure
    longest = SkillRecord.max_validity if types is _SKILL_RECORD else None
    if end is UNSET:
        _sure(read.exp is UNSET and longest is None)
        return
    since = end - _EPOCH
    if (
        end.tzinfo is not UTC
        or since.microseconds
        or since.days * _DAY + since.seconds != read.exp
        or begin >= end
        or (longest is not None and end - begin > longest)
    ):
        raise _Unsure


def _check_grounds(
    assessments: list[_Assessment] | UnsetType, evidence: list[_Evidence] | UnsetType
) -> None:
    if assessments is not UNSET:
        for claim in assessments:
            _check_dates(claim.assessed_on)
            _sure(claim.scale is UNSET or claim.grade is not UNSET)
    if evidence is not UNSET:
        for seen in evidence:
            _sure(bytes(seen.type) == _EVIDENCE)
            _check_dates(seen.started_on, seen.ended_on)


def _check_dates(*dates: _Maybe) -> None:
    for told in dates:
        _sure(told is UNSET or _is_partial_date(told))


def _statuses(told: list[_Status]) -> tuple[StatusEntry, ...]:
    _sure(told[0].status_purpose != told[1].status_purpose)
    return tuple(map(_status_entry, told))


def _status_entry(told: _Status) -> StatusEntry:
    url, index = told.status_list_credential, told.status_list_index
    if (
        told.id == url + "#" + index
        and index.isdigit()
        and index.isascii()
        and len(index) <= _MAX_DIGITS
        and (index[0] != "0" or index == "0")
        and _is_list_url(url)
    ):
        return StatusEntry(url, int(index), told.status_purpose)
    raise _Unsure


# Few lists serve many credentials.
_is_partial_date = lru_cache(maxsize=8192)(is_partial_date)
_is_list_url = lru_cache(maxsize=512)(is_https_url)


def _every(parse_one: Callable[[Fields], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda value: tuple(map(parse_one, Fields({"part": value}, "").objects("part")))


_PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "achievement": lambda value: facts.parse_achievement(Fields(value, "achievement")),
    "level": lambda value: facts.parse_level(Fields(value, "level")),
    "equivalence": _every(facts.parse_equivalence),
    "learning_outcome": _every(grounds.parse_outcome),
    "quality": _every(grounds.parse_quality),
    "trace": _every(facts.parse_step),
    "framework_scale": _every(facts.parse_scale),
    "authority": lambda value: facts.parse_authority(Fields(value, "authority")),
    "country": lambda value: Fields({"part": value}, "").text("part", is_country),
    "measure": lambda value: facts.parse_measures(Fields({"measure": value}, "")),
}
# By whom each of the shared parts is parsed; the first three stand by themselves.
_SHARED = (
    "achievement",
    "level",
    "equivalence",
    "learning_outcome",
    "quality",
    "trace",
    "framework_scale",
    "authority",
    "country",
    "level",
    "measure",
)
_UNDECIDED: _Raws = (_ABSENT,) * 4
# Stands in no JSON text, so parts that are joined with it come apart again in one way only.
_SEPARATOR = b"\0"


# Credentials of one qualification and corridor, by one authority, have all of it in common.
@lru_cache(maxsize=512)
def _shared(joined: bytes) -> tuple[tuple[str, ...], tuple[Equivalence, ...]]:
    """The types and equivalences of a credential of these parts.

    Raises _Unsure, CredentialError, which are not remembered.
    """
    types, schema, releases, *parts = joined.split(_SEPARATOR)
    _sure(schema == _SCHEMA and types in _TYPES)
    parsed = [
        _remembered(name, part) if part else None for name, part in zip(_SHARED, parts, strict=True)
    ]
    equivalences: tuple[Equivalence, ...] = parsed[_SHARED.index("equivalence")] or ()
    # relatedResource names the releases they were computed on, and no others.
    _sure(releases == (serialize_json(vc20.releases_of(equivalences)) if equivalences else b""))
    return _TYPES[types], equivalences


# A few credentials of each qualification and corridor, and all their parts are known.
@lru_cache(maxsize=2048)
def _remembered(name: str, raw: bytes) -> Any:
    """Raises CredentialError, which is not remembered."""
    _sure(len(raw) <= _MAX_PART_BYTES)
    return _PARSERS[name](parse_json_value(raw))
