"""What a credential says, as lines for people: from the full claims or from a QR code's few."""

from collections.abc import Callable, Mapping
from typing import Any

from registry.web import words
from registry.web.translations import Language

Line = tuple[str, str]


def claim_lines(
    claims: Mapping[str, Any], language: Language, country: Callable[[str], str]
) -> list[Line]:
    """(label, value) of what an employer asks for first; what is absent is left out."""
    _ = language.gettext
    subject = _part(claims, "credentialSubject")
    achievement = _part(subject, "achievement")
    recognition = _part(subject, "recognition")
    names = [subject.get("givenName"), subject.get("familyName")]
    outcome = str(recognition.get("outcome") or "")
    lines = [
        (_("Holder"), " ".join(str(name) for name in names if name) or subject.get("name")),
        (_("Name in own script"), subject.get("nameNative")),
        (_("Date of birth"), subject.get("birthDate") or subject.get("birthYear")),
        (_("Qualification"), achievement.get("name")),
        (_("Awarded by"), achievement.get("awardingBody")),
        (_("Awarded"), achievement.get("awardedOn")),
        (_("Level at home"), _level(_part(subject, "originLevel"))),
        (_("Decision"), _(words.OUTCOMES.get(outcome, outcome)) if outcome else ""),
        (_("Level in the destination"), _level(_part(recognition, "recognisedLevel"))),
        (_("Authority"), _part(recognition, "authority").get("name")),
        (_("Destination"), country(str(recognition.get("destination") or ""))),
        (_("Conditions"), "; ".join(str(one) for one in recognition.get("measure") or [])),
    ]
    return [(label, str(value)) for label, value in lines if value]


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = claims.get(name)
    return part if isinstance(part, Mapping) else {}


def _level(level: Mapping[str, Any]) -> str:
    framework = level.get("frameworkName") or level.get("frameworkId") or ""
    return f"{framework} {level['level']}".strip() if "level" in level else ""
