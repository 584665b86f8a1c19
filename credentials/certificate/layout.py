"""What stands on the certificate: the signed claims as words, ready for the template.

Everything comes from the credential itself, so that two prints of it say the same. No markup
here; the template escapes whatever it is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentials.certificate.wording import Gettext, Wording
from credentials.model import (
    Decision,
    Equivalence,
    EvidenceClaim,
    LevelClaim,
    RecognitionDecision,
    SkillRecord,
)

# Texts on page 1 beyond this stand in full on page 2 only.
_LINE = 90
_SHORT = 150
_NAME = 260
_MEASURES_ON_PAGE_1 = 2
# More characters than this on page 1, and it is set with less air.
_DENSE = 400


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what belongs to it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the three fields in the middle of page 1. strong: the decision itself."""

    label: str
    value: str
    framework: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class TracedStep:
    """sentence: the comparison in plain words. source: document, place and authority."""

    sentence: str
    source: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All texts of one certificate. holder_size, achievement_size: "large" to "tiny"."""

    language: str
    direction: str
    dense: bool
    title: str
    issued_by: str
    jurisdiction: str
    number: str
    created: str
    holder: str
    holder_native: str
    holder_size: str
    born: str
    achievement: str
    achievement_native: str
    achievement_size: str
    awarded: str
    panels: tuple[Panel, ...]
    outcome: str
    facts: tuple[Row, ...]
    measures: tuple[str, ...]
    measures_continue: bool
    validity: tuple[Row, ...]
    reasons: str
    all_measures: tuple[str, ...]
    trace: tuple[TracedStep, ...]
    trace_absence: str
    evidence: tuple[Row, ...]
    appeal: str
    release: str
    verify_url: str


def lay_out(
    record: SkillRecord, *, issuer: str, verify_url: str, language: str, gettext: Gettext
) -> Sheet:
    """issuer: DID, as signed. language: BCP 47. gettext: msgid -> text in that language."""
    words = Wording(language, gettext)
    decision = record.decision if isinstance(record, RecognitionDecision) else None
    holder, achievement = record.holder, record.achievement
    measures = tuple(measure.text for measure in decision.measures) if decision else ()
    short_measures = tuple(_shortened(text, _SHORT) for text in measures[:_MEASURES_ON_PAGE_1])
    name, name_native = _shortened(holder.name, _NAME), _shortened(holder.name_native, _NAME)
    held = _shortened(achievement.name, _NAME)
    held_native = _shortened(achievement.name_native, _NAME)
    awarded = _awarded(record, words, gettext)
    facts = _facts(decision, words, gettext) if decision else ()
    printed = (name, name_native, held, held_native, awarded, *short_measures)
    return Sheet(
        language=language,
        direction=words.direction,
        dense=sum(map(len, printed)) + sum(len(row.text) for row in facts) > _DENSE,
        title=words.title(decision.outcome if decision else None),
        issued_by=_shortened(decision.authority.name, _SHORT)
        if decision
        else gettext("Open Recognition Registry"),
        jurisdiction=words.country(decision.authority.jurisdiction) if decision else "",
        number=record.id.removeprefix("urn:uuid:"),
        created=record.valid_from.strftime("%Y-%m-%dT%H:%M:%SZ"),
        holder=name,
        holder_native=name_native,
        holder_size=_size(name),
        born=gettext("born on %(date)s") % {"date": words.day(holder.birth_date)},
        achievement=held,
        achievement_native=held_native,
        achievement_size=_size(held),
        awarded=awarded,
        panels=_panels(record, decision, words, gettext),
        outcome=words.outcome(decision.outcome) if decision else "",
        facts=facts,
        measures=short_measures,
        measures_continue=short_measures != measures,
        validity=_validity(record, issuer, words, gettext),
        reasons=decision.reasons if decision else "",
        all_measures=measures,
        trace=tuple(_traced(step, words, gettext) for step in record.trace),
        trace_absence=_trace_absence(record, words, gettext),
        evidence=tuple(_seen(paper, words) for paper in record.evidence),
        appeal=_appeal(decision, words, gettext) if decision else "",
        release=_release(record.equivalences, words, gettext),
        verify_url=verify_url,
    )


def _size(text: str) -> str:
    for size, limit in (("large", 38), ("medium", 64), ("small", 110)):
        if len(text) <= limit:
            return size
    return "tiny"


def _shortened(text: str, limit: int) -> str:
    """Page 1 has room for so much; the signed credential has it in full."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def _awarded(record: SkillRecord, words: Wording, gettext: Gettext) -> str:
    achievement = record.achievement
    country = words.country(achievement.country)
    body = _shortened(achievement.awarding_body, _SHORT)
    where = f"{body}, {country}" if body else country
    if not achievement.awarded_on:
        return where
    when = words.partial_date(achievement.awarded_on)
    return gettext("%(where)s · awarded %(date)s") % {"where": where, "date": when}


def _panels(
    record: SkillRecord, decision: Decision | None, words: Wording, gettext: Gettext
) -> tuple[Panel, ...]:
    """Level at home, what it corresponds to, and the level the decision names: as many as are."""
    panels = []
    if record.origin_level:
        origin = record.origin_level
        panels.append(Panel(gettext("Level at home"), words.level(origin), _framework(origin)))
    if record.equivalences:
        claim = record.equivalences[0]
        panels.append(
            Panel(
                gettext("Corresponds to (indicative)"),
                words.comparison(claim),
                _shortened(claim.framework_name or claim.framework, _LINE),
                words.certainty(claim),
            )
        )
    if decision and decision.level:
        label = gettext("Level by this decision")
        panels.append(
            Panel(label, words.level(decision.level), _framework(decision.level), strong=True)
        )
    return tuple(panels)


def _framework(level: LevelClaim) -> str:
    return _shortened(level.framework_name or level.framework_id, _LINE)


def _facts(decision: Decision, words: Wording, gettext: Gettext) -> tuple[Row, ...]:
    purpose = words.purpose(decision.purpose)
    if decision.occupation:
        purpose = gettext("%(purpose)s (occupation ISCO-08 %(code)s)") % {
            "purpose": purpose,
            "code": decision.occupation,
        }
    return (
        Row(gettext("Holds in"), words.country(decision.destination)),
        Row(gettext("For"), purpose),
        Row(gettext("Legal basis"), _shortened(decision.legal_basis, _SHORT)),
        Row(gettext("Decided on"), words.day(decision.decided_on)),
    )


def _validity(
    record: SkillRecord, issuer: str, words: Wording, gettext: Gettext
) -> tuple[Row, ...]:
    until = gettext("without limit, unless revoked")
    if record.valid_until:
        until = words.day(record.valid_until)
    return (
        Row(gettext("Valid from"), words.day(record.valid_from)),
        Row(gettext("Valid until"), until),
        Row(gettext("Signed by"), issuer),
        Row(gettext("Number"), record.id.removeprefix("urn:uuid:")),
    )


def _traced(step: Mapping[str, Any], words: Wording, gettext: Gettext) -> TracedStep:
    when = words.partial_date(step["document_date"]) if step["document_date"] else ""
    parts = (step["document"], step["locator"], step["authority"], when)
    return TracedStep(
        step["sentence"],
        " · ".join(part for part in parts if part) or gettext("no document named"),
        step["checked"],
    )


def _trace_absence(record: SkillRecord, words: Wording, gettext: Gettext) -> str:
    """Why there is no trace, where there is none."""
    if record.trace:
        return ""
    if record.equivalences:
        claim = record.equivalences[0]
        return gettext("%(framework)s: %(certainty)s") % {
            "framework": claim.framework_name or claim.framework,
            "certainty": words.certainty(claim),
        }
    return gettext(
        "No comparison of levels was made. The decision rests on the authority's own assessment."
    )


def _seen(evidence: EvidenceClaim, words: Wording) -> Row:
    label = f"{words.evidence(evidence.kind)} {evidence.name}".strip()
    return Row(label, f"SHA-256 {evidence.sha256[:16]}…")


def _appeal(decision: Decision, words: Wording, gettext: Gettext) -> str:
    if not decision.appeal_until:
        return ""
    texts = {
        "date": words.day(decision.appeal_until),
        "body": decision.appeal_body or decision.authority.name,
    }
    return gettext("You may appeal until %(date)s to %(body)s.") % texts


def _release(claims: tuple[Equivalence, ...], words: Wording, gettext: Gettext) -> str:
    if not claims:
        return ""
    claim = claims[0]
    return gettext(
        "Computed on release %(release)s of the equivalence graph (SHA-256 %(hash)s…) "
        "as of %(date)s."
    ) % {
        "release": claim.release,
        "hash": claim.release_sha256[:16],
        "date": words.day(claim.as_of),
    }
