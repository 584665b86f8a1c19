"""What a worker states about a qualification, completed from the register and checked."""

from sqlmodel import Session

from mappings.errors import LevelOfOtherFramework
from registry.errors import ValidationFailed
from registry.services import ReleaseInForce
from registry.storage.tables.applications import Application
from registry.usecases import guidance
from registry.usecases.comparison import get_framework
from registry.usecases.qualifications import get_qualification


def fill_from_register(session: Session, application: Application) -> None:
    """What the register knows goes before what the worker states.

    Raises QualificationUnknown, LevelOfOtherFramework, ValidationFailed (not awarded then).
    """
    held = get_qualification(session, application.qualification_id or "")
    if held.framework_id and application.framework_id not in {None, held.framework_id}:
        raise LevelOfOtherFramework(
            f"{held.title} stands in {held.framework_id}, not in {application.framework_id}.",
            framework=held.framework_id,
            given=application.framework_id,
        )
    year = application.awarded_text[:4]
    if (held.first_award and year < held.first_award[:4]) or (
        held.last_award and year > held.last_award[:4]
    ):
        raise invalid("awarded", f"{held.title} was not awarded in {year}.")
    application.qualification_title = held.title
    application.awarding_body = held.awarding_body or application.awarding_body
    application.origin_country = held.country
    application.framework_id = held.framework_id or application.framework_id
    application.level = held.level or application.level
    application.occupation = application.occupation or held.isco08 or None


def check_facts(in_force: ReleaseInForce, application: Application) -> None:
    """Raises ValidationFailed, CountryUnknown, FrameworkUnknown, LevelUnknown,
    LevelOfOtherFramework."""
    if not application.qualification_title or len(application.qualification_title) > 300:
        raise invalid("qualification_title", "Name the qualification, in up to 300 characters.")
    if not application.awarding_body or len(application.awarding_body) > 300:
        raise invalid("awarding_body", "Name who awarded it, in up to 300 characters.")
    application.origin_country = guidance.check_country(application.origin_country)
    if application.origin_country == application.destination:
        raise invalid("destination", "The destination is where the qualification comes from.")
    if application.occupation and not (
        application.occupation.isdigit() and len(application.occupation) <= 4
    ):
        raise invalid("occupation", "An ISCO-08 code has 1 to 4 digits.")
    if (application.framework_id is None) != (application.level is None):
        raise invalid("level", "Give framework and level together, or neither.")
    if application.framework_id is None or application.level is None:
        return
    framework = get_framework(in_force, application.framework_id)
    if framework.territory not in {"", application.origin_country}:
        raise LevelOfOtherFramework(
            f"{framework.id} is not a framework of {application.origin_country}.",
            framework=framework.id,
            country=application.origin_country,
        )
    framework.span(application.level)


def one_line(text: str, field: str, longest: int) -> str:
    """Without line breaks and doubled spaces: fit to be signed and printed.

    Raises ValidationFailed for what is too long, and for characters that no page can show.
    """
    cleaned = " ".join(text.split())
    if len(cleaned) > longest:
        raise invalid(field, f"At most {longest} characters.")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in cleaned):
        raise invalid(field, "Control characters cannot be printed; leave them out.")
    return cleaned


def invalid(field: str, message: str) -> ValidationFailed:
    """One field that is missing or wrong."""
    return ValidationFailed(message, errors=[{"field": field, "message": message}])
