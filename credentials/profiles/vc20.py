"""Verifiable Credentials 2.0: record to JSON-LD and back, nothing lost, nothing unknown.

`serialize` and `parse` are inverse, as are `serialize_document` and `parse_document`. In a JWT the
claims `iss`, `sub`, `jti`, `nbf` and `exp` stand beside the credential's own (VC-JOSE-COSE, 3.1.1)
and must say the same; under a Data Integrity proof they do not stand at all. The published JSON
Schema accepts the same documents; `parse` is what the verifier runs, as it is stricter about
agreement between claims and takes a fraction of the time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from credentials.errors import (
    ClaimsDisagree,
    ClaimsInvalid,
    ContextUnknown,
    RecordInvalid,
    TermUnknown,
)
from credentials.model import (
    Basis,
    Decision,
    Equivalence,
    RecognitionDecision,
    SkillRecord,
    StatusEntry,
    is_uuid_urn,
)
from credentials.profiles import facts, grounds, own_status
from credentials.profiles.facts import Json
from credentials.profiles.fields import Fields, digest_sri, instant_text

W3C_CONTEXT = "https://www.w3.org/ns/credentials/v2"
CONTEXT_URL = "https://w3id.org/open-recognition/ns/credentials/v1"
SCHEMA_URL = "https://w3id.org/open-recognition/ns/credentials/v1/schema.json"
RELEASE_IRI = "https://w3id.org/open-recognition/id/release/"
DECISION_TYPE = "RecognitionDecisionCredential"
SKILL_RECORD_TYPE = "SkillRecordCredential"
# What a token repeats beside the credential. VC-JOSE-COSE, 3.1.1.
JWT_CLAIMS = frozenset({"iss", "sub", "jti", "nbf", "exp"})


@dataclass(frozen=True, slots=True)
class Credential:
    """A record with what issuing adds to it. issuer: a DID. status: at least one entry."""

    record: SkillRecord
    issuer: str
    status: tuple[StatusEntry, ...]


def serialize(credential: Credential) -> Json:
    """The payload of a vc+jwt: the credential with the JWT's claims beside.

    Raises RecordInvalid for a trace of another shape.
    """
    return serialize_document(credential) | _jwt_claims(credential)


def serialize_document(credential: Credential) -> Json:
    """The credential alone, as a Data Integrity proof secures it. Raises as `serialize`."""
    record = credential.record
    kind = DECISION_TYPE if isinstance(record, RecognitionDecision) else SKILL_RECORD_TYPE
    payload: Json = {
        "@context": [W3C_CONTEXT, CONTEXT_URL],
        "id": record.id,
        "type": ["VerifiableCredential", kind],
        "issuer": credential.issuer,
        "validFrom": instant_text(record.valid_from),
    }
    if record.valid_until:
        payload["validUntil"] = instant_text(record.valid_until)
    payload["credentialSubject"] = _subject(record)
    if record.evidence:
        payload["evidence"] = [grounds.serialize_evidence(seen) for seen in record.evidence]
    payload["credentialStatus"] = own_status.serialize(credential.status)
    payload["credentialSchema"] = {"id": SCHEMA_URL, "type": "JsonSchema"}
    if releases := releases_of(record.equivalences):
        payload["relatedResource"] = releases
    return payload


def _jwt_claims(credential: Credential) -> Json:
    record = credential.record
    claims: Json = {
        "iss": credential.issuer,
        "sub": record.holder.id,
        "jti": record.id,
        "nbf": int(record.valid_from.timestamp()),
    }
    if record.valid_until:
        claims["exp"] = int(record.valid_until.timestamp())
    return claims


def _subject(record: SkillRecord) -> Json:
    subject: Json = {
        **facts.serialize_holder(record.holder),
        "basis": record.basis.value,
        "achievement": facts.serialize_achievement(record.achievement),
    }
    if record.origin_level:
        subject["originLevel"] = facts.serialize_level(record.origin_level)
    if record.equivalences:
        subject["equivalence"] = [
            facts.serialize_equivalence(claim) for claim in record.equivalences
        ]
    lists: Mapping[str, list[Json]] = {
        "learningOutcome": [grounds.serialize_outcome(claim) for claim in record.outcomes],
        "assessment": [grounds.serialize_assessment(claim) for claim in record.assessments],
        "quality": [grounds.serialize_quality(claim) for claim in record.quality],
    }
    subject |= {term: claims for term, claims in lists.items() if claims}
    if isinstance(record, RecognitionDecision):
        subject["recognition"] = facts.serialize_decision(record.decision)
    if record.trace:
        subject["trace"] = [facts.serialize_step(step) for step in record.trace]
    if record.scales:
        subject["frameworkScale"] = [facts.serialize_scale(scale) for scale in record.scales]
    return subject


def releases_of(equivalences: Iterable[Equivalence]) -> list[Json]:
    """The graph releases the equivalences were computed on, each with its digest.

    Raises ClaimsDisagree where one is named with two.
    """
    hashes = {(claim.release, claim.release_sha256) for claim in equivalences}
    if len({number for number, _ in hashes}) != len(hashes):
        raise ClaimsDisagree("One release is named with two digests.")
    return [
        {
            "id": f"{RELEASE_IRI}{number}",
            "mediaType": "application/n-quads",
            "digestSRI": digest_sri(sha256),
        }
        for number, sha256 in sorted(hashes)
    ]


def parse(payload: Mapping[str, Any]) -> Credential:
    """The payload of a vc+jwt.

    Raises ClaimsInvalid or one of its kinds: TermUnknown, ClaimMissing, ContextUnknown, …
    """
    fields = Fields(payload, "credential")
    credential = _parse(fields)
    _check_jwt_claims(fields, credential)
    fields.finish()
    return credential


def parse_document(document: Mapping[str, Any]) -> Credential:
    """A credential without its proof, which whoever verified it took out. Raises as `parse`."""
    fields = Fields(document, "credential")
    credential = _parse(fields)
    fields.finish()
    return credential


def _parse(fields: Fields) -> Credential:
    if fields.take("@context") != [W3C_CONTEXT, CONTEXT_URL]:
        raise ContextUnknown("The credential's terms are not the ones this registry defines.")
    kind = _parse_type(fields)
    try:
        credential = Credential(
            _parse_record(fields, kind),
            fields.text("issuer", lambda text: text.startswith("did:")),
            own_status.parse(fields),
        )
    except RecordInvalid as error:
        raise ClaimsInvalid(error.detail) from error
    schema = fields.object("credentialSchema")
    schema.constant("id", SCHEMA_URL)
    schema.constant("type", "JsonSchema")
    schema.finish()
    _check_releases(fields, credential)
    return credential


def _parse_type(fields: Fields) -> str:
    types = fields.take("type")
    if types == ["VerifiableCredential", DECISION_TYPE]:
        return DECISION_TYPE
    if types == ["VerifiableCredential", SKILL_RECORD_TYPE]:
        return SKILL_RECORD_TYPE
    raise TermUnknown("The credential is of a type that this registry does not define.")


def _parse_record(fields: Fields, kind: str) -> SkillRecord:
    subject = fields.object("credentialSubject")
    claims: dict[str, Any] = {
        "id": fields.text("id", is_uuid_urn),
        "valid_from": fields.instant("validFrom"),
        "valid_until": fields.instant("validUntil") if fields.has("validUntil") else None,
        "holder": facts.parse_holder(subject),
        "basis": subject.choice("basis", Basis),
        "achievement": facts.parse_achievement(subject.object("achievement")),
    }
    if subject.has("originLevel"):
        claims["origin_level"] = facts.parse_level(subject.object("originLevel"))
    lists: Mapping[str, tuple[Fields, str, Callable[[Fields], object]]] = {
        "equivalences": (subject, "equivalence", facts.parse_equivalence),
        "outcomes": (subject, "learningOutcome", grounds.parse_outcome),
        "assessments": (subject, "assessment", grounds.parse_assessment),
        "quality": (subject, "quality", grounds.parse_quality),
        "trace": (subject, "trace", facts.parse_step),
        "scales": (subject, "frameworkScale", facts.parse_scale),
        "evidence": (fields, "evidence", grounds.parse_evidence),
    }
    for name, (holding, term, parse_one) in lists.items():
        claims[name] = tuple(map(parse_one, holding.optional_objects(term)))
    if kind == SKILL_RECORD_TYPE:
        subject.finish()
        return SkillRecord(**claims)
    decision: Decision = facts.parse_decision(subject.object("recognition"))
    subject.finish()
    return RecognitionDecision(decision=decision, **claims)


def _check_jwt_claims(fields: Fields, credential: Credential) -> None:
    """The JWT's claims repeat the credential's own. VC-JOSE-COSE, 3.1.3."""
    for name, value in _jwt_claims(credential).items():
        given = fields.take(name)
        if given != value or isinstance(given, bool | float):
            raise ClaimsDisagree(f"{name} differs from the credential's own claim.", claim=name)


def _check_releases(fields: Fields, credential: Credential) -> None:
    """relatedResource names the releases of the equivalences, each with its digest."""
    releases = releases_of(credential.record.equivalences)
    if releases and fields.take("relatedResource") != releases:
        raise ClaimsDisagree("relatedResource differs from the releases of the equivalences.")
