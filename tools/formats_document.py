"""Writes the examples in docs/formats.md, and as files in docs/formats/: one of each form.

Keys, moment and randomness are fixed, so that everybody's run makes the same bytes. A test fails
where the documents differ from what this makes. Run: python -m tools.formats_document
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from credentials import issuer
from credentials.encodings import decode_base64url
from credentials.issuer import Form, Means, Secured
from credentials.keys import SoftwareSigner
from credentials.model import (
    Achievement,
    AssessmentClaim,
    AssessmentKind,
    Authority,
    Decision,
    Equivalence,
    EvidenceClaim,
    EvidenceKind,
    Holder,
    IdentityCheck,
    LearningOutcome,
    LevelClaim,
    Measure,
    MeasureKind,
    Outcome,
    OutcomeSource,
    QualityClaim,
    QualityKind,
    RecognitionDecision,
    StatusEntry,
)
from credentials.profiles.envelopes import envelope_credential
from credentials.token_status import status_claim

DOCS = Path(__file__).parent.parent / "docs"
DID = "did:web:registry.example"
SITE = "https://registry.example"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_ID = "https://w3id.org/open-recognition/id"
FILES = {
    Form.VC_JWT: "vc.jwt",
    Form.DATA_INTEGRITY: "data-integrity.json",
    Form.DATA_INTEGRITY_JCS: "data-integrity-jcs.json",
    Form.SD_JWT: "sd-jwt.txt",
    Form.OPEN_BADGE: "open-badge.json",
    Form.OPEN_BADGE_JWT: "open-badge.jwt",
    Form.ELM: "elm.json",
    Form.ELM_JWT: "elm.jwt",
}


def record() -> RecognitionDecision:
    """A welder from the Philippines, recognised in Germany on a condition."""
    return RecognitionDecision(
        id="urn:uuid:7b6cf5b0-58f5-4a86-9a3c-0d8f6f0b3a11",
        holder=Holder(
            "urn:uuid:0b1f5a3e-3f6b-4c52-8c0e-1f2a3b4c5d6e",
            "María Luisa",
            "dela Cruz",
            date(1991, 3, 14),
        ),
        achievement=Achievement(
            name="Shielded Metal Arc Welding NC II",
            awarding_body="Technical Education and Skills Development Authority",
            country="PH",
            awarded_on="2019-05-17",
            isced_f="0715",
            isco08="7212",
            type="vet",
            workload_hours=268,
        ),
        origin_level=_level("ph-pqf", "Philippine Qualifications Framework", "2"),
        equivalences=(
            Equivalence(
                framework="de-dqr",
                framework_name="German Qualifications Framework",
                interval=("2", "3"),
                status="DETERMINED",
                predicate="close",
                confidence="0.8550",
                force=3,
                path_id=hashlib.sha256(b"path").hexdigest(),
                release=1,
                release_sha256=hashlib.sha256(b"release").hexdigest(),
                as_of=date(2026, 11, 20),
                checked=True,
            ),
        ),
        outcomes=(
            LearningOutcome(
                "Sets up and uses equipment for manual arc welding.",
                OutcomeSource.QUALIFICATION,
                "http://data.europa.eu/esco/skill/2fcd95a4-1f9a-41cf-95a9-4701bde476b4",
                "operate welding equipment",
            ),
        ),
        assessments=(
            AssessmentClaim(
                kind=AssessmentKind.PRACTICAL_TEST,
                assessor="TESDA Regional Office IV-A",
                assessed_on="2019-05-17",
                grade="competent",
                scale="competent, not yet competent",
                identity_check=IdentityCheck.IN_PERSON,
            ),
        ),
        evidence=(
            EvidenceClaim(
                EvidenceKind.DOCUMENT, "Certificate", hashlib.sha256(b"certificate").hexdigest()
            ),
        ),
        quality=(QualityClaim(QualityKind.PROGRAMME_ACCREDITED, "TESDA", number="0142"),),
        decision=Decision(
            id="urn:uuid:53e2f9a4-5a0e-4d3b-9a3f-6f1f0c9f7a10",
            outcome=Outcome.CONDITIONAL,
            authority=Authority("de-ihk-fosa", "IHK FOSA", "DE"),
            destination="DE",
            purpose="employment",
            occupation="7212",
            level=_level("de-dqr", "German Qualifications Framework", "3"),
            legal_basis="BQFG, § 4 and § 11",
            reasons="Automated welding is not shown.",
            measures=(Measure("In a certified workshop", MeasureKind.ADAPTATION_PERIOD, 6),),
            decided_on=date(2026, 11, 23),
            appeal_until=date(2026, 12, 23),
            appeal_body="Verwaltungsgericht Nürnberg",
        ),
        valid_from=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    )


def _level(framework: str, name: str, code: str) -> LevelClaim:
    return LevelClaim(
        framework, name, f"{_ID}/framework/{framework}", code, f"{_ID}/level/{framework}/{code}"
    )


def signers() -> tuple[SoftwareSigner, SoftwareSigner]:
    """Keys that everybody knows: for these documents and nothing else."""
    secret = hashlib.sha256(b"docs/formats.md").digest()
    number = int.from_bytes(secret) >> 1
    return (
        SoftwareSigner(f"{DID}#example-1", ed25519.Ed25519PrivateKey.from_private_bytes(secret)),
        SoftwareSigner(f"{DID}#example-2", ec.derive_private_key(number, ec.SECP256R1())),
    )


def examples() -> Iterator[tuple[Form, Secured]]:
    """Every form of the record, signed."""
    first, second = signers()
    numbers = count()

    def randomness(size: int) -> bytes:
        return hashlib.sha256(f"docs/formats.md {next(numbers)}".encode()).digest()[:size]

    prepared = issuer.prepare(
        record(),
        status=(
            StatusEntry(f"{SITE}/status/r1", 94_567),
            StatusEntry(f"{SITE}/status/s1", 94_567, "suspension"),
        ),
        issuer=DID,
        public_url=SITE,
        now=NOW,
    )
    for form in Form:
        means = Means(
            now=NOW,
            randomness=randomness,
            co_signer=second if form is Form.DATA_INTEGRITY else None,
            holder_key=second.public_key if form is Form.SD_JWT else None,
            token_status=status_claim(f"{SITE}/status/t1", 412),
        )
        yield form, issuer.issue(prepared, signer=first, form=form, means=means)


def documents() -> dict[Path, str]:
    """File -> its content, docs/formats.md with its examples made anew."""
    made: dict[Path, str] = {}
    told = (DOCS / "formats.md").read_text(encoding="utf-8")
    for form, secured in examples():
        text = secured.credential
        is_token = text[0] != "{"
        name = FILES[form]
        made[DOCS / "formats" / name] = (text if is_token else _pretty(json.loads(text))) + "\n"
        shown = _told_token(form, text) if is_token else _told_document(form, json.loads(text))
        told = _with_example(told, form, f"[As a file](formats/{name}).\n\n{shown}")
        if form is Form.VC_JWT:
            envelope = envelope_credential(text, secured.media_type)
            made[DOCS / "formats" / "enveloped.json"] = _pretty(envelope) + "\n"
    made[DOCS / "formats.md"] = told
    return made


def _with_example(told: str, form: Form, example: str) -> str:
    """What stands between the marks of this form is replaced."""
    before, mark, rest = told.partition(f"<!-- example {form} -->\n")
    _, end, after = rest.partition("<!-- end -->\n")
    if not mark or not end:
        raise ValueError(f"docs/formats.md has no place for the example of {form}.")
    return f"{before}{mark}{example}{end}{after}"


def _told_document(form: Form, document: dict[str, Any]) -> str:
    if form is Form.DATA_INTEGRITY_JCS:
        return f"The same document; its proof:\n\n{_block(document['proof'])}"
    if form is Form.ELM:
        (claim,) = document["credentialSubject"]["hasClaim"]
        parts = {"specifiedBy": claim["specifiedBy"], "entitlesTo": claim["entitlesTo"]}
        return f"Two parts of the achievement:\n\n{_block(parts)}"
    return _block(document)


def _told_token(form: Form, text: str) -> str:
    token, *disclosures = text.rstrip("~").split("~")
    header, payload = (json.loads(decode_base64url(part.encode())) for part in token.split(".")[:2])
    told = f"Header:\n\n{_block(header)}\n"
    if form in {Form.OPEN_BADGE_JWT, Form.ELM_JWT}:
        claims = {name: payload[name] for name in ("iss", "sub", "jti", "nbf")}
        return (
            f"{told}The payload is the document above without its proof, and:\n\n{_block(claims)}"
        )
    told += f"Payload:\n\n{_block(payload)}"
    if disclosures:
        listed = [json.loads(decode_base64url(one.encode())) for one in disclosures]
        told += "\nDisclosures, each `[salt, name, value]` or `[salt, entry]`:\n\n```json\n"
        told += "\n".join(json.dumps(one, ensure_ascii=False) for one in listed) + "\n```\n"
    return told


def _block(value: Any) -> str:
    return f"```json\n{_pretty(value)}\n```\n"


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def main() -> None:
    for path, text in documents().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
