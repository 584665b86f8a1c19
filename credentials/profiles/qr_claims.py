"""What a QR code says: the few claims an employer needs with no connection, as a CBOR map.

CWT claims for dates and identity (RFC 8392: 4 exp, 5 nbf, 7 cti), ours in one map under a
private key with small integers, the way health certificates did it. Texts are cut so that the
code never grows beyond QR version 12 at level M; everything else must fit as it is.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from credentials.errors import ClaimMissing, ClaimsInvalid, RecordInvalid, TermUnknown
from credentials.model import (
    Equivalence,
    LevelClaim,
    Outcome,
    RecognitionDecision,
    StatusEntry,
    is_country,
)
from credentials.profiles.fields import instant_text
from credentials.profiles.vc20 import DECISION_TYPE, SKILL_RECORD_TYPE, Credential
from credentials.proofs.cose import decode_cbor, encode_cbor

# Version 12 at level M holds 419 alphanumeric characters: "ORR1:" and 414 of base45, so 276
# bytes, of which COSE_Sign1 takes 82 around a payload of up to 255 bytes.
MAX_PAYLOAD_BYTES = 194
MAX_LIST_NAME = 24
_EXP, _NBF, _CTI, _OURS = 4, 5, 7, -65537
_NAME, _BIRTH_YEAR, _ACHIEVEMENT, _ORIGIN, _RECOGNISED, _OUTCOME = 1, 2, 3, 4, 5, 6
_AUTHORITY, _STATUS, _DESTINATION, _EQUIVALENT = 7, 8, 9, 10
_CUT_TEXTS = (_NAME, _ACHIEVEMENT, _AUTHORITY)
_OUTCOMES = tuple(Outcome)
_PURPOSES = ("revocation", "suspension")
_ELLIPSIS = "…"
_JOINER = "\u200d"
_INVISIBLE = "\u200c\u200d"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class StatusReference:
    """A status entry whose list is named relative to the issuer's own lists."""

    list_name: str
    index: int
    purpose: str


@dataclass(frozen=True, slots=True)
class QrClaims:
    """origin, recognised, equivalent: "ph-pqf:4", an interval as "de-dqr:3..4", or empty.

    recognised: the level the decision itself names; where it names none, equivalent: what the
    graph indicated. Texts may be cut, and then end with an ellipsis.
    """

    credential_id: str
    valid_from: datetime
    valid_until: datetime | None
    name: str
    birth_year: int
    achievement: str
    status: tuple[StatusReference, ...]
    origin: str = ""
    recognised: str = ""
    equivalent: str = ""
    outcome: Outcome | None = None
    authority: str = ""
    destination: str = ""


def summarise(credential: Credential, *, status_prefix: str) -> QrClaims:
    """status_prefix: what the issuer's list URLs start with; the rest is the list's name."""
    record = credential.record
    decision = record.decision if isinstance(record, RecognitionDecision) else None
    recognised = decision.level if decision else None
    return QrClaims(
        credential_id=record.id,
        valid_from=record.valid_from.replace(microsecond=0),
        valid_until=record.valid_until and record.valid_until.replace(microsecond=0),
        name=unicodedata.normalize("NFC", record.holder.name),
        birth_year=record.holder.birth_date.year,
        achievement=unicodedata.normalize("NFC", record.achievement.name),
        status=tuple(_reference(entry, status_prefix) for entry in credential.status),
        origin=_level_text(record.origin_level),
        recognised=_level_text(recognised),
        equivalent="" if recognised else _equivalence_text(record.equivalences),
        outcome=decision.outcome if decision else None,
        authority=unicodedata.normalize("NFC", decision.authority.name) if decision else "",
        destination=decision.destination if decision else "",
    )


def _level_text(level: LevelClaim | None) -> str:
    return f"{level.framework_id}:{level.level}" if level else ""


def _equivalence_text(claims: tuple[Equivalence, ...]) -> str:
    """The first equivalence that has levels at all."""
    for claim in claims:
        if claim.interval:
            return f"{claim.framework}:{'..'.join(claim.interval)}"
    return ""


def _reference(entry: StatusEntry, prefix: str) -> StatusReference:
    name = entry.list_url.removeprefix(prefix)
    if not entry.list_url.startswith(prefix) or not is_list_name(name):
        raise RecordInvalid(
            "A status list has a short name directly under the issuer's status address.",
            limit=MAX_LIST_NAME,
        )
    return StatusReference(name, entry.index, entry.purpose)


def is_list_name(name: str) -> bool:
    """One plain path segment: it can lead nowhere else."""
    plain = name.replace("-", "").replace("_", "")
    return plain.isascii() and plain.isalnum() and len(name) <= MAX_LIST_NAME


def serialize(claims: QrClaims) -> bytes:
    """At most MAX_PAYLOAD_BYTES. Raises RecordInvalid if even cut texts do not fit."""
    ours: dict[int, Any] = {
        _NAME: claims.name,
        _BIRTH_YEAR: claims.birth_year,
        _ACHIEVEMENT: claims.achievement,
        _STATUS: {_PURPOSES.index(s.purpose): [s.list_name, s.index] for s in claims.status},
    }
    texts = {
        _ORIGIN: claims.origin,
        _RECOGNISED: claims.recognised,
        _EQUIVALENT: claims.equivalent,
        _AUTHORITY: claims.authority,
        _DESTINATION: claims.destination,
    }
    ours |= {key: text for key, text in texts.items() if text}
    if claims.outcome:
        ours[_OUTCOME] = _OUTCOMES.index(claims.outcome)
    payload: dict[int, Any] = {
        _NBF: int(claims.valid_from.timestamp()),
        _CTI: UUID(claims.credential_id).bytes,
        _OURS: ours,
    }
    if claims.valid_until:
        payload[_EXP] = int(claims.valid_until.timestamp())
    _cut_texts(payload, ours)
    return encode_cbor(payload)


def _cut_texts(payload: Mapping[int, Any], ours: dict[int, Any]) -> None:
    """Shorten the longest texts, and only as far as needed: the shorter ones stay whole."""
    excess = len(encode_cbor(payload)) - MAX_PAYLOAD_BYTES
    if excess <= 0:
        return
    sizes = {key: len(ours[key].encode()) for key in _CUT_TEXTS if key in ours}
    allowed = dict(sizes)
    for _ in range(excess):
        longest = max(allowed, key=lambda key: allowed[key])
        allowed[longest] -= 1
    # A text that was short from the start is whole; one that would be cut to nothing is no text.
    cut = {key: limit for key, limit in allowed.items() if limit < sizes[key]}
    for key, limit in cut.items():
        ours[key] = _cut(ours[key], limit)
    if min(cut.values()) < 4 or len(encode_cbor(payload)) > MAX_PAYLOAD_BYTES:
        raise RecordInvalid("The facts do not fit into a QR code.")


def _cut(text: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, never inside a character or before its combining marks."""
    end = len(text.encode()[: max(limit - len(_ELLIPSIS.encode()), 0)].decode(errors="ignore"))
    while end and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _continues(character: str) -> bool:
    """Combining marks and vowel signs belong to the character before them."""
    return unicodedata.category(character).startswith("M") or character in _INVISIBLE


def parse(payload: bytes) -> QrClaims:
    """Raises CoseMalformed, ClaimsInvalid and its kinds."""
    claims = decode_cbor(payload)
    if not isinstance(claims, dict):
        raise ClaimsInvalid("The code's claims are not a map.")
    left = dict(claims)
    nbf = _take(left, _NBF, int)
    exp = _take(left, _EXP, int) if _EXP in left else None
    cti = _take(left, _CTI, bytes)
    ours = _take(left, _OURS, dict)
    if left or len(cti) != 16:
        raise TermUnknown("The code holds a claim that this registry does not define.")
    outcome = _take(ours, _OUTCOME, int) if _OUTCOME in ours else None
    if outcome is not None and not 0 <= outcome < len(_OUTCOMES):
        raise ClaimsInvalid("The code names an unknown outcome.")
    destination = _text(ours, _DESTINATION)
    if destination and not is_country(destination):
        raise ClaimsInvalid("The code names no country as its destination.")
    parsed = QrClaims(
        credential_id=UUID(bytes=cti).urn,
        valid_from=_instant(nbf),
        valid_until=None if exp is None else _instant(exp),
        name=_take(ours, _NAME, str),
        birth_year=_take(ours, _BIRTH_YEAR, int),
        achievement=_take(ours, _ACHIEVEMENT, str),
        status=_parse_status(_take(ours, _STATUS, dict)),
        origin=_text(ours, _ORIGIN),
        recognised=_text(ours, _RECOGNISED),
        equivalent=_text(ours, _EQUIVALENT),
        outcome=None if outcome is None else _OUTCOMES[outcome],
        authority=_text(ours, _AUTHORITY),
        destination=destination,
    )
    if ours:
        raise TermUnknown("The code holds a claim that this registry does not define.")
    return parsed


def _take(claims: dict[int, Any], key: int, kind: type[_T]) -> _T:
    if key not in claims:
        raise ClaimMissing("A claim is missing in the code.", claim=key)
    value = claims.pop(key)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ClaimsInvalid("A claim in the code is of the wrong kind.", claim=key)
    return value


def _text(claims: dict[int, Any], key: int) -> str:
    return _take(claims, key, str) if key in claims else ""


def _instant(seconds: int) -> datetime:
    if not 0 <= seconds < 2**33:
        raise ClaimsInvalid("The code names a moment out of range.")
    return datetime.fromtimestamp(seconds, UTC)


def _parse_status(entries: Mapping[Any, Any]) -> tuple[StatusReference, ...]:
    references = []
    for code, entry in entries.items():
        match entry:
            case [str(name), int(index)] if is_list_name(name) and 0 <= index < 2**30:
                if code not in (0, 1) or isinstance(code, bool | float):
                    raise ClaimsInvalid("The code names an unknown kind of status.")
                references.append(StatusReference(name, index, _PURPOSES[code]))
            case _:
                raise ClaimsInvalid("The code's status has another shape than ours.")
    if not references:
        raise ClaimMissing("The code names no status.")
    return tuple(references)


def as_claims(claims: QrClaims) -> dict[str, Any]:
    """In the credential's own terms, so that a reader needs to know one shape only."""
    kind = DECISION_TYPE if claims.outcome else SKILL_RECORD_TYPE
    subject: dict[str, Any] = {
        "name": claims.name,
        "birthYear": claims.birth_year,
        "achievement": {"name": claims.achievement},
    }
    if claims.origin:
        subject["originLevel"] = _level(claims.origin)
    if claims.equivalent:
        framework, _, interval = claims.equivalent.partition(":")
        subject["equivalence"] = [{"frameworkId": framework, "interval": interval.split("..")}]
    if claims.outcome:
        subject["recognition"] = {
            "outcome": claims.outcome.value,
            "authority": {"name": claims.authority},
            "destination": claims.destination,
        }
        if claims.recognised:
            subject["recognition"]["recognisedLevel"] = _level(claims.recognised)
    stated: dict[str, Any] = {
        "id": claims.credential_id,
        "type": ["VerifiableCredential", kind],
        "validFrom": instant_text(claims.valid_from),
    }
    if claims.valid_until:
        stated["validUntil"] = instant_text(claims.valid_until)
    return stated | {"credentialSubject": subject}


def _level(text: str) -> dict[str, str]:
    framework, _, level = text.partition(":")
    return {"frameworkId": framework, "level": level}
