"""What an Open Badge says of a record: less than the record, in the words badges have.

`badge_of` chooses the words; `open_badges` writes them down and reads them. A badge is what
holders show in public, so names and days of birth can be checked but are salted and hashed, and
the number of evidence is its digest. Domain model, section 7; Open Badges 3.0, B.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, uuid5

from credentials.claim_forms import is_full_date
from credentials.claims import (
    AssessmentClaim,
    Decision,
    Equivalence,
    EvidenceClaim,
    LearningOutcome,
    LevelClaim,
    QualityClaim,
)
from credentials.errors import ClaimsInvalid, RecordInvalid
from credentials.model import RecognitionDecision, SkillRecord, StatusEntry
from credentials.profiles.facts import measure_in_words
from credentials.profiles.fields import instant_text
from credentials.profiles.grounds import SOURCE_IN_WORDS
from credentials.proofs.sd_jwt_disclosures import Randomness

GRAPH = "https://w3id.org/open-recognition/id/"
ORIGIN_LEVEL = "ext:OriginLevel"
RECOGNISED_LEVEL = "ext:RecognisedLevel"
EQUIVALENCE = "ext:IndicativeEquivalence"
COMPETENCY = "ceasn:Competency"
_NOT_A_DECISION = "Indicative comparison of levels, not a recognition decision. "
# Types of our register in the words of Open Badges 3.0, AchievementType.
_ACHIEVEMENT_TYPES = {
    "vet": "Certificate",
    "higher education": "Degree",
    "higher_education": "Degree",
    "school leaving": "SecondarySchoolDiploma",
    "licence": "License",
}
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Profile:
    """An organisation. country: ISO 3166-1 alpha-2, or empty."""

    id: str
    name: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Alignment:
    """One node of a framework: a level or a skill. type: one of the four above."""

    type: str
    name: str
    url: str
    framework: str = ""
    code: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """An assessment. id: of its description on the achievement. value: its grade or result."""

    id: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class BadgeEvidence:
    """Evidence. id: an RFC 6920 name, so that a document can be held against it."""

    id: str
    name: str
    genre: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who it is about, to be checked against what they say. type: "name" or "ext:birthDate"."""

    type: str
    hash: str
    salt: str

    def matches(self, text: str) -> bool:
        return self.hash == _hash(text, self.salt)


@dataclass(frozen=True, slots=True)
class Endorsement:
    """A decision or an accreditation. id: of its own. subject: what it is about."""

    id: str
    subject: str
    name: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """creator: who awarded it. source: who decided or assessed. awarded_on: a day, or empty."""

    id: str
    issuer: Profile
    valid_from: datetime
    valid_until: datetime | None
    status: tuple[StatusEntry, ...]
    holder_id: str
    holder_name: str
    identities: tuple[Identity, ...]
    achievement_id: str
    name: str
    description: str
    criteria: str
    achievement_type: str = ""
    field_of_study: str = ""
    awarded_on: str = ""
    creator: Profile | None = None
    source: Profile | None = None
    alignments: tuple[Alignment, ...] = ()
    results: tuple[Result, ...] = ()
    evidence: tuple[BadgeEvidence, ...] = ()
    quality: tuple[Endorsement, ...] = ()
    decisions: tuple[Endorsement, ...] = ()

    def equivalences(self) -> tuple[Equivalence, ...]:
        """The comparisons again, as the model has them. Raises ClaimsInvalid."""
        return tuple(_equivalence_of(one) for one in self.alignments if one.type == EQUIVALENCE)


def badge_of(
    record: SkillRecord,
    *,
    issuer: Profile,
    status: tuple[StatusEntry, ...],
    randomness: Randomness,
) -> Badge:
    """randomness: for the salts, `secrets.token_bytes` or its like."""
    held = record.achievement
    decision = record.decision if isinstance(record, RecognitionDecision) else None
    achievement_id = held.qualification_iri or f"{record.id}#achievement"
    identities = (
        ("name", record.holder.name),
        ("ext:birthDate", record.holder.birth_date.isoformat()),
    )
    return Badge(
        id=record.id,
        issuer=issuer,
        valid_from=record.valid_from.replace(microsecond=0),
        valid_until=record.valid_until and record.valid_until.replace(microsecond=0),
        status=status,
        holder_id=record.holder.id,
        holder_name=record.holder.name,
        identities=tuple(_identity(kind, text, randomness) for kind, text in identities),
        achievement_id=achievement_id,
        name=held.name,
        description=held.description or _description(record),
        criteria=held.criteria or "What had to be shown is set by the awarding body.",
        achievement_type=_ACHIEVEMENT_TYPES.get(held.type, ""),
        field_of_study=f"ISCED-F 2013 {held.isced_f}" if held.isced_f else "",
        awarded_on=held.awarded_on if is_full_date(held.awarded_on) else "",
        creator=_organisation(held.awarding_body, held.country, held.awarding_body_iri),
        source=_source(record, decision),
        alignments=_alignments(record, decision),
        results=tuple(
            _result(one, f"{record.id}#assessment-{number}")
            for number, one in enumerate(record.assessments, 1)
        ),
        evidence=tuple(map(_evidence, record.evidence)),
        quality=tuple(
            _accredited(one, f"{record.id}#quality-{number}", achievement_id)
            for number, one in enumerate(record.quality, 1)
        ),
        decisions=(_decided(decision, achievement_id),) if decision else (),
    )


def _description(record: SkillRecord) -> str:
    held = record.achievement
    by = f"{held.awarding_body}, {held.country}" if held.awarding_body else held.country
    when = f", awarded {held.awarded_on}" if held.awarded_on else ""
    return f"{held.name} ({by}){when}."


def _identity(kind: str, text: str, randomness: Randomness) -> Identity:
    salt = randomness(_SALT_BYTES).hex()
    return Identity(kind, _hash(text, salt), salt)


def _hash(text: str, salt: str) -> str:
    """Open Badges 3.0, IdentityObject: over the text followed by the salt."""
    return "sha256$" + hashlib.sha256((text + salt).encode()).hexdigest()


def _organisation(name: str, country: str, iri: str = "") -> Profile | None:
    """Without an IRI of its own, one that is the same wherever it is named."""
    if not name:
        return None
    return Profile(iri or uuid5(NAMESPACE_URL, f"{GRAPH}body/{country}/{name}").urn, name, country)


def _source(record: SkillRecord, decision: Decision | None) -> Profile | None:
    if decision:
        return _organisation(decision.authority.name, decision.authority.jurisdiction)
    return _organisation(record.assessments[0].assessor, "") if record.assessments else None


def _alignments(record: SkillRecord, decision: Decision | None) -> tuple[Alignment, ...]:
    levels = []
    if record.origin_level:
        levels.append(_level(ORIGIN_LEVEL, record.origin_level))
    if decision and decision.level:
        levels.append(_level(RECOGNISED_LEVEL, decision.level))
    return (
        *levels,
        *map(_compared, record.equivalences),
        *(_skill(one) for one in record.outcomes if one.skill_iri),
    )


def _level(kind: str, level: LevelClaim) -> Alignment:
    framework = level.framework_name or level.framework_id
    return Alignment(
        kind, f"{framework}, level {level.level}", level.level_iri, framework, level.level
    )


def _skill(outcome: LearningOutcome) -> Alignment:
    framework = "ESCO" if "/esco/" in outcome.skill_iri else ""
    name = outcome.skill_label or outcome.text
    told = f"{outcome.text.rstrip('.')}. {SOURCE_IN_WORDS[outcome.source]}"
    return Alignment(COMPETENCY, name, outcome.skill_iri, framework, "", told)


def _compared(claim: Equivalence) -> Alignment:
    """Each part as `name=value`, so that a program can read the comparison again."""
    parts = {
        "status": claim.status,
        "predicate": claim.predicate,
        "confidence": claim.confidence,
        "force": claim.force,
        "checked": "yes" if claim.checked else "no",
        "as_of": claim.as_of.isoformat(),
        "release": claim.release,
        "release_sha256": claim.release_sha256,
        "path_id": claim.path_id,
    }
    said = [
        f"{name}={quote(str(value))}" for name, value in parts.items() if value not in (None, "")
    ]
    levels = f", level {' to '.join(claim.interval)}" if claim.interval else ", no level"
    return Alignment(
        EQUIVALENCE,
        claim.framework_name + levels,
        f"{GRAPH}framework/{quote(claim.framework)}",
        claim.framework_name,
        " to ".join(quote(code, safe="+") for code in claim.interval),
        _NOT_A_DECISION + "; ".join(said),
    )


def _equivalence_of(alignment: Alignment) -> Equivalence:
    said = dict(
        part.partition("=")[::2]
        for part in alignment.description.removeprefix(_NOT_A_DECISION).split("; ")
    )
    parts = {name: unquote(value) for name, value in said.items()}
    try:
        return Equivalence(
            framework=unquote(alignment.url.removeprefix(f"{GRAPH}framework/")),
            framework_name=alignment.framework,
            interval=tuple(unquote(code) for code in alignment.code.split(" to "))
            if alignment.code
            else (),
            status=parts["status"],
            release=int(parts["release"]),
            release_sha256=parts["release_sha256"],
            as_of=datetime.fromisoformat(parts["as_of"]).date(),
            path_id=parts.get("path_id", ""),
            predicate=parts.get("predicate"),
            confidence=parts.get("confidence"),
            force=int(parts["force"]) if "force" in parts else None,
            checked=parts["checked"] == "yes",
        )
    except (KeyError, ValueError, RecordInvalid) as error:
        raise ClaimsInvalid("A comparison in the badge is not told as ours are.") from error


def _result(claim: AssessmentClaim, result_id: str) -> Result:
    when = f", {claim.assessed_on}" if claim.assessed_on else ""
    kind = claim.kind.value.replace("_", " ").capitalize()
    scale = f" (scale: {claim.scale})" if claim.scale else ""
    name = f"{kind}: {claim.assessor}{when}{scale}"
    return Result(result_id, name, claim.grade or claim.result or "completed")


def _evidence(seen: EvidenceClaim) -> BadgeEvidence:
    digest = base64.urlsafe_b64encode(bytes.fromhex(seen.sha256)).rstrip(b"=").decode()
    period = " to ".join(day for day in (seen.started_on, seen.ended_on) if day)
    told = "; ".join(part for part in (seen.issued_by, seen.role, period) if part)
    return BadgeEvidence(f"ni:///sha-256;{digest}", seen.name, seen.kind.value, told)


def _accredited(claim: QualityClaim, endorsement_id: str, subject: str) -> Endorsement:
    parts = [f"{claim.body}: {claim.kind.value.replace('_', ' ')}"]
    if claim.number:
        parts.append(f"number {claim.number}")
    if claim.iri:
        parts.append(claim.iri)
    if claim.valid_from:
        parts.append(f"from {claim.valid_from.isoformat()}")
    if claim.valid_until:
        parts.append(f"until {claim.valid_until.isoformat()}")
    return Endorsement(endorsement_id, subject, "Quality assurance", "; ".join(parts))


def _decided(decision: Decision, subject: str) -> Endorsement:
    occupation = f", occupation ISCO-08 {decision.occupation}" if decision.occupation else ""
    authority = f"{decision.authority.name} ({decision.authority.jurisdiction})"
    parts = [
        f"{authority} decided on {decision.decided_on.isoformat()}: {decision.outcome.value}",
        f"Destination {decision.destination}, purpose {decision.purpose}{occupation}",
        f"Legal basis: {decision.legal_basis}",
        *map(measure_in_words, decision.measures),
    ]
    return Endorsement(decision.id, subject, "Recognition decision", ". ".join(parts) + ".")


def validity_texts(badge: Badge) -> dict[str, str]:
    """validFrom and, where it ends, validUntil."""
    texts = {"validFrom": instant_text(badge.valid_from)}
    if badge.valid_until:
        texts["validUntil"] = instant_text(badge.valid_until)
    return texts
