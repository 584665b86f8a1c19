"""How two levels compare, and why: the graph's answer with its procedures and citations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from mappings import comparison, trace
from mappings.errors import FrameworkUnknown
from mappings.model import Citation, Framework, Purpose
from registry.errors import (
    AwardDateInFuture,
    CountryWithoutFramework,
    DatesReversed,
    QualificationWithoutLevel,
    ValidationFailed,
)
from registry.services import ReleaseInForce
from registry.storage.tables.applications import Application
from registry.usecases import guidance
from registry.usecases.qualifications import get_qualification

MAX_HOPS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it comes in. Exactly one of source and qualification; one of to and country.

    source: "ph-pqf:4". qualification: an id of the register. to: a framework id, or
    "framework:level" of which only the framework counts. country: ISO 3166-1 alpha-2.
    known_at: aware.
    """

    source: str | None = None
    qualification: str | None = None
    to: str | None = None
    country: str | None = None
    purpose: Purpose = Purpose.INFORMATION
    occupation: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    award_date: date | None = None
    max_hops: int = MAX_HOPS


@dataclass(frozen=True, slots=True)
class Request:
    """A question ready for the graph."""

    from_framework: str
    level: str
    to_framework: str
    purpose: Purpose
    occupation: str | None
    qualification_type: str | None
    as_of: date
    known_at: datetime
    award_date: date | None
    max_hops: int = MAX_HOPS


def prepare(session: Session, in_force: ReleaseInForce, asked: Asked, *, now: datetime) -> Request:
    """Resolve names, fill defaults (as_of today in UTC, known_at the release's publication).

    Raises ValidationFailed, QualificationUnknown, QualificationWithoutLevel, CountryUnknown,
    CountryWithoutFramework, AwardDateInFuture, DatesReversed (award date after as_of) and
    mappings.errors.FrameworkUnknown, LevelUnknown.
    """
    _check_shape(asked)
    as_of = asked.as_of or now.date()
    if asked.award_date and asked.award_date > now.date():
        raise AwardDateInFuture(
            "An award date cannot lie in the future.", award_date=asked.award_date.isoformat()
        )
    if asked.award_date and asked.award_date > as_of:
        raise DatesReversed(
            "The award date is later than the day asked for.",
            award_date=asked.award_date.isoformat(),
            as_of=as_of.isoformat(),
        )
    framework, level, qualification_type, occupation = _origin(session, in_force, asked)
    return Request(
        from_framework=framework.id,
        level=level,
        to_framework=_target(in_force, asked).id,
        purpose=asked.purpose,
        occupation=occupation,
        qualification_type=qualification_type,
        as_of=as_of,
        known_at=asked.known_at or in_force.release.published_at,
        award_date=asked.award_date,
        max_hops=asked.max_hops,
    )


def _check_shape(asked: Asked) -> None:
    errors = []
    if (asked.source is None) == (asked.qualification is None):
        errors.append({"field": "from", "message": "Give either from or qualification."})
    if (asked.to is None) == (asked.country is None):
        errors.append({"field": "to", "message": "Give either to or country."})
    if asked.known_at is not None and asked.known_at.tzinfo is None:
        errors.append({"field": "known_at", "message": "An instant needs a time zone."})
    if not 1 <= asked.max_hops <= MAX_HOPS:
        errors.append({"field": "max_hops", "message": f"From 1 to {MAX_HOPS} hops."})
    if asked.occupation and not (asked.occupation.isdigit() and len(asked.occupation) <= 4):
        errors.append({"field": "occupation", "message": "An ISCO-08 code has 1 to 4 digits."})
    if errors:
        raise ValidationFailed("The question is not complete.", errors=errors)


def _origin(
    session: Session, in_force: ReleaseInForce, asked: Asked
) -> tuple[Framework, str, str | None, str | None]:
    if asked.qualification is not None:
        held = get_qualification(session, asked.qualification)
        if held.framework_id is None or held.level is None:
            raise QualificationWithoutLevel(
                f"The level of {held.title} is not known to the register.", qualification=held.id
            )
        framework = get_framework(in_force, held.framework_id)
        return framework, held.level, held.id, asked.occupation or held.isco08 or None
    framework, level = parse_level(in_force, asked.source or "", field="from")
    return framework, level, None, asked.occupation


def _target(in_force: ReleaseInForce, asked: Asked) -> Framework:
    if asked.country is not None:
        return framework_of_country(in_force, asked.country)
    return get_framework(in_force, (asked.to or "").partition(":")[0])


def parse_level(in_force: ReleaseInForce, text: str, *, field: str) -> tuple[Framework, str]:
    """ "nl-nlqf:4+" to framework and code. ValidationFailed, FrameworkUnknown, LevelUnknown."""
    name, colon, code = text.partition(":")
    if not colon or not code:
        message = "Write framework:level, such as ph-pqf:4."
        raise ValidationFailed(message, errors=[{"field": field, "message": message}])
    framework = get_framework(in_force, name)
    if code not in framework.by_code and (plus := code.replace(" ", "+")) in framework.by_code:
        # In an address an unescaped plus sign arrives as a space.
        code = plus
    framework.span(code)
    return framework, code


def get_framework(in_force: ReleaseInForce, framework_id: str) -> Framework:
    """Raises FrameworkUnknown."""
    framework = in_force.release.graph.frameworks.get(framework_id)
    if framework is None:
        raise FrameworkUnknown(f"There is no framework {framework_id}.", framework=framework_id)
    return framework


def framework_of_country(in_force: ReleaseInForce, country: str) -> Framework:
    """The first active framework of a country, in curated order.

    Raises CountryUnknown, CountryWithoutFramework.
    """
    code = guidance.check_country(country)
    for framework in in_force.release.graph.frameworks.values():
        if framework.territory == code and framework.status == "active" and not framework.hub:
            return framework
    raise CountryWithoutFramework(f"No framework of {code} is known here.", country=code)


def compare(
    in_force: ReleaseInForce, request: Request, *, gettext: Callable[[str], str] = str
) -> dict[str, Any]:
    """The answer: `mappings.trace.describe` with "procedures" and "citations" added."""
    query = comparison.ComparisonQuery(
        from_framework=request.from_framework,
        level=request.level,
        to_framework=request.to_framework,
        purpose=request.purpose,
        occupation=request.occupation,
        qualification_type=request.qualification_type,
        as_of=request.as_of,
        known_at=request.known_at,
        award_date=request.award_date,
        max_hops=request.max_hops,
    )
    answer = comparison.compare(in_force.index, query)
    described = trace.describe(answer, in_force.index, gettext=gettext)
    return {
        **described,
        "procedures": _procedures(in_force, request),
        "citations": _citations(in_force, request),
    }


def compare_case(
    in_force: ReleaseInForce,
    application: Application,
    *,
    now: datetime,
    gettext: Callable[[str], str] = str,
) -> dict[str, Any] | None:
    """What the graph says about a case today; None where a level or a framework is not known."""
    if application.framework_id is None or application.level is None:
        return None
    try:
        target = framework_of_country(in_force, application.destination)
    except CountryWithoutFramework:
        return None
    request = Request(
        from_framework=application.framework_id,
        level=application.level,
        to_framework=target.id,
        purpose=Purpose(application.purpose),
        occupation=application.occupation,
        qualification_type=application.qualification_id,
        as_of=now.date(),
        known_at=in_force.release.published_at,
        award_date=application.awarded_on,
    )
    return compare(in_force, request, gettext=gettext)


def _procedures(in_force: ReleaseInForce, request: Request) -> list[dict[str, Any]]:
    destination = get_framework(in_force, request.to_framework).territory
    if not destination:
        return []
    cards = guidance.procedures_for(
        in_force,
        destination=destination,
        purpose=request.purpose,
        occupation=request.occupation,
    )
    return [guidance.describe_procedure(card) for card in cards]


def _citations(in_force: ReleaseInForce, request: Request) -> list[dict[str, Any]]:
    """Agreements that name both countries but cannot be applied by rule."""
    frameworks = in_force.release.graph.frameworks
    sides = {
        frameworks[request.from_framework].territory,
        frameworks[request.to_framework].territory,
    }
    if "" in sides or len(sides) < 2:
        return []
    return [
        _describe_citation(citation)
        for citation in in_force.release.graph.citations
        if sides <= set(citation.parties)
    ]


def _describe_citation(citation: Citation) -> dict[str, Any]:
    return {
        "id": citation.id,
        "iri": citation.iri,
        "title": citation.title,
        "kind": citation.kind,
        "effect": citation.effect.value,
        "scope": citation.scope_text,
        "document": citation.provenance.document,
        "locator": citation.provenance.locator,
        "in_force_from": citation.in_force_from,
        "in_force_to": citation.in_force_to,
        "confidence": str(citation.confidence),
        "checked": citation.provenance.checked,
    }
