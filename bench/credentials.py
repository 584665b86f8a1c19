"""What signing and verifying a credential cost, as shares of what they rest on.

Run by `make bench`. Ratios compare things measured in the same run on the same machine.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from rich.console import Console
from rich.table import Table

from credentials import issuer
from credentials.certificate import qr
from credentials.keys import generate_key_ring
from credentials.model import (
    Achievement,
    Authority,
    Decision,
    Holder,
    LevelClaim,
    Outcome,
    RecognitionDecision,
    StatusEntry,
)
from credentials.proofs.jose import parse_jws
from credentials.status import BitstringStatusList
from credentials.trust import TrustList, trusted_issuer
from credentials.verifier import verify

PUBLIC_URL = "https://registry.example"
DID = "did:web:registry.example"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
IRI = "https://w3id.org/open-recognition/id"


def _level(framework: str, code: str) -> LevelClaim:
    return LevelClaim(
        framework,
        framework,
        f"{IRI}/framework/{framework}",
        code,
        f"{IRI}/level/{framework}/{code}",
    )


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
            "Shielded Metal Arc Welding NC II", "TESDA", "PH", awarded_on="2019-05"
        ),
        origin_level=_level("ph-pqf", "2"),
        decision=Decision(
            id="urn:uuid:53e2f9a4-5a0e-4d3b-9a3f-6f1f0c9f7a10",
            outcome=Outcome.FULL,
            authority=Authority("de-ihk-fosa", "IHK FOSA", "DE"),
            destination="DE",
            purpose="employment",
            legal_basis="BQFG, § 4",
            decided_on=date(2026, 11, 23),
            level=_level("de-dqr", "3"),
        ),
        valid_from=NOW - timedelta(hours=2),
        valid_until=NOW + timedelta(days=3650),
    )


def _median(act: Callable[[], object], rounds: int) -> float:
    """Seconds for one call, after one to warm up."""
    act()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def run() -> None:
    """Print the table."""
    ring = generate_key_ring(DID, NOW)
    entry = StatusEntry(f"{PUBLIC_URL}/status/r1", 94_567)
    prepared = issuer.prepare(record(), status=entry, issuer=DID, public_url=PUBLIC_URL, now=NOW)
    published = issuer.issue_status_list(
        BitstringStatusList.of(range(0, 131_072, 97)),
        url=entry.list_url,
        purpose="revocation",
        issuer=DID,
        now=NOW,
        valid_until=NOW + timedelta(hours=24),
        signer=ring.credential_signer,
    )
    table = Table("measure", "median", "compared with", title="Credentials")
    statuses = {entry.list_url: published.credential.encode()}
    trusted = trusted_issuer(ring, name="R", status_url_prefixes=[f"{PUBLIC_URL}/status/"])
    secured = issuer.issue(prepared, signer=ring.credential_signer).credential
    code = issuer.issue_qr(prepared, signer=ring.qr_signer)
    trust = TrustList((trusted,))

    def check(received: bytes) -> Callable[[], object]:
        return lambda: verify(received, trust=trust, statuses=statuses, now=NOW)

    token = parse_jws(secured.encode(), typ="vc+jwt")
    signer, message = ring.credential_signer, token.signing_input
    seconds = _median(check(code.encode()), 500)
    raw_verify = _median(lambda: signer.public_key.verifies(message, token.signature), 2000)
    table.add_row(
        "verify QR text, whole report",
        f"{seconds * 1e6:.0f} µs",
        f"{raw_verify / seconds:.2f} of raw Ed25519",
    )
    table.add_row("vc+jwt", f"{len(secured)} bytes", "")
    table.add_row("QR code", f"{len(code)} characters", f"version {qr.version_of(code)}, level M")
    table.add_row("status list", f"{len(published.credential)} bytes", "131,072 entries")
    Console().print(table)


if __name__ == "__main__":
    run()
