"""A decision with everything a certificate can tell: a long trace, outcomes, levels, evidence."""

from dataclasses import replace
from datetime import date

from bench.credentials import IRI, record
from credentials.certificate.telling import Step
from credentials.model import (
    Equivalence,
    EvidenceClaim,
    EvidenceKind,
    FrameworkScale,
    LearningOutcome,
    OutcomeSource,
    RecognitionDecision,
)

_WAY = ("ph-pqf:2", "asean-aqrf:2", "eqf:3", "de-dqr:3")
_REPORT = "Referencing report of the national qualifications framework to the regional framework"
_SKILLS = (
    "Sets up and uses equipment for manual arc welding of plates in all positions.",
    "Reads technical drawings and welding procedure specifications.",
    "Judges welds by eye and by simple measurement, and mends what is at fault.",
    "Works by the rules of safety for electricity, gas and heat.",
    "Cuts and prepares edges by flame, plasma and grinding.",
    "Keeps a record of the work and reports defects of material.",
)


def _step(source: str, target: str) -> Step:
    return {
        "sentence": f"{source} corresponds to {target}.",
        "statement": f"{IRI}/statement/{source.partition(':')[0]}-{target.partition(':')[0]}",
        "direction": "forward",
        "from": source,
        "to": target,
        "authority": "National Council for Vocational Education and Training",
        "document": _REPORT,
        "document_date": "2019-05",
        "document_url": "https://referencing.example/report.pdf",
        "locator": "table 4, page 61",
        "valid_from": "2019-05-31",
        "valid_to": None,
        "confidence": "0.9000",
        "checked": source != "eqf:3",
        "says": "compares",
        "predicate": "close",
        "source": source,
        "source_framework": f"Qualifications Framework of {source.partition(':')[0]}",
        "target": target,
        "target_framework": f"Qualifications Framework of {target.partition(':')[0]}",
        "rounded": False,
    }


def long_record() -> RecognitionDecision:
    plain = record()
    levels = tuple("12345678")
    return replace(
        plain,
        equivalences=(
            Equivalence(
                framework="de-dqr",
                framework_name="German Qualifications Framework for Lifelong Learning",
                interval=("3",),
                status="DETERMINED",
                predicate="close",
                confidence="0.8550",
                force=3,
                path_id="cd" * 32,
                release=1,
                release_sha256="ab" * 32,
                as_of=date(2026, 11, 20),
                checked=False,
            ),
        ),
        trace=tuple(map(_step, _WAY[:-1], _WAY[1:])),
        scales=tuple(
            FrameworkScale(code, f"Qualifications Framework of {code}", levels, level, level)
            for code, _, level in (place.partition(":") for place in _WAY)
        ),
        outcomes=tuple(LearningOutcome(text, OutcomeSource.QUALIFICATION) for text in _SKILLS),
        evidence=(
            EvidenceClaim(EvidenceKind.DOCUMENT, "Certificate NC II", "ef" * 32),
            EvidenceClaim(EvidenceKind.DOCUMENT, "Transcript of records", "ea" * 32),
        ),
        decision=replace(
            plain.decision,
            reasons="Duration and contents of the training match those of the German occupation.",
            appeal_until=date(2026, 12, 23),
            appeal_body="Verwaltungsgericht Nürnberg",
        ),
    )
