"""What stands on paper: the QR code by itself, and whether the pages of a PDF agree with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import structs

from credentials.certificate.style import Style
from credentials.checks import (
    CHECK_NAMES,
    check_issuer_known,
    check_issuer_trusted,
    check_status,
    check_validity,
    failed,
    not_checked,
)
from credentials.deferred import deferred
from credentials.did import did_web_url
from credentials.errors import CredentialError, DidInvalid, KeyUnknown, ProofError
from credentials.formats import Received
from credentials.inspection import parse_qr, status_entries
from credentials.model import Check, CheckStatus, SkillRecord, VerificationReport
from credentials.profiles import qr_claims
from credentials.profiles.vc20 import DECISION_TYPE, SKILL_RECORD_TYPE
from credentials.proofs.cose import verify_sign1
from credentials.status import StatusLists
from credentials.trust import TrustedIssuer, TrustedKey, TrustList

if TYPE_CHECKING:
    from credentials.certificate import redrawn, seal_check
else:
    redrawn = deferred("credentials.certificate.redrawn")
    seal_check = deferred("credentials.certificate.seal_check")


def verify_qr(
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
        report = _report(found.format, issuer, {"proof": failed("proof", error)}, "proof_failed")
        return structs.replace(report, issuer_name=None)
    return _checked_qr(found.format, message.payload, issuer, key, statuses, now)


def _checked_qr(
    kind: str,
    payload: bytes,
    issuer: TrustedIssuer,
    key: TrustedKey,
    statuses: StatusLists,
    now: datetime,
) -> VerificationReport:
    """The signature holds. The key alone names the issuer, so who it is needs no claim."""
    checks = {"proof": Check.passed("proof"), "issuer_trusted": check_issuer_known(issuer)}
    try:
        claims = qr_claims.parse(payload)
        key.require_usable(signed_at=claims.valid_from)
        entries = status_entries(claims, issuer)
    except ProofError as error:
        report = _report(kind, issuer, {"proof": failed("proof", error)}, "proof_failed")
        return structs.replace(report, issuer_name=None)
    except CredentialError as error:
        checks["schema"] = failed("schema", error)
        return _report(kind, issuer, checks, "schema_failed")
    status = check_status(entries, issuer=issuer, statuses=statuses, now=now)
    types = [DECISION_TYPE if claims.outcome else SKILL_RECORD_TYPE]
    checks |= {
        "issuer_trusted": check_issuer_trusted(
            issuer.did, issuer.did, issuer, types=types, now=now
        ),
        "schema": Check.passed("schema"),
        "validity": check_validity(claims.valid_from, claims.valid_until, now=now),
        "status": status.check,
        "holder_binding": not_checked("holder_binding", "not_a_presentation"),
    }
    shown = qr_claims.as_claims(claims)
    return structs.replace(
        _report(kind, issuer, checks, "not_in_qr"),
        credential_id=claims.credential_id,
        claims=shown,
        subject=shown["credentialSubject"],
        status_as_of=status.as_of,
    )


def check_printed(
    found: Received,
    issuer_did: str | None,
    record: SkillRecord | None,
    trust: TrustList,
    *,
    styles: Sequence[Style] = (),
    now: datetime,
) -> tuple[Check, ...]:
    """The checks that a PDF has beside its credential's own.

    record: only of a proven one. styles: of the authorities that this issuer prints for.
    """
    issuer = trust.find(issuer_did) if issuer_did and record else None
    matches = check_qr_matches(found.qr_text, record, issuer, trust)
    roots = issuer.seal_roots if issuer else ()
    sealed = seal_check.check(found.pdf or b"", roots=roots, now=now)
    vouched = sealed.status is CheckStatus.PASSED
    return matches, check_print_matches(found, issuer, matches, styles, sealed=vouched), sealed


def check_qr_matches(
    printed: str | None, record: SkillRecord | None, issuer: TrustedIssuer | None, trust: TrustList
) -> Check:
    """The QR code drawn on page 1 is by the credential's own issuer, and names that credential.

    Another code, genuine by itself or by a stolen key, could say anything to who scans the paper.
    """
    name = "qr_matches"
    if record is None or issuer is None:
        return not_checked(name, "credential_not_read")
    if printed is None:
        return Check.failed(name, "qr_missing", "Page 1 shows no QR code of this registry.")
    try:
        message = parse_qr(printed)
        known = trust.find_by_short_kid(message.kid)
        if known is None:
            raise KeyUnknown("The printed code is signed by somebody unknown.")
        signer, key = known
        verify_sign1(message, key.key)
        claims = qr_claims.parse(message.payload)
        key.require_usable(signed_at=claims.valid_from)
    except CredentialError as error:
        return failed(name, error)
    if signer.did != issuer.did:
        detail = "The printed code is by another issuer than the embedded credential."
        return Check.failed(name, "qr_differs", detail)
    if claims.credential_id != record.id:
        detail = "The printed code belongs to another credential than the embedded one."
        return Check.failed(name, "qr_differs", detail)
    return Check.passed(name)


def check_print_matches(
    found: Received,
    issuer: TrustedIssuer | None,
    qr_matches: Check,
    styles: Sequence[Style] = (),
    *,
    sealed: bool = False,
) -> Check:
    """The pages say what the credential says: drawn again from it, they are the same.

    sealed: the issuer's seal is whole, so that pages of another edition are the issuer's too.
    """
    name = "print_matches"
    if issuer is None:
        return not_checked(name, "credential_not_read")
    if found.token is None or found.qr_text is None or qr_matches.status is not CheckStatus.PASSED:
        return not_checked(name, "code_not_genuine")
    try:
        site = did_web_url(issuer.did).removesuffix("/did.json").removesuffix("/.well-known")
    except DidInvalid:
        return not_checked(name, "edition_unvouched")
    return redrawn.check(
        found.pdf or b"",
        credential=found.token.decode(),
        qr_text=found.qr_text,
        verify_url=f"{site}/verify",
        styles=styles,
        sealed=sealed,
    )


def _stranger(kind: str) -> VerificationReport:
    checks = {
        "proof": not_checked("proof", "issuer_unknown"),
        "issuer_trusted": Check.failed(
            "issuer_trusted", "issuer_unknown", "The issuer is not on the trust list."
        ),
    }
    return _report(kind, None, checks, "issuer_unknown")


def _report(
    kind: str, issuer: TrustedIssuer | None, checks: Mapping[str, Check], otherwise: str
) -> VerificationReport:
    complete = tuple(
        checks[name] if name in checks else not_checked(name, otherwise) for name in CHECK_NAMES
    )
    return VerificationReport(
        kind, issuer.did if issuer else None, issuer.name if issuer else None, None, complete
    )
