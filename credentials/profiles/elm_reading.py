"""ELM 3 documents of ours, read strictly: every node of a known type, every member of its own.

The shapes say the same of the graph; this says it of the JSON, in a fraction of the time, and
gives back the comparisons. A document of another issuer under our context is held to it too.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from credentials.claim_forms import is_iri
from credentials.claims import Equivalence
from credentials.errors import ClaimMissing, ClaimsInvalid, ContextUnknown, TermUnknown
from credentials.profiles import elm_concepts as schemes
from credentials.profiles import facts, grounds, own_status
from credentials.profiles.elm import ELM_CONTEXT_URL, ELM_SHAPES_URL, TYPES
from credentials.profiles.fields import Fields
from credentials.profiles.vc20 import W3C_CONTEXT

_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_DURATION = re.compile(r"P(?!\Z)(?:\d{1,3}Y)?(?:\d{1,3}M)?(?:\d{1,4}D)?(?:T\d{1,6}H)?\Z")
_MOST = 200
# Member of a node -> how it is read. A name that ends in "?" may be absent.
_Reader = Callable[[Fields, str], None]


def _words(fields: Fields, name: str) -> None:
    """A text per language, one at least."""
    value = fields.take(name)
    if not isinstance(value, dict) or not value:
        raise ClaimsInvalid(f"{fields.where}.{name} is not told in a language.", claim=name)
    texts = Fields(value, f"{fields.where}.{name}")
    for language in value:
        if not _LANGUAGE.match(language):
            raise ClaimsInvalid(f"{texts.where} is not told in a language.", claim=name)
        texts.text(language)


def _moment(fields: Fields, name: str) -> None:
    fields.instant(name)


def _text(fields: Fields, name: str) -> None:
    fields.text(name)


def _iri(fields: Fields, name: str) -> None:
    fields.iri(name)


def _duration(fields: Fields, name: str) -> None:
    fields.text(name, lambda text: bool(_DURATION.match(text)))


def _read_concept(fields: Fields, scheme: str) -> None:
    """scheme: it belongs to this one, perhaps among others; empty is any or none."""
    fields.iri("id")
    fields.constant("type", "Concept")
    _words(fields, "prefLabel")
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
    return lambda fields, name: _read_concept(fields.object(name), scheme)


def _concepts(scheme: str = "") -> _Reader:
    def read(fields: Fields, name: str) -> None:
        for node in fields.objects(name, at_most=_MOST):
            _read_concept(node, scheme)

    return read


def _one(kind: str) -> _Reader:
    return lambda fields, name: _read_node(fields.object(name), kind)


def _many(kind: str) -> _Reader:
    def read(fields: Fields, name: str) -> None:
        for node in fields.objects(name, at_most=_MOST):
            _read_node(node, kind)

    return read


def _equivalences(fields: Fields, name: str) -> None:
    for claim in fields.objects(name):
        facts.parse_equivalence(claim)


_NODES: Mapping[str, Mapping[str, _Reader]] = {
    "Organisation": {"legalName": _words, "location": _many("Location")},
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
    },
    "Person": {
        "givenName?": _words,
        "familyName?": _words,
        "fullName": _words,
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
        "additionalNote": _many("Note"),
    },
    "AwardingProcess": {"awardingBody": _many("Organisation"), "awardingDate?": _moment},
    "Qualification": {
        "title": _words,
        "nqfLevel?": _concepts(),
        "eqfLevel?": _concept(schemes.EQF),
        "ISCEDFCode?": _concepts(schemes.ISCED_F),
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
        "dcType?": _concepts(schemes.ENTITLEMENTS),
    },
}


def is_elm(document: Mapping[str, Any]) -> bool:
    contexts = document.get("@context")
    return isinstance(contexts, list) and ELM_CONTEXT_URL in contexts


def parse(document: Mapping[str, Any]) -> tuple[Equivalence, ...]:
    """The comparisons in a document without proof and without a JWT's claims.

    Raises ClaimsInvalid or one of its kinds, RecordInvalid for a status that cannot be.
    """
    fields = Fields(document, "credential")
    if fields.take("@context") != [W3C_CONTEXT, ELM_CONTEXT_URL]:
        raise ContextUnknown("An ELM document of ours has the W3C's context and ours.")
    fields.constant("type", list(TYPES))
    fields.iri("id")
    _read_node(fields.object("issuer"), "Organisation")
    begin = fields.text("validFrom")
    for name in ("issuanceDate", "issued"):
        fields.constant(name, begin)
    Fields({"validFrom": begin}, "credential").instant("validFrom")
    if fields.has("validUntil"):
        fields.instant("validUntil")
    _concepts(schemes.CREDENTIALS)(fields, "credentialProfiles")
    _read_node(fields.object("displayParameter"), "DisplayParameter")
    subject = document.get("credentialSubject")
    _read_node(fields.object("credentialSubject"), "Person")
    own_status.parse(fields)
    schema = fields.object("credentialSchema")
    schema.constant("id", ELM_SHAPES_URL)
    schema.constant("type", "ShaclValidator2017")
    schema.finish()
    for seen in fields.optional_objects("evidence"):
        grounds.parse_evidence(seen)
    fields.finish()
    claims = subject["hasClaim"] if isinstance(subject, dict) else []
    return tuple(
        facts.parse_equivalence(Fields(compared, "equivalence"))
        for claim in claims
        for compared in claim.get("equivalence", ())
    )


def _read_node(fields: Fields, kind: str) -> None:
    if not is_iri(fields.text("id")):
        raise ClaimsInvalid(f"{fields.where}.id is not an IRI.", claim="id")
    if (stated := fields.text("type")) != kind:
        raise TermUnknown(f"{fields.where} is no {kind}.", term=stated[:80])
    for listed, read in _NODES[kind].items():
        name = listed.removesuffix("?")
        if fields.has(name):
            read(fields, name)
        elif name == listed:
            raise ClaimMissing(f"{fields.where}.{name} is missing.", claim=name)
    fields.finish()
