"""One worker, one decision, one issuer: what the tests of this house sign and verify."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from credentials import issuer
from credentials.issuer import Prepared, Secured
from credentials.keys import KeyRing, generate_key_ring
from credentials.model import (
    Achievement,
    AssessmentClaim,
    AssessmentKind,
    Authority,
    Basis,
    Decision,
    Equivalence,
    EvidenceClaim,
    EvidenceKind,
    FrameworkScale,
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
    SkillRecord,
    StatusEntry,
)
from credentials.status import BitstringStatusList
from credentials.trust import TrustedIssuer, TrustList, trusted_issuer
from credentials.verifier import GraphKnowledge, verify

PUBLIC_URL = "https://registry.example"
DID = "did:web:registry.example"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
REVOCATION_URL = f"{PUBLIC_URL}/status/r1"
SUSPENSION_URL = f"{PUBLIC_URL}/status/s1"
INDEX = 94_567
RELEASE_SHA256 = "ab" * 32
PATH_ID = "cd" * 32
IRI = "https://w3id.org/open-recognition/id"


def level(framework: str, name: str, code: str) -> LevelClaim:
    return LevelClaim(
        framework, name, f"{IRI}/framework/{framework}", code, f"{IRI}/level/{framework}/{code}"
    )


def step(sentence: str, *, source: str, target: str, checked: bool = True) -> dict[str, object]:
    return {
        "sentence": sentence,
        "statement": f"{IRI}/statement/{source.partition(':')[0]}-{target.partition(':')[0]}",
        "direction": "forward",
        "from": source,
        "to": target,
        "authority": "National Council for Vocational Education",
        "document": "Referencing report of the national qualifications framework",
        "document_date": "2019-05",
        "document_url": "https://referencing.example/report.pdf",
        "locator": "table 4, page 61",
        "valid_from": "2019-05-31",
        "valid_to": None,
        "confidence": "0.9000",
        "checked": checked,
        "says": "compares",
        "predicate": "close",
        "source": source,
        "source_framework": f"framework {source.partition(':')[0]}",
        "target": target,
        "target_framework": f"framework {target.partition(':')[0]}",
        "rounded": False,
    }


@pytest.fixture(scope="session")
def record() -> RecognitionDecision:
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
            awarded_on="2019-05",
            qualification_iri=f"{IRI}/qualification/ph-smaw-nc2",
            isced_f="0715",
            isco08="7212",
            type="vet",
            criteria="Performs manual arc welding of plates and pipes under a practical test.",
            official_url="https://www.tesda.gov.ph/",
            workload_hours=268,
            languages=("en", "fil"),
            entry_requirements="Completed secondary schooling",
            further_learning="Shielded Metal Arc Welding NC III",
            occupations="Welder in shipyards and steel construction",
            legal_basis="Republic Act 7796",
        ),
        origin_level=level("ph-pqf", "Philippine Qualifications Framework", "2"),
        equivalences=(
            Equivalence(
                framework="de-dqr",
                framework_name="German Qualifications Framework",
                interval=("2", "3"),
                status="DETERMINED",
                predicate="close",
                confidence="0.8550",
                force=3,
                path_id=PATH_ID,
                release=1,
                release_sha256=RELEASE_SHA256,
                as_of=date(2026, 11, 20),
                checked=False,
            ),
        ),
        trace=(
            step(
                "Level 2 of the Philippine framework corresponds to level 2 of the regional hub.",
                source="ph-pqf:2",
                target="asean-aqrf:2",
            ),
            step(
                "Level 2 of the regional hub corresponds to levels 2 to 3 in Germany.",
                source="asean-aqrf:2",
                target="de-dqr:2..3",
                checked=False,
            ),
        ),
        scales=(
            FrameworkScale("ph-pqf", "Philippine framework", tuple("12345678"), "2", "2"),
            FrameworkScale("asean-aqrf", "regional hub", tuple("12345678"), "2", "2"),
            FrameworkScale("de-dqr", "German framework", tuple("12345678"), "2", "3"),
        ),
        outcomes=(
            LearningOutcome(
                "Sets up and uses equipment for manual arc welding.",
                OutcomeSource.QUALIFICATION,
                "http://data.europa.eu/esco/skill/2fcd95a4-1f9a-41cf-95a9-4701bde476b4",
                "operate welding equipment",
                "7212",
            ),
            LearningOutcome("Reads technical drawings.", OutcomeSource.ASSESSMENT),
        ),
        assessments=(
            AssessmentClaim(
                kind=AssessmentKind.PRACTICAL_TEST,
                assessor="TESDA Regional Office IV-A",
                assessed_on="2019-05-17",
                result="competent",
                grade="competent",
                scale="competent, not yet competent",
                identity_check=IdentityCheck.IN_PERSON,
            ),
        ),
        evidence=(
            EvidenceClaim(EvidenceKind.DOCUMENT, "Certificate NC II", "ef" * 32),
            EvidenceClaim(
                EvidenceKind.EMPLOYER_ATTESTATION,
                "Attestation of employment",
                "ea" * 32,
                issued_by="Subic Shipyard",
                role="Welder",
                started_on="2019-06",
                ended_on="2024",
            ),
        ),
        quality=(
            QualityClaim(
                QualityKind.PROGRAMME_ACCREDITED,
                "TESDA",
                "https://www.tesda.gov.ph/register/utpras",
                "201904-0142",
                date(2018, 1, 1),
                date(2027, 12, 31),
            ),
        ),
        decision=Decision(
            id="urn:uuid:53e2f9a4-5a0e-4d3b-9a3f-6f1f0c9f7a10",
            outcome=Outcome.CONDITIONAL,
            authority=Authority("de-ihk-fosa", "IHK FOSA", "DE"),
            destination="DE",
            purpose="employment",
            occupation="7212",
            level=level("de-dqr", "German Qualifications Framework", "3"),
            legal_basis="Berufsqualifikationsfeststellungsgesetz (BQFG), § 4 and § 11",
            reasons="The practical part of automated welding is missing.",
            measures=(
                Measure(
                    "Adaptation period of six months in a certified workshop",
                    MeasureKind.ADAPTATION_PERIOD,
                    6,
                ),
            ),
            remedies="A course in automated welding of 120 hours covers the missing part.",
            decided_on=date(2026, 11, 23),
            appeal_until=date(2026, 12, 23),
            appeal_body="Verwaltungsgericht Nürnberg",
        ),
        valid_from=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        valid_until=datetime(2036, 11, 24, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def skill_record(record: RecognitionDecision) -> SkillRecord:
    return SkillRecord(
        id="urn:uuid:1f3b9c52-27bb-4f15-9b0e-5e7d2c9a4b33",
        holder=record.holder,
        achievement=record.achievement,
        basis=Basis.ON_THE_JOB,
        equivalences=record.equivalences,
        valid_from=record.valid_from,
        valid_until=record.valid_from + timedelta(days=365),
    )


@dataclass(frozen=True)
class Registry:
    """An issuer with its keys, and a verifier that trusts it."""

    ring: KeyRing

    @property
    def trusted(self) -> TrustedIssuer:
        return trusted_issuer(
            self.ring,
            name="Open Recognition Registry",
            status_url_prefixes=[f"{PUBLIC_URL}/status/"],
        )

    @property
    def trust(self) -> TrustList:
        return TrustList((self.trusted,))

    def prepare(self, record: SkillRecord) -> Prepared:
        entries = (
            StatusEntry(REVOCATION_URL, INDEX),
            StatusEntry(SUSPENSION_URL, INDEX, "suspension"),
        )
        return issuer.prepare(record, status=entries, issuer=DID, public_url=PUBLIC_URL, now=NOW)

    def issue(self, record: SkillRecord) -> Secured:
        return issuer.issue(self.prepare(record), signer=self.ring.credential_signer)

    def issue_qr(self, record: SkillRecord) -> str:
        return issuer.issue_qr(self.prepare(record), signer=self.ring.qr_signer)

    def publish(self, url: str, purpose: str, *indexes: int, now: datetime = NOW) -> bytes:
        secured = issuer.issue_status_list(
            BitstringStatusList.of(indexes),
            url=url,
            purpose=purpose,
            issuer=DID,
            now=now,
            valid_until=now + timedelta(hours=24),
            signer=self.ring.credential_signer,
        )
        return secured.credential.encode()

    def statuses(
        self, *, revoked: tuple[int, ...] = (), suspended: tuple[int, ...] = ()
    ) -> Mapping[str, bytes]:
        return {
            REVOCATION_URL: self.publish(REVOCATION_URL, "revocation", *revoked),
            SUSPENSION_URL: self.publish(SUSPENSION_URL, "suspension", *suspended),
        }


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry(generate_key_ring(DID, NOW - timedelta(days=30)))


@pytest.fixture(scope="session")
def stranger() -> Registry:
    """The same DID, other keys: a forger."""
    return Registry(generate_key_ring(DID, NOW - timedelta(days=30)))


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def credential(registry: Registry, record: RecognitionDecision) -> bytes:
    return registry.issue(record).credential.encode()


@pytest.fixture(scope="session")
def qr_text(registry: Registry, record: RecognitionDecision) -> str:
    return registry.issue_qr(record)


@pytest.fixture(scope="session")
def statuses(registry: Registry) -> Mapping[str, bytes]:
    return registry.statuses()


@pytest.fixture(scope="session")
def check(registry: Registry, statuses: Mapping[str, bytes]) -> Callable[..., object]:
    """`verify` with everything at hand; a test overrides what it is about."""
    knowledge = GraphKnowledge({1: RELEASE_SHA256}, {PATH_ID: ("2", "3")})
    return partial(verify, trust=registry.trust, statuses=statuses, now=NOW, knowledge=knowledge)


@pytest.fixture(scope="session")
def with_name(record: RecognitionDecision) -> Callable[..., RecognitionDecision]:
    """The same decision for somebody else."""

    def renamed(given: str, family: str = "", native: str = "") -> RecognitionDecision:
        holder = replace(record.holder, given_name=given, family_name=family, name_native=native)
        return replace(record, holder=holder)

    return renamed
