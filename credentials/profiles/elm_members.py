"""The members of every node in an ELM 3 document of ours, by edition, and how each is read.

A name that ends in "?" may be absent. Edition 1 was issued until the Commission's shapes had been
read constraint by constraint; it is only read.
"""

import re
from collections.abc import Callable, Mapping

from credentials.claim_forms import is_iri
from credentials.errors import ClaimMissing, ClaimsInvalid, TermUnknown
from credentials.profiles import elm_concepts as schemes
from credentials.profiles import facts, grounds
from credentials.profiles.fields import Fields

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_DURATION = re.compile(r"P(?!\Z)(?:\d{1,3}Y)?(?:\d{1,3}M)?(?:\d{1,4}D)?(?:T\d{1,6}H)?\Z")
_MOST = 200
_MOST_PICTURE = 500_000
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")
# Kind of node -> member -> how it is read; the third argument of a reader is this table.
Nodes = Mapping[str, dict[str, "_Reader"]]
_Reader = Callable[[Fields, str, Nodes], None]


def _words(fields: Fields, name: str, _: Nodes) -> None:
    """A text per language, one at least."""
    value = fields.take(name)
    if not isinstance(value, dict) or not value:
        raise ClaimsInvalid(f"{fields.where}.{name} is not told in a language.", claim=name)
    texts = Fields(value, f"{fields.where}.{name}")
    for language in value:
        if not _LANGUAGE.match(language):
            raise ClaimsInvalid(f"{texts.where} is not told in a language.", claim=name)
        texts.text(language)


def _name(fields: Fields, name: str, nodes: Nodes) -> None:
    """Of a person: one text, in whatever language."""
    value = fields.take(name)
    _words(Fields({name: value}, fields.where), name, nodes)
    if len(value) > 1:
        raise ClaimsInvalid(f"{fields.where}.{name} is told twice.", claim=name)


def _page(fields: Fields, name: str, _: Nodes) -> None:
    fields.integer(name, 1, _MOST)


def _picture(fields: Fields, name: str, _: Nodes) -> None:
    value = fields.take(name)
    if not isinstance(value, str) or not 0 < len(value) <= _MOST_PICTURE:
        raise ClaimsInvalid(f"{fields.where}.{name} is no picture, or too large.", claim=name)
    if not _BASE64.match(value):
        raise ClaimsInvalid(f"{fields.where}.{name} is not base64.", claim=name)


def _moment(fields: Fields, name: str, _: Nodes) -> None:
    fields.instant(name)


def _text(fields: Fields, name: str, _: Nodes) -> None:
    fields.text(name)


def _iri(fields: Fields, name: str, _: Nodes) -> None:
    fields.iri(name)


def _duration(fields: Fields, name: str, _: Nodes) -> None:
    fields.text(name, lambda text: bool(_DURATION.match(text)))


def _read_concept(fields: Fields, scheme: str) -> None:
    """scheme: it belongs to this one, perhaps among others; empty is any or none."""
    fields.iri("id")
    fields.constant("type", "Concept")
    _words(fields, "prefLabel", {})
    found = []
    value = fields.take("inScheme") if scheme or fields.has("inScheme") else []
    for one in value if isinstance(value, list) else [value]:
        named = Fields(one, f"{fields.where}.inScheme")
        found.append(named.iri("id"))
        named.constant("type", "ConceptScheme")
        named.finish()
    if scheme and scheme not in found:
        raise ClaimsInvalid(f"{fields.where} is of another vocabulary.", claim="inScheme")
    fields.finish()


def _concept(scheme: str = "") -> _Reader:
    return lambda fields, name, _: _read_concept(fields.object(name), scheme)


def _concepts(scheme: str = "", *, at_most: int = _MOST) -> _Reader:
    def read(fields: Fields, name: str, _: Nodes) -> None:
        for node in fields.objects(name, at_most=at_most):
            _read_concept(node, scheme)

    return read


def _one(kind: str) -> _Reader:
    return lambda fields, name, nodes: read_node(fields.object(name), kind, nodes)


def _many(kind: str) -> _Reader:
    def read(fields: Fields, name: str, nodes: Nodes) -> None:
        for node in fields.objects(name, at_most=_MOST):
            read_node(node, kind, nodes)

    return read


def _equivalences(fields: Fields, name: str, _: Nodes) -> None:
    for claim in fields.objects(name):
        facts.parse_equivalence(claim)


def _evidence(fields: Fields, name: str, _: Nodes) -> None:
    for seen in fields.objects(name, at_most=_MOST):
        grounds.parse_evidence(seen)


read_profiles = _concepts(schemes.CREDENTIALS)
EDITION_2: Nodes = {
    "Organisation": {
        "legalName": _words,
        "location": _many("Location"),
        "eIDASIdentifier?": _one("LegalIdentifier"),
    },
    "LegalIdentifier": {
        "notation": _text,
        "schemeName?": _text,
        "spatial": _concept(schemes.COUNTRIES),
    },
    "Location": {"address": _many("Address")},
    "Address": {"countryCode": _concept(schemes.COUNTRIES)},
    "Note": {"noteLiteral": _words},
    "WebResource": {"contentURL": _iri},
    "Identifier": {"notation": _text, "schemeName": _text},
    "CreditPoint": {"framework": _concept(), "point": _text},
    "GradingScheme": {"title": _words},
    "DisplayParameter": {
        "title": _words,
        "language": _concepts(schemes.LANGUAGES),
        "primaryLanguage": _concept(schemes.LANGUAGES),
        "individualDisplay": _many("IndividualDisplay"),
    },
    "IndividualDisplay": {
        "language": _concept(schemes.LANGUAGES),
        "displayDetail": _many("DisplayDetail"),
    },
    "DisplayDetail": {"image": _one("MediaObject"), "page": _page},
    "MediaObject": {
        "content": _picture,
        "contentEncoding": _concept(schemes.ENCODINGS),
        "contentType": _concept(schemes.FILE_TYPES),
    },
    "Person": {
        "givenName?": _name,
        "familyName?": _name,
        "fullName": _name,
        "dateOfBirth": _moment,
        "hasClaim": _many("LearningAchievement"),
    },
    "LearningAchievement": {
        "title": _words,
        "description?": _words,
        "awardedBy": _one("AwardingProcess"),
        "specifiedBy": _one("Qualification"),
        "provenBy?": _many("LearningAssessment"),
        "entitlesTo?": _many("LearningEntitlement"),
        "equivalence?": _equivalences,
        "evidenceDocument?": _evidence,
        "additionalNote": _many("Note"),
    },
    "AwardingProcess": {"awardingBody": _many("Organisation"), "awardingDate?": _moment},
    "Qualification": {
        "title": _words,
        "educationLevel?": _concepts(),
        "eqfLevel?": _concept(schemes.EQF),
        "thematicArea?": _concepts(schemes.ISCED_F),
        "learningSetting?": _concept(schemes.LEARNING_SETTINGS),
        "language?": _concepts(schemes.LANGUAGES),
        "volumeOfLearning?": _duration,
        "maximumDuration?": _duration,
        "entryRequirement?": _one("Note"),
        "creditPoint?": _many("CreditPoint"),
        "homepage?": _many("WebResource"),
        "learningOutcome?": _many("LearningOutcome"),
        "accreditation?": _many("Accreditation"),
        "additionalNote?": _many("Note"),
    },
    "LearningOutcome": {
        "title": _words,
        "relatedESCOSkill?": _concepts(schemes.ESCO_SKILLS),
        "relatedSkill?": _concepts(),
        "additionalNote": _many("Note"),
    },
    "LearningAssessment": {
        "title": _words,
        "awardedBy": _one("AwardingProcess"),
        "assessedBy": _many("Organisation"),
        "grade": _one("Note"),
        "dateIssued?": _moment,
        "idVerification?": _concept(),
        "specifiedBy?": _one("LearningAssessmentSpecification"),
        "additionalNote?": _many("Note"),
    },
    "LearningAssessmentSpecification": {"title": _words, "gradingScheme": _one("GradingScheme")},
    "Accreditation": {
        "title": _words,
        "dcType": _concept(schemes.ACCREDITATIONS),
        "accreditingAgent": _one("Organisation"),
        "organisation": _one("Organisation"),
        "identifier?": _many("Identifier"),
        "landingPage?": _many("WebResource"),
        "dateIssued?": _moment,
        "expiryDate?": _moment,
    },
    "LearningEntitlement": {
        "title": _words,
        "awardedBy": _one("AwardingProcess"),
        "dateIssued": _moment,
        "expiryDate?": _moment,
        "specifiedBy": _one("LearningEntitlementSpecification"),
        "additionalNote": _many("Note"),
    },
    "LearningEntitlementSpecification": {
        "title": _words,
        "entitlementStatus": _concept(schemes.ENTITLEMENT_STATUSES),
        "limitJurisdiction": _concepts(schemes.JURISDICTIONS),
        "limitOccupation?": _concepts(schemes.ESCO_OCCUPATIONS),
        "dcType": _concepts(schemes.ENTITLEMENTS, at_most=1),
    },
}
_ORGANISATION_1: dict[str, _Reader] = {"legalName": _words, "location": _many("Location")}
_DISPLAY_1: dict[str, _Reader] = {
    "title": _words,
    "language": _concepts(schemes.LANGUAGES),
    "primaryLanguage": _concept(schemes.LANGUAGES),
}
_RENAMED_1 = {"educationLevel?": "nqfLevel?", "thematicArea?": "ISCEDFCode?", "dcType": "dcType?"}


def _earlier(kind: str) -> dict[str, _Reader]:
    """A node's members as edition 1 named them."""
    return {_RENAMED_1.get(name, name): read for name, read in EDITION_2[kind].items()}


EDITION_1: Nodes = {
    **EDITION_2,
    "Organisation": _ORGANISATION_1,
    "DisplayParameter": _DISPLAY_1,
    "Person": EDITION_2["Person"]
    | {"givenName?": _words, "familyName?": _words, "fullName": _words},
    "Qualification": _earlier("Qualification"),
    "LearningEntitlementSpecification": _earlier("LearningEntitlementSpecification"),
    "LearningAchievement": {
        name: read
        for name, read in EDITION_2["LearningAchievement"].items()
        if name != "evidenceDocument?"
    },
}


def read_node(fields: Fields, kind: str, nodes: Nodes) -> None:
    """Raises ClaimsInvalid or one of its kinds."""
    if not is_iri(fields.text("id")):
        raise ClaimsInvalid(f"{fields.where}.id is not an IRI.", claim="id")
    if (stated := fields.text("type")) != kind:
        raise TermUnknown(f"{fields.where} is no {kind}.", term=stated[:80])
    for listed, read in nodes[kind].items():
        name = listed.removesuffix("?")
        if fields.has(name):
            read(fields, name, nodes)
        elif name == listed:
            raise ClaimMissing(f"{fields.where}.{name} is missing.", claim=name)
    fields.finish()
