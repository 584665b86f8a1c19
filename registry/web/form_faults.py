"""What is wrong with a form, and what was written in it, in the reader's words."""

from collections.abc import Iterator, Mapping
from typing import Any

from registry.web.translations import SOURCE_LANGUAGE, Language
from registry.web.translations import mark as _

# As the forms of the pages call them; what is not here is shown by its name.
FIELDS = {
    "appeal_body": _("Appeal body"),
    "appeal_until": _("Appeal until"),
    "as_of": _("Answer as of"),
    "assessed_on": _("Date"),
    "assessor": _("Assessed by"),
    "award_date": _("Day of award"),
    "awarded": _("When was it awarded?"),
    "awarding_body": _("Awarded by"),
    "birth_date": _("Date of birth"),
    "body": _("Stated by"),
    "credential": _("Certificate"),
    "destination": _("Destination"),
    "email": _("Email"),
    "ended_on": _("End"),
    "family_name": _("Family name"),
    "file": _("Certificate"),
    "given_name": _("Given name"),
    "grade": _("Grade"),
    "iri": _("Address of the entry"),
    "issued_by": _("Employer"),
    "legal_basis": _("Legal basis"),
    "level": _("Level"),
    "measure_text": _("Condition"),
    "measures": _("Conditions"),
    "name_native": _("Name in own script"),
    "note": _("Note"),
    "number": _("Number"),
    "occupation": _("Occupation (ISCO-08 code)"),
    "outcome": _("Outcome"),
    "password": _("Password"),
    "purpose": _("Purpose"),
    "qualification_title": _("Name of the qualification"),
    "reason": _("Reason"),
    "reasons": _("Reasons"),
    "remedies": _("What the worker can do"),
    "requested": _("What is missing"),
    "result": _("Result"),
    "role": _("Your work there"),
    "scale": _("Scale of the grade"),
    "skills": _("What was shown"),
    "started_on": _("Beginning"),
    "title": _("Name of the qualification"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
}
# What the use cases say of a field, word for word; anything else is told in English only.
SENTENCES = frozenset(
    {
        _("A name is needed."),
        _("A password has 10 to 200 characters."),
        _("A reason of 1 to 500 characters is needed."),
        _("A refusal names no level."),
        _("A measure is told in words."),
        _("An ISCO-08 code has 1 to 4 digits."),
        _("Give your date of birth."),
        _("Name the qualification, in up to 300 characters."),
        _("Name who awarded it, in up to 300 characters."),
        _("Nothing was sent."),
        _("Nothing would change: say how a name or a date is right."),
        _("The destination is where the qualification comes from."),
        _("This date lies in the future."),
        _("This is not an email address."),
        _("Write the award date as 2019, 2019-05 or 2019-05-01."),
        _("Write the date as 2019, 2019-05 or 2019-05-01."),
    }
)
# Written by hand and lost with the page; a choice is made again in no time.
WRITTEN = FIELDS.keys() - {"credential", "file", "level", "outcome", "password", "purpose"}


def faults_told(language: Language, problem: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, what is wrong with it) for every fault that a problem lists."""
    return [
        (_label(language, name), _sentence(language, detail)) for name, detail in _faults(problem)
    ]


def _faults(problem: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for fault in problem.get("errors", ()):
        place = fault.get("pointer", "").removeprefix("#/") or fault.get("parameter", "")
        yield place or fault.get("field", ""), fault.get("detail") or fault.get("message", "")
    missing = problem.get("missing")
    for name in missing if isinstance(missing, list) else ():
        yield str(name), ""


def _label(language: Language, name: str) -> str:
    known = FIELDS.get(name.partition("/")[0])
    return language.gettext(known) if known else name


def _sentence(language: Language, detail: str) -> str:
    if detail in SENTENCES:
        return language.gettext(detail)
    if detail and language.code == SOURCE_LANGUAGE:
        return detail
    return language.gettext(_("This is missing or wrong."))


def written(language: Language, form: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, text) of what the reader wrote by hand, to be copied into the form again."""
    pairs = form.multi_items() if hasattr(form, "multi_items") else form.items()
    return [
        (_label(language, name), value)
        for name, value in pairs
        if name in WRITTEN and isinstance(value, str) and value.strip()
    ]
