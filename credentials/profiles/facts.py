"""The claims about a person, one pair of functions each: model to JSON-LD terms and back.

Absent is absent: a claim without a value is left out and never null. The terms are those of
context-v1.jsonld.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from credentials.claim_forms import (
    is_country,
    is_credit,
    is_holder_id,
    is_https_url,
    is_iri,
    is_isced_f,
    is_isco08,
    is_language,
    is_partial_date,
    is_period,
    is_sha256,
)
from credentials.claim_kinds import (
    MeasureKind,
    Outcome,
)
from credentials.claims import (
    MAX_MONTHS,
    MAX_WORKLOAD_HOURS,
    Achievement,
    Authority,
    Decision,
    Equivalence,
    FrameworkScale,
    Holder,
    LevelClaim,
    Measure,
)
from credentials.errors import ClaimsDisagree, RecordInvalid
from credentials.profiles.fields import Fields

Json = dict[str, Any]

_CONFIDENCE = re.compile(r"(?:0\.\d{1,8}|1(?:\.0{1,8})?|0)\Z")


def given(**claims: Any) -> Json:
    """Without the claims that have no value."""
    return {name: value for name, value in claims.items() if value not in ("", None, (), [])}


def _is_confidence(text: str) -> bool:
    return _CONFIDENCE.match(text) is not None


def serialize_holder(holder: Holder) -> Json:
    return given(
        id=holder.id,
        givenName=holder.given_name,
        familyName=holder.family_name,
        nameNative=holder.name_native,
        birthDate=holder.birth_date.isoformat(),
    )


def parse_holder(fields: Fields) -> Holder:
    """From the credentialSubject itself, which the caller finishes."""
    return Holder(
        id=fields.text("id", is_holder_id),
        given_name=fields.optional_text("givenName"),
        family_name=fields.optional_text("familyName"),
        name_native=fields.optional_text("nameNative"),
        birth_date=fields.day("birthDate"),
    )


# What only a supplement needs: claim -> (JSON-LD term, its form).
_DETAILS: Mapping[str, tuple[str, Callable[[str], bool] | None]] = {
    "type": ("qualificationType", None),
    "description": ("description", None),
    "criteria": ("criteria", None),
    "native_language": ("nativeLanguage", is_language),
    "awarding_body_iri": ("awardingBodyId", is_iri),
    "official_url": ("officialUrl", is_https_url),
    "duration": ("duration", is_period),
    "credit_points": ("creditPoints", is_credit),
    "credit_system": ("creditSystem", None),
    "entry_requirements": ("entryRequirements", None),
    "further_learning": ("furtherLearning", None),
    "occupations": ("occupationsOpen", None),
    "legal_basis": ("legalBasis", None),
}


def serialize_achievement(achievement: Achievement) -> Json:
    return given(
        id=achievement.qualification_iri,
        name=achievement.name,
        nameNative=achievement.name_native,
        awardingBody=achievement.awarding_body,
        country=achievement.country,
        awardedOn=achievement.awarded_on,
        iscedF=achievement.isced_f,
        isco08=achievement.isco08,
        workloadHours=achievement.workload_hours,
        languageOfInstruction=list(achievement.languages),
        **{term: getattr(achievement, name) for name, (term, _) in _DETAILS.items()},
    )


def parse_achievement(fields: Fields) -> Achievement:
    achievement = Achievement(
        qualification_iri=fields.optional_text("id", is_iri),
        name=fields.text("name"),
        name_native=fields.optional_text("nameNative"),
        awarding_body=fields.optional_text("awardingBody"),
        country=fields.text("country", is_country),
        awarded_on=fields.optional_text("awardedOn", is_partial_date),
        isced_f=fields.optional_text("iscedF", is_isced_f),
        isco08=fields.optional_text("isco08", is_isco08),
        workload_hours=fields.optional_integer("workloadHours", 1, MAX_WORKLOAD_HOURS),
        languages=fields.texts("languageOfInstruction", at_least=1, at_most=20, matches=is_language)
        if fields.has("languageOfInstruction")
        else (),
        **{name: fields.optional_text(term, form) for name, (term, form) in _DETAILS.items()},
    )
    fields.finish()
    return achievement


def serialize_level(level: LevelClaim) -> Json:
    return given(
        id=level.level_iri,
        frameworkId=level.framework_id,
        frameworkName=level.framework_name,
        framework=level.framework_iri,
        level=level.level,
    )


def parse_level(fields: Fields) -> LevelClaim:
    level = LevelClaim(
        level_iri=fields.iri("id"),
        framework_id=fields.text("frameworkId"),
        framework_name=fields.optional_text("frameworkName"),
        framework_iri=fields.iri("framework"),
        level=fields.text("level"),
    )
    fields.finish()
    return level


def serialize_equivalence(claim: Equivalence) -> Json:
    written = given(
        frameworkId=claim.framework,
        frameworkName=claim.framework_name,
        status=claim.status,
        predicate=claim.predicate,
        confidence=claim.confidence,
        force=claim.force,
        pathId=claim.path_id,
        release=claim.release,
        releaseSha256=claim.release_sha256,
        asOf=claim.as_of.isoformat(),
        checked=claim.checked,
    )
    if claim.interval:
        written["interval"] = list(claim.interval)
    return written


def parse_equivalence(fields: Fields) -> Equivalence:
    claim = Equivalence(
        framework=fields.text("frameworkId"),
        framework_name=fields.optional_text("frameworkName"),
        interval=fields.texts("interval", at_least=1, at_most=2) if fields.has("interval") else (),
        status=fields.text("status"),
        predicate=fields.optional_text("predicate") or None,
        confidence=fields.optional_text("confidence", _is_confidence) or None,
        force=fields.integer("force", 0, 5) if fields.has("force") else None,
        path_id=fields.optional_text("pathId"),
        release=fields.integer("release", 1, 10**9),
        release_sha256=fields.text("releaseSha256", is_sha256),
        as_of=fields.day("asOf"),
        checked=fields.flag("checked"),
    )
    fields.finish()
    return claim


def serialize_scale(scale: FrameworkScale) -> Json:
    return {
        **given(frameworkId=scale.framework, frameworkName=scale.name),
        "level": list(scale.levels),
        **given(lowest=scale.low, highest=scale.high),
    }


def parse_scale(fields: Fields) -> FrameworkScale:
    """Raises ClaimsDisagree where a level touched is not on the scale, or above the other."""
    framework, name = fields.text("frameworkId"), fields.text("frameworkName")
    levels = fields.texts("level", at_least=1, at_most=40)
    low, high = fields.optional_text("lowest"), fields.optional_text("highest")
    fields.finish()
    if (
        low
        and high
        and not ({low, high} <= set(levels) and levels.index(low) <= levels.index(high))
    ):
        raise ClaimsDisagree("The levels touched are not a part of the scale.", claim="lowest")
    return FrameworkScale(framework, name, levels, low, high)


def serialize_decision(decision: Decision) -> Json:
    written = given(
        id=decision.id,
        outcome=decision.outcome.value,
        authority={
            "authorityId": decision.authority.id,
            "name": decision.authority.name,
            "jurisdiction": decision.authority.jurisdiction,
        },
        destination=decision.destination,
        purpose=decision.purpose,
        occupation=decision.occupation,
        legalBasis=decision.legal_basis,
        reasons=decision.reasons,
        remedies=decision.remedies,
        measure=[_serialize_measure(measure) for measure in decision.measures],
        decidedOn=decision.decided_on.isoformat(),
        appealUntil=decision.appeal_until.isoformat() if decision.appeal_until else "",
        appealBody=decision.appeal_body,
    )
    if decision.level:
        written["recognisedLevel"] = serialize_level(decision.level)
    return written


def _serialize_measure(measure: Measure) -> Json:
    return given(kind=measure.kind.value, text=measure.text, months=measure.months)


def _parse_measure(fields: Fields) -> Measure:
    measure = Measure(
        kind=fields.choice("kind", MeasureKind),
        text=fields.text("text"),
        months=fields.optional_integer("months", 1, MAX_MONTHS),
    )
    fields.finish()
    return measure


def measure_in_words(measure: Measure) -> str:
    """For formats that have no place for its kind: "Condition (adaptation period, 6 months): …"."""
    kind = "" if measure.kind is MeasureKind.OTHER else measure.kind.value.replace("_", " ")
    months = f"{measure.months} months" if measure.months else ""
    more = ", ".join(filter(None, (kind, months)))
    return f"Condition ({more}): {measure.text}" if more else f"Condition: {measure.text}"


def parse_decision(fields: Fields) -> Decision:
    decision = Decision(
        id=fields.iri("id"),
        outcome=fields.choice("outcome", Outcome),
        authority=parse_authority(fields.object("authority")),
        destination=fields.text("destination", is_country),
        purpose=fields.text("purpose"),
        occupation=fields.optional_text("occupation"),
        level=parse_level(fields.object("recognisedLevel"))
        if fields.has("recognisedLevel")
        else None,
        legal_basis=fields.text("legalBasis"),
        reasons=fields.optional_text("reasons"),
        remedies=fields.optional_text("remedies"),
        measures=parse_measures(fields),
        decided_on=fields.day("decidedOn"),
        appeal_until=fields.optional_day("appealUntil"),
        appeal_body=fields.optional_text("appealBody"),
    )
    fields.finish()
    return decision


def parse_authority(fields: Fields) -> Authority:
    authority = Authority(
        fields.text("authorityId"),
        fields.text("name"),
        fields.text("jurisdiction", is_country),
    )
    fields.finish()
    return authority


def parse_measures(fields: Fields) -> tuple[Measure, ...]:
    """Those of a decision."""
    return tuple(map(_parse_measure, fields.optional_objects("measure", at_most=20)))


# Wire member of a trace step -> (JSON-LD term, value when absent). Architecture, section 4.
_STEP_TEXTS = {
    "sentence": ("sentence", ""),
    "direction": ("direction", ""),
    "from": ("from", ""),
    "to": ("to", ""),
    "authority": ("authority", ""),
    "document": ("document", ""),
    "document_date": ("documentDate", ""),
    "document_url": ("documentUrl", ""),
    "locator": ("locator", ""),
    "valid_from": ("liveFrom", None),
    "valid_to": ("liveUntil", None),
    "confidence": ("confidence", None),
    "says": ("says", ""),
    "predicate": ("predicate", None),
    "source": ("source", ""),
    "source_framework": ("sourceFramework", ""),
    "target": ("target", ""),
    "target_framework": ("targetFramework", ""),
}
_STEP_FLAGS = ("checked", "rounded")
_STEP_MEMBERS = frozenset({*_STEP_TEXTS, *_STEP_FLAGS, "statement", "path"})


def serialize_step(step: Mapping[str, Any]) -> Json:
    """Raises RecordInvalid for a step of another shape than the answer's."""
    if foreign := step.keys() - _STEP_MEMBERS:
        raise RecordInvalid(f"A trace step has no {min(foreign)}.")
    flags = {name: step.get(name) for name in _STEP_FLAGS}
    if not is_iri(str(step.get("statement"))) or not all(
        isinstance(flag, bool) for flag in flags.values()
    ):
        raise RecordInvalid(
            "A trace step names its statement and says whether it was checked and rounded."
        )
    written = given(**{term: step.get(name) for name, (term, _) in _STEP_TEXTS.items()})
    if not all(isinstance(text, str) for text in written.values()) or "sentence" not in written:
        raise RecordInvalid("A trace step is told in texts.")
    written |= {"statement": step["statement"], **flags}
    if step.get("path") is not None:
        written["path"] = step["path"]
    return written


def parse_step(fields: Fields) -> Json:
    """The wire shape again: every member there, `path` only where several paths tie."""
    step: Json = {
        "sentence": fields.text("sentence"),
        "statement": fields.iri("statement"),
        **{name: fields.flag(name) for name in _STEP_FLAGS},
    }
    for name, (term, absent) in _STEP_TEXTS.items():
        if name != "sentence":
            step[name] = fields.optional_text(term) or absent
    if fields.has("path"):
        step["path"] = fields.integer("path", 0, 10**6)
    fields.finish()
    return step
