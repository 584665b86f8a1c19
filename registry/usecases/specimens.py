"""A certificate of nobody, to look at: signed under a key that is thrown away at once.

Its issuer has a name that no domain can have, so that no verifier ever takes it for ours.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from credentials import issuer
from credentials.keys import generate_key_ring
from credentials.model import (
    Achievement,
    Authority,
    Decision,
    Equivalence,
    FrameworkScale,
    Holder,
    LearningOutcome,
    LevelClaim,
    Measure,
    MeasureKind,
    Outcome,
    OutcomeSource,
    RecognitionDecision,
    StatusEntry,
)

# RFC 2606, 2: a name that will never be given out.
ISSUER = "did:web:specimen.invalid"
_IRI = "https://w3id.org/open-recognition/id"
_LEVELS = tuple("12345678")


@dataclass(frozen=True, slots=True)
class Specimen:
    credential: str
    qr_text: str


def make(
    *,
    authority_id: str,
    authority_name: str,
    jurisdiction: str,
    outcome: Outcome,
    public_url: str,
    on: datetime,
) -> Specimen:
    """A decision with every part that a certificate can show. on: aware UTC, its date."""
    authority = Authority(authority_id, authority_name, jurisdiction)
    ring = generate_key_ring(ISSUER, on)
    prepared = issuer.prepare(
        _record(authority, outcome, on),
        status=StatusEntry(f"{public_url}/status/r1", 0),
        issuer=ISSUER,
        public_url=public_url,
        now=on,
    )
    return Specimen(
        issuer.issue(prepared, signer=ring.credential_signer).credential,
        issuer.issue_qr(prepared, signer=ring.qr_signer),
    )


def _record(authority: Authority, outcome: Outcome, on: datetime) -> RecognitionDecision:
    home = _level("home", "Home framework", "4")
    return RecognitionDecision(
        id=f"urn:uuid:{uuid4()}",
        holder=Holder(f"urn:uuid:{uuid4()}", "SPECIMEN", "· not valid ·", date(2000, 1, 1)),
        achievement=Achievement("Diploma of nobody", "School of nowhere", authority.jurisdiction),
        origin_level=home,
        equivalences=(
            Equivalence(
                "there",
                "Destination framework",
                ("4", "5"),
                "DETERMINED",
                release=1,
                release_sha256="0" * 64,
                as_of=on.date(),
                path_id="0" * 64,
                predicate="close",
                confidence="0.9000",
                force=3,
                checked=True,
            ),
        ),
        scales=(
            FrameworkScale("home", "Home framework", _LEVELS, "4", "4"),
            FrameworkScale("there", "Destination framework", _LEVELS, "4", "5"),
        ),
        outcomes=(LearningOutcome("Nothing; this is a specimen.", OutcomeSource.QUALIFICATION),),
        decision=_decision(authority, outcome, on),
        valid_from=on,
        valid_until=on + timedelta(days=365),
    )


def _decision(authority: Authority, outcome: Outcome, on: datetime) -> Decision:
    granted = outcome not in {Outcome.REFUSED, Outcome.STATEMENT_ONLY}
    conditional = outcome is Outcome.CONDITIONAL
    return Decision(
        id=f"urn:uuid:{uuid4()}",
        outcome=outcome,
        authority=authority,
        destination=authority.jurisdiction,
        purpose="employment",
        legal_basis="Law on specimens, § 1",
        decided_on=on.date(),
        level=_level("there", "Destination framework", "4") if granted else None,
        reasons="" if outcome is Outcome.FULL else "Reasons stand here.",
        remedies="" if granted and not conditional else "What may be done stands here.",
        measures=(Measure("A course stands here.", MeasureKind.ADAPTATION_PERIOD, 6),)
        if conditional
        else (),
        appeal_until=on.date() + timedelta(days=30),
        appeal_body="Court of appeal",
    )


def _level(framework: str, name: str, level: str) -> LevelClaim:
    return LevelClaim(
        framework,
        name,
        f"{_IRI}/framework/{framework}",
        level,
        f"{_IRI}/level/{framework}/{level}",
    )
