"""Bytes in, report out: what was received, what was checked, what came of each step.

1. Tell the format and take it apart. 2. Find whose key it names, the trust list first, and verify
the proof. 3. Read the claims by their profile. 4. Check issuer, validity, status. 5. Inform about
the graph. A check that could not run says so and never counts as passed. Architecture, section 5;
VCDM 2.0, 7.1.

A format is added in `formats` and `opened`, a profile in `readings`, a step in `checks`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from credentials.checks import (
    CHECK_NAMES,
    GraphKnowledge,
    StatusFinding,
    check_equivalence_current,
    check_issuer_trusted,
    check_release_known,
    check_status,
    check_validity,
    failed,
    not_checked,
)
from credentials.errors import CredentialError, ProofError
from credentials.formats import PDF_FORMAT, QR_FORMAT, Received, recognise
from credentials.inspection import Inspection, inspect
from credentials.model import Check, VerificationReport
from credentials.opened import Opened, open_credential
from credentials.printed import check_printed, verify_qr
from credentials.readings import Reading, read_credential
from credentials.signers import SignerKeys, Signers
from credentials.status import StatusLists
from credentials.trust import TrustList

__all__ = ["Collected", "GraphKnowledge", "Inspection", "inspect", "verify", "verify_received"]


@dataclass(frozen=True, slots=True)
class Collected:
    """What was at hand, and the one instant that all checks are made for.

    statuses: URL -> signed list. resolved: DID -> keys fetched before, for those the trust list
    does not know. now: aware UTC.
    """

    trust: TrustList
    statuses: StatusLists
    now: datetime
    knowledge: GraphKnowledge | None = None
    resolved: Mapping[str, SignerKeys] = field(default_factory=dict)

    @property
    def signers(self) -> Signers:
        return Signers(self.trust, self.resolved)


def verify(
    received: bytes,
    *,
    trust: TrustList,
    statuses: StatusLists,
    now: datetime,
    media_type: str | None = None,
    knowledge: GraphKnowledge | None = None,
    resolved: Mapping[str, SignerKeys] | None = None,
) -> VerificationReport:
    """Check a credential, a certificate or its QR code.

    received: as sent; a token or document of at most 1 MiB, a PDF or picture of at most 16 MiB.
    trust, statuses, resolved: fetched before. now: aware UTC, the one instant for all checks.
    Returns a Check per step. Raises Unreadable and its kinds where there is nothing to check.
    """
    collected = Collected(trust, statuses, now, knowledge, resolved or {})
    return verify_received(recognise(received, media_type), collected)


def verify_received(found: Received, collected: Collected) -> VerificationReport:
    if found.format == QR_FORMAT:
        return verify_qr(
            found, trust=collected.trust, statuses=collected.statuses, now=collected.now
        )
    report, reading = _verify_credential(found, collected)
    if found.format != PDF_FORMAT:
        return report
    record = reading.record if reading else None
    printed = check_printed(found.qr_text, record, collected.trust)
    return replace(report, checks=(*report.checks, *printed))


def _verify_credential(
    found: Received, collected: Collected
) -> tuple[VerificationReport, Reading | None]:
    try:
        opened = open_credential(found)
    except ProofError as error:
        return _forged(found.format, None, error), None
    signer = collected.signers.find(opened.signer_did)
    if signer is None:
        return _stranger(found.format, opened.signer_did), None
    try:
        opened.prove(signer)
    except ProofError as error:
        return _forged(found.format, signer.did, error), None
    return _read_and_check(found.format, opened, signer, collected)


def _read_and_check(
    kind: str, opened: Opened, signer: SignerKeys, collected: Collected
) -> tuple[VerificationReport, Reading | None]:
    """The proof holds: what does it say, and does that count?"""
    checks = {"proof": Check.passed("proof")}
    try:
        reading = read_credential(opened.read(), check_terms=opened.check_terms)
    except CredentialError as error:
        checks["schema"] = failed("schema", error)
        if signer.listed is None:
            checks["issuer_trusted"] = check_issuer_trusted(signer.did, signer.did, None)
        return _report(kind, signer, checks, "schema_failed"), None
    try:
        for kid in opened.kids:
            signer.require_usable(kid, signed_at=reading.valid_from)
    except ProofError as error:
        return _forged(kind, signer.did, error), None
    equivalences = reading.record.equivalences if reading.record else ()
    status = _status(reading, signer, collected)
    checks |= {
        "schema": _schema(reading),
        "issuer_trusted": check_issuer_trusted(reading.issuer, signer.did, signer.listed),
        "validity": check_validity(reading.valid_from, reading.valid_until, now=collected.now),
        "status": status.check,
        "release_known": check_release_known(equivalences, collected.knowledge),
        "equivalence_current": check_equivalence_current(equivalences, collected.knowledge),
    }
    report = _report(kind, signer, checks, "not_a_presentation")
    if signer.listed is None:
        return report, reading
    return (
        replace(
            report,
            credential_id=reading.credential_id,
            claims=reading.claims,
            status_as_of=status.as_of,
        ),
        reading,
    )


def _schema(reading: Reading) -> Check:
    if reading.schema_named:
        return not_checked("schema", "schema_unavailable")
    return Check.passed("schema")


def _status(reading: Reading, signer: SignerKeys, collected: Collected) -> StatusFinding:
    """Lists of an issuer who is not on the trust list are not fetched, so not read either."""
    if signer.listed is None and (reading.status or reading.status_foreign):
        return StatusFinding(not_checked("status", "issuer_unknown"))
    if signer.listed is None:
        return StatusFinding(Check.passed("status", "It names no status."))
    return check_status(
        reading.status,
        issuer=signer.listed,
        statuses=collected.statuses,
        now=collected.now,
        foreign=reading.status_foreign,
    )


def _stranger(kind: str, did: str) -> VerificationReport:
    """An issuer we do not know may well be genuine: that is not a forgery."""
    checks = {
        "proof": not_checked("proof", "issuer_unknown"),
        "issuer_trusted": check_issuer_trusted(did, did, None),
    }
    return replace(_report(kind, None, checks, "issuer_unknown"), issuer_id=did)


def _forged(kind: str, did: str | None, error: ProofError) -> VerificationReport:
    """The issuer it claims is named by DID only: our name for them vouches for nothing here."""
    report = _report(kind, None, {"proof": failed("proof", error)}, "proof_failed")
    return replace(report, issuer_id=did)


def _report(
    kind: str, signer: SignerKeys | None, checks: Mapping[str, Check], otherwise: str
) -> VerificationReport:
    """Every check in its order; the ones that did not run say why in `otherwise`."""
    complete = tuple(
        checks[name] if name in checks else not_checked(name, otherwise) for name in CHECK_NAMES
    )
    listed = signer.listed if signer else None
    return VerificationReport(
        kind,
        signer.did if signer else None,
        listed.name if listed else None,
        None,
        complete,
    )
