"""What a credential says, as lines for people: from the full claims or from a QR code's few."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from credentials.profiles.sd_jwt_vc import VCT
from registry.web import words
from registry.web.translations import Language

Line = tuple[str, str]
# Names for machines, and what an issuer says of itself: who it is, the trust list says.
NOT_FOR_PEOPLE = frozenset(
    {"id", "type", "issuer", "credentialStatus", "credentialSchema", "relatedResource", "inScheme"}
    | {"hashed", "identityHash", "identityType", "salt"}
)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
MAX_LINES, MAX_LABEL, MAX_VALUE = 60, 80, 300


def claim_lines(
    claims: Mapping[str, Any], language: Language, country: Callable[[str], str]
) -> list[Line]:
    """(label, value) of what an employer asks for first; what is absent is left out."""
    if not _ours(claims):
        return _as_written(claims)
    _ = language.gettext
    subject = _disclosed(claims) if "vct" in claims else _part(claims, "credentialSubject")
    achievement = _part(subject, "achievement")
    recognition = _part(subject, "recognition")
    names = [subject.get("givenName"), subject.get("familyName")]
    outcome, purpose = (str(recognition.get(name) or "") for name in ("outcome", "purpose"))
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
        (_("Purpose"), _(words.PURPOSES.get(purpose, purpose)) if purpose else ""),
        (_("Legal basis"), recognition.get("legalBasis") or recognition.get("legal_basis")),
        (_("Reasons"), recognition.get("reasons")),
        (
            _("Conditions"),
            "; ".join(_measure(one, language) for one in _parts(recognition, "measure")),
        ),
        *_ground_lines(subject, language),
        (_("Decided on"), recognition.get("decidedOn") or recognition.get("decided_on")),
        (_("Valid until"), str(claims.get("validUntil") or "")[:10]),
    ]
    return [(label, str(value)) for label, value in lines if value]


def _ours(claims: Mapping[str, Any]) -> bool:
    """A QR code of ours has no type: nobody else's is read."""
    types = claims.get("type", [])
    named = types if isinstance(types, list) else [types]
    if "vct" in claims:
        return claims["vct"] in VCT.values()
    return not named or not VCT.keys().isdisjoint(named)


def _disclosed(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    """The subject of an SD-JWT of ours, as far as it was shown."""
    body, level = _part(claims, "awarding_body"), _part(claims, "origin_level")
    decided: Mapping[str, Any] = next(iter(claims.get("recognition") or []), {})
    recognised = _part(decided, "recognised_level")
    return {
        "givenName": claims.get("given_name"),
        "familyName": claims.get("family_name"),
        "nameNative": claims.get("name_native"),
        "birthDate": claims.get("birthdate"),
        "achievement": {
            "name": _part(claims, "achievement").get("name"),
            "awardingBody": body.get("name"),
            "awardedOn": body.get("awarded_on"),
        },
        "originLevel": _camelled_level(level),
        "assessment": claims.get("assessment"),
        "quality": claims.get("quality"),
        "recognition": {**decided, "recognisedLevel": _camelled_level(recognised)},
    }


def _camelled_level(level: Mapping[str, Any]) -> Mapping[str, Any]:
    names = {"framework_name": "frameworkName", "framework_id": "frameworkId", "level": "level"}
    return {names[name]: value for name, value in level.items() if name in names}


def _as_written(claims: Mapping[str, Any]) -> list[Line]:
    """Claims of others under the names that their issuer gave them, as many as a page takes."""
    lines: list[Line] = []
    waiting: list[tuple[str, Any]] = [("", claims)]
    while waiting and len(lines) < MAX_LINES:
        label, value = waiting.pop(0)
        if isinstance(value, Mapping):
            inner = [
                (_labelled(label, str(name)), one)
                for name, one in value.items()
                if name not in NOT_FOR_PEOPLE
            ]
            waiting = inner + waiting
        elif isinstance(value, list):
            waiting = [(label, one) for one in value] + waiting
        elif value not in (None, ""):
            lines.append((label[-MAX_LABEL:], str(value)[:MAX_VALUE]))
    return lines


def _labelled(label: str, name: str) -> str:
    """ "credentialSubject", "achievement", "awardedDate" -> "achievement › awarded date"."""
    if name == "credentialSubject":
        return label
    words_of_name = _CAPITAL.sub(" ", name).lower() if name[:1].islower() else name
    return f"{label} › {words_of_name}" if label else words_of_name


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = claims.get(name)
    return part if isinstance(part, Mapping) else {}


def _parts(claims: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    parts = claims.get(name)
    return [one for one in parts if isinstance(one, Mapping)] if isinstance(parts, list) else []


def _measure(measure: Mapping[str, Any], language: Language) -> str:
    """A condition with its kind; an SD-JWT and the full claims name them alike."""
    kind, months = str(measure.get("kind")), measure.get("months")
    told = language.gettext(words.MEASURE_KINDS[kind]) if kind in words.MEASURE_KINDS else ""
    if isinstance(months, int):
        count = language.ngettext("%(num)s month", "%(num)s months", months)
        told = f"{told} ({count % {'num': months}})"
    text = str(measure.get("text") or "")
    return f"{told}: {text}" if told and kind != "other" else text


def _ground_lines(subject: Mapping[str, Any], language: Language) -> list[Line]:
    """How the holder was assessed, and who vouches for the award."""
    _ = language.gettext
    tellers = (
        (_("Assessments"), "assessment", _assessment),
        (_("Quality assurance"), "quality", _quality),
    )
    return [
        (label, "; ".join(tell(one, language) for one in _parts(subject, name)))
        for label, name, tell in tellers
    ]


def _assessment(claim: Mapping[str, Any], language: Language) -> str:
    """How, by whom, when and with what result; an SD-JWT writes the day in its own way."""
    kind = str(claim.get("kind"))
    named = language.gettext(words.ASSESSMENT_KINDS.get(kind, kind))
    day = claim.get("assessedOn") or claim.get("assessed_on")
    parts = (named, claim.get("assessor"), day, claim.get("result"), claim.get("grade"))
    return ", ".join(str(part) for part in parts if part)


def _quality(claim: Mapping[str, Any], language: Language) -> str:
    kind = str(claim.get("kind"))
    named = language.gettext(words.QUALITY_KINDS.get(kind, kind))
    return ", ".join(str(part) for part in (named, claim.get("body"), claim.get("number")) if part)


def _level(level: Mapping[str, Any]) -> str:
    framework = level.get("frameworkName") or level.get("frameworkId") or ""
    return f"{framework} {level['level']}".strip() if "level" in level else ""


def shown_lines(result: Mapping[str, Any], language: Language) -> list[Line]:
    """(label, value) of every claim that a wallet disclosed, in the order it was asked for."""
    lines = []
    for credential in result["credentials"]:
        for claim in credential["claims"]:
            label = words.ASKABLE.get(str(claim["path"][0]), str(claim["path"][-1]))
            lines.append((language.gettext(label), _told(claim["value"], language)))
    return lines


def _told(value: Any, language: Language) -> str:
    """A claim with parts by what a reader looks for first, anything else as it is."""
    if isinstance(value, list):
        return "; ".join(_told(one, language) for one in value)
    if not isinstance(value, Mapping):
        return str(value)
    if "assessor" in value:
        return _assessment(value, language)
    if "kind" in value and "body" in value:
        return _quality(value, language)
    level = value.get("recognised_level") or value.get("recognisedLevel") or value
    outcome = str(value.get("outcome") or "")
    parts = [
        language.gettext(words.OUTCOMES.get(outcome, outcome)) if outcome else "",
        _told_level(level) if isinstance(level, Mapping) else "",
        value.get("name") or value.get("text") or value.get("skill_label"),
        " – ".join(str(end) for end in value.get("interval") or ()),
        _part(value, "authority").get("name"),
        *(_measure(one, language) for one in _parts(value, "measure")),
        value.get("awarded_on"),
    ]
    return ", ".join(str(part) for part in parts if part)


def _told_level(level: Mapping[str, Any]) -> str:
    name = level.get("framework_name") or level.get("frameworkName") or ""
    return f"{name} {level.get('level', '')}".strip()
