"""Entries of the European Union's controlled vocabularies, as ELM 3 documents name them.

A concept is named with its scheme and a label, since a reader may not have the vocabulary at
hand. Countries and languages: authority tables of the Publications Office.
"""

import pycountry

from credentials.claim_kinds import (
    Basis,
    IdentityCheck,
    Outcome,
    QualityKind,
)
from credentials.profiles.facts import Json

_SNB = "http://data.europa.eu/snb/"
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_ESCO = "http://data.europa.eu/esco/"
_LIST = "25831c2"
COUNTRIES = f"{_AUTHORITY}country"
JURISDICTIONS = f"{_AUTHORITY}atu"
LANGUAGES = f"{_AUTHORITY}language"
CREDENTIALS = f"{_SNB}credential/{_LIST}"
EQF = f"{_SNB}eqf/{_LIST}"
ISCED_F = f"{_SNB}isced-f/{_LIST}"
LEARNING_SETTINGS = f"{_SNB}learning-setting/{_LIST}"
ACCREDITATIONS = f"{_SNB}accreditation/{_LIST}"
ENTITLEMENTS = f"{_SNB}entitlement/{_LIST}"
ENTITLEMENT_STATUSES = f"{_SNB}entitlement-status/{_LIST}"
EDUCATION_CREDITS = f"{_SNB}education-credit/{_LIST}"
ENCODINGS = f"{_SNB}encoding/{_LIST}"
FILE_TYPES = f"{_AUTHORITY}file-type"
ESCO_SKILLS = f"{_ESCO}concept-scheme/skills"
ESCO_OCCUPATIONS = f"{_ESCO}concept-scheme/occupations"
_FURTHER_LEARNING = "further_learning"
_NS = "https://w3id.org/open-recognition/ns#"
# The tables have codes of their own where ISO 3166-1 has none; the last is for what is not known.
_NOT_IN_ISO = {"XK": ("1A0", "Kosovo"), "EU": ("EUR", "European Union")}
_UNKNOWN = ("OP_DATPRO", "Provisional data")
_ACCREDITATIONS = {
    QualityKind.INSTITUTION_ACCREDITED: ("bb4618238e", "institutional quality assurance"),
    QualityKind.PROGRAMME_ACCREDITED: ("820101cba6", "programme quality assurance"),
    QualityKind.REGISTERED: ("e57dddfcf3", "programme licence"),
}
_IDENTITY = {
    IdentityCheck.NONE: ("identityNotChecked", "identity not checked"),
    IdentityCheck.IN_PERSON: ("identityCheckedInPerson", "identity checked in person"),
    IdentityCheck.REMOTE: ("identityCheckedRemotely", "identity checked remotely"),
}


def concept(iri: str, label: str, *schemes: str) -> Json:
    named = [{"id": scheme, "type": "ConceptScheme"} for scheme in schemes]
    return {
        "id": iri,
        "type": "Concept",
        "inScheme": named[0] if len(named) == 1 else named,
        "prefLabel": {"en": label},
    }


def _listed(scheme: str, code: str, label: str) -> Json:
    """A concept stands beside its list."""
    return concept(scheme.removesuffix(_LIST) + code, label, scheme)


def _alpha_3(country: str) -> tuple[str, str]:
    found = pycountry.countries.get(alpha_2=country)
    return (found.alpha_3, found.name) if found else _NOT_IN_ISO.get(country, _UNKNOWN)


def country(code: str) -> Json:
    """code: ISO 3166-1 alpha-2; empty or unheard of is "provisional data"."""
    alpha_3, name = _alpha_3(code)
    return concept(f"{COUNTRIES}/{alpha_3}", name, COUNTRIES)


def jurisdiction(code: str) -> Json:
    """The territory where an entitlement holds, from the table of administrative units."""
    alpha_3, name = _alpha_3(code)
    return concept(f"{JURISDICTIONS}/{alpha_3}", name, JURISDICTIONS)


def language(code: str) -> Json:
    """code: ISO 639-1 or 639-3."""
    found = pycountry.languages.get(**{"alpha_2" if len(code) == 2 else "alpha_3": code})
    alpha_3, name = (found.alpha_3.upper(), found.name) if found else ("UND", "undetermined")
    return concept(f"{LANGUAGES}/{alpha_3}", name, LANGUAGES)


def credential_profile() -> Json:
    return _listed(CREDENTIALS, "e34929035b", "Generic")


def eqf_level(level: str) -> Json:
    return _listed(EQF, level, f"EQF level {level}")


def field(isced_f: str) -> Json:
    return _listed(ISCED_F, isced_f, f"ISCED-F 2013 {isced_f}")


def learning_setting(basis: Basis) -> Json | None:
    """Only for what the vocabulary has: learning on the job is neither formal nor non-formal."""
    if basis is Basis.FORMAL_QUALIFICATION:
        return _listed(LEARNING_SETTINGS, "6fd4685715", "formal learning")
    return None


def accreditation(kind: QualityKind) -> Json:
    code, label = _ACCREDITATIONS[kind]
    return _listed(ACCREDITATIONS, code, label)


def entitlement_status(outcome: Outcome) -> Json:
    """A condition that is still to be met makes a prospect, not a right."""
    if outcome is Outcome.CONDITIONAL:
        return _listed(ENTITLEMENT_STATUSES, "5b8d6b34fb", "prospective")
    return _listed(ENTITLEMENT_STATUSES, "b7015a8a8c", "actual")


def entitlement(purpose: str) -> Json:
    """What the holder may take up: further learning, else an occupation."""
    if purpose == _FURTHER_LEARNING:
        return _listed(ENTITLEMENTS, "64aad92881", "learning opportunity")
    return _listed(ENTITLEMENTS, "52f62180c2", "occupation")


def base64() -> Json:
    return _listed(ENCODINGS, "6146cde7dd", "base64")


def png() -> Json:
    return concept(f"{FILE_TYPES}/PNG", "PNG", FILE_TYPES)


def occupation(isco08: str) -> Json:
    """ESCO's concept of an ISCO-08 group, which is in both of its schemes."""
    schemes = (ESCO_OCCUPATIONS, f"{_ESCO}concept-scheme/isco")
    return concept(f"{_ESCO}isco/C{isco08}", f"ISCO-08 {isco08}", *schemes)


def skill(iri: str, label: str) -> Json:
    return concept(iri, label, ESCO_SKILLS)


def is_esco_skill(iri: str) -> bool:
    return iri.startswith(f"{_ESCO}skill/")


def credit_system(name: str) -> Json:
    if name.upper() == "ECTS":
        return _listed(EDUCATION_CREDITS, "6fcec5c5af", "European Credit Transfer System")
    return concept(f"{_NS}otherCreditSystem", name, f"{_NS}CreditSystemScheme")


def identity_check(check: IdentityCheck) -> Json:
    """Ours: the European list mixes it with how an assessment was supervised."""
    name, label = _IDENTITY[check]
    return concept(f"{_NS}{name}", label, f"{_NS}IdentityCheckScheme")
