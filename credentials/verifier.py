"""Bytes in, report out: what was received, what was checked, what came of each step.

1. Tell the format. 2. Find the issuer on the trust list and verify the proof with the key listed
there. 3. Read the claims strictly. 4. Check issuer, validity, status. 5. Inform about the graph.
A check that could not run says so and never counts as passed. Architecture, section 5;
VCDM 2.0, 7.1; BSL 1.0, 3.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from credentials.encodings import parse_json
from credentials.errors import CredentialError, KeyUnknown, ProofError
from credentials.formats import PDF_FORMAT, Received, recognise
from credentials.inspection import Inspection, inspect, parse_qr, status_entries
from credentials.keys import KeyPurpose
from credentials.model import (
    Check,
    Equivalence,
    SkillRecord,
    StatusEntry,
    VerificationReport,
)
from credentials.profiles import qr_claims, vc20
from credentials.profiles.fields import instant_text
from credentials.proofs.cose import verify_sign1
from credentials.proofs.jose import VC_JWT, ParsedJws, parse_jws, verify_jws
from credentials.status import StatusLists, read_status
from credentials.trust import TrustedIssuer, TrustList

__all__ = ["GraphKnowledge", "Inspection", "inspect", "verify"]

_JWT_CLAIMS = frozenset({"@context", "iss", "sub", "jti", "nbf", "exp"})
_NAMES = (
    "proof",
    "issuer_trusted",
    "validity",
    "status",
    "schema",
    "holder_binding",
    "release_known",
    "equivalence_current",
)
_REASONS = {
    "issuer_unknown": "The issuer is not on the trust list, so its key is not known.",
    "proof_failed": "Nothing else was checked, because the proof does not hold.",
    "schema_failed": "The claims could not be read.",
    "not_a_presentation": "A credential alone does not show that its sender is its holder.",
    "not_in_qr": "A QR code does not carry this; the credential itself does.",
    "graph_not_asked": "No graph was at hand.",
    "no_equivalence": "The credential claims no equivalence.",
    "words_not_compared": "The words on the pages were not compared with the credential.",
    "credential_not_read": "There was no proven credential to compare with.",
}


@dataclass(frozen=True, slots=True)
class GraphKnowledge:
    """What the graph says today. releases: number -> SHA-256 in hex.

    current: path_id -> the interval the same question gives now, None where it gives none;
    a path that is not in it was not asked for.
    """

    releases: Mapping[int, str] = field(default_factory=dict)
    current: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


def verify(
    received: bytes,
    *,
    trust: TrustList,
    statuses: StatusLists,
    now: datetime,
    media_type: str | None = None,
    knowledge: GraphKnowledge | None = None,
) -> VerificationReport:
    """Check a credential, a certificate or its QR code.

    received: as sent; a token of at most 1 MiB, a PDF or picture of at most 16 MiB. trust,
    statuses: fetched before. now: aware UTC, the one instant for all checks.
    Returns a Check per step. Raises Unreadable and its kinds where there is nothing to check.
    """
    found = recognise(received, media_type)
    if found.token is None:
        return _verify_qr(found, trust=trust, statuses=statuses, now=now)
    report, record = _verify_token(
        found.format, found.token, trust=trust, statuses=statuses, now=now, knowledge=knowledge
    )
    if found.format != PDF_FORMAT:
        return report
    printed = (check_qr_matches(found.qr_text, record, trust), _words(record))
    return replace(report, checks=(*report.checks, *printed))


def _verify_token(
    kind: str,
    compact: bytes,
    *,
    trust: TrustList,
    statuses: StatusLists,
    now: datetime,
    knowledge: GraphKnowledge | None,
) -> tuple[VerificationReport, SkillRecord | None]:
    try:
        token = parse_jws(compact, typ=VC_JWT)
    except ProofError as error:
        return _forged(kind, None, error), None
    issuer = trust.find(token.controller)
    if issuer is None:
        return replace(_stranger(kind), issuer_id=token.controller), None
    try:
        check_proof(token, issuer)
    except ProofError as error:
        return _forged(kind, issuer, error), None
    checks = {"proof": Check.passed("proof")}
    try:
        payload = parse_json(token.payload)
        credential = vc20.parse(payload)
    except CredentialError as error:
        checks["schema"] = _failed("schema", error)
        return _report(kind, issuer, checks, "schema_failed"), None
    record = credential.record
    checks |= {
        "schema": Check.passed("schema"),
        "issuer_trusted": check_issuer_trusted(credential.issuer, issuer),
        "validity": check_validity(record.valid_from, record.valid_until, now=now),
        "status": check_status(credential.status, issuer=issuer, statuses=statuses, now=now),
        "release_known": check_release_known(record.equivalences, knowledge),
        "equivalence_current": check_equivalence_current(record.equivalences, knowledge),
    }
    claims = {name: value for name, value in payload.items() if name not in _JWT_CLAIMS}
    report = _report(kind, issuer, checks, "not_a_presentation")
    return replace(report, credential_id=record.id, claims=claims), record


def _verify_qr(
    found: Received, *, trust: TrustList, statuses: StatusLists, now: datetime
) -> VerificationReport:
    issuer = None
    try:
        message = parse_qr(found.qr_text or "")
        known = trust.find_by_short_kid(message.kid)
        if known is None:
            return _stranger(found.format)
        issuer, key = known
        verify_sign1(message, key.key)
    except ProofError as error:
        return _forged(found.format, issuer, error)
    # The key alone names the issuer, so who it is needs no claim.
    checks = {"proof": Check.passed("proof"), "issuer_trusted": Check.passed("issuer_trusted")}
    try:
        claims = qr_claims.parse(message.payload)
        entries = status_entries(claims, issuer)
    except CredentialError as error:
        checks["schema"] = _failed("schema", error)
        return _report(found.format, issuer, checks, "schema_failed")
    checks |= {
        "schema": Check.passed("schema"),
        "validity": check_validity(claims.valid_from, claims.valid_until, now=now),
        "status": check_status(entries, issuer=issuer, statuses=statuses, now=now),
        "holder_binding": _not_checked("holder_binding", "not_a_presentation"),
    }
    report = _report(found.format, issuer, checks, "not_in_qr")
    return replace(report, credential_id=claims.credential_id, claims=qr_claims.as_claims(claims))


def check_proof(token: ParsedJws, issuer: TrustedIssuer) -> None:
    """The signature holds under the key the trust list has. Raises ProofError's kinds."""
    key = issuer.by_kid.get(token.kid)
    if key is None:
        raise KeyUnknown("The issuer is known, but not with this key.")
    if key.purpose is not KeyPurpose.ASSERTION:
        raise KeyUnknown("This key of the issuer is not for credentials.")
    verify_jws(token, key.key)


def check_issuer_trusted(claimed: str, issuer: TrustedIssuer) -> Check:
    """The credential's issuer is who signed it, and that is an entry of the trust list."""
    if claimed != issuer.did:
        return Check.failed(
            "issuer_trusted", "issuer_mismatch", "It was signed by another than it says."
        )
    return Check.passed("issuer_trusted", f"On the trust list as {issuer.name}.")


def check_validity(valid_from: datetime, valid_until: datetime | None, *, now: datetime) -> Check:
    """`now` lies in [validFrom, validUntil); absent is open. VCDM 2.0, 4.9."""
    if now < valid_from:
        detail = f"It is valid from {instant_text(valid_from)}."
        return Check.failed("validity", "not_yet_valid", detail)
    if valid_until and now >= valid_until:
        detail = f"It was valid until {instant_text(valid_until)}."
        return Check.failed("validity", "expired", detail)
    return Check.passed("validity")


def check_status(
    entries: Iterable[StatusEntry],
    *,
    issuer: TrustedIssuer,
    statuses: StatusLists,
    now: datetime,
) -> Check:
    """No list of the issuer has it raised. A list that cannot be had is never "not revoked"."""
    raised = set()
    oldest = now
    missing = ""
    for entry in entries:
        secured = statuses.get(entry.list_url)
        if secured is None or not issuer.allows_status_url(entry.list_url):
            missing = missing or f"The {entry.purpose} list could not be had."
            continue
        try:
            reading = read_status(secured, entry=entry, issuer=issuer, now=now)
        except CredentialError as error:
            missing = missing or f"The {entry.purpose} list cannot be used: {error.detail}"
            continue
        oldest = min(oldest, reading.as_of)
        if reading.raised:
            raised.add(entry.purpose)
    detail = f"As of {instant_text(oldest)}."
    if "revocation" in raised:
        return Check.failed("status", "revoked", f"The issuer has revoked it. {detail}")
    if "suspension" in raised:
        return Check.failed("status", "suspended", f"The issuer has suspended it. {detail}")
    if missing:
        return Check.not_checked("status", "status_unavailable", missing)
    return Check.passed("status", detail)


def check_release_known(
    equivalences: Iterable[Equivalence], knowledge: GraphKnowledge | None
) -> Check:
    """The releases it was computed on are the ones the graph published, byte for byte."""
    name = "release_known"
    claims = tuple(equivalences)
    if not claims or knowledge is None:
        return _not_checked(name, "graph_not_asked" if claims else "no_equivalence")
    for claim in claims:
        published = knowledge.releases.get(claim.release)
        if published is None:
            return Check.failed(name, "release_unknown", f"Release {claim.release} is not known.")
        if published != claim.release_sha256:
            detail = f"Release {claim.release} is known with other content."
            return Check.failed(name, "release_differs", detail)
    return Check.passed(name)


def check_equivalence_current(
    equivalences: Iterable[Equivalence], knowledge: GraphKnowledge | None
) -> Check:
    """The graph gives the same answers today."""
    name = "equivalence_current"
    claims = tuple(equivalences)
    if not claims or knowledge is None:
        return _not_checked(name, "graph_not_asked" if claims else "no_equivalence")
    for claim in claims:
        if claim.path_id not in knowledge.current:
            return _not_checked(name, "graph_not_asked")
        today = knowledge.current[claim.path_id]
        if today is None and claim.interval:
            detail = f"The graph no longer gives an answer for {claim.framework}."
            return Check.failed(name, "equivalence_withdrawn", detail)
        if (today or ()) != claim.interval:
            detail = f"The graph gives another answer for {claim.framework} today."
            return Check.failed(name, "equivalence_changed", detail)
    return Check.passed(name)


def check_qr_matches(printed: str | None, record: SkillRecord | None, trust: TrustList) -> Check:
    """The QR code drawn on page 1 is genuine and names the embedded credential."""
    name = "qr_matches"
    if record is None:
        return _not_checked(name, "credential_not_read")
    if printed is None:
        return Check.failed(name, "qr_missing", "Page 1 shows no QR code of this registry.")
    try:
        message = parse_qr(printed)
        known = trust.find_by_short_kid(message.kid)
        if known is None:
            raise KeyUnknown("The printed code is signed by somebody unknown.")
        verify_sign1(message, known[1].key)
        named = qr_claims.parse(message.payload).credential_id
    except CredentialError as error:
        return _failed(name, error)
    if named != record.id:
        detail = "The printed code belongs to another credential than the embedded one."
        return Check.failed(name, "qr_differs", detail)
    return Check.passed(name)


def _words(record: SkillRecord | None) -> Check:
    """Printed words can be altered around a genuine code, and are not read here."""
    reason = "words_not_compared" if record else "credential_not_read"
    return _not_checked("print_matches", reason)


def _failed(name: str, error: CredentialError) -> Check:
    return Check.failed(name, error.code, error.detail)


def _not_checked(name: str, reason: str) -> Check:
    return Check.not_checked(name, reason, _REASONS[reason])


def _stranger(kind: str) -> VerificationReport:
    """An issuer we do not know may well be genuine: that is not a forgery."""
    checks = {
        "proof": _not_checked("proof", "issuer_unknown"),
        "issuer_trusted": Check.failed(
            "issuer_trusted", "issuer_unknown", "The issuer is not on the trust list."
        ),
    }
    return _report(kind, None, checks, "issuer_unknown")


def _forged(kind: str, issuer: TrustedIssuer | None, error: ProofError) -> VerificationReport:
    """The issuer it claims is named by DID only: our name for them vouches for nothing here."""
    report = _report(kind, issuer, {"proof": _failed("proof", error)}, "proof_failed")
    return replace(report, issuer_name=None)


def _report(
    kind: str, issuer: TrustedIssuer | None, checks: Mapping[str, Check], otherwise: str
) -> VerificationReport:
    """Every check in its order; the ones that did not run say why in `otherwise`."""
    complete = tuple(
        checks[name] if name in checks else _not_checked(name, otherwise) for name in _NAMES
    )
    return VerificationReport(
        kind, issuer.did if issuer else None, issuer.name if issuer else None, None, complete
    )
