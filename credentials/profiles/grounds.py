"""What a record rests on: outcomes, assessments, evidence, quality. Model to terms and back."""

from credentials.claim_forms import is_iri, is_isco08, is_partial_date
from credentials.claim_kinds import (
    AssessmentKind,
    EvidenceKind,
    IdentityCheck,
    OutcomeSource,
    QualityKind,
)
from credentials.claims import (
    AssessmentClaim,
    EvidenceClaim,
    LearningOutcome,
    QualityClaim,
)
from credentials.profiles.facts import Json, given
from credentials.profiles.fields import Fields, digest_sri

EVIDENCE_TYPE = "EvidenceDocument"
# Whoever reads a skill must see whether anybody saw the holder do it.
SOURCE_IN_WORDS = {
    OutcomeSource.QUALIFICATION: "According to the awarding body, of all who hold it.",
    OutcomeSource.OCCUPATION: "Usual in the occupation; not shown by the holder.",
    OutcomeSource.ASSESSMENT: "Shown by the holder in an assessment.",
}


def serialize_outcome(outcome: LearningOutcome) -> Json:
    return given(
        text=outcome.text,
        source=outcome.source.value,
        skill=outcome.skill_iri,
        skillLabel=outcome.skill_label,
        isco08=outcome.isco08,
    )


def parse_outcome(fields: Fields) -> LearningOutcome:
    outcome = LearningOutcome(
        text=fields.text("text"),
        source=fields.choice("source", OutcomeSource),
        skill_iri=fields.optional_text("skill", is_iri),
        skill_label=fields.optional_text("skillLabel"),
        isco08=fields.optional_text("isco08", is_isco08),
    )
    fields.finish()
    return outcome


def serialize_assessment(claim: AssessmentClaim) -> Json:
    return given(
        kind=claim.kind.value,
        assessor=claim.assessor,
        assessedOn=claim.assessed_on,
        result=claim.result,
        grade=claim.grade,
        scale=claim.scale,
        identityCheck=claim.identity_check.value if claim.identity_check else "",
    )


def parse_assessment(fields: Fields) -> AssessmentClaim:
    claim = AssessmentClaim(
        kind=fields.choice("kind", AssessmentKind),
        assessor=fields.text("assessor"),
        assessed_on=fields.optional_text("assessedOn", is_partial_date),
        result=fields.optional_text("result"),
        grade=fields.optional_text("grade"),
        scale=fields.optional_text("scale"),
        identity_check=fields.choice("identityCheck", IdentityCheck)
        if fields.has("identityCheck")
        else None,
    )
    fields.finish()
    return claim


def serialize_quality(claim: QualityClaim) -> Json:
    return given(
        kind=claim.kind.value,
        body=claim.body,
        registerEntry=claim.iri,
        number=claim.number,
        heldFrom=claim.valid_from.isoformat() if claim.valid_from else "",
        heldUntil=claim.valid_until.isoformat() if claim.valid_until else "",
    )


def parse_quality(fields: Fields) -> QualityClaim:
    claim = QualityClaim(
        kind=fields.choice("kind", QualityKind),
        body=fields.text("body"),
        iri=fields.optional_text("registerEntry", is_iri),
        number=fields.optional_text("number"),
        valid_from=fields.optional_day("heldFrom"),
        valid_until=fields.optional_day("heldUntil"),
    )
    fields.finish()
    return claim


def serialize_evidence(seen: EvidenceClaim) -> Json:
    return given(
        type=[EVIDENCE_TYPE],
        kind=seen.kind.value,
        name=seen.name,
        digestSRI=digest_sri(seen.sha256),
        issuedBy=seen.issued_by,
        role=seen.role,
        startedOn=seen.started_on,
        endedOn=seen.ended_on,
    )


def parse_evidence(fields: Fields) -> EvidenceClaim:
    fields.constant("type", [EVIDENCE_TYPE])
    seen = EvidenceClaim(
        kind=fields.choice("kind", EvidenceKind),
        name=fields.text("name"),
        sha256=fields.digest("digestSRI"),
        issued_by=fields.optional_text("issuedBy"),
        role=fields.optional_text("role"),
        started_on=fields.optional_text("startedOn", is_partial_date),
        ended_on=fields.optional_text("endedOn", is_partial_date),
    )
    fields.finish()
    return seen
