"""SD-JWT VC: the record as flat claims that the holder discloses one by one, and back.

What `credentials.proofs.sd_jwt` signs and hides. Names are the JSON-LD terms in the JWT's own
spelling: `releaseSha256` is `release_sha256`. Lists are disclosed entry by entry, so a holder can
show one skill or one equivalence. Domain model, section 7; SD-JWT VC, 2.2.2; RFC 9901.

A holder has many copies so that two readers cannot tell that they saw one person. So what is
always shown is a copy's own (key, place in a status list, digests) or that of many: the times are
told by the day, and of hidden claims there are as many as others have. RFC 9901, 10.1.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from credentials.claim_forms import is_holder_id, is_iri, is_partial_date, is_uuid_urn
from credentials.claim_kinds import (
    Basis,
)
from credentials.claims import (
    Achievement,
    AssessmentClaim,
    Decision,
    Equivalence,
    EvidenceClaim,
    FrameworkScale,
    Holder,
    LearningOutcome,
    LevelClaim,
    QualityClaim,
)
from credentials.errors import ClaimMissing, ClaimsInvalid, RecordInvalid, TermUnknown
from credentials.model import RecognitionDecision, SkillRecord
from credentials.profiles import facts, grounds
from credentials.profiles.facts import Json
from credentials.profiles.fields import MAX_TEXT, Fields
from credentials.profiles.vc20 import CONTEXT_URL, DECISION_TYPE, SKILL_RECORD_TYPE

VCT = {kind: f"{CONTEXT_URL}/{kind}" for kind in (DECISION_TYPE, SKILL_RECORD_TYPE)}
_KINDS = {vct: kind for kind, vct in VCT.items()}

# Each can be hidden as a whole, or shown as a whole.
WHOLE_CLAIMS = (
    "jti",
    "copy_of",
    "sub",
    "given_name",
    "family_name",
    "name_native",
    "birthdate",
    "basis",
    "achievement",
    "awarding_body",
    "origin_level",
    "decision_id",
)
# Each entry of these can be hidden or shown by itself.
LISTED_CLAIMS = (
    "equivalence",
    "skills",
    "assessment",
    "evidence",
    "quality",
    "recognition",
    "trace",
    "framework_scale",
)
DISCLOSABLE: tuple[tuple[str | int | None, ...], ...] = (
    *((name,) for name in WHOLE_CLAIMS),
    *((name, None) for name in LISTED_CLAIMS),
)
# The UUID of nothing (RFC 9562, 5.9).
HIDDEN_ID = "urn:uuid:00000000-0000-0000-0000-000000000000"
_MAX_SECONDS = 2**33
_MAX_ENTRIES = 200
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What was shown: None, "" and () where a claim was hidden or never made.

    kind: the type of the credential. id: of the credential; of the copy where it is not shown
    which credential that is one of. status, holder_key: the claims as they stand, `status` for
    `credentials.token_status`, `cnf` for `credentials.proofs.sd_jwt`. achievement: with the
    awarding body only where that was shown too. decision: HIDDEN_ID where its id was not.
    """

    issuer: str
    kind: str
    valid_from: datetime
    valid_until: datetime | None
    status: Json | None
    holder_key: Json | None
    id: str = ""
    holder_id: str = ""
    given_name: str = ""
    family_name: str = ""
    name_native: str = ""
    birth_date: date | None = None
    basis: Basis | None = None
    achievement: Achievement | None = None
    awarding_body: str = ""
    awarded_on: str = ""
    origin_level: LevelClaim | None = None
    equivalences: tuple[Equivalence, ...] = ()
    outcomes: tuple[LearningOutcome, ...] = ()
    assessments: tuple[AssessmentClaim, ...] = ()
    evidence: tuple[EvidenceClaim, ...] = ()
    quality: tuple[QualityClaim, ...] = ()
    decision: Decision | None = None
    trace: tuple[Json, ...] = ()
    scales: tuple[FrameworkScale, ...] = ()

    def record(self) -> SkillRecord:
        """The record, where all it needs was shown. Raises ClaimMissing, ClaimsInvalid."""
        if self.birth_date is None or self.basis is None or self.achievement is None:
            raise ClaimMissing("Not all that makes a record was disclosed.")
        try:
            holder = Holder(
                self.holder_id,
                self.given_name,
                self.family_name,
                self.birth_date,
                self.name_native,
            )
            claims: dict[str, Any] = {
                "id": self.id,
                "holder": holder,
                "basis": self.basis,
                "achievement": self.achievement,
                "valid_from": self.valid_from,
                "valid_until": self.valid_until,
                "origin_level": self.origin_level,
                "equivalences": self.equivalences,
                "outcomes": self.outcomes,
                "assessments": self.assessments,
                "evidence": self.evidence,
                "quality": self.quality,
                "trace": self.trace,
                "scales": self.scales,
            }
            if self.kind == SKILL_RECORD_TYPE:
                return SkillRecord(**claims)
            if self.decision is None or self.decision.id == HIDDEN_ID:
                raise ClaimMissing("The decision was not disclosed.", claim="recognition")
            return RecognitionDecision(decision=self.decision, **claims)
        except RecordInvalid as error:
            raise ClaimsInvalid(error.detail) from error


def by_the_day(record: SkillRecord) -> SkillRecord:
    """As an SD-JWT tells it: from and until the beginning of a day in UTC, never later.

    Raises RecordInvalid where nothing is left between them.
    """
    until = record.valid_until
    return replace(
        record,
        valid_from=_start_of_day(record.valid_from),
        valid_until=_start_of_day(until) if until else None,
    )


def _start_of_day(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def serialize(
    record: SkillRecord, *, issuer: str, status: Mapping[str, Any] | None, copy_id: str = ""
) -> Json:
    """The claims as signed, all of them open; DISCLOSABLE says which may be hidden.

    issuer: a DID. status: from `credentials.token_status`, None where no list is kept. copy_id:
    a copy's own identifier. `cnf` comes from whoever knows the holder's key. Raises RecordInvalid.
    """
    decision = (
        _snake(facts.serialize_decision(record.decision))
        if isinstance(record, RecognitionDecision)
        else {}
    )
    record = by_the_day(record)
    claims: Json = {
        "iss": issuer,
        "nbf": int(record.valid_from.timestamp()),
        "exp": int(record.valid_until.timestamp()) if record.valid_until else None,
        "vct": VCT[DECISION_TYPE if decision else SKILL_RECORD_TYPE],
        "status": dict(status) if status else None,
        "jti": copy_id or record.id,
        "copy_of": record.id if copy_id else "",
        "sub": record.holder.id,
        "given_name": record.holder.given_name,
        "family_name": record.holder.family_name,
        "name_native": record.holder.name_native,
        "birthdate": record.holder.birth_date.isoformat(),
        "basis": record.basis.value,
        **_achievement(record.achievement),
        "origin_level": record.origin_level and _snake(facts.serialize_level(record.origin_level)),
        "equivalence": _snake([facts.serialize_equivalence(one) for one in record.equivalences]),
        "skills": _snake([grounds.serialize_outcome(one) for one in record.outcomes]),
        "assessment": _snake([grounds.serialize_assessment(one) for one in record.assessments]),
        "evidence": [_evidence(seen) for seen in record.evidence],
        "quality": _snake([grounds.serialize_quality(one) for one in record.quality]),
        # What was decided is told to many readers, and its number would tell them it is one person.
        "decision_id": decision.pop("id", ""),
        "recognition": [decision] if decision else [],
        "trace": _snake([facts.serialize_step(step) for step in record.trace]),
        "framework_scale": _snake([facts.serialize_scale(scale) for scale in record.scales]),
    }
    return {name: value for name, value in claims.items() if value not in (None, "", [])}


def _achievement(achievement: Achievement) -> Json:
    """Where and when it was awarded stands beside it, to be shown or hidden by itself."""
    written = facts.serialize_achievement(achievement)
    awarded = {
        "name": written.pop("awardingBody", None),
        "id": written.pop("awardingBodyId", None),
        "awarded_on": written.pop("awardedOn", None),
    }
    body = {name: value for name, value in awarded.items() if value is not None}
    return {"achievement": _snake(written), "awarding_body": body or None}


def _evidence(seen: EvidenceClaim) -> Json:
    written = grounds.serialize_evidence(seen)
    del written["type"]
    written["digest_sri"] = written.pop("digestSRI")
    snake: Json = _snake(written)
    return snake


def with_every_list(claims: Mapping[str, Any]) -> Json:
    """The same with an empty list where nothing is said, which looks like one that hides all."""
    decides = claims["vct"] == VCT[DECISION_TYPE]
    return {
        **{name: [] for name in LISTED_CLAIMS if decides or name != "recognition"},
        **claims,
    }


def parse(claims: Mapping[str, Any]) -> Disclosed:
    """Claims with what was disclosed put back; any of the disclosable ones may be missing.

    Raises ClaimsInvalid or one of its kinds.
    """
    fields = Fields(claims, "credential")
    kind = _KINDS.get(fields.text("vct"))
    if kind is None:
        raise TermUnknown("The credential is of a type that this registry does not define.")
    try:
        disclosed = _parse(fields, kind)
    except RecordInvalid as error:
        raise ClaimsInvalid(error.detail) from error
    fields.finish()
    return disclosed


def _parse(fields: Fields, kind: str) -> Disclosed:
    achievement, awarding_body, awarded_on = _parse_achievement(fields)
    own_id = fields.optional_text("jti", is_uuid_urn)
    decisions = _parse_decisions(fields)
    if len(decisions) > 1 or (decisions and kind == SKILL_RECORD_TYPE):
        raise ClaimsInvalid("A decision credential holds one decision, a skill record none.")
    return Disclosed(
        issuer=fields.text("iss", lambda text: text.startswith("did:")),
        kind=kind,
        valid_from=_seconds(fields, "nbf"),
        valid_until=_seconds(fields, "exp") if fields.has("exp") else None,
        status=_object(fields, "status"),
        holder_key=_object(fields, "cnf"),
        id=fields.optional_text("copy_of", is_uuid_urn) or own_id,
        holder_id=fields.optional_text("sub", is_holder_id),
        given_name=fields.optional_text("given_name"),
        family_name=fields.optional_text("family_name"),
        name_native=fields.optional_text("name_native"),
        birth_date=fields.optional_day("birthdate"),
        basis=fields.choice("basis", Basis) if fields.has("basis") else None,
        achievement=achievement,
        awarding_body=awarding_body,
        awarded_on=awarded_on,
        origin_level=facts.parse_level(_camel(fields.object("origin_level")))
        if fields.has("origin_level")
        else None,
        equivalences=_listed(fields, "equivalence", facts.parse_equivalence),
        outcomes=_listed(fields, "skills", grounds.parse_outcome),
        assessments=_listed(fields, "assessment", grounds.parse_assessment),
        evidence=_listed(fields, "evidence", grounds.parse_evidence),
        quality=_listed(fields, "quality", grounds.parse_quality),
        decision=decisions[0] if decisions else None,
        trace=_listed(fields, "trace", facts.parse_step),
        scales=_listed(fields, "framework_scale", facts.parse_scale),
    )


def _parse_decisions(fields: Fields) -> tuple[Decision, ...]:
    """The id stands beside the decision; before, it stood in it."""
    beside = fields.optional_text("decision_id", is_iri)

    def parse_one(shown: Fields) -> Decision:
        if not shown.has("id"):
            shown = Fields({**shown.rest(), "id": beside or HIDDEN_ID}, shown.where)
        elif beside:
            raise TermUnknown("The decision's id stands twice.", term="id")
        return facts.parse_decision(shown)

    return _listed(fields, "recognition", parse_one)


def _parse_achievement(fields: Fields) -> tuple[Achievement | None, str, str]:
    """The achievement as far as shown; the awarding body's name; the day of award."""
    body: Json = {}
    if fields.has("awarding_body"):
        shown = fields.object("awarding_body")
        body = facts.given(
            awardingBody=shown.optional_text("name"),
            awardingBodyId=shown.optional_text("id"),
            awardedOn=shown.optional_text("awarded_on", is_partial_date),
        )
        shown.finish()
    achievement = None
    if fields.has("achievement"):
        held = fields.object("achievement")
        if any(held.has(name) for name in ("awarding_body", "awarding_body_id", "awarded_on")):
            raise TermUnknown("Who awarded it stands beside the achievement.", term="awarding_body")
        achievement = facts.parse_achievement(_camel(held, body))
    return achievement, body.get("awardingBody", ""), body.get("awardedOn", "")


def _seconds(fields: Fields, name: str) -> datetime:
    return datetime.fromtimestamp(fields.integer(name, 0, _MAX_SECONDS), UTC)


def _object(fields: Fields, name: str) -> Json | None:
    if not fields.has(name):
        return None
    value = fields.take(name)
    if not isinstance(value, dict):
        raise ClaimsInvalid(f"{name} is not an object.", claim=name)
    return value


def _listed(fields: Fields, name: str, parse_one: Callable[[Fields], _T]) -> tuple[_T, ...]:
    """An empty list is one whose every entry is hidden."""
    if not fields.has(name):
        return ()
    value = fields.take(name)
    if not isinstance(value, list) or len(value) > _MAX_ENTRIES:
        raise ClaimsInvalid(f"{name} is not a list.", claim=name)
    added = {"type": [grounds.EVIDENCE_TYPE]} if name == "evidence" else {}
    return tuple(parse_one(_camel(Fields(one, name), added)) for one in value)


_CAPITAL = re.compile(r"(?<!^)[A-Z]")
_UNDERSCORE = re.compile(r"_([a-z0-9])")
_IRREGULAR = {"digest_sri": "digestSRI"}


def _snake(value: Any) -> Any:
    """releaseSha256 -> release_sha256, in every object."""
    if isinstance(value, dict):
        return {
            _CAPITAL.sub(lambda found: "_" + found.group().lower(), name): _snake(inner)
            for name, inner in value.items()
        }
    return [_snake(inner) for inner in value] if isinstance(value, list) else value


def _camel(fields: Fields, added: Mapping[str, Any] | None = None) -> Fields:
    """The same members under their JSON-LD terms. Raises TermUnknown for another spelling.

    added: members that do not stand here in an SD-JWT, and may not.
    """
    members = _camelled(fields.rest(), fields.where)
    for name in added or {}:
        if name in members:
            raise TermUnknown(f"{fields.where} holds an unknown term: {name}.", term=name)
    return Fields(members | dict(added or {}), fields.where)


def _camelled(value: Any, where: str) -> Any:
    if isinstance(value, dict):
        for name in value:
            if name != name.lower() or len(name) > MAX_TEXT:
                raise TermUnknown(f"{where} holds an unknown term: {name[:80]}.", term=name[:80])
        return {
            _IRREGULAR.get(name)
            or _UNDERSCORE.sub(lambda found: found.group(1).upper(), name): _camelled(inner, where)
            for name, inner in value.items()
        }
    return [_camelled(inner, where) for inner in value] if isinstance(value, list) else value
