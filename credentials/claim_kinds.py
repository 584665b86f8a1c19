"""The kinds that claims come in: closed lists, whose values are what credentials carry."""

from enum import StrEnum


class Outcome(StrEnum):
    """What the authority decided."""

    FULL = "FULL"
    PARTIAL = "PARTIAL"
    CONDITIONAL = "CONDITIONAL"
    STATEMENT_ONLY = "STATEMENT_ONLY"
    REFUSED = "REFUSED"


class Basis(StrEnum):
    """How the holder came by what is attested. A/73/L.66, objective 18 (d), (i)."""

    FORMAL_QUALIFICATION = "formal_qualification"
    PRIOR_LEARNING = "recognition_of_prior_learning"
    ON_THE_JOB = "on_the_job"


class OutcomeSource(StrEnum):
    """Who says that the holder can do it.

    qualification: the awarding body, of everybody who holds it. occupation: a reference list of
    what the occupation needs, not of this person. assessment: shown by the holder.
    """

    QUALIFICATION = "qualification"
    OCCUPATION = "occupation"
    ASSESSMENT = "assessment"


class AssessmentKind(StrEnum):
    DOCUMENTS = "documents"
    WRITTEN_TEST = "written_test"
    PRACTICAL_TEST = "practical_test"
    INTERVIEW = "interview"
    WORKPLACE_OBSERVATION = "workplace_observation"
    PORTFOLIO = "portfolio"


class IdentityCheck(StrEnum):
    """How the assessor knew who was in front of them."""

    NONE = "none"
    IN_PERSON = "in_person"
    REMOTE = "remote"


class QualityKind(StrEnum):
    """What a quality-assuring body states of the awarding body or of the qualification."""

    INSTITUTION_ACCREDITED = "institution_accredited"
    PROGRAMME_ACCREDITED = "programme_accredited"
    REGISTERED = "registered"


class EvidenceKind(StrEnum):
    DOCUMENT = "document"
    EMPLOYER_ATTESTATION = "employer_attestation"
    TEST = "test"
    INTERVIEW = "interview"


class MeasureKind(StrEnum):
    """What a conditional decision asks for. 2005/36/EC, article 14."""

    APTITUDE_TEST = "aptitude_test"
    ADAPTATION_PERIOD = "adaptation_period"
    BRIDGING_COURSE = "bridging_course"
    LANGUAGE = "language"
    OTHER = "other"
