"""Who moves where in the demonstration. The people are invented, the frameworks are real."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Corridor:
    """application, decision: bodies of the API. status, interval: what the graph must say.

    four_eyes: the outcome is one that nobody may both propose and decide, and the officer at the
    post `assessor` may do both in other cases. quality, assessment: what a verifier and an
    assessor find out. shown: skills that a skill record attests before the decision.
    """

    title: str
    worker: str
    birth_date: str
    paper: str
    authority_id: str
    authority: str
    application: Mapping[str, Any]
    status: str
    interval: list[str] | None
    decision: Mapping[str, Any]
    four_eyes: bool = False
    assessor: str = "assessor"
    quality: Mapping[str, Any] | None = None
    assessment: Mapping[str, Any] | None = None
    shown: tuple[str, ...] = ()

    def officer(self, post: str) -> str:
        """The account of an officer of the authority: intake, assessor, decider or senior."""
        return f"{post}@{self.authority_id}.example"


CORRIDORS = (
    Corridor(
        title="France to Germany, an electrician: an answer through the EQF",
        worker="Aminata Diallo",
        birth_date="1994-03-08",
        paper="Baccalauréat professionnel MELEC",
        authority_id="de-ihk-fosa",
        authority="IHK Foreign Skills Approval",
        application={
            "qualification": "fr-bacpro-melec",
            "awarded": "2021-07",
            "destination": "DE",
            "purpose": "employment",
            "occupation": "7411",
            "authority": "de-ihk-fosa",
            "consent": True,
        },
        status="DETERMINED",
        interval=["4"],
        quality={"kind": "registered", "body": "France compétences, directory RNCP"},
        assessment={
            "kind": "documents",
            "assessor": "IHK Foreign Skills Approval",
            "assessed_on": "2026-11",
            "result": "Content and length compared with the German training regulations.",
        },
        decision={
            "outcome": "FULL",
            "level": "de-dqr:4",
            "legal_basis": "Section 4 of the Professional Qualifications Assessment Act (BQFG)",
            "reasons": "Content and length of the training show no substantial difference.",
        },
    ),
    Corridor(
        title="Germany to Ireland, a master electrician: the answer widens to an interval",
        worker="Olena Kovalenko",
        birth_date="1988-11-23",
        paper="Meisterbrief Elektrotechnik",
        authority_id="ie-naric-ireland",
        authority="NARIC Ireland (QQI)",
        application={
            "qualification": "de-meister-elektro",
            "awarded": "2018-05-14",
            "destination": "IE",
            "purpose": "information",
            "authority": "ie-naric-ireland",
            "consent": True,
        },
        status="DETERMINED",
        interval=["7", "8"],
        decision={
            "outcome": "STATEMENT_ONLY",
            "legal_basis": "Qualifications and Quality Assurance (Education and Training) Act 2012",
            "reasons": "Levels 7 and 8 of the Irish framework both lie within EQF level 6.",
        },
    ),
    Corridor(
        title="Philippines to Germany, a welder: no statement leads there, so no level is guessed",
        worker="Maria Santos",
        birth_date="1996-01-30",
        paper="Shielded Metal Arc Welding NC II",
        authority_id="de-ihk-fosa",
        authority="IHK Foreign Skills Approval",
        application={
            "qualification": "ph-tesda-smaw-nc2",
            "awarded": "2019",
            "destination": "DE",
            "purpose": "employment",
            "occupation": "7212",
            "authority": "de-ihk-fosa",
            "consent": True,
        },
        status="NO_PATH",
        interval=None,
        quality={
            "kind": "registered",
            "body": "TESDA, register of programmes",
            "number": "Sample 0142",
            "valid_from": "2017-01-01",
        },
        assessment={
            "kind": "practical_test",
            "assessor": "Chamber of Crafts, sample",
            "assessed_on": "2026-10-05",
            "result": "passed",
            "grade": "2.0",
            "scale": "1.0 (best) to 5.0",
            "identity_check": "in_person",
        },
        shown=("apply arc welding techniques", "Welds plates in all positions"),
        decision={
            "outcome": "PARTIAL",
            "legal_basis": "Section 4 of the Professional Qualifications Assessment Act (BQFG)",
            "reasons": "The welding skills are shown; other parts of the reference occupation "
            "were not part of the training.",
            "remedies": "Adaptation training in metal construction, then a new application.",
            "appeal_body": "Administrative court, as the notice states",
        },
        four_eyes=True,
        assessor="senior",
    ),
    Corridor(
        title="Philippines to Germany, a nurse: recognised under a condition",
        worker="Grace Reyes",
        birth_date="1993-06-17",
        paper="Bachelor of Science in Nursing",
        authority_id="de-land-health-authority",
        authority="Health authority of the Land",
        application={
            "qualification": "ph-bsn",
            "awarded": "2015-04",
            "destination": "DE",
            "purpose": "regulated_profession",
            "occupation": "2221",
            "authority": "de-land-health-authority",
            "consent": True,
        },
        status="NO_PATH",
        interval=None,
        quality={
            "kind": "institution_accredited",
            "body": "Commission on Higher Education (CHED), sample",
            "valid_from": "2010-01-01",
        },
        assessment={
            "kind": "documents",
            "assessor": "Health authority of the Land",
            "assessed_on": "2026-11",
            "result": "Practice in geriatric care is less than half of what is asked for.",
        },
        decision={
            "outcome": "CONDITIONAL",
            "legal_basis": "Section 40 of the Nursing Professions Act (PflBG)",
            "reasons": "Practice in geriatric and home care differs substantially.",
            "remedies": "One of the two measures is enough; the applicant chooses.",
            "measures": [
                {
                    "kind": "adaptation_period",
                    "text": "Supervised practice in geriatric and home care",
                    "months": 6,
                },
                {"kind": "aptitude_test", "text": "Oral and practical test of nursing care"},
            ],
            "appeal_body": "Administrative court, as the notice states",
        },
    ),
)
