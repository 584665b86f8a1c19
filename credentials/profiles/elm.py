"""European Learning Model 3: the record as Europass tools read it, under full ontology IRIs.

Every node has an IRI, every concept its scheme, every text its language: what the application
profile of European Digital Credentials asks for, and its members have the names of the
Commission's context. What ELM has no terms for, comparisons of levels and documents that were
seen, stands beside in ours and is told in a note. Earlier editions are only read, by elm_reading.
shapes: elm-shapes-v2.ttl. Domain model, section 7; ELM 3, snb/model/elm; SHACL constraints for
EDC 1.2.0.
"""

from dataclasses import dataclass

from credentials.claim_forms import is_full_date, is_isco08
from credentials.claim_kinds import (
    Outcome,
)
from credentials.claims import (
    AssessmentClaim,
    Decision,
    Equivalence,
    LearningOutcome,
    LevelClaim,
    QualityClaim,
)
from credentials.model import RecognitionDecision, SkillRecord, StatusEntry
from credentials.profiles import elm_concepts as concepts
from credentials.profiles import elm_nodes as nodes
from credentials.profiles import facts, grounds, own_status
from credentials.profiles.facts import Json, measure_in_words
from credentials.profiles.fields import instant_text
from credentials.profiles.vc20 import W3C_CONTEXT

ELM_CONTEXT_URL = "https://w3id.org/open-recognition/ns/elm/v2"
ELM_SHAPES_URL = "https://w3id.org/open-recognition/ns/elm/v2/shapes.ttl"
TYPES = ("VerifiableCredential", "EuropeanDigitalCredential")
_EQF = "eqf"
# Outcomes that give the holder a right, now or once a condition is met.
_ENTITLING = frozenset({Outcome.FULL, Outcome.PARTIAL, Outcome.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs. id: a DID. country: where it sits, legal_number: under what number it stands in
    an official register there; empty if nobody said."""

    id: str
    name: str
    country: str = ""
    legal_number: str = ""


def serialize(record: SkillRecord, *, issuer: Issuer, status: tuple[StatusEntry, ...]) -> Json:
    """The credential, as a Data Integrity proof secures it."""
    document: Json = {
        "@context": [W3C_CONTEXT, ELM_CONTEXT_URL],
        "id": record.id,
        "type": list(TYPES),
        "issuer": _issuer(issuer),
        "issuanceDate": instant_text(record.valid_from),
        "issued": instant_text(record.valid_from),
        "validFrom": instant_text(record.valid_from),
    }
    if record.valid_until:
        ends = instant_text(record.valid_until)
        document |= {"validUntil": ends, "expirationDate": ends}
    document |= {
        "credentialProfiles": [concepts.credential_profile()],
        "displayParameter": nodes.display(f"{record.id}#display", record.achievement.name),
        "credentialSubject": _person(record),
        "credentialStatus": own_status.serialize(status),
        "credentialSchema": {"id": ELM_SHAPES_URL, "type": "ShaclValidator2017"},
    }
    return document


def jwt_payload(record: SkillRecord, *, issuer: Issuer, status: tuple[StatusEntry, ...]) -> Json:
    """The same with the JWT's claims beside it. VC-JOSE-COSE, 3.1.1."""
    claims: Json = {
        "iss": issuer.id,
        "sub": record.holder.id,
        "jti": record.id,
        "nbf": int(record.valid_from.timestamp()),
    }
    if record.valid_until:
        claims["exp"] = int(record.valid_until.timestamp())
    return serialize(record, issuer=issuer, status=status) | claims


def _issuer(issuer: Issuer) -> Json:
    """An issuer must be told by a number; where no register has one, by its DID."""
    numbered = (
        (issuer.legal_number, "official registration number")
        if issuer.legal_number
        else (issuer.id, "decentralized identifier (DID)")
    )
    return nodes.organisation(issuer.id, issuer.name, issuer.country) | {
        "eIDASIdentifier": nodes.legal_identifier(
            f"{issuer.id}#legal-identifier", *numbered, issuer.country
        )
    }


def _person(record: SkillRecord) -> Json:
    """Names stand under the primary language, where viewers look for them, in letters of any."""
    holder = record.holder
    names = {
        "givenName": holder.given_name,
        "familyName": holder.family_name,
        "fullName": holder.name,
    }
    return {
        "id": holder.id,
        "type": "Person",
        **{term: {"en": name} for term, name in names.items() if name},
        "dateOfBirth": nodes.midnight(holder.birth_date.isoformat()),
        "hasClaim": [_achievement(record)],
    }


def _achievement(record: SkillRecord) -> Json:
    held = record.achievement
    achievement: Json = {
        "id": f"{record.id}#achievement",
        "type": "LearningAchievement",
        "title": _title(record),
        "awardedBy": nodes.awarding(
            f"{record.id}#award",
            nodes.body(held.awarding_body, held.country, held.awarding_body_iri),
            held.awarded_on,
        ),
        "specifiedBy": _qualification(record),
    }
    if held.description:
        achievement["description"] = {"en": held.description}
    if record.assessments:
        achievement["provenBy"] = [
            _assessment(claim, f"{record.id}#assessment-{number}")
            for number, claim in enumerate(record.assessments, 1)
        ]
    notes = [f"Basis: {record.basis.value.replace('_', ' ')}."]
    if held.awarded_on:
        notes.append(f"Awarded {held.awarded_on}.")
    if record.equivalences:
        achievement["equivalence"] = [
            facts.serialize_equivalence(claim) for claim in record.equivalences
        ]
        notes += [_told(claim) for claim in record.equivalences]
    if record.evidence:
        achievement["evidenceDocument"] = [
            grounds.serialize_evidence(seen) for seen in record.evidence
        ]
        notes += [
            f"Seen: {seen.kind.value.replace('_', ' ')} {seen.name}." for seen in record.evidence
        ]
    if isinstance(record, RecognitionDecision):
        if record.decision.outcome in _ENTITLING:
            achievement["entitlesTo"] = [_entitlement(record)]
        else:
            notes += _decided(record.decision)
    achievement["additionalNote"] = nodes.notes(f"{record.id}#note", notes)
    return achievement


def _title(record: SkillRecord) -> Json:
    held = record.achievement
    native = {held.native_language or "und": held.name_native} if held.name_native else {}
    return {**native, "en": held.name}


def _told(claim: Equivalence) -> str:
    levels = f"level {' to '.join(claim.interval)}" if claim.interval else "no level"
    confidence = f", confidence {claim.confidence}" if claim.confidence else ""
    return (
        f"Indicative comparison, not a recognition decision: {levels} of {claim.framework_name} "
        f"({claim.status}{confidence}; release {claim.release}, as of {claim.as_of.isoformat()})."
    )


def _qualification(record: SkillRecord) -> Json:
    held = record.achievement
    qualification: Json = {
        "id": held.qualification_iri or f"{record.id}#qualification",
        "type": "Qualification",
        "title": _title(record),
    }
    if record.origin_level:
        qualification["educationLevel"] = [_level(record.origin_level)]
    if eqf := _eqf_level(record):
        qualification["eqfLevel"] = concepts.eqf_level(eqf)
    if held.isced_f:
        qualification["thematicArea"] = [concepts.field(held.isced_f)]
    if setting := concepts.learning_setting(record.basis):
        qualification["learningSetting"] = setting
    if held.workload_hours:
        qualification["volumeOfLearning"] = f"PT{held.workload_hours}H"
    if held.duration:
        qualification["maximumDuration"] = held.duration
    if held.entry_requirements:
        qualification["entryRequirement"] = nodes.note(
            f"{record.id}#entry", held.entry_requirements
        )
    return qualification | _lists(record)


def _lists(record: SkillRecord) -> Json:
    held = record.achievement
    body = nodes.body(held.awarding_body, held.country, held.awarding_body_iri)
    # A concept has one label in a language, wherever it is named.
    labels = {
        claim.skill_iri: claim.skill_label or claim.text for claim in reversed(record.outcomes)
    }
    credit = {
        "id": f"{record.id}#credit",
        "type": "CreditPoint",
        "framework": concepts.credit_system(held.credit_system),
        "point": held.credit_points,
    }
    lists = {
        "language": [concepts.language(code) for code in held.languages],
        "creditPoint": [credit] if held.credit_points else [],
        "homepage": [nodes.page(f"{record.id}#homepage", held.official_url)]
        if held.official_url
        else [],
        "learningOutcome": [
            _outcome(claim, f"{record.id}#outcome-{number}", labels[claim.skill_iri])
            for number, claim in enumerate(record.outcomes, 1)
        ],
        "accreditation": [
            _accreditation(claim, f"{record.id}#accreditation-{number}", body)
            for number, claim in enumerate(record.quality, 1)
        ],
        "additionalNote": nodes.notes(
            f"{record.id}#about",
            [
                f"{label}: {text}"
                for label, text in (
                    ("What has to be shown", held.criteria),
                    ("Leads to", held.further_learning),
                    ("Occupations", held.occupations),
                    ("Legal basis", held.legal_basis),
                )
                if text
            ],
        ),
    }
    return {term: listed for term, listed in lists.items() if listed}


def _level(level: LevelClaim) -> Json:
    """In its own framework. An NQF level would have to stand in the Commission's list, which has
    those of EQF countries under IRIs that are not known here."""
    framework = level.framework_name or level.framework_id
    return concepts.concept(
        level.level_iri, f"{framework}, level {level.level}", level.framework_iri
    )


def _eqf_level(record: SkillRecord) -> str:
    """Where home itself is the EQF, or the comparison leads to one level of it."""
    if record.origin_level and record.origin_level.framework_id == _EQF:
        return record.origin_level.level
    for claim in record.equivalences:
        if claim.framework == _EQF and len(set(claim.interval)) == 1:
            return claim.interval[0]
    return ""


def _outcome(claim: LearningOutcome, node_id: str, label: str) -> Json:
    outcome: Json = {"id": node_id, "type": "LearningOutcome", "title": {"en": claim.text}}
    if claim.skill_iri:
        if concepts.is_esco_skill(claim.skill_iri):
            outcome["relatedESCOSkill"] = [concepts.skill(claim.skill_iri, label)]
        else:
            outcome["relatedSkill"] = [
                {"id": claim.skill_iri, "type": "Concept", "prefLabel": {"en": label}}
            ]
    outcome["additionalNote"] = nodes.notes(
        f"{node_id}-source", [grounds.SOURCE_IN_WORDS[claim.source]]
    )
    return outcome


def _assessment(claim: AssessmentClaim, node_id: str) -> Json:
    assessor = nodes.body(claim.assessor, "")
    kind = claim.kind.value.replace("_", " ").capitalize()
    assessment: Json = {
        "id": node_id,
        "type": "LearningAssessment",
        "title": {"en": f"{kind}: {claim.assessor}"},
        "awardedBy": nodes.awarding(f"{node_id}-award", assessor, claim.assessed_on),
        "assessedBy": [assessor],
        "grade": nodes.note(
            f"{node_id}-grade", claim.grade or claim.result or nodes.NOTHING_STATED
        ),
    }
    if is_full_date(claim.assessed_on):
        assessment["dateIssued"] = nodes.midnight(claim.assessed_on)
    if claim.identity_check:
        assessment["idVerification"] = concepts.identity_check(claim.identity_check)
    if claim.scale:
        assessment["specifiedBy"] = {
            "id": f"{node_id}-specification",
            "type": "LearningAssessmentSpecification",
            "title": {"en": kind},
            "gradingScheme": {
                "id": f"{node_id}-scheme",
                "type": "GradingScheme",
                "title": {"en": claim.scale},
            },
        }
    if claim.grade and claim.result:
        assessment["additionalNote"] = nodes.notes(f"{node_id}-note", [f"Result: {claim.result}."])
    return assessment


def _accreditation(claim: QualityClaim, node_id: str, accredited: Json) -> Json:
    accreditation: Json = {
        "id": node_id,
        "type": "Accreditation",
        "title": {"en": f"{claim.kind.value.replace('_', ' ').capitalize()}: {claim.body}"},
        "dcType": concepts.accreditation(claim.kind),
        "accreditingAgent": nodes.body(claim.body, ""),
        "organisation": accredited,
    }
    if claim.number:
        accreditation["identifier"] = [
            {
                "id": f"{node_id}-number",
                "type": "Identifier",
                "notation": claim.number,
                "schemeName": claim.body,
            }
        ]
    if claim.iri:
        accreditation["landingPage"] = [nodes.page(f"{node_id}-entry", claim.iri)]
    if claim.valid_from:
        accreditation["dateIssued"] = nodes.midnight(claim.valid_from.isoformat())
    if claim.valid_until:
        accreditation["expiryDate"] = nodes.midnight(claim.valid_until.isoformat())
    return accreditation


def _entitlement(record: RecognitionDecision) -> Json:
    decision = record.decision
    title = f"Recognition decision: {decision.outcome.value}"
    specification: Json = {
        "id": f"{record.id}#entitlement",
        "type": "LearningEntitlementSpecification",
        "title": {"en": f"{decision.purpose.replace('_', ' ')} in {decision.destination}"},
        "entitlementStatus": concepts.entitlement_status(decision.outcome),
        "dcType": [concepts.entitlement(decision.purpose)],
        "limitJurisdiction": [concepts.jurisdiction(decision.destination)],
    }
    if is_isco08(decision.occupation):
        specification["limitOccupation"] = [concepts.occupation(decision.occupation)]
    authority = nodes.body(decision.authority.name, decision.authority.jurisdiction)
    entitlement: Json = {
        "id": decision.id,
        "type": "LearningEntitlement",
        "title": {"en": title},
        "awardedBy": nodes.awarding(
            f"{decision.id}#award", authority, decision.decided_on.isoformat()
        ),
        "dateIssued": nodes.midnight(decision.decided_on.isoformat()),
        "specifiedBy": specification,
        "additionalNote": nodes.notes(f"{decision.id}#note", _decided(decision)),
    }
    if record.valid_until:
        entitlement["expiryDate"] = instant_text(record.valid_until)
    return entitlement


def _decided(decision: Decision) -> list[str]:
    level = decision.level
    authority = decision.authority.name
    told = [
        f"{authority} decided on {decision.decided_on.isoformat()}: {decision.outcome.value}.",
        f"Legal basis: {decision.legal_basis}",
        level and f"Level: {level.framework_name or level.framework_id}, level {level.level}",
        decision.reasons and f"Reasons: {decision.reasons}",
        *map(measure_in_words, decision.measures),
        decision.remedies and f"Remedies: {decision.remedies}",
        decision.appeal_until
        and f"Appeal until {decision.appeal_until.isoformat()}"
        + (f": {decision.appeal_body}" if decision.appeal_body else "."),
    ]
    return [text for text in told if text]
