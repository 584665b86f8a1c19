"""What a credential says, as lines for people: from the full claims or from a QR code's few."""

from collections.abc import Callable, Mapping
from typing import Any

from registry.web import words
from registry.web.translations import Language

Line = tuple[str, str]
MAX_LINES, MAX_LABEL, MAX_VALUE = 60, 80, 300


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
    return [(label, str(value)) for label, value in lines if value] or _as_written(claims)


def _as_written(claims: Mapping[str, Any]) -> list[Line]:
    """Claims of others under the names that their issuer gave them, as many as a page takes."""
    lines: list[Line] = []
    waiting: list[tuple[str, Any]] = [("", claims)]
    while waiting and len(lines) < MAX_LINES:
        label, value = waiting.pop(0)
        if isinstance(value, Mapping):
            inner = [
                (f"{label} › {name}" if label else str(name), one) for name, one in value.items()
            ]
            waiting = inner + waiting
        elif isinstance(value, list):
            waiting = [(label, one) for one in value] + waiting
        elif value not in (None, ""):
            lines.append((label[-MAX_LABEL:], str(value)[:MAX_VALUE]))
    return lines


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = claims.get(name)
    return part if isinstance(part, Mapping) else {}


def _level(level: Mapping[str, Any]) -> str:
    framework = level.get("frameworkName") or level.get("frameworkId") or ""
    return f"{framework} {level['level']}".strip() if "level" in level else ""


def shown_lines(result: Mapping[str, Any], language: Language) -> list[Line]:
    """(label, value) of every claim that a wallet disclosed, in the order it was asked for."""
    lines = []
    for credential in result["credentials"]:
        for claim in credential["claims"]:
            label = words.ASKABLE.get(str(claim["path"][0]), str(claim["path"][-1]))
            lines.append((language.gettext(label), _told(claim["value"])))
    return lines


def _told(value: Any) -> str:
    """A claim with parts by what a reader looks for first, anything else as it is."""
    if isinstance(value, list):
        return "; ".join(_told(one) for one in value)
    if not isinstance(value, Mapping):
        return str(value)
    level = value.get("recognised_level") or value.get("recognisedLevel") or value
    parts = [
        value.get("outcome"),
        _told_level(level) if isinstance(level, Mapping) else "",
        value.get("name") or value.get("text") or value.get("skill_label"),
        " – ".join(str(end) for end in value.get("interval") or ()),
        _part(value, "authority").get("name"),
        value.get("awarded_on"),
    ]
    return ", ".join(str(part) for part in parts if part)


def _told_level(level: Mapping[str, Any]) -> str:
    name = level.get("framework_name") or level.get("frameworkName") or ""
    return f"{name} {level.get('level', '')}".strip()
