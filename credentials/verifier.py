"""Bytes in, report out: what was received, what was checked, what came of each step.

1. Tell the format and take it apart. 2. Find whose key it names, the trust list first, and verify
the proof. 3. Read the claims by their profile. 4. Check issuer, validity, status. 5. Inform about
the graph. A check that could not run says so and never counts as passed. Architecture, section 5;
VCDM 2.0, 7.1.

A format is added in `formats` and `opened`, a profile in `readings`, a step in `checks`. Our own
vc+jwt takes a short way with the same checks, `at_once`, where a new step must be named too.
"""

from collections.abc import Mapping
from datetime import datetime

from msgspec import structs

from credentials.at_once import report_at_once
from credentials.checks import GraphKnowledge
from credentials.collected import STRICT, Collected, Policy
from credentials.credential_report import verify_credential
from credentials.formats import PDF_FORMAT, QR_FORMAT, VC_JWT_FORMAT, Received, recognise
from credentials.inspection import Inspection, inspect
from credentials.model import VerificationReport
from credentials.opened import Expected
from credentials.presentations import verify_presentation
from credentials.printed import check_printed, verify_qr
from credentials.proofs.jose import MAX_TOKEN_BYTES
from credentials.signers import SignerKeys
from credentials.status import StatusLists
from credentials.trust import TrustList

__all__ = [
    "STRICT",
    "Collected",
    "Expected",
    "GraphKnowledge",
    "Inspection",
    "Policy",
    "inspect",
    "verify",
    "verify_in_steps",
    "verify_received",
]


def verify(
    received: bytes,
    *,
    trust: TrustList,
    statuses: StatusLists,
    now: datetime,
    media_type: str | None = None,
    knowledge: GraphKnowledge | None = None,
    resolved: Mapping[str, SignerKeys] | None = None,
    expected: Expected | None = None,
) -> VerificationReport:
    """Check a credential or presentation in any form, a certificate, or its QR code.

    received: as sent; a token or document of at most 1 MiB, a PDF or picture of at most 16 MiB.
    trust, statuses, resolved: fetched before. now: aware UTC, the one instant for all checks.
    expected: the challenge and audience that a presentation has to answer.
    Returns a Check per step. Raises Unreadable and its kinds where there is nothing to check.
    """
    # A photograph or a certificate may be larger than any token.
    if media_type is None and len(received) <= MAX_TOKEN_BYTES and not received.startswith(b"{"):
        report = report_at_once(
            received, trust=trust, statuses=statuses, now=now, knowledge=knowledge
        )
        if report is not None:
            return report
    collected = Collected(trust, statuses, now, knowledge, resolved or {}, expected or Expected())
    return verify_in_steps(recognise(received, media_type), collected)


def verify_received(found: Received, collected: Collected) -> VerificationReport:
    """The same, of what was recognised before."""
    if found.format == VC_JWT_FORMAT and found.token is not None:
        report = report_at_once(
            found.token,
            trust=collected.trust,
            statuses=collected.statuses,
            now=collected.now,
            knowledge=collected.knowledge,
        )
        if report is not None:
            return report
    return verify_in_steps(found, collected)


def verify_in_steps(found: Received, collected: Collected) -> VerificationReport:
    """The same, the long way, which every form can take."""
    if found.format == QR_FORMAT:
        return verify_qr(
            found, trust=collected.trust, statuses=collected.statuses, now=collected.now
        )
    if found.is_presentation:
        return verify_presentation(found, collected)
    report, reading = verify_credential(found, collected)
    if found.format != PDF_FORMAT:
        return report
    record = reading.record if reading else None
    printed = check_printed(
        found,
        report.issuer_id,
        record,
        collected.trust,
        styles=collected.styles,
        now=collected.now,
    )
    return structs.replace(report, checks=(*report.checks, *printed))
